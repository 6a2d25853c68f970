package postgres_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/flows"
)

// texts are the words of threads, in order.
func threadTexts(threads []bot.CommentThread) string {
	var all []string
	for _, thread := range threads {
		var words []string
		for _, c := range thread {
			words = append(words, c.Text)
			for _, a := range c.Answers {
				words = append(words, a.Author+": "+a.Text)
			}
		}
		all = append(all, strings.Join(words, " > "))
	}
	return strings.Join(all, " | ")
}

func TestCommentsAreListedWithTheirThreads(t *testing.T) {
	r := start(t)
	mia := r.officer("Mia", "neighbourhood-services", false)
	update := r.published("First")
	say := func(text string, change func(*flows.Comment)) string {
		r.t.Helper()
		r.clock.add(time.Minute)
		effect := commenting(6, text)
		if change != nil {
			change(effect.Comment)
		}
		r.commit(ana, effect)
		return effect.Comment.ID
	}
	about := func(c *flows.Comment) { c.Update = update.ID }
	first := say("one", about)
	second := say("two", about)
	say("idea", nil)
	say("guarded", func(c *flows.Comment) { c.Update, c.Guarded = update.ID, true })
	say("elsewhere", func(c *flows.Comment) { c.Theme = 5 })
	r.clock.add(time.Minute)
	r.answered(mia, first, "yes")
	r.clock.add(time.Minute)
	r.answered(mia, second, "no")
	say("why", func(c *flows.Comment) { c.Update, c.Thread = update.ID, second })

	list := func(by bot.Actor, filter bot.CommentFilter, before bot.ListKey, most int) []bot.CommentThread {
		r.t.Helper()
		threads, err := r.Comments(t.Context(), by, filter, before, most)
		if err != nil {
			t.Fatal(err)
		}
		return threads
	}
	cleared := mia
	cleared.Cleared = true
	for _, test := range []struct {
		by     bot.Actor
		filter bot.CommentFilter
		want   string
	}{
		{mia, bot.CommentFilter{}, "idea | two > Mia: no > why | one > Mia: yes"},
		{cleared, bot.CommentFilter{}, "guarded | idea | two > Mia: no > why | one > Mia: yes"},
		{mia, bot.CommentFilter{Update: update.ID}, "two > Mia: no > why | one > Mia: yes"},
		{mia, bot.CommentFilter{Themes: []int{6}, Unanswered: true}, "idea | two > Mia: no > why"},
		{mia, bot.CommentFilter{Themes: []int{5, 0}}, ""},
		{r.officer("Pat", "bedfordshire-police", true), bot.CommentFilter{}, "elsewhere"},
		{bot.Actor{Agency: "partnership", Cleared: true}, bot.CommentFilter{}, "elsewhere | guarded | idea | two > Mia: no > why | one > Mia: yes"},
	} {
		if got := threadTexts(list(test.by, test.filter, bot.ListKey{}, 10)); got != test.want {
			t.Errorf("%s, %+v: %s, want %s", test.by.Agency, test.filter, got, test.want)
		}
	}
	page := list(mia, bot.CommentFilter{}, bot.ListKey{}, 2)
	if got := threadTexts(list(mia, bot.CommentFilter{}, page[1].Key(), 2)); got != "one > Mia: yes" {
		t.Errorf("the next page: %s", got)
	}
	if page[0][0].Reach != bot.ReachOpen || page[0][0].Reads != "en" {
		t.Errorf("reach: %+v", page[0][0])
	}

	audited := r.count(`SELECT count(*) FROM audit`)
	list(mia, bot.CommentFilter{Update: update.ID}, bot.ListKey{}, 10)
	thread, err := r.CommentThread(t.Context(), mia, thread(page, "why"))
	if err != nil || threadTexts([]bot.CommentThread{thread}) != "two > Mia: no > why" {
		t.Errorf("a thread: %+v, %v", thread, err)
	}
	if n := r.count(`SELECT count(*) FROM audit`) - audited; n != 2 ||
		r.count(`SELECT count(*) FROM audit WHERE action = 'comments' AND detail->>'comments' LIKE '%' || $1 || '%'`, second) == 0 {
		t.Errorf("%d lines in the audit", n)
	}
	if _, err := r.CommentThread(t.Context(), r.officer("Pat", "bedfordshire-police", true), second); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("another agency's: %v", err)
	}
	r.commit(ana, flows.Effect{Kind: flows.ForgetMe})
	if got := threadTexts(list(cleared, bot.CommentFilter{}, bot.ListKey{}, 10)); got != "" {
		t.Errorf("after she was forgotten: %s", got)
	}
}

// thread finds the id of the comment with these words.
func thread(threads []bot.CommentThread, text string) string {
	for _, thread := range threads {
		for _, c := range thread {
			if c.Text == text {
				return c.ID
			}
		}
	}
	return ""
}

func TestFiguresCountAndNameNobody(t *testing.T) {
	r := start(t)
	mia := r.officer("Mia", "neighbourhood-services", false)
	r.commit(ana, asking(false, 6))
	update := r.published("First")
	r.commit(ana, thumbing(update.ID, flows.ThumbUp))
	r.commit(ben, thumbing(update.ID, flows.ThumbDown))
	for i := range 3 {
		effect := commenting(6, "lamps")
		effect.Comment.Update, effect.Comment.Guarded = update.ID, i == 2
		r.commit(ana, effect)
		if i == 0 {
			r.answered(mia, effect.Comment.ID, "yes")
			further := commenting(6, "thanks")
			further.Comment.Update, further.Comment.Thread = update.ID, effect.Comment.ID
			r.commit(ana, further)
		}
	}
	got, err := r.UpdateFigures(t.Context(), mia, update.ID)
	if err != nil || fmt.Sprint(got) != "{1 1 3 1 map[waiting:1]}" {
		t.Errorf("%v, %v", got, err)
	}
	pat := r.officer("Pat", "bedfordshire-police", true)
	if _, err := r.UpdateFigures(t.Context(), pat, update.ID); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("another agency's: %v", err)
	}

	r.commit(ana, pulsing(2, ""))
	r.commit(ben, pulsing(4, ""))
	r.clock.add(time.Date(2027, 1, 1, 0, 30, 0, 0, time.UTC).Sub(noon)) // the town's clock is the same in winter
	r.commit(ana, pulsing(5, "lamps"))                                  // again, within 90 days
	months, err := r.ThemeFigures(t.Context(), mia, 6, noon)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, m := range months {
		lines = append(lines, fmt.Sprintf("%s: %d/%d %d %d, %d %.1f", m.Month.UTC().Format("2006-01"), m.Answered, m.Comments, m.Up, m.Down, m.Pulses, m.Feel))
	}
	want := noon.UTC().Format("2006-01")
	if len(lines) < 2 || lines[0] != want+": 1/3 1 1, 2 3.0" || lines[len(lines)-1] != "2027-01: 0/0 0 0, 0 0.0" {
		t.Errorf("by month: %q", lines)
	}
	for _, by := range []bot.Actor{pat, {Agency: "bedfordshire-police"}} {
		if _, err := r.ThemeFigures(t.Context(), by, 6, noon); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("another agency's: %v", err)
		}
	}
}
