package console_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yousaid/flows"
	"yousaid/flows/partnership"
	"yousaid/flows/triage"
	"yousaid/storage/storagetest"
)

// What the figures of a year of 20,000 reports say is what somebody finds who
// counts the reports by hand.
func TestFiguresAgreeWithACountByHand(t *testing.T) {
	t.Parallel()
	r := start(t, withAreas)
	all := r.yearOf(20_000)
	b := r.hannah()
	for query, of := range map[string]func(storagetest.Filed) bool{
		"":                            func(storagetest.Filed) bool { return true },
		"&agency=bedfordshire-police": func(f storagetest.Filed) bool { return slices.Contains(f.Agencies, "bedfordshire-police") },
		"&agency=probation":           func(f storagetest.Filed) bool { return slices.Contains(f.Agencies, "probation") },
		"&theme=6":                    func(f storagetest.Filed) bool { return f.Theme == 6 },
		"&theme=0":                    func(f storagetest.Filed) bool { return f.Theme == 0 },
	} {
		file, h := b.figures("?period=52"+query), newHand(t)
		for _, f := range all {
			if of(f) {
				h.reports = append(h.reports, f)
			}
		}
		h.compare(t, query, file, "weeks", h.weeks())
		h.compare(t, query, file, "outcomes", h.outcomes())
		h.compare(t, query, file, "channels", h.count(func(f storagetest.Filed) string {
			return map[string]string{"sms": "Text message", "telegram": "Telegram"}[f.Channel]
		}))
		h.compare(t, query, file, "times", h.times())
		if query == "" || query[:2] == "&a" {
			h.compare(t, query, file, "themes", h.count(func(f storagetest.Filed) string { return h.theme(f.Theme) }))
		}
	}
}

// Areas, languages and satisfaction by hand: whole quarters, the town's on each
// theme, none below five.
func TestQuartersAgreeWithACountByHand(t *testing.T) {
	t.Parallel()
	r := start(t, withAreas)
	all := r.yearOf(20_000)
	b := r.hannah()
	for query, themes := range map[string][]int{
		"": {0, 1, 2, 3, 4, 5, 6, 7, 8}, "&theme=3": {3}, "&agency=public-health": {3, 4}, "&agency=probation": {8},
	} {
		file, h := b.figures("?period=52"+query), newHand(t)
		for _, f := range all {
			if slices.Contains(themes, f.Theme) {
				h.reports = append(h.reports, f)
			}
		}
		h.compare(t, query, file, "areas", h.areas(func(f storagetest.Filed) string { return f.Ward }))
		h.compare(t, query, file, "languages", h.areas(func(f storagetest.Filed) string {
			return map[string]string{"pl": "Polish", "ur": "Urdu", "ro": "Romanian", "bn": "Bengali", "pa": "Punjabi", "gu": "Gujarati"}[f.Language]
		}))
		h.compare(t, query, file, "satisfaction", h.satisfaction())
		if got := file.table("areas"); got.From != "2025-12-29" || got.To != "2026-09-27" {
			t.Errorf("areas are from %s to %s", got.From, got.To)
		}
	}
}

// hand counts without any of what counts in the service.
type hand struct {
	plan    *partnership.Plan
	reports []storagetest.Filed
}

func newHand(t *testing.T) hand { return hand{plan: storagetest.Plan(t)} }

func (h hand) theme(number int) string {
	if number == 0 {
		return "Not sure"
	}
	return h.plan.Themes[number-1].Name
}

