package postgres_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/storage/storagetest"
)

// everywhere sees all agencies' figures.
var everywhere = bot.Actor{Officer: uuid.NewString(), Name: "Hannah", Agency: "partnership", All: true, Cleared: true}

// sums counts, and reads the sums of an agency of the months around noon.
func (r *rig) sums(by bot.Actor, agency string) []bot.WeekSum {
	r.t.Helper()
	if err := r.CountFigures(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	list, err := r.WeekSums(r.t.Context(), by, agency, noon.AddDate(0, -6, 0), noon.AddDate(0, 6, 0))
	if err != nil {
		r.t.Fatal(err)
	}
	return list
}

// stands says of sums in one line how many reports there are and what became of
// them.
func stands(list []bot.WeekSum) (words string) {
	for _, sum := range list {
		words += fmt.Sprintf("%s theme %d: %d %v; ", sum.Week.Format(time.DateOnly), sum.Theme, sum.Filed, sum.Outcomes)
	}
	return words
}

// Whatever happens to a report, the sums follow.
func TestSumsFollowTheRecord(t *testing.T) {
	r := start(t)
	lead := bot.Actor{Officer: uuid.NewString(), Name: "PC Khan", Agency: "neighbourhood-services", Role: bot.RoleLead}
	r.exec(`INSERT INTO officers (id, name, agency, created_at) VALUES ($1, 'PC Khan', 'neighbourhood-services', now())`, lead.Officer)
	act := func() bot.Action { return bot.Action{ID: uuid.NewString(), By: lead} }
	week := "2026-11-23 theme 6: "
	expect := func(what, all, own, health string) {
		t.Helper()
		for agency, want := range map[string]string{bot.AllAgencies: all, lead.Agency: own, "public-health": health} {
			if got := stands(r.sums(everywhere, agency)); got != want {
				t.Errorf("%s: %s has %q, want %q", what, agency, got, want)
			}
		}
	}
	one, two := r.file(ana, 6), r.file(ben, 6)
	expect("filed", week+"2 map[open:2]; ", week+"2 map[open:2]; ", "")
	r.clock.add(90 * time.Minute)
	if _, err := r.Take(t.Context(), act(), one.ID); err != nil {
		t.Fatal(err)
	}
	r.clock.add(24 * time.Hour)
	if _, err := r.Resolve(t.Context(), act(), one.ID, bot.OutcomeDone, ""); err != nil {
		t.Fatal(err)
	}
	expect("closed", week+"2 map[done:1 open:1]; ", week+"2 map[done:1 open:1]; ", "")
	sum := r.sums(everywhere, bot.AllAgencies)[0]
	if sum.Taken[1] != 1 || sum.Closed[6] != 1 || sum.Channels["sms"] != 1 || sum.Channels["telegram"] != 1 {
		t.Errorf("taken after 90 minutes, closed after 25 hours and a half: %v", sum)
	}
	if _, err := r.Reopen(t.Context(), act(), one.ID, "It is back."); err != nil {
		t.Fatal(err)
	}
	expect("opened again", week+"2 map[open:2]; ", week+"2 map[open:2]; ", "")
	if sum := r.sums(everywhere, bot.AllAgencies)[0]; sum.Taken[1] != 1 || slices.Max(sum.Closed) != 0 {
		t.Errorf("opened again it stays taken once, and is closed no more: %v", sum)
	}
	if _, err := r.Reroute(t.Context(), act(), one.ID, 0, "public-health", "Needles"); err != nil {
		t.Fatal(err)
	}
	expect("passed on", week+"2 map[open:2]; ", week+"1 map[open:1]; ", week+"1 map[open:1]; ")
	r.commit(ben, flows.Effect{Kind: flows.Withdraw, Target: two.ID})
	expect("withdrawn", week+"2 map[open:1 withdrawn:1]; ", week+"1 map[withdrawn:1]; ", week+"1 map[open:1]; ")
	r.commit(ana, flows.Effect{Kind: flows.ForgetMe})
	expect("forgotten", week+"2 map[forgotten:1 withdrawn:1]; ", week+"1 map[withdrawn:1]; ", week+"1 map[forgotten:1]; ")
	if n := r.count(`SELECT count(*) FROM figure_marks`); n > 0 {
		t.Errorf("%d marks are left", n)
	}
}

// An agency reads its own sums; who sees all, all; guarded areas only who is
// cleared.
func TestSumsAreForWhoMayReadThem(t *testing.T) {
	r := start(t)
	r.clock.add(-200 * 24 * time.Hour)
	for range bot.FewestShown {
		for _, theme := range []int{3, 4, 6} {
			r.file(ana, theme)
		}
	}
	r.clock.add(200 * 24 * time.Hour)
	if err := r.CountFigures(t.Context()); err != nil {
		t.Fatal(err)
	}
	health := bot.Actor{Officer: uuid.NewString(), Name: "Nasreen", Agency: "public-health"}
	cleared, all := health, everywhere
	cleared.Cleared, all.Cleared = true, false
	for _, c := range []struct {
		by           bot.Actor
		agency       string
		weeks, areas int
	}{
		{health, "public-health", 2, 1},
		{cleared, "public-health", 2, 2},
		{cleared, "neighbourhood-services", 0, 0},
		{cleared, bot.AllAgencies, 0, 0},
		{everywhere, bot.AllAgencies, 3, 3},
		{all, bot.AllAgencies, 3, 2},
		{all, "public-health", 2, 1},
		{bot.Actor{}, "", 0, 0},
	} {
		from, to := noon.AddDate(-1, 0, 0), noon.AddDate(1, 0, 0)
		weeks, err := r.WeekSums(t.Context(), c.by, c.agency, from, to)
		if err != nil {
			t.Fatal(err)
		}
		counts, err := r.FigureCounts(t.Context(), c.by, c.agency, from, to)
		if err != nil {
			t.Fatal(err)
		}
		areas := 0
		for _, count := range counts {
			if count.Dimension == bot.FigureArea {
				areas++
			}
		}
		if len(weeks) != c.weeks || areas != c.areas {
			t.Errorf("%s (all %t, cleared %t) reads %d weeks and %d areas of %q, want %d and %d", c.by.Agency, c.by.All, c.by.Cleared, len(weeks), areas, c.agency, c.weeks, c.areas)
		}
	}
}

// What is fewer than five is nowhere in the counts, and what was counted stays
// whatever becomes of the reports.
func TestCountsOfAQuarterAreKeptFromFiveOnAndStay(t *testing.T) {
	r := start(t)
	r.clock.add(-200 * 24 * time.Hour)
	var known []flows.Known
	for ward, n := range map[string]int{"Dallow": 5, "Stopsley": 4} {
		for range n {
			sub := submission(6)
			sub.Place.Ward, sub.Language = ward, map[string]string{"Dallow": "pl", "Stopsley": "gu"}[ward]
			known = append(known, r.commit(ana, filing(sub))[0].Report)
		}
	}
	read := func() []bot.FigureCount {
		t.Helper()
		if err := r.CountFigures(t.Context()); err != nil {
			t.Fatal(err)
		}
		list, err := r.FigureCounts(t.Context(), everywhere, bot.AllAgencies, noon.AddDate(-1, 0, 0), noon.AddDate(1, 0, 0))
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	if got := read(); len(got) > 0 {
		t.Errorf("a quarter is counted before it is over: %v", got)
	}
	r.clock.add(200 * 24 * time.Hour)
	quarter := time.Date(2026, 3, 30, 0, 0, 0, 0, time.UTC)
	want := []bot.FigureCount{
		{Begins: quarter, Theme: 6, Dimension: bot.FigureArea, Value: "Dallow", Count: 5},
		{Begins: quarter, Theme: 6, Dimension: bot.FigureLanguage, Value: "pl", Count: 5},
		{Begins: quarter, Theme: 6, Dimension: bot.FigureTotal, Count: 9},
	}
	if diff := cmp.Diff(want, read()); diff != "" {
		t.Error(diff)
	}
	r.commit(ana, flows.Effect{Kind: flows.ForgetMe})
	r.exec(`UPDATE reports SET theme = 1, ward = 'Farley' WHERE id = $1`, known[0].ID)
	if diff := cmp.Diff(want, read()); diff != "" {
		t.Errorf("it changed afterwards: %s", diff)
	}
	if n := r.count(`SELECT count(*) FROM figure_counts WHERE value IN ('Stopsley', 'gu') OR count = 4`); n > 0 {
		t.Errorf("%d rows tell of what is hidden", n)
	}
}

// Replicas that count at once, while reports come in, count every one.
func TestManyReplicasCountTogether(t *testing.T) {
	r := start(t)
	stores := []interface{ CountFigures(context.Context) error }{r.Store, r.another(), r.another()}
	var all sync.WaitGroup
	for _, store := range stores {
		all.Go(func() {
			for range 10 {
				if err := store.CountFigures(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 20 {
		r.file(ana, 1)
	}
	all.Wait()
	for _, agency := range []string{bot.AllAgencies, "bedfordshire-police", "luton-council"} {
		if got, want := stands(r.sums(everywhere, agency)), "2026-11-23 theme 1: 20 map[open:20]; "; got != want {
			t.Errorf("%s has %q, want %q", agency, got, want)
		}
	}
}

// A year of 20,000 reports, counted by hand.
func TestSumsAgreeWithACountByHand(t *testing.T) {
	r := start(t)
	filed := storagetest.Year(t, r.Store, 20_000, time.Date(2025, 11, 24, 0, 0, 0, 0, time.UTC), 363)
	began := time.Now()
	if err := r.CountFigures(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Logf("counted in %v", time.Since(began))
	zone := r.config.Plan.Zone()
	for _, agency := range append([]string{bot.AllAgencies}, agencies(r)...) {
		want := map[string]*bot.WeekSum{}
		for _, f := range filed {
			if agency != bot.AllAgencies && !slices.Contains(f.Agencies, agency) {
				continue
			}
			year, week := f.At.In(zone).ISOWeek()
			name := fmt.Sprintf("%d-%d theme %d", year, week, f.Theme)
			if want[name] == nil {
				want[name] = &bot.WeekSum{Theme: f.Theme, Channels: map[string]int{}, Outcomes: map[string]int{}, Taken: make([]int, 21), Closed: make([]int, 21)}
			}
			add(want[name], f)
		}
		got := map[string]*bot.WeekSum{}
		list, err := r.WeekSums(t.Context(), everywhere, agency, noon.AddDate(-2, 0, 0), noon.AddDate(1, 0, 0))
		if err != nil {
			t.Fatal(err)
		}
		for _, sum := range list {
			year, week := sum.Week.ISOWeek()
			sum.Week = time.Time{}
			got[fmt.Sprintf("%d-%d theme %d", year, week, sum.Theme)] = &sum
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %.2000s", agency, diff)
		}
		if len(want) < 50 {
			t.Errorf("%s has %d sums to compare", agency, len(want))
		}
	}
}

func agencies(r *rig) (ids []string) {
	for _, agency := range r.config.Plan.Agencies {
		if agency.ID != "citizen-engagement" { // it leads one theme of few reports
			ids = append(ids, agency.ID)
		}
	}
	return ids
}

// add counts one report by hand.
func add(sum *bot.WeekSum, f storagetest.Filed) {
	sum.Filed++
	sum.Channels[f.Channel]++
	switch {
	case !f.Closed.IsZero():
		sum.Outcomes[string(f.Outcome)]++
	case f.Status == flows.StatusWithdrawn || f.Status == flows.StatusForgotten:
		sum.Outcomes[string(f.Status)]++
	default:
		sum.Outcomes["open"]++
	}
	bound := func(d time.Duration) int {
		return slices.IndexFunc(append(bot.TimeBounds(), bot.Beyond), func(b time.Duration) bool { return d < b })
	}
	if len(f.Taken) > 0 {
		sum.Taken[bound(f.Taken[0].Sub(f.At))]++
	}
	if !f.Closed.IsZero() {
		sum.Closed[bound(f.Closed.Sub(f.At))]++
	}
}
