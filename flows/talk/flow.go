package talk

import (
	"fmt"

	"yousaid/flows"
	"yousaid/flows/partnership"
)

// Name is the flow's name in sessions.
const Name = "talk"

const (
	stillStep  = "still"
	reopenNote = "reopen" // the report that is not over
)

type flow struct{ plan *partnership.Plan }

// New returns the flow for a plan. It must stand before flows that take any
// words, since an answer to an agency is plain words.
func New(plan *partnership.Plan) flows.Flow {
	f := flow{plan}
	return flows.Flow{
		Name: Name, Revision: 1,
		Steps: []flows.Step{{
			ID: stillStep, Kind: flows.TextStep, Optional: true,
			Ask: askStill, Take: takeStill, Pass: reopen,
		}},
		Hears: hears,
		Commands: map[flows.Command]func(flows.Scene) flows.Move{
			flows.CmdRead:    read,
			flows.CmdNotOver: notOver,
		},
		Notice: f.notice,
		Done: map[flows.EffectKind]func(flows.Scene, flows.Effect, flows.Outcome) flows.Move{
			flows.AnswerDesk:  f.answered,
			flows.ReadNotices: f.readOut,
			flows.Reopen:      reopened,
		},
	}
}

// hears takes plain words for the agency whose message was read last.
func hears(sc flows.Scene) (flows.Move, bool) {
	if sc.Session.Talking == "" {
		return flows.Move{}, false
	}
	text, _ := flows.Shorten(sc.In.Text, flows.MostText)
	effect := flows.Effect{Kind: flows.AnswerDesk, Target: sc.Session.Talking, Text: text}
	switch sc.In.Kind {
	case flows.Said:
	case flows.SentPhoto:
		effect.Photos = sc.In.Photos
	case flows.SentPlace:
		if sc.In.Place == nil {
			return flows.Move{}, false
		}
		effect.Text = position(*sc.In.Place)
	default:
		return flows.Move{}, false
	}
	return flows.Move{Effects: []flows.Effect{effect}}, true
}

func position(p flows.Place) string {
	at := fmt.Sprintf("%.5f, %.5f", p.Lat, p.Lon)
	if p.Name != "" {
		return p.Name + " (" + at + ")"
	}
	return at
}

// answered says that the words were passed on, and to whom where that may be
// said.
func (f flow) answered(sc flows.Scene, effect flows.Effect, out flows.Outcome) flows.Move {
	report := known(sc, effect.Target, out.Report)
	sc.Session.Talking = effect.Target
	line := flows.Say("passed.on", "Reference", report.Reference)
	if names := f.names(report, out); report.Degree != flows.Guarded && len(names) > 0 {
		line = flows.Say("passed.on.to", "Reference", report.Reference, "Agencies", names)
	}
	return flows.Move{End: true, Say: []flows.Line{line}}
}

func (f flow) names(report flows.Known, out flows.Outcome) []flows.Line {
	list := out.Agencies
	if len(list) == 0 {
		list = report.Agencies
	}
	var names []flows.Line
	for _, id := range list {
		if agency, ok := f.plan.Agency(id); ok {
			id = agency.Short
		}
		names = append(names, flows.Words(id))
	}
	return names
}

// known finds one of the resident's reports; what the record says of it now
// comes first.
func known(sc flows.Scene, id string, now flows.Known) flows.Known {
	if now.Reference != "" {
		return now
	}
	for _, report := range sc.Session.Resident.Reports {
		if report.ID == id {
			return report
		}
	}
	return flows.Known{ID: id, Degree: flows.Guarded}
}

// update takes over how a report stands now.
func update(sc flows.Scene, report flows.Known) {
	if report.ID == "" {
		return
	}
	for i, old := range sc.Session.Resident.Reports {
		if old.ID == report.ID {
			sc.Session.Resident.Reports[i] = report
			return
		}
	}
	list := append([]flows.Known{report}, sc.Session.Resident.Reports...)
	sc.Session.Resident.Reports = list[:min(5, len(list))]
}
