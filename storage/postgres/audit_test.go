package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/storage/postgres"
	"yousaid/storage/storagetest"
)

// audited reads all of the audit that a filter leaves, by pages of a size.
func (r *rig) audited(f bot.AuditFilter) (list []bot.AuditLine) {
	r.t.Helper()
	for {
		page, err := r.Audit(r.t.Context(), f)
		if err != nil {
			r.t.Fatal(err)
		}
		if f.Most > 0 && len(page.Lines) > f.Most {
			r.t.Fatalf("a page of %d lines", len(page.Lines))
		}
		list = append(list, page.Lines...)
		if page.Next == (bot.AuditPlace{}) {
			return list
		}
		f.After = page.Next
	}
}

func TestAuditIsFilteredByAllThatALineSays(t *testing.T) {
	r := start(t)
	known, guarded := r.file(ana, 6), r.file(ana, 3)
	mia, nasreen := r.officer("Mia", "neighbourhood-services", false), r.officer("Nasreen", "public-health", true)
	open := func(by bot.Actor, report string) {
		t.Helper()
		if _, err := r.Open(t.Context(), by, report, "console"); err != nil {
			t.Fatal(err)
		}
	}
	open(mia, known.ID)
	r.clock.add(24 * time.Hour)
	open(nasreen, guarded.ID)
	if _, err := r.Take(t.Context(), action(mia), known.ID); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what   string
		filter bot.AuditFilter
		want   []string // actors with actions, the newest first
	}{
		{"nothing", bot.AuditFilter{}, []string{"Mia take", "Nasreen read", "Mia read"}},
		{"officer", bot.AuditFilter{Officer: mia.Officer}, []string{"Mia take", "Mia read"}},
		{"agency", bot.AuditFilter{Agency: "public-health"}, []string{"Nasreen read"}},
		{"action", bot.AuditFilter{Action: bot.AuditRead}, []string{"Nasreen read", "Mia read"}},
		{"reference", bot.AuditFilter{Reference: known.Reference}, []string{"Mia take", "Mia read"}},
		{"from", bot.AuditFilter{From: noon.Add(time.Hour)}, []string{"Mia take", "Nasreen read"}},
		{"to", bot.AuditFilter{To: noon.Add(time.Hour)}, []string{"Mia read"}},
		{"all", bot.AuditFilter{Officer: mia.Officer, Agency: mia.Agency, Action: "take", Reference: known.Reference, From: noon}, []string{"Mia take"}},
		{"nobody", bot.AuditFilter{Officer: uuid.NewString()}, nil},
		{"no id", bot.AuditFilter{Officer: "'"}, nil},
		{"no report", bot.AuditFilter{Reference: "LUT-0000-000"}, nil},
	} {
		for _, most := range []int{0, 1, 2} {
			c.filter.Most = most
			var got []string
			for _, line := range r.audited(c.filter) {
				got = append(got, line.Actor+" "+line.Action)
			}
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("by %s, %d at once: %v", c.what, most, got)
			}
		}
	}
	if line := r.audited(bot.AuditFilter{Action: "take"})[0]; line.Reference != known.Reference || line.Officer != mia.Officer || line.Agency != mia.Agency {
		t.Errorf("%+v", line)
	}
}

func TestLookingAtTheAuditIsNotedOnceAnHour(t *testing.T) {
	r := start(t)
	admin, other := r.officer("Bilal", "partnership", false), r.officer("Hannah", "partnership", false)
	note := func(by bot.Actor, action string, every time.Duration) {
		t.Helper()
		if err := r.NoteAudit(t.Context(), by, action, nil, every); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		note(admin, bot.AuditLooked, time.Hour)
		note(admin, bot.AuditExported, 0)
	}
	note(other, bot.AuditLooked, time.Hour)
	r.clock.add(time.Hour + time.Second)
	note(admin, bot.AuditLooked, time.Hour)
	for action, want := range map[string]int{bot.AuditLooked: 3, bot.AuditExported: 3} {
		if got := len(r.audited(bot.AuditFilter{Action: action})); got != want {
			t.Errorf("%s: noted %d times, want %d", action, got, want)
		}
	}
}

