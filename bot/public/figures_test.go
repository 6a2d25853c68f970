package public_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

var figurePages = []string{"/", "/themes/1", "/themes/6", "/ur/"}

func TestMonthsAreCountedWhenTheyAreOver(t *testing.T) {
	r := start(t)
	r.file(6, 77, month(time.November))
	r.feel(5, 66, month(time.November))
	for _, path := range figurePages {
		if page := r.says(path); strings.Contains(page, "77") && strings.Contains(page, ">77<") || strings.Contains(page, ">66<") {
			t.Errorf("%s counts the month that has begun", path)
		}
	}
	r.now = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	r.says("/", "November 2026", `<td class="number">77</td>`, `<td class="number">66</td>`, "<span>5.0</span>")
	r.says("/themes/6", "<span>77</span>")
}

func TestSmallCountsAreHidden(t *testing.T) {
	r := start(t)
	r.file(6, 5, month(time.September))
	r.file(6, 4, month(time.October))
	r.file(1, 12, month(time.October))
	r.feel(2, 5, month(time.September))
	r.feel(2, 4, month(time.October))
	page := r.says("/", `<td class="number few">fewer than 5</td>`, `<td class="number">at least 5</td>`, `<td class="number">at least 12</td>`, `<td class="number">at least 17</td>`)
	for _, hidden := range []string{">4<", ">9<", ">16<", ">21<", "2.0"} {
		if strings.Contains(strings.ReplaceAll(page, "<span>2.0</span>", ""), hidden) {
			t.Errorf("%s is shown", hidden)
		}
	}
	if n := strings.Count(page, "<span>2.0</span>"); n != 1 {
		t.Errorf("the mean of %d months is shown, want of one", n)
	}
}

// Nothing that is hidden has any part in what is shown: whatever the small
// counts are, the pages are the same to the last byte.
func TestNothingHiddenCanBeWorkedOut(t *testing.T) {
	r := start(t)
	draw := rand.New(rand.NewPCG(1, 2))
	months := []time.Month{time.June, time.July, time.August, time.September, time.October}
	large := map[string]int{}
	for theme := range 9 {
		for _, m := range months {
			if draw.IntN(3) > 0 {
				large[fmt.Sprint(theme, m)] = 5 + draw.IntN(9)
			}
		}
	}
	before := map[string]string{}
	for round := range 4 {
		r.exec(`DELETE FROM reports`)
		r.exec(`DELETE FROM pulses`)
		for theme := range 9 {
			for _, m := range months {
				count := large[fmt.Sprint(theme, m)]
				if count == 0 {
					count = draw.IntN(5)
				}
				r.file(theme, count, month(m))
			}
		}
		r.feel(3, 9, month(time.July))
		for _, m := range []time.Month{time.June, time.August, time.September} {
			r.feel(1+draw.IntN(5), draw.IntN(5), month(m))
		}
		r.now = r.now.Add(time.Minute)
		for _, path := range figurePages {
			page := r.says(path)
			if round > 0 && page != before[path] {
				t.Errorf("%s tells of what is hidden", path)
			}
			before[path] = page
		}
	}
	if !strings.Contains(before["/"], "at least") || !strings.Contains(before["/"], "July 2026") {
		t.Error("there is nothing to be worked out from")
	}
}
