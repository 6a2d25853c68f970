package postgres_test

import (
	"fmt"
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

// The inbox at a town's beginning and after years: `go test ./storage/postgres
// -run=- -bench=Inbox`. docs/console.md says what came of it.
func BenchmarkInbox(b *testing.B) {
	for _, reports := range []int{2000, 200000} {
		b.Run(fmt.Sprint(reports), func(b *testing.B) {
			w := fill(b, reports)
			for _, l := range w.lists() {
				b.Run(l.name, func(b *testing.B) {
					rows := 0
					median(b, func() error {
						page, err := w.Inbox(b.Context(), l.by, l.filter)
						rows = len(page.Rows)
						return err
					})
					b.ReportMetric(float64(rows), "rows")
				})
			}
			b.Run("counts", func(b *testing.B) {
				median(b, func() error {
					_, err := w.Waiting(b.Context(), w.coordinator())
					return err
				})
			})
		})
	}
}

// median reports the median of how long do takes, in milliseconds: on a machine
// where others work the mean says little. The first runs only warm up.
func median(b *testing.B, do func() error) {
	b.Helper()
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		if err := do(); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	took = took[min(10, len(took)-1):]
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-median")
}
