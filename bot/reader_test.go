package bot_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/flows/partnership"
)

// What is read of a message fits the plan: its themes, and the places of its
// area.
func TestReadingSpeaksOfThePlan(t *testing.T) {
	luton := partnership.Luton()
	town := &partnership.Plan{
		Area: partnership.Area{Towns: []string{"Dunstable"}, Box: partnership.Box{South: 50.1, West: -3.2, North: 50.3, East: -3}},
		Themes: []partnership.Theme{
			{Number: 1, ID: "streets", Reads: []string{"antisocial-behaviour", "town-centre"}},
			{Number: 2, ID: "drugs"},
		},
	}
	guesses := []flows.Guess{{Theme: 7, Confidence: 0.4}, {Theme: 4, Confidence: 0.25}, {Theme: 6, Confidence: 0.2}, {Theme: 5, Confidence: 0.1}, {Theme: 0, Confidence: 0.05}}
	park := &flows.Place{Name: "Wardown Park", Ward: "Barnfield", Lat: 51.89, Lon: -0.42}
	near := &flows.Place{Name: "Dunstable", Outside: true}
	for name, c := range map[string]struct {
		plan   *partnership.Plan
		place  *flows.Place
		themes []flows.Guess
		want   *flows.Place
	}{
		"the plan that was learnt": {luton, park, guesses, park},
		"another plan":             {town, park, []flows.Guess{{Theme: 1, Confidence: 0.3}, {Theme: 2, Confidence: 0.25}, {Theme: 0, Confidence: 0.05}}, nil},
		"a neighbour":              {luton, near, guesses, near},
		"the neighbour's own plan": {town, near, []flows.Guess{{Theme: 1, Confidence: 0.3}, {Theme: 2, Confidence: 0.25}, {Theme: 0, Confidence: 0.05}}, nil},
	} {
		read := bot.Reader(func(string, time.Time) flows.Reading { return flows.Reading{Themes: guesses, Place: c.place} })
		got := read.For(c.plan)("words", time.Now())
		if diff := cmp.Diff(c.themes, got.Themes, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
			t.Errorf("%s: themes (-want +got)\n%s", name, diff)
		}
		if got.Place != c.want {
			t.Errorf("%s: place %+v", name, got.Place)
		}
	}
}
