package postgres_test

import (
	"slices"
	"testing"
	"time"

	"yousaid/bot"
)

// list is one that officers look at.
type list struct {
	name   string
	by     bot.Actor
	filter bot.InboxFilter
}

// lists are those whose speed is measured and whose plans are looked at.
func (w *town) lists() []list {
	theme := func(n int) *int { return &n }
	police, hoods, health := w.member("bedfordshire-police", 1, true), w.member("neighbourhood-services", 1, false), w.member("public-health", 1, false)
	fresh, all := w.member("neighbourhood-services", 11, false), w.coordinator()
	deep := bot.InboxPlace{Filed: noon.Add(-26000 * time.Hour), Report: "80000000-0000-4000-8000-000000000000"}
	if w.reports < 100000 {
		deep.Filed = noon.Add(-260 * time.Hour)
	}
	everything := func(f bot.InboxFilter) bot.InboxFilter { f.View = bot.InboxAll; return f }
	return []list{
		{"mine", hoods, bot.InboxFilter{View: bot.InboxMine, Calm: true}},
		{"mine, none", fresh, bot.InboxFilter{View: bot.InboxMine, Calm: true}},
		{"team", hoods, bot.InboxFilter{View: bot.InboxTeam, Calm: true}},
		{"team, oldest first", hoods, bot.InboxFilter{View: bot.InboxTeam, Calm: true, Oldest: true}},
		{"team, urgent", hoods, bot.InboxFilter{View: bot.InboxTeam, Urgent: true}},
		{"team, not cleared", health, bot.InboxFilter{View: bot.InboxTeam, Calm: true}},
		{"all", police, everything(bot.InboxFilter{Calm: true})},
		{"all, deep", police, everything(bot.InboxFilter{Calm: true, After: deep})},
		{"all, oldest first", police, everything(bot.InboxFilter{Calm: true, Oldest: true})},
		{"all, not cleared", health, everything(bot.InboxFilter{Calm: true})},
		{"theme", police, everything(bot.InboxFilter{Theme: theme(5)})},
		{"theme, few", police, everything(bot.InboxFilter{Theme: theme(2)})},
		{"status new", hoods, everything(bot.InboxFilter{Status: "new"})},
		{"status withdrawn", hoods, everything(bot.InboxFilter{Status: "withdrawn"})},
		{"ward", hoods, everything(bot.InboxFilter{Ward: "Ward 7"})},
		{"ward, none", hoods, everything(bot.InboxFilter{Ward: "Ward 21"})},
		{"language pl", hoods, everything(bot.InboxFilter{Language: "pl"})},
		{"language en", hoods, everything(bot.InboxFilter{Language: "en"})},
		{"language, none", hoods, everything(bot.InboxFilter{Language: "so"})},
		{"officer", hoods, everything(bot.InboxFilter{Officer: hoods.Officer})},
		{"officer, none", hoods, everything(bot.InboxFilter{Officer: fresh.Officer})},
		{"nobody's", hoods, everything(bot.InboxFilter{Officer: bot.InboxNobody})},
		{"older than 28 days", hoods, everything(bot.InboxFilter{Older: 28 * 24 * time.Hour})},
		{"older and open", hoods, bot.InboxFilter{View: bot.InboxTeam, Older: 7 * 24 * time.Hour, Oldest: true}},
		{"theme and ward", police, everything(bot.InboxFilter{Theme: theme(5), Ward: "Ward 7"})},
		{"ward and open", hoods, everything(bot.InboxFilter{Ward: "Ward 7", Status: bot.InboxOpen})},
		{"ward and closed", hoods, everything(bot.InboxFilter{Ward: "Ward 7", Status: "closed"})},
		{"language and ward", hoods, everything(bot.InboxFilter{Language: "gu", Ward: "Ward 7"})},
		{"language and officer", hoods, everything(bot.InboxFilter{Language: "pl", Officer: hoods.Officer})},
		{"officer and ward", hoods, everything(bot.InboxFilter{Ward: "Ward 7", Officer: hoods.Officer})},
		{"due first", hoods, bot.InboxFilter{View: bot.InboxTeam, Due: true}},
		{"overdue", hoods, everything(bot.InboxFilter{Overdue: true, Due: true})},
		{"overdue and ward", hoods, everything(bot.InboxFilter{Overdue: true, Due: true, Ward: "Ward 7"})},
		{"coordinator, due first", all, everything(bot.InboxFilter{Due: true})},
		{"coordinator, overdue", all, everything(bot.InboxFilter{Overdue: true, Due: true})},
		{"coordinator", all, everything(bot.InboxFilter{Calm: true})},
		{"coordinator, deep", all, everything(bot.InboxFilter{Calm: true, After: deep})},
		{"coordinator, urgent", all, everything(bot.InboxFilter{Urgent: true})},
		{"coordinator, open", all, everything(bot.InboxFilter{Status: bot.InboxOpen, Calm: true})},
		{"coordinator, agency", all, everything(bot.InboxFilter{Agency: "probation", Calm: true})},
		{"coordinator, theme", all, everything(bot.InboxFilter{Theme: theme(3)})},
		{"coordinator, ward", all, everything(bot.InboxFilter{Ward: "Ward 7"})},
		{"coordinator, ward, none", all, everything(bot.InboxFilter{Ward: "Ward 21"})},
		{"coordinator, language", all, everything(bot.InboxFilter{Language: "pl"})},
		{"coordinator, theme and ward", all, everything(bot.InboxFilter{Theme: theme(1), Ward: "Ward 7"})},
		{"coordinator, language and ward", all, everything(bot.InboxFilter{Language: "gu", Ward: "Ward 7"})},
	}
}

