package bot

import (
	"cmp"
	"slices"
	"time"

	"yousaid/flows"
	"yousaid/flows/partnership"
)

// Reader reads what somebody wrote at a time.
type Reader func(text string, now time.Time) flows.Reading

// For makes a reader speak of a plan: of its themes, whose numbers and subjects
// may be others than those that were learnt, and of places in its area alone. A
// subject that no theme has is left out, so that it is asked about.
func (read Reader) For(plan *partnership.Plan) Reader {
	own := map[int]int{partnership.NoTheme: partnership.NoTheme}
	same := true
	for subject := range len(partnership.Subjects()) + 1 {
		if theme, ok := plan.ThemeOf(subject); ok {
			own[subject] = theme
		}
		theme, ok := own[subject]
		same = same && ok && theme == subject
	}
	return func(text string, now time.Time) flows.Reading {
		reading := read(text, now)
		if !same {
			reading.Themes = themesOf(reading.Themes, own)
		}
		reading.Place = placeIn(plan.Area, reading.Place)
		return reading
	}
}

// themesOf adds up what was guessed of the subjects of each theme.
func themesOf(guesses []flows.Guess, own map[int]int) []flows.Guess {
	sums := map[int]float64{}
	for _, g := range guesses {
		if theme, ok := own[g.Theme]; ok {
			sums[theme] += g.Confidence
		}
	}
	list := make([]flows.Guess, 0, len(sums))
	for theme, sum := range sums {
		list = append(list, flows.Guess{Theme: theme, Confidence: sum})
	}
	slices.SortFunc(list, func(a, b flows.Guess) int {
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(a.Theme, b.Theme))
	})
	return list
}

// placeIn is a place if it can be one of the area: the name of a street of
// another town is a street of this one that nobody knows.
func placeIn(area partnership.Area, place *flows.Place) *flows.Place {
	switch {
	case place == nil:
	case place.Outside && slices.Contains(area.Towns, place.Name),
		!place.Outside && (place.Lat != 0 || place.Lon != 0) && !area.Box.Contains(place.Lat, place.Lon):
		return nil
	}
	return place
}
