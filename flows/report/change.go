package report

import "yousaid/flows"

// askChange lists what can be added or changed.
func (f flow) askChange(flows.Scene) flows.Question {
	choice := func(id, key string) flows.Choice { return flows.Choice{ID: id, Label: flows.Say(key)} }
	return flows.Question{
		Lines: []flows.Line{flows.Say("change")},
		Choices: []flows.Choice{
			choice(moreStep, "change.what"),
			choice(themeStep, "change.theme"),
			choice(whereStep, "change.where"),
			choice(whenStep, "change.when"),
			choice(photosStep, "change.photos"),
			choice(contactStep, "change.contact"),
			choice("done", "change.nothing"),
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
