package report

import (
	"slices"
	"strings"

	"yousaid/flows"
)

// mostWords is how many messages' words a draft takes in.
const mostWords = 20

func askWhat(flows.Scene) flows.Question {
	return flows.Question{Lines: []flows.Line{flows.Say("what")}, Words: true}
}

func (f flow) takeWhat(sc flows.Scene, _ string) flows.Move {
	if sc.In.Kind != flows.Said {
		return flows.Move{Missed: true}
	}
	sc.Session.Resident.News = flows.News{} // they were asked what happened, so it is no answer to that
	return flows.Move{Say: f.take(sc)}
}

// keep adds the words that came in to the draft. They may say what it is about:
// "hes coming up the stairs", and then who he is.
func (f flow) keep(sc flows.Scene) {
	begun := sc.Has(whatStep)
	f.take(sc)
	if best, ok := f.best(sc); !begun || f.settled(sc) || ok && best.chance >= likely && !f.guardedNow(sc) {
		return
	}
	if f.reconsider(sc, sc.In.Reading.Themes) {
		sc.Drop(elsewhereStep, confirmStep)
	}
}

// take adds words and what triage read in them. It says so when not all of them
// could be kept, and when they are about a place that is somebody else's.
func (f flow) take(sc flows.Scene) []flows.Line {
	if onlyPlace(sc) {
		absorbWhere(sc, sc.In.Reading)
		return append([]flows.Line{flows.Say("where.kept")}, f.outside(sc)...)
	}
	placed := sc.Has(whereStep)
	say := f.takeWords(sc)
	if placed {
		return say
	}
	return append(say, f.outside(sc)...)
}

// onlyPlace reports whether a draft begins with a place and nothing else: what
// happened there is still to be told.
func onlyPlace(sc flows.Scene) bool {
	place, text := placeOf(sc.In.Reading), strings.TrimSpace(sc.In.Text)
	if place == nil || sc.Has(whatStep) || sc.Has(whereStep) || sc.In.Reading.Danger != flows.NoDanger {
		return false
	}
	return strings.EqualFold(text, place.Name) || place.Name == "" && squeeze(text) == squeeze(place.Postcode)
}

// outside says that a place which came by itself lies outside the area.
func (f flow) outside(sc flows.Scene) []flows.Line {
	if where, ok := sc.Answer(whereStep); !ok || where.Place == nil || !where.Place.Outside {
		return nil
	}
	return []flows.Line{flows.Say("where.outside", "Town", f.plan.Town)}
}

func (f flow) takeWords(sc flows.Scene) []flows.Line {
	text, shortened := flows.Shorten(strings.TrimSpace(sc.In.Text), flows.MostText)
	if text != "" {
		f.absorb(sc)
	}
	switch {
	case text == "":
		return nil
	case !sc.Has(whatStep):
		sc.Put(flows.Answer{Step: whatStep, Value: text})
	case len(words(sc)) >= mostWords:
		if !addToLast(sc, text) {
			return []flows.Line{flows.Say("more.full")}
		}
	default:
		sc.Add(flows.Answer{Step: moreStep, Value: text})
	}
	if shortened {
		return []flows.Line{flows.Say("what.cut")}
	}
	return nil
}

// addToLast adds words to the last ones, when there are many messages already;
// false when these have grown as long as a message may be.
func addToLast(sc flows.Scene, text string) bool {
	for i := len(sc.Answers) - 1; i >= 0; i-- {
		if sc.Answers[i].Step != moreStep {
			continue
		}
		all, cut := flows.Shorten(sc.Answers[i].Value+"\n\n"+text, flows.MostText)
		if !cut {
			sc.Answers[i].Value = all
		}
		return !cut
	}
	return false
}

// absorb takes over what triage read: answers that came ahead are not asked
// for, and what the resident answered themselves stays.
func (f flow) absorb(sc flows.Scene) {
	read := sc.In.Reading
	if !sc.Has(whatStep) && len(read.Themes) > 0 {
		f.noteGuesses(sc, read.Themes)
	}
	absorbWhere(sc, read)
	if read.Danger == flows.SureDanger {
		sc.Put(flows.Answer{Step: urgentNote, Value: "yes", Ahead: true})
	}
	noteNeeds(sc, read.Needs)
}

// absorbWhere takes over the place and the time, unless there are some.
func absorbWhere(sc flows.Scene, read flows.Reading) {
	if place := placeOf(read); place != nil && !sc.Has(whereStep) {
		sc.Put(flows.Answer{Step: whereStep, Place: place, Ahead: true})
	}
	if read.When != nil && !sc.Has(whenStep) {
		when := *read.When
		sc.Put(flows.Answer{Step: whenStep, When: &when, Ahead: true})
	}
}

// noteNeeds keeps needs for NUMBERS, the latest first: who wanted to die some
// messages ago may still want to, whatever came after.
func noteNeeds(sc flows.Scene, needs []flows.Need) {
	if len(needs) == 0 {
		return
	}
	var list []string
	for _, need := range needs {
		list = append(list, string(need))
	}
	for before := range strings.FieldsSeq(sc.Value(flows.NeedsAnswer)) {
		if !slices.Contains(list, before) {
			list = append(list, before)
		}
	}
	sc.Put(flows.Answer{Step: flows.NeedsAnswer, Value: strings.Join(list, " "), Ahead: true})
}

// placeOf is the place that was read, its postcode included.
func placeOf(read flows.Reading) *flows.Place {
	if read.Place == nil {
		if read.Postcode == "" {
			return nil
		}
		return &flows.Place{Postcode: read.Postcode}
	}
	place := *read.Place
	if place.Postcode == "" {
		place.Postcode = read.Postcode
	}
	return &place
}

// words are all that the resident wrote of what happened, in order.
func words(sc flows.Scene) []string {
	var list []string
	for _, a := range sc.Answers {
		if (a.Step == whatStep || a.Step == moreStep) && a.Value != "" {
			list = append(list, a.Value)
		}
	}
	if held := sc.Value(heldNote); held != "" {
		list = append(list, held) // nobody has said that it doesn't belong there
	}
	return list
}

func askMore(flows.Scene) flows.Question {
	return flows.Question{Lines: []flows.Line{flows.Say("more")}}
}

func (f flow) takeMore(sc flows.Scene, _ string) flows.Move {
	if sc.In.Kind != flows.Said {
		return flows.Move{Missed: true}
	}
	return flows.Move{Say: f.take(sc)}
}

// askExtra asks what a longer text at review is meant to be.
func askExtra(flows.Scene) flows.Question {
	return flows.Question{
		Lines: []flows.Line{flows.Say("extra")},
		Choices: []flows.Choice{
			{ID: "yes", Label: flows.Say("extra.yes")},
			{ID: "no", Label: flows.Say("extra.no")},
		},
		Yes: "yes", No: "no",
	}
}

func (f flow) takeExtra(sc flows.Scene, chosen string) flows.Move {
	held := sc.Value(heldNote)
	switch chosen {
	case "yes":
		sc.Drop(heldNote)
		if len(words(sc)) >= mostWords {
			return flows.Move{Say: []flows.Line{flows.Say("more.full")}}
		}
		sc.Add(flows.Answer{Step: moreStep, Value: held})
		return flows.Move{Say: []flows.Line{flows.Say("extra.added")}}
	case "no":
		sc.Drop(heldNote)
		return flows.Move{Ask: changeStep}
	}
	return flows.Move{Missed: true}
}
