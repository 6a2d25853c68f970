package report

import (
	"iter"
	"math"
	"strconv"
	"strings"

	"yousaid/flows"
)

// How sure triage must be, as probabilities.
const (
	likely   = 0.60 // one tap confirms the theme
	probable = 0.20 // a guarded theme this probable guards the draft
	foreign  = 0.60 // it is not for this service
)

// guess is one theme with its probability.
type guess struct {
	theme  int
	chance float64
}

// noteGuesses keeps what triage made of the words: of the best five those that a
// question may be about. That is the best, the best of the plan, three to choose
// from, and whatever is probable.
func (f flow) noteGuesses(sc flows.Scene, themes []flows.Guess) {
	var words []string
	inPlan, offered := 0, 0
	for i, g := range themes[:min(5, len(themes))] {
		_, known := f.plan.Theme(g.Theme)
		offer := known && f.degree(g.Theme) != flows.Guarded && offered < 3
		chance := math.Round(g.Confidence*100) / 100
		if i == 0 || offer || known && inPlan == 0 || chance >= probable {
			words = append(words, strconv.Itoa(g.Theme)+":"+strconv.FormatFloat(chance, 'f', -1, 64))
		}
		inPlan += one(known)
		offered += one(offer)
	}
	sc.Put(flows.Answer{Step: guessNote, Value: strings.Join(words, " "), Ahead: true})
}

func one(counts bool) int {
	if counts {
		return 1
	}
	return 0
}

// guesses are what was noted, best first.
func guesses(sc flows.Scene) iter.Seq[guess] {
	return func(yield func(guess) bool) {
		for word := range strings.FieldsSeq(sc.Value(guessNote)) {
			theme, chance, _ := strings.Cut(word, ":")
			n, err := strconv.Atoi(theme)
			c, err2 := strconv.ParseFloat(chance, 64)
			if err == nil && err2 == nil && !yield(guess{n, c}) {
				return
			}
		}
	}
}

// best is the likeliest theme of the plan; false when nothing was read.
func (f flow) best(sc flows.Scene) (guess, bool) {
	for g := range guesses(sc) {
		if _, ok := f.plan.Theme(g.theme); ok {
			return g, true
		}
	}
	return guess{}, false
}

// theme is the theme as it stands: chosen, or else confirmed. 0 is not sure.
func (f flow) theme(sc flows.Scene) (int, bool) {
	for _, step := range []string{themeStep, pickStep} {
		if n, err := strconv.Atoi(sc.Value(step)); err == nil {
			return n, true
		}
	}
	if sc.Value(elsewhereStep) == "team" {
		return 0, true
	}
	if sc.Value(confirmStep) == "yes" {
		g, ok := f.best(sc)
		return g.theme, ok
	}
	return 0, false
}

func (f flow) degree(theme int) flows.Degree { return flows.Degree(f.plan.Degree(theme)) }

// guarded reports whether the draft may be about a guarded theme: one was
// chosen, is the best guess, or is a probable second.
func (f flow) guarded(sc flows.Scene) bool {
	if theme, ok := f.theme(sc); ok && f.degree(theme) == flows.Guarded {
		return true
	}
	best, _ := f.best(sc)
	for g := range guesses(sc) {
		if f.degree(g.theme) == flows.Guarded && (g.theme == best.theme || g.chance >= probable) {
			return true
		}
	}
	return false
}

// guardedNow also looks at the words that have just come in, which may be in no
// draft yet.
func (f flow) guardedNow(sc flows.Scene) bool {
	if sc.Flow == Name && f.guarded(sc) {
		return true
	}
	for i, g := range sc.In.Reading.Themes {
		if f.degree(g.Theme) == flows.Guarded && (i == 0 || g.Confidence >= probable) {
			return true
		}
	}
	return false
}

// isElsewhere reports whether it may not be for this service. Words in which
// danger was read are never turned to somebody else's website.
func (f flow) isElsewhere(sc flows.Scene) bool {
	if sc.Has(urgentNote) {
		return false
	}
	for first := range guesses(sc) {
		return first.theme == 0 && first.chance >= foreign && !f.guarded(sc) && !f.settled(sc)
	}
	return false
}

func (f flow) isLikely(sc flows.Scene) bool {
	best, ok := f.best(sc)
	return ok && !f.settled(sc) && (f.guarded(sc) || best.chance >= likely)
}

func (f flow) isUnsure(sc flows.Scene) bool {
	_, ok := f.best(sc)
	return ok && !f.settled(sc) && !sc.Has(confirmStep)
}

// themeOpen reports whether the whole list is still to be asked.
func (f flow) themeOpen(sc flows.Scene) bool { return !f.settled(sc) }

func (f flow) settled(sc flows.Scene) bool {
	_, ok := f.theme(sc)
	return ok
}
