package mine

import (
	"strings"

	"yousaid/flows"
	"yousaid/flows/talk"
)

func askAdd(sc flows.Scene) flows.Question {
	line := flows.Say("mine.add.what")
	if sc.In.Form.Photos {
		line = flows.Say("mine.add.any")
	}
	return flows.Question{Lines: []flows.Line{line}}
}

// takeAdd adds words, photos or a position to the report that is looked at.
func takeAdd(sc flows.Scene, _ string) flows.Move {
	text, _ := flows.Shorten(strings.TrimSpace(sc.In.Text), flows.MostText)
	effect := flows.Effect{Kind: flows.AddTo, Target: sc.Value(chosenNote), Text: text}
	switch {
	case sc.In.Kind == flows.SentPhoto:
		effect.Photos = sc.In.Photos
	case sc.In.Kind == flows.SentPlace && sc.In.Place != nil:
		effect.Text = talk.Position(*sc.In.Place)
	case sc.In.Kind != flows.Said || text == "":
		return flows.Move{Missed: true}
	}
	return flows.Move{Effects: []flows.Effect{effect}}
}

// added says that it was passed on. Adding to a closed report opens it again.
func added(sc flows.Scene, effect flows.Effect, out flows.Outcome) flows.Move {
	if out.Refused != "" {
		return over(sc)
	}
	line := flows.Say("mine.added", "Reference", out.Report.Reference)
	if sc.Value(chosenNote) == effect.Target {
		if sc.Value(statusNote) == string(flows.StatusClosed) && out.Report.Status == flows.StatusNew {
			line = flows.Say("mine.added.open", "Reference", out.Report.Reference)
		}
		sc.Put(flows.Answer{Step: statusNote, Value: string(out.Report.Status), Ahead: true})
	}
	if _, own := known(sc, out.Report.ID); own {
		keep(sc, out.Report)
	}
	return flows.Move{Say: []flows.Line{line}}
}

// over is said of a report that something can't be done to any more.
func over(sc flows.Scene) flows.Move {
	return flows.Move{End: sc.Session.Flow == Name, Say: []flows.Line{flows.Say("report.gone")}}
}

// askSurely asks once before a report is taken back.
func askSurely(sc flows.Scene) flows.Question {
	return flows.Question{
		Lines: []flows.Line{flows.Say("mine.surely", "Reference", chosen(sc).Reference)},
		Choices: []flows.Choice{
			{ID: "yes", Label: flows.Say("mine.surely.yes"), Wide: true},
			{ID: "no", Label: flows.Say("mine.surely.no"), Wide: true},
		},
		Yes: "yes", No: "no",
	}
}

func takeSurely(sc flows.Scene, choice string) flows.Move {
	switch choice {
	case "yes":
		return flows.Move{Effects: []flows.Effect{{Kind: flows.Withdraw, Target: sc.Value(chosenNote)}}}
	case "no":
		return flows.Move{Say: []flows.Line{flows.Say("mine.stays")}}
	}
	return flows.Move{Missed: true}
}

// withdrawn takes the report off the conversation's list: nothing goes there
// any more.
func withdrawn(sc flows.Scene, effect flows.Effect, out flows.Outcome) flows.Move {
	if out.Refused != "" {
		return over(sc)
	}
	var left []flows.Known
	for _, report := range sc.Session.Resident.Reports {
		if report.ID != effect.Target {
			left = append(left, report)
		}
	}
	sc.Session.Resident.Reports = left
	if sc.Session.Talking == effect.Target {
		sc.Session.Talking = ""
	}
	if sc.Session.Filed == effect.Target {
		sc.Session.Filed = ""
	}
	return flows.Move{End: sc.Session.Flow == Name, Say: []flows.Line{flows.Say("mine.withdrawn", "Reference", out.Report.Reference)}}
}
