package talk

import (
	"strings"

	"yousaid/flows"
)

// notOver begins to open a closed report again: the one whose button was
// pressed, or else the one that was closed last. With a draft open it is done
// at once, so that the draft stays what it is.
func notOver(sc flows.Scene) flows.Move {
	report, ok := closedReport(sc)
	if !ok {
		return flows.Move{Say: []flows.Line{flows.Say("over.none")}}
	}
	if sc.Session.Flow != "" && sc.Session.Flow != Name {
		return flows.Move{Effects: []flows.Effect{{Kind: flows.Reopen, Target: report.ID}}}
	}
	return NotOver(sc, report)
}

// NotOver asks what is still happening and then opens the report again, in the
// place of whatever runs.
func NotOver(sc flows.Scene, report flows.Known) flows.Move {
	update(sc, report)
	sc.Begin(Name)
	sc.Put(flows.Answer{Step: reopenNote, Value: report.ID, Ahead: true})
	return flows.Move{}
}

func closedReport(sc flows.Scene) (flows.Known, bool) {
	for _, report := range sc.Session.Resident.Reports {
		named := sc.In.Kind != flows.Chose || sc.In.Choice.Draft == "" || sc.In.Choice.Draft == flows.Short(report.ID)
		if report.Status == flows.StatusClosed && named {
			return report, true
		}
	}
	return flows.Known{}, false
}

func askStill(sc flows.Scene) flows.Question {
	report := known(sc, sc.Value(reopenNote), flows.Known{})
	q := flows.Question{Lines: []flows.Line{flows.Say("still", "Reference", report.Reference)}}
	if sc.In.Form.Buttons {
		q.Choices = []flows.Choice{flows.Do(flows.CmdSkip, flows.Say("still.skip"))}
	}
	return q
}

func takeStill(sc flows.Scene, _ string) flows.Move {
	text, _ := flows.Shorten(strings.TrimSpace(sc.In.Text), flows.MostText)
	if sc.In.Kind != flows.Said {
		return flows.Move{Missed: true}
	}
	return flows.Move{Effects: []flows.Effect{{Kind: flows.Reopen, Target: sc.Value(reopenNote), Text: text}}}
}

func reopen(sc flows.Scene) flows.Move {
	return flows.Move{Effects: []flows.Effect{{Kind: flows.Reopen, Target: sc.Value(reopenNote)}}}
}

func reopened(sc flows.Scene, effect flows.Effect, out flows.Outcome) flows.Move {
	report := known(sc, effect.Target, out.Report)
	report.Status = flows.StatusNew
	update(sc, report)
	sc.Session.Talking = report.ID
	return flows.Move{End: sc.Session.Flow == Name, Say: []flows.Line{flows.Say("reopened", "Reference", report.Reference)}}
}
