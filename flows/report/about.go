package report

import (
	"slices"

	"yousaid/flows"
)

// mostAbout is how many reports a message is asked about: more can't be told
// apart by their references.
const mostAbout = 2

// mayBelong reports whether the words may be about a report that was sent
// before: in this same conversation, or one that is open and may be about the
// same.
func (f flow) mayBelong(sc flows.Scene) bool {
	return (sc.Has(whatStep) || len(photos(sc)) > 0) && len(f.earlier(sc)) > 0
}

// earlier are the reports that the words may be about: first the one that was
// talked of last.
func (f flow) earlier(sc flows.Scene) []flows.Known {
	var list []flows.Known
	if report, ok := known(sc, sc.Session.Filed); ok {
		list = append(list, report)
	}
	for _, report := range sc.Session.Resident.Reports {
		open := report.Status == flows.StatusNew || report.Status == flows.StatusTaken
		if len(list) < mostAbout && open && report.ID != sc.Session.Filed && f.mayBe(sc, report.Theme) {
			list = append(list, report)
		}
	}
	return list
}

// mayBe reports whether the words may be about a theme. Where nobody can tell
// what they are about, they may be about any: "by the shop" answers a question
// that was asked days ago.
func (f flow) mayBe(sc flows.Scene, theme int) bool {
	list := slices.Collect(guesses(sc))
	if len(list) == 0 || list[0].chance < likely {
		return true
	}
	return slices.ContainsFunc(list, func(g guess) bool { return g.theme == theme && g.chance >= probable })
}

func (f flow) askAbout(sc flows.Scene) flows.Question {
	list := f.earlier(sc)
	if len(list) == 0 {
		return flows.Question{}
	}
	q := flows.Question{Lines: []flows.Line{flows.Say("about", "Reference", list[0].Reference)}}
	if len(list) > 1 {
		q.Lines = []flows.Line{flows.Say("about.either")}
	} else {
		q.Yes = list[0].ID
	}
	for _, report := range list {
		label := flows.Say("about.add", "Reference", report.Reference)
		q.Choices = append(q.Choices, flows.Choice{ID: report.ID, Label: label, Wide: true})
	}
	q.Choices = append(q.Choices, flows.Choice{ID: "new", Label: flows.Say("about.new"), Wide: true})
	return q
}

func (f flow) takeAbout(sc flows.Scene, chosen string) flows.Move {
	switch report, ok := known(sc, chosen); {
	case ok:
		return flows.Move{Effects: []flows.Effect{{
			Kind: flows.AnswerDesk, Target: report.ID, Text: joined(sc), Photos: photos(sc),
		}}}
	case chosen == "new":
		sc.Session.Filed = ""
		sc.Put(flows.Answer{Step: aboutStep, Value: chosen, Ahead: true})
		return flows.Move{}
	}
	if sc.In.Kind != flows.Said {
		return flows.Move{Missed: true}
	}
	return flows.Move{Missed: true, Say: f.take(sc)}
}

func joined(sc flows.Scene) string {
	text := ""
	for _, w := range words(sc) {
		if text != "" {
			text += "\n\n"
		}
		text += w
	}
	return text
}

func known(sc flows.Scene, id string) (flows.Known, bool) {
	for _, report := range sc.Session.Resident.Reports {
		if report.ID == id {
			return report, true
		}
	}
	return flows.Known{}, false
}
