package console_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/flows/triage"
	"yousaid/storage/storagetest"
)

// dealer deals again what is hidden: who of a theme and a quarter lives where,
// and writes in which language, as long as each hidden count stays below five.
// Nothing else changes.
type dealer struct {
	*rig
	zone    *time.Location
	reports []storagetest.Filed
	random  *rand.Rand
	values  map[string]map[int]bool // of each hidden count, what it has been
}

// dealtGroup is what areas and languages are counted by.
type dealtGroup struct {
	quarter time.Time
	theme   int
}

func (d *dealer) groups() map[dealtGroup][]*storagetest.Filed {
	groups := map[dealtGroup][]*storagetest.Filed{}
	for i := range d.reports {
		f := &d.reports[i]
		g := dealtGroup{bot.QuarterOf(bot.DateOf(f.At, d.zone)), f.Theme}
		groups[g] = append(groups[g], f)
	}
	return groups
}

// deal gives hidden values of one group new counts from 0 to 4. The rest goes to
// what has no count of its own.
func (d *dealer) deal(name string, list []*storagetest.Filed, values []string, rest string, of func(*storagetest.Filed) *string) {
	counts, pool := map[string]int{}, []*storagetest.Filed{}
	for _, f := range list {
		counts[*of(f)]++
	}
	hidden := slices.DeleteFunc(slices.Clone(values), func(value string) bool { return counts[value] >= bot.FewestShown })
	for _, f := range list {
		if *of(f) == rest || slices.Contains(hidden, *of(f)) {
			pool = append(pool, f)
		}
	}
	d.random.Shuffle(len(pool), func(i, j int) { pool[i], pool[j] = pool[j], pool[i] })
	d.random.Shuffle(len(hidden), func(i, j int) { hidden[i], hidden[j] = hidden[j], hidden[i] })
	for _, f := range pool {
		*of(f) = rest
	}
	for _, value := range hidden {
		n := min(d.random.IntN(bot.FewestShown), len(pool))
		for _, f := range pool[:n] {
			*of(f) = value
		}
		pool = pool[n:]
		cell := name + " " + value
		if d.values[cell] == nil {
			d.values[cell] = map[int]bool{}
		}
		d.values[cell][n] = true
	}
}

// again deals all groups, writes it down, and has it counted as if nothing had
// been counted before.
func (d *dealer) again() {
	d.t.Helper()
	for g, list := range d.groups() {
		name := fmt.Sprintf("%s theme %d", g.quarter.Format(time.DateOnly), g.theme)
		d.deal(name, list, triage.Wards(), "", func(f *storagetest.Filed) *string { return &f.Ward })
		d.deal(name, list, []string{"pl", "ur", "ro", "bn", "pa", "gu"}, "en", func(f *storagetest.Filed) *string { return &f.Language })
		rated := 0
		for _, f := range list {
			if f.Rating > 0 {
				rated++
			}
		}
		if rated < bot.FewestShown {
			for _, f := range list {
				if f.Rating > 0 {
					f.Rating = 1 + d.random.IntN(5)
				}
			}
		}
	}
	var ids, wards, languages []string
	var ratings []int
	for _, f := range d.reports {
		ids, wards, languages, ratings = append(ids, f.ID), append(wards, f.Ward), append(languages, f.Language), append(ratings, f.Rating)
	}
	for _, sql := range []string{
		`UPDATE reports SET ward = dealt.ward, language = dealt.language
		 FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[]) dealt (id, ward, language, rating) WHERE reports.id = dealt.id`,
		`UPDATE entries SET detail = jsonb_build_object('rating', dealt.rating::text)
		 FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[]) dealt (id, ward, language, rating) WHERE report_id = dealt.id AND event = 'rated'`,
	} {
		if _, err := d.Pool().Exec(d.t.Context(), sql, ids, wards, languages, ratings); err != nil {
			d.t.Fatal(err)
		}
	}
	d.exec(`DELETE FROM figure_counts`)
	d.recount()
}

// asks are what an account can ask for: periods that overlap by some weeks, each
// theme, each agency.
func asks(all bool) (list []string) {
	agencies := []string{""}
	if all {
		agencies = []string{"", "bedfordshire-police", "public-health", "probation"}
	}
	for _, agency := range agencies {
		for _, period := range []string{"period=52", "from=2026-01-05&to=2026-06-28", "from=2025-12-29&to=2026-06-21", "from=2026-06-22&to=2026-06-28", "period=4"} {
			for _, theme := range []string{"", "0", "3", "6"} {
				list = append(list, period+"&theme="+theme+"&agency="+agency)
			}
		}
	}
	return list
}

// Somebody who fetches everything that their account may, tries to work out what
// is hidden. They can't, whatever they do with it: with other hidden counts, each
// anything from 0 to 4, everything that they get is the same to the last byte.
func TestNobodyCanWorkOutWhatIsHidden(t *testing.T) {
	t.Parallel()
	r := start(t, withAreas)
	d := &dealer{rig: r, reports: r.yearOf(4_000), random: rand.New(rand.NewPCG(3, 4)), values: map[string]map[int]bool{}, zone: storagetest.Plan(t).Zone()}
	browsers := map[string]*browser{
		"the coordinator": r.hannah(), "a lead": r.signedIn(r.officer("Nasreen", "public-health", bot.RoleLead, true)),
		"a lead who isn't cleared": r.signedIn(r.officer("Owen", "public-health", bot.RoleLead, false)),
		"the team's lead":          r.signedIn(r.officer("Tom", "partnership", bot.RoleLead, true)),
	}
	before, hidden := map[string]string{}, 0
	for round := range 6 {
		if round > 0 {
			d.again()
		}
		for name, b := range browsers {
			for _, ask := range asks(name == "the coordinator") {
				for _, file := range []string{"figures?", "figures.csv?"} {
					p := b.get(file + ask)
					if p.Status != 200 {
						t.Fatalf("%s asks for %s%s: status %d", name, file, ask, p.Status)
					}
					hidden += strings.Count(p.Body, "fewer than 5")
					if was, asked := before[name+file+ask]; asked && was != p.Body {
						t.Fatalf("%s learns from %s%s what is hidden: %s", name, file, ask, difference(was, p.Body))
					}
					before[name+file+ask] = p.Body
				}
			}
		}
	}
	single := 0
	for _, values := range d.values {
		if len(values) < 2 {
			single++
		}
	}
	t.Logf("%d answers, %d hidden counts, %d of them never more than one number", len(before), len(d.values), single)
	if hidden == 0 || len(d.values) < 200 || single*20 > len(d.values) {
		t.Error("there was too little to be worked out")
	}
}

// difference is where two pages part.
func difference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	return fmt.Sprintf("%q became %q", a[max(0, i-80):min(len(a), i+80)], b[max(0, i-80):min(len(b), i+80)])
}
