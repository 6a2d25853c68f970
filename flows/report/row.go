package report

import (
	"strings"

	"yousaid/flows"
)

// aside is how many words may be more of a place; a longer text tells more of
// what happened.
const aside = 5

// join adds words that came right after those that a step took: to the place
// that was just given, to words that wait for a yes, else to what happened.
func (f flow) join(sc flows.Scene, step string) ([]flows.Line, bool) {
	text := strings.TrimSpace(sc.In.Text)
	switch step {
	case nameStep, phoneStep, contactStep:
		return nil, false
	case safeTimeStep:
		times, _ := flows.Shorten(sc.Value(safeTimeStep)+", "+text, 200)
		sc.Put(flows.Answer{Step: safeTimeStep, Value: times})
		return nil, true
	case reviewStep, changeStep:
		if held := sc.Value(heldNote); held != "" {
			text, _ = flows.Shorten(held+"\n\n"+text, flows.MostText)
			sc.Put(flows.Answer{Step: heldNote, Value: text, Ahead: true})
			return nil, true
		}
	case whereStep:
		if a, ok := sc.Answer(whereStep); ok && !a.Skip && len(strings.Fields(text)) <= aside && !f.namesTheme(sc.In.Reading) {
			return f.placed(sc, a.Value+" "+text), true
		}
	}
	return f.joinWords(sc), true
}

// joinWords adds more of what happened. Read together, the words may make the
// theme surer; they never make a guarded draft an open one.
func (f flow) joinWords(sc flows.Scene) []flows.Line {
	before, guarded, noted := f.bestTheme(sc), f.guarded(sc), sc.Value(guessNote)
	say := f.take(sc)
	if sc.In.Row == nil {
		return say
	}
	absorbWhere(sc, *sc.In.Row)
	if len(sc.In.Row.Themes) == 0 || f.settled(sc) {
		return say
	}
	f.noteGuesses(sc, sc.In.Row.Themes)
	if guarded && !f.guarded(sc) {
		sc.Put(flows.Answer{Step: guessNote, Value: noted, Ahead: true})
	}
	if f.bestTheme(sc) != before {
		sc.Drop(elsewhereStep, confirmStep, pickStep, themeStep)
	}
	return say
}

// nudges reports whether the resident may be reminded of the draft: there is
// something to send, and they didn't ask us not to write.
func (f flow) nudges(sc flows.Scene) bool {
	return len(words(sc))+len(photos(sc)) > 0 && contact(sc) != flows.ContactNone && !f.guarded(sc)
}
