package report

import (
	"slices"
	"strconv"
	"strings"

	"yousaid/flows"
)

// descriptive is how many words make a text a description and not a slip at a
// choice.
const descriptive = 3

func (f flow) askElsewhere(flows.Scene) flows.Question {
	return flows.Question{
		Lines: []flows.Line{flows.Say("elsewhere", "NotUrgent", f.plan.Emergency.NotUrgent)},
		Choices: []flows.Choice{
			{ID: "team", Label: flows.Say("elsewhere.team"), Wide: true},
			{ID: "no", Label: flows.Say("elsewhere.no"), Wide: true},
		},
		Yes: "team", No: "no",
	}
}

func (f flow) takeElsewhere(sc flows.Scene, chosen string) flows.Move {
	switch chosen {
	case "team":
		sc.Put(flows.Answer{Step: elsewhereStep, Value: "team"})
		return flows.Move{}
	case "no":
		return flows.Move{End: true, Say: []flows.Line{flows.Say("elsewhere.bye")}}
	}
	return f.readAgain(sc)
}

func (f flow) askConfirm(sc flows.Scene) flows.Question {
	yes := flows.Choice{ID: "yes", Label: flows.Say("yes")}
	no := flows.Choice{ID: "no", Label: flows.Say("confirm.no")}
	lines := []flows.Line{flows.Say("confirm", "Theme", f.themeName(f.bestTheme(sc)))}
	if f.guarded(sc) {
		lines = []flows.Line{flows.Say("confirm.guarded"), flows.Say("danger.numbers")}
		yes.Label, no.Label = flows.Say("confirm.guarded.yes"), flows.Say("confirm.guarded.no")
		yes.Wide, no.Wide = true, true
	}
	return flows.Question{Lines: lines, Choices: []flows.Choice{yes, no}, Yes: "yes", No: "no"}
}

func (f flow) takeConfirm(sc flows.Scene, chosen string) flows.Move {
	if chosen == "" {
		return f.readAgain(sc)
	}
	sc.Put(flows.Answer{Step: confirmStep, Value: chosen})
	return flows.Move{}
}

// askPick offers the three likeliest themes. Guarded ones are named only when
// the resident asks for the whole list.
func (f flow) askPick(sc flows.Scene) flows.Question {
	q := flows.Question{Lines: []flows.Line{flows.Say("pick")}}
	for g := range guesses(sc) {
		if theme, ok := f.plan.Theme(g.theme); ok && len(q.Choices) < 3 && f.degree(g.theme) != flows.Guarded {
			q.Choices = append(q.Choices, themeChoice(theme.Number, flows.Named(theme.Key("short"), theme.Short)))
		}
	}
	q.Choices = append(q.Choices,
		flows.Choice{ID: "all", Label: flows.Say("pick.all"), Wide: true},
		themeChoice(0, flows.Say("theme.none")))
	q.Unsure = "0"
	return q
}

func (f flow) takePick(sc flows.Scene, chosen string) flows.Move {
	if chosen == "" {
		return f.readAgain(sc)
	}
	sc.Put(flows.Answer{Step: pickStep, Value: chosen})
	return flows.Move{}
}

// askTheme shows every theme: the resident asked for it, so all are named.
func (f flow) askTheme(flows.Scene) flows.Question {
	q := flows.Question{Lines: []flows.Line{flows.Say("theme")}}
	for _, theme := range f.plan.Themes {
		q.Choices = append(q.Choices, themeChoice(theme.Number, flows.Named(theme.Key("short"), theme.Short)))
	}
	q.Choices = append(q.Choices, themeChoice(0, flows.Say("theme.none")))
	q.Unsure = "0"
	return q
}

func (f flow) takeTheme(sc flows.Scene, chosen string) flows.Move {
	if chosen == "" {
		return f.readAgain(sc)
	}
	sc.Put(flows.Answer{Step: themeStep, Value: chosen})
	return flows.Move{}
}

func themeChoice(n int, label flows.Line) flows.Choice {
	return flows.Choice{ID: strconv.Itoa(n), Label: label, Wide: true}
}

// readAgain takes words where a choice was asked for. "No its more about the
// drug dealing" is both more of what happened and a new guess; "Bury Park" may be
// the place that is missing; a word or two that mean nothing are asked for once
// more.
func (f flow) readAgain(sc flows.Scene) flows.Move {
	read := sc.In.Reading
	described, told := len(strings.Fields(sc.In.Text)) >= descriptive, tellsMore(sc)
	if sc.In.Kind != flows.Said || sc.Idle || !described && !told && !f.namesTheme(read) {
		return flows.Move{Missed: true}
	}
	before := f.bestTheme(sc)
	var say []flows.Line
	if described {
		if slices.Contains(words(sc), strings.TrimSpace(sc.In.Text)) {
			return flows.Move{Ask: sc.Session.Step} // they heard nothing, or not what they hoped for
		}
		say = f.take(sc)
	}
	absorbWhere(sc, read)
	if say == nil && (described || told) {
		say = []flows.Line{flows.Say("extra.added")}
	}
	if (told && !described || !f.reconsider(sc, read.Themes)) && (told || !sc.Refused || f.guarded(sc)) {
		return flows.Move{Say: say}
	}
	sc.Drop(elsewhereStep, confirmStep, pickStep, themeStep)
	if best, ok := f.best(sc); (!ok || best.theme == before && sc.Refused) && !f.guarded(sc) {
		sc.Put(flows.Answer{Step: confirmStep, Value: "no"})
	}
	return flows.Move{Say: say}
}

// tellsMore reports whether the words name a place or a time, and the draft has
// none.
func tellsMore(sc flows.Scene) bool {
	read := sc.In.Reading
	return placeOf(read) != nil && !sc.Has(whereStep) || read.When != nil && !sc.Has(whenStep)
}

// reconsider takes over what was read in further words where that is surer than
// what was read before, and reports whether it did. They tell more of something,
// so they never make it nothing for this service; and they never open what is
// guarded: only a subject that the resident chooses does.
func (f flow) reconsider(sc flows.Scene, themes []flows.Guess) bool {
	if len(themes) == 0 {
		return false
	}
	guarded, noted, now := f.guarded(sc), sc.Value(guessNote), themes[0]
	for first := range guesses(sc) {
		surer := first.chance > now.Confidence && now.Confidence < likely
		if first.theme != 0 && surer || now.Theme == 0 && (first.theme != 0 || now.Confidence >= foreign) {
			return false
		}
		break
	}
	f.noteGuesses(sc, themes)
	if guarded && !f.guarded(sc) {
		sc.Put(flows.Answer{Step: guessNote, Value: noted, Ahead: true})
		return false
	}
	return true
}

// namesTheme reports whether triage is sure of a theme in a message.
func (f flow) namesTheme(read flows.Reading) bool {
	return len(read.Themes) > 0 && read.Themes[0].Theme != 0 && read.Themes[0].Confidence >= likely
}

func (f flow) bestTheme(sc flows.Scene) int {
	best, _ := f.best(sc)
	return best.theme
}

// themeName is how a theme is called to residents who may read it.
func (f flow) themeName(n int) flows.Line {
	if theme, ok := f.plan.Theme(n); ok {
		return flows.Named(theme.Key("name"), theme.Name)
	}
	return flows.Say("theme.team")
}
