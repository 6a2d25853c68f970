package updates

import (
	"strconv"
	"strings"

	"yousaid/flows"
	"yousaid/flows/partnership"
)

func (f flow) askWhich(flows.Scene) flows.Question {
	q := flows.Question{Lines: []flows.Line{flows.Say("updates.which")}}
	q.Choices = append(f.themeChoices(nil), flows.Choice{ID: all, Label: flows.Say("updates.all"), Wide: true})
	q.Yes, q.Unsure = all, all
	return q
}

// themeChoices are the plan's themes but for those that were chosen already.
// The resident asked for them, so guarded ones are named, too.
func (f flow) themeChoices(but []int) []flows.Choice {
	var list []flows.Choice
	for _, theme := range f.plan.Themes {
		if !includes(but, theme.Number) {
			list = append(list, flows.Choice{ID: strconv.Itoa(theme.Number), Label: named(theme), Wide: true})
		}
	}
	return list
}

// takeWhich takes one theme, all of them, or several numbers at once. With
// buttons one is pressed at a time, so more are asked for.
func (f flow) takeWhich(sc flows.Scene, chosen string) flows.Move {
	if chosen == "" {
		return f.takeNumbers(sc)
	}
	sc.Put(flows.Answer{Step: whichStep, Value: chosen})
	if chosen == all || !sc.In.Form.Buttons {
		return flows.Move{}
	}
	return flows.Move{Ask: anotherStep}
}

func (f flow) takeNumbers(sc flows.Scene) flows.Move {
	if sc.In.Kind != flows.Said {
		return flows.Move{Leave: true}
	}
	chosen, unknown := f.numbers(sc.In.Text)
	switch {
	case unknown == len(f.plan.Themes)+1: // the list's own number for all of them
		sc.Put(flows.Answer{Step: whichStep, Value: all})
		return flows.Move{}
	case unknown > 0:
		return flows.Move{Ask: whichStep, Say: []flows.Line{f.noSuch(unknown)}}
	case chosen != "":
		sc.Put(flows.Answer{Step: whichStep, Value: chosen})
		return flows.Move{}
	}
	return other(sc)
}

// numbers reads "1, 4 and 6": the themes as an answer, and the first number
// that no theme has. A text with more words than numbers is about something
// else.
func (f flow) numbers(text string) (chosen string, unknown int) {
	tokens := strings.Fields(flows.Fold(text))
	var themes []int
	words := 0
	for _, token := range tokens {
		n, err := strconv.Atoi(token)
		_, known := f.plan.Theme(n)
		switch {
		case err != nil:
			words++
		case known:
			themes = append(themes, n)
		case unknown == 0:
			unknown = n
		}
	}
	if words*2 > len(tokens) {
		return "", 0
	}
	return joined(themes), unknown
}

func (f flow) noSuch(number int) flows.Line {
	return flows.Say("updates.nosuch", "Number", number, "Most", len(f.plan.Themes))
}

// askAnother asks for one more theme, where they are pressed one by one.
func (f flow) askAnother(sc flows.Scene) flows.Question {
	themes := f.chosen(sc).Themes
	done := flows.Choice{ID: "done", Label: flows.Say("updates.enough"), Wide: true}
	return flows.Question{
		Lines:   []flows.Line{flows.Say("updates.another", "Themes", f.names(themes))},
		Choices: append([]flows.Choice{done}, f.themeChoices(themes)...),
		Yes:     done.ID, No: done.ID,
	}
}

func (f flow) takeAnother(sc flows.Scene, chosen string) flows.Move {
	switch chosen {
	case "done":
		return flows.Move{}
	case "":
		return f.takeNumbers(sc)
	}
	sc.Put(flows.Answer{Step: whichStep, Value: sc.Value(whichStep) + " " + chosen})
	if len(f.chosen(sc).Themes) == len(f.plan.Themes) {
		sc.Put(flows.Answer{Step: whichStep, Value: all})
		return flows.Move{}
	}
	return flows.Move{Ask: anotherStep}
}

// chosen is what was answered, in the plan's order.
func (f flow) chosen(sc flows.Scene) flows.Subscription {
	value := sc.Value(whichStep)
	if value == all {
		return flows.Subscription{All: true}
	}
	var picked flows.Subscription
	words := strings.Fields(value)
	for _, theme := range f.plan.Themes {
		for _, word := range words {
			if word == strconv.Itoa(theme.Number) && !includes(picked.Themes, theme.Number) {
				picked.Themes = append(picked.Themes, theme.Number)
			}
		}
	}
	return picked
}

// names are themes as residents know them, in quotation marks: some have
// commas of their own.
func (f flow) names(themes []int) []flows.Line {
	var names []flows.Line
	for _, n := range themes {
		if theme, ok := f.plan.Theme(n); ok {
			names = append(names, quoted(theme))
		}
	}
	return names
}

func quoted(theme partnership.Theme) flows.Line {
	return flows.Say("updates.quoted", "Theme", named(theme))
}

func named(theme partnership.Theme) flows.Line { return flows.Named(theme.Key("short"), theme.Short) }

func joined(themes []int) string {
	words := make([]string, len(themes))
	for i, n := range themes {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, " ")
}

func includes(list []int, n int) bool {
	for _, one := range list {
		if one == n {
			return true
		}
	}
	return false
}
