package report

import "yousaid/flows"

// mayBelong reports whether the words may be about a report that was filed in
// this same conversation.
func (f flow) mayBelong(sc flows.Scene) bool {
	if sc.Session.Filed == "" || !sc.Has(whatStep) && len(photos(sc)) == 0 {
		return false
	}
	_, ok := known(sc, sc.Session.Filed)
	return ok
}

func (f flow) askAbout(sc flows.Scene) flows.Question {
	report, _ := known(sc, sc.Session.Filed)
	return flows.Question{
		Lines: []flows.Line{flows.Say("about", "Reference", report.Reference)},
		Choices: []flows.Choice{
			{ID: "add", Label: flows.Say("about.add", "Reference", report.Reference), Wide: true},
			{ID: "new", Label: flows.Say("about.new"), Wide: true},
		},
		Yes: "add",
	}
}

func (f flow) takeAbout(sc flows.Scene, chosen string) flows.Move {
	switch chosen {
	case "add":
		return flows.Move{Effects: []flows.Effect{{
			Kind: flows.AnswerDesk, Target: sc.Session.Filed, Text: joined(sc), Photos: photos(sc),
		}}}
	case "new":
		sc.Session.Filed = ""
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