// compare wants each row that was counted by hand, and of the rest zeros.
func (h hand) compare(t *testing.T, query string, file fileJSON, id string, want map[string]string) {
	t.Helper()
	got := map[string]string{}
	for _, row := range file.table(id).Rows {
		if row.Shown != "0" && row.Name != "Together" {
			got[row.Name] = row.Shown
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(want) == 0 {
		t.Errorf("%q, %s, %d rows by hand: %.1500s", query, id, len(want), diff)
	}
}

// said is a number as pages say it.
func said(n int) string {
	if n >= 1000 {
		return fmt.Sprintf("%d,%03d", n/1000, n%1000)
	}
	return fmt.Sprint(n)
}

func words(counts map[string]int) map[string]string {
	list := map[string]string{}
	for name, n := range counts {
		list[name] = said(n)
	}
	return list
}

func (h hand) count(by func(storagetest.Filed) string) map[string]string {
	counts := map[string]int{}
	for _, f := range h.reports {
		counts[by(f)]++
	}
	return words(counts)
}

func (h hand) weeks() map[string]string {
	return h.count(func(f storagetest.Filed) string {
		at := f.At.In(h.plan.Zone())
		for at.Weekday() != time.Monday {
			at = at.AddDate(0, 0, -1)
		}
		return at.Format("2 January 2006")
	})
}

func (h hand) outcomes() map[string]string {
	return h.count(func(f storagetest.Filed) string {
		switch {
		case f.Outcome == "done":
			return "Done"
		case f.Outcome == "no_action":
			return "Nothing could be done"
		case f.Outcome == "not_for_us":
			return "Not for this agency"
		case f.Status == flows.StatusWithdrawn:
			return "Withdrawn by the resident"
		case f.Status == flows.StatusForgotten:
			return "Deleted by the resident before it was closed"
		}
		return "Still open"
	})
}

// times sorts the times themselves, and says in which bound the one stands that
// half of them, or nine of ten, are not longer than.
func (h hand) times() map[string]string {
	var taken, closed []float64 // hours
	for _, f := range h.reports {
		if len(f.Taken) > 0 {
			taken = append(taken, f.Taken[0].Sub(f.At).Hours())
		}
		if !f.Closed.IsZero() {
			closed = append(closed, f.Closed.Sub(f.At).Hours())
		}
	}
	bound := func(list []float64, share float64) string {
		slices.Sort(list)
		hours := list[int(math.Ceil(share*float64(len(list))))-1]
		for _, b := range []struct {
			hours float64
			words string
		}{
			{1, "an hour"},
			{2, "2 hours"},
			{4, "4 hours"},
			{8, "8 hours"},
			{12, "12 hours"},
			{24, "24 hours"},
			{48, "2 days"},
			{72, "3 days"},
			{96, "4 days"},
			{120, "5 days"},
			{168, "7 days"},
			{240, "10 days"},
			{336, "2 weeks"},
			{504, "3 weeks"},
			{672, "4 weeks"},
			{1008, "6 weeks"},
			{1344, "8 weeks"},
			{2016, "12 weeks"},
			{3024, "18 weeks"},
			{4368, "26 weeks"},
		} {
			if hours < b.hours {
				return "within " + b.words
			}
		}
		return "after more than 26 weeks"
	}
	return map[string]string{
		"Half were taken": bound(taken, 0.5), "Nine of ten were taken": bound(taken, 0.9),
		"Half were closed": bound(closed, 0.5), "Nine of ten were closed": bound(closed, 0.9),
	}
}

// quarter is the number of the quarter that a report is counted in; 0: in none.
func (h hand) quarter(f storagetest.Filed) int {
	for n, begins := range []string{"2025-12-29", "2026-03-30", "2026-06-29", "2026-09-28"} {
		if f.At.In(h.plan.Zone()).Format(time.DateOnly) < begins {
			return n
		}
	}
	return 0
}

// cell is what is hidden or shown as one.
type handCell struct {
	quarter, theme int
	name           string
}

// areas adds up the cells of five and more, and says what is left.
func (h hand) areas(by func(storagetest.Filed) string) map[string]string {
	cells, groups, total := map[handCell]int{}, map[handCell]bool{}, 0
	for _, f := range h.reports {
		if quarter := h.quarter(f); quarter > 0 {
			total++
			groups[handCell{quarter, f.Theme, ""}] = true
			if by(f) != "" {
				cells[handCell{quarter, f.Theme, by(f)}]++
			}
		}
	}
	sums, seen, shown := map[string]int{}, map[string]int{}, 0
	for cell, n := range cells {
		if n >= 5 {
			sums[cell.name] += n
			seen[cell.name]++
			shown += n
		}
	}
	list := words(sums)
	for name, n := range seen {
		if n < len(groups) {
			list[name] = "at least " + list[name]
		}
	}
	few := "fewer than 5 in any quarter"
	if len(groups) > 3 {
		few = "fewer than 5 on any theme in any quarter"
	}
	rest := "English, or another language that was " + few
	if by(storagetest.Filed{Ward: "a ward"}) != "" {
		rest = "Not known where, or counted in none of the figures above"
		for _, ward := range triage.Wards() {
			if list[ward] == "" {
				list[ward] = few
			}
		}
	}
	list[rest] = said(total - shown)
	return list
}

func (h hand) satisfaction() map[string]string {
	answers := map[handCell][]int{}
	for _, f := range h.reports {
		if quarter := h.quarter(f); quarter > 0 && f.Rating > 0 {
			cell := handCell{quarter, f.Theme, ""}
			answers[cell] = append(answers[cell], f.Rating)
		}
	}
	themes := map[int][]int{}
	for cell, list := range answers {
		if len(list) >= 5 {
			themes[cell.theme] = append(themes[cell.theme], list...)
		}
	}
	means := map[string]string{}
	for theme, list := range themes {
		sum := 0
		for _, rating := range list {
			sum += rating
		}
		means[h.theme(theme)] = fmt.Sprintf("%.1f of 5", float64(sum)/float64(len(list)))
	}
	return means
}
