package report

import "yousaid/flows"

// askChange lists what can be added or changed.
func (f flow) askChange(flows.Scene) flows.Question {
	return flows.Question{
		Lines: []flows.Line{flows.Say("change")},
		Choices: []flows.Choice{
			{ID: moreStep, Label: flows.Say("change.what")},
			{ID: themeStep, Label: flows.Say("change.theme")},
			{ID: whereStep, Label: flows.Say("change.where")},
			{ID: whenStep, Label: flows.Say("change.when")},
			{ID: photosStep, Label: flows.Say("change.photos")},
			{ID: contactStep, Label: flows.Say("change.contact")},
			{ID: "done", Label: flows.Say("change.nothing")},
		},
		No: "done",
	}
}

func (f flow) takeChange(sc flows.Scene, chosen string) flows.Move {
	switch chosen {
	case "":
		return f.heldWords(sc)
	case "done":
		return flows.Move{}
	case photosStep:
		if !sc.In.Form.Photos {
			return offerUpload(sc)
		}
	}
	return flows.Move{Ask: chosen}
}