// BenchmarkInbox compares the console's reads at a town's beginning and after
// years, by turns: `go test ./storage/postgres -run=- -bench=Inbox
// -benchtime=100x`. docs/console.md says what came of it.
func BenchmarkInbox(b *testing.B) {
	young, old := fill(b, 2000), fill(b, 200000)
	lists := old.lists()
	for i, l := range young.lists() {
		b.Run(l.name, func(b *testing.B) {
			compare(b, func(w *town) error {
				if w == old {
					l = lists[i]
				} else {
					l = young.lists()[i]
				}
				_, err := w.Inbox(b.Context(), l.by, l.filter)
				return err
			}, young, old)
		})
	}
	b.Run("what waits", func(b *testing.B) {
		compare(b, func(w *town) error {
			_, err := w.Waiting(b.Context(), w.member("neighbourhood-services", 1, false))
			return err
		}, young, old)
	})
	for _, words := range []string{"nowhere", "sofas"} {
		b.Run("search for "+words, func(b *testing.B) {
			compare(b, func(w *town) error {
				found, err := w.Search(b.Context(), w.coordinator(), bot.InboxSearch{
					Filter: bot.InboxFilter{View: bot.InboxAll}, Words: []string{words}, Within: time.Minute,
				})
				if err == nil && found.Opened != bot.MostOpened {
					b.Errorf("opened %d", found.Opened)
				}
				return err
			}, young, old)
		})
	}
	b.Run("report page", func(b *testing.B) {
		reports := map[*town]string{young: young.newest(), old: old.newest()}
		compare(b, func(w *town) error {
			_, err := w.Open(b.Context(), w.coordinator(), reports[w], "bench")
			return err
		}, young, old)
	})
}

// BenchmarkFilingBesideInbox says what the inbox's indexes cost whoever files.
func BenchmarkFilingBesideInbox(b *testing.B) {
	without, with := fill(b, 20000), fill(b, 20000)
	without.owner(`DROP TRIGGER inbox_lane_new ON inbox`, `DROP INDEX inbox_filed, inbox_ward, inbox_language, inbox_officer, inbox_urgent, inbox_ward_language, inbox_ward_officer, inbox_language_officer`)
	compare(b, func(w *town) error {
		_, err := w.Commit(b.Context(), ana, pending(filing(submission(6))))
		return err
	}, without, with)
}

// BenchmarkFilingBesideDeadlines says what marking a report costs whoever files,
// and what working out its deadlines costs beside that.
func BenchmarkFilingBesideDeadlines(b *testing.B) {
	without, with := fill(b, 20000), fill(b, 20000)
	without.owner(`DROP TRIGGER deadline_arrives ON referrals`, `DROP INDEX inbox_due, inbox_first_due`)
	b.Run("filing", func(b *testing.B) {
		compare(b, func(w *town) error {
			_, err := w.Commit(b.Context(), ana, pending(filing(submission(6))))
			return err
		}, without, with)
	})
	b.Run("keeping", func(b *testing.B) {
		for {
			if n, err := with.KeepDeadlines(b.Context(), 1000); err != nil || n == 0 {
				break
			}
		}
		for b.Loop() {
			b.StopTimer()
			if _, err := with.Commit(b.Context(), ana, pending(filing(submission(6)))); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			if n, err := with.KeepDeadlines(b.Context(), 1); err != nil || n != 1 {
				b.Fatal(n, err)
			}
		}
	})
}

// newest is the id of a town's newest report.
func (w *town) newest() (id string) {
	w.t.Helper()
	if err := w.Pool().QueryRow(w.t.Context(), `SELECT report_id::text FROM inbox ORDER BY filed_at DESC LIMIT 1`).Scan(&id); err != nil {
		w.t.Fatal(err)
	}
	return id
}

// compare does the same by turns and reports how long it takes in each of two
// towns, in milliseconds, and the ratio. It is the fastest quarter that counts:
// on a machine where others work the mean says little.
func compare(b *testing.B, do func(*town) error, first, second *town) {
	b.Helper()
	took := map[*town][]time.Duration{}
	for b.Loop() {
		for _, w := range []*town{first, second} {
			began := time.Now()
			if err := do(w); err != nil {
				b.Fatal(err)
			}
			took[w] = append(took[w], time.Since(began))
		}
	}
	quarter := func(w *town) float64 {
		slices.Sort(took[w])
		return float64(took[w][len(took[w])/8].Microseconds()) / 1000
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(quarter(first), "ms-first")
	b.ReportMetric(quarter(second), "ms-second")
	b.ReportMetric(quarter(second)/quarter(first), "ratio")
}