// A page of a long audit costs what a page of a short one does.
func BenchmarkAudit(b *testing.B) {
	for _, lines := range []int{2_000, 200_000} {
		config := storagetest.Config(b, storagetest.DB(b))
		store := openFor(b, config)
		officer, report := fillAudit(b, store, lines)
		for _, c := range []struct {
			name   string
			filter bot.AuditFilter
		}{
			{"newest", bot.AuditFilter{}},
			{"middle", bot.AuditFilter{After: bot.AuditPlace{At: noon.Add(-time.Duration(lines/2) * time.Second), ID: 1 << 40}}},
			{"officer", bot.AuditFilter{Officer: officer}},
			{"agency", bot.AuditFilter{Agency: "probation"}},
			{"rare", bot.AuditFilter{Action: bot.AuditBulk}},
			{"report", bot.AuditFilter{Reference: report}},
			{"days", bot.AuditFilter{To: noon.Add(-time.Duration(lines/2) * time.Second), Action: bot.AuditRead, Agency: "probation"}},
		} {
			b.Run(fmt.Sprintf("%s/%d", c.name, lines), func(b *testing.B) {
				for b.Loop() {
					page, err := store.Audit(b.Context(), c.filter)
					if err != nil || len(page.Lines) == 0 {
						b.Fatalf("%d lines, %v", len(page.Lines), err)
					}
				}
			})
		}
	}
}

// fillAudit writes an audit of a line a second, up to noon: of 200 officers in 8
// agencies, over 1,000 reports.
func fillAudit(b *testing.B, store *postgres.Store, lines int) (officer, reference string) {
	b.Helper()
	for _, sql := range []string{
		`INSERT INTO officers (id, name, agency, created_at)
		 SELECT gen_random_uuid(), 'Officer ' || n, (ARRAY['probation', 'public-health', 'bedfordshire-police', 'partnership'])[1 + n % 4], now()
		 FROM generate_series(1, 200) n`,
		`INSERT INTO reports (id, reference, theme, degree, status, channel, language, contact, began_at, sent_at, filed_at)
		 SELECT gen_random_uuid(), 'LUT-' || n, 6, 'open', 'new', 'sms', 'en', 'here', now(), now(), now() FROM generate_series(1, 1000) n`,
	} {
		if _, err := store.Pool().Exec(b.Context(), sql); err != nil {
			b.Fatal(err)
		}
	}
	for done := 0; done < lines; done += 50_000 { // the service's statements end after 20 seconds
		_, err := store.Pool().Exec(b.Context(), `
			WITH people AS (SELECT array_agg(id ORDER BY name) AS ids, array_agg(agency ORDER BY name) AS agencies FROM officers),
			     cases AS (SELECT array_agg(id) AS ids FROM reports)
			INSERT INTO audit (at, agency, officer_id, actor, action, report_id)
			SELECT $1::timestamptz - n * interval '1 second', agencies[1 + n % 200], people.ids[1 + n % 200], 'Officer',
			       CASE WHEN n % 1000 = 0 THEN 'bulk' WHEN n % 3 = 0 THEN 'take' ELSE 'read' END, cases.ids[1 + n % 1000]
			FROM people, cases, generate_series($2::int, $3::int) n`, noon, done, min(done+50_000, lines)-1)
		if err != nil {
			b.Fatal(err)
		}
	}
	err := store.Pool().QueryRow(b.Context(), `
		SELECT officers.id::text, reference FROM officers, reports ORDER BY officers.name, reports.id LIMIT 1`).Scan(&officer, &reference)
	if err != nil {
		b.Fatal(err)
	}
	return officer, reference
}
