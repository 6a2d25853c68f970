package postgres_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/flows"
)

// finds searches for words, and returns the references of what it found.
func (r *rig) finds(by bot.Actor, typed string, f bot.InboxFilter) (references []string, found bot.InboxFound) {
	r.t.Helper()
	if f.View == "" {
		f.View = bot.InboxAll
	}
	found, err := r.Search(r.t.Context(), by, bot.InboxSearch{Filter: f, Words: bot.SearchWords(typed), Within: time.Minute})
	if err != nil {
		r.t.Fatal(err)
	}
	for _, hit := range found.Hits {
		references = append(references, hit.Row.Reference)
	}
	return references, found
}

// says files a report with words and a place.
func (r *rig) says(theme int, what string, place flows.Place) flows.Known {
	r.t.Helper()
	sub := submission(theme)
	sub.What, sub.Place = []string{what}, &place
	return r.commit(ana, filing(sub))[0].Report
}

func TestSearchFindsWordsPlaceAndThread(t *testing.T) {
	r := start(t)
	mia := r.officer("Mia", "neighbourhood-services", false)
	van := r.says(6, "A WHITE van, sofas by the café", flows.Place{Name: "Dallow Road", Postcode: "LU1 1RF"})
	fridge := r.says(6, "Rubbish again", flows.Place{Name: "Żeromski Street"})
	r.commit(ana, flows.Effect{Kind: flows.AnswerDesk, Target: fridge.ID, Text: "They left a fridge"})
	if _, err := r.AddNote(t.Context(), action(mia), van.ID, "rang the depot"); err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]string{
		"white": van.Reference, "van cafe": van.Reference, "sofa dallow": van.Reference, "lu11rf": van.Reference, "LU1 1RF": van.Reference,
		"depot": van.Reference, "fridge": fridge.Reference, "zeromski rubbish": fridge.Reference, "van fridge": "", "allow": "", mark: "",
	} {
		if got, _ := r.finds(mia, typed, bot.InboxFilter{}); strings.Join(got, " ") != want {
			t.Errorf("%q found %v", typed, got)
		}
	}
	if got, found := r.finds(mia, "rubbish", bot.InboxFilter{Ward: "Stopsley"}); got != nil || found.Opened != 0 || !found.Whole {
		t.Errorf("outside the filter: %v, %+v", got, found)
	}
}

func TestSearchFindsNothingOfOthers(t *testing.T) {
	r := start(t)
	rubbish, abuse := r.file(ana, 6), r.file(ana, 3)
	mia := r.officer("Mia", "neighbourhood-services", true)
	owen, nasreen := r.officer("Owen", "public-health", false), r.officer("Nasreen", "public-health", true)
	hannah := r.officer("Hannah", "partnership", true)
	hannah.All = true
	for _, c := range []struct {
		by     bot.Actor
		want   []string
		opened int
	}{
		{mia, []string{rubbish.Reference}, 1},
		{owen, nil, 0},
		{nasreen, []string{abuse.Reference}, 1},
		{hannah, []string{rubbish.Reference, abuse.Reference}, 2},
	} {
		got, found := r.finds(c.by, mark, bot.InboxFilter{})
		if len(got) != len(c.want) || found.Opened != c.opened {
			t.Errorf("%s found %v of %d", c.by.Name, got, found.Opened)
		}
		for _, reference := range c.want {
			if !strings.Contains(strings.Join(got, " "), reference) {
				t.Errorf("%s found %v without %s", c.by.Name, got, reference)
			}
		}
	}
}

func TestSearchIsAuditedWithoutItsWords(t *testing.T) {
	r := start(t)
	known := r.file(ana, 6)
	mia := r.officer("Mia", "neighbourhood-services", false)
	r.finds(mia, mark, bot.InboxFilter{})
	r.finds(mia, "nowhere", bot.InboxFilter{})
	got := r.strings(`SELECT action || ' ' || coalesce(report_id::text, '') || ' ' || detail::text FROM audit ORDER BY id`)
	want := []string{
		`search  {"found": "1", "opened": "1"}`, "found " + known.ID + " {}",
		`search  {"found": "0", "opened": "1"}`,
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("audited %q", got)
	}
}

func TestSearchStopsInTime(t *testing.T) {
	w := fill(t, 1000)
	mia := w.member("neighbourhood-services", 1, false)
	search := bot.InboxSearch{Filter: bot.InboxFilter{View: bot.InboxAll}, Words: []string{"nowhere"}}
	found, err := w.Search(t.Context(), mia, search)
	if err != nil {
		t.Fatal(err)
	}
	if !found.Late || found.Whole || found.Opened != 250 || found.Oldest.IsZero() {
		t.Errorf("without any time: %+v", found)
	}
	search.Within, search.Words = time.Minute, []string{"sofas"}
	if found, err = w.Search(t.Context(), mia, search); err != nil || found.Late || !found.Whole || !found.More || len(found.Hits) != bot.MostFound {
		t.Errorf("with time: %d hits of %d, %v", len(found.Hits), found.Opened, err)
	}
}

func TestSearchOpensNoMoreThanItMay(t *testing.T) {
	w := fill(t, 2150)
	found, err := w.Search(t.Context(), w.coordinator(), bot.InboxSearch{
		Filter: bot.InboxFilter{View: bot.InboxAll}, Words: []string{"nowhere"}, Within: time.Minute,
	})
	if err != nil || found.Opened != bot.MostOpened || found.Whole || found.Late {
		t.Errorf("opened %d: %v", found.Opened, err)
	}
}
