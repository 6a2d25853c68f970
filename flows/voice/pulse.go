package voice

import (
	"strconv"
	"time"

	"yousaid/flows"
)

// pulseEvery is how often the pulse is offered at the most.
const pulseEvery = 90 * 24 * time.Hour

// due offers the pulse after a report or a comment was sent, and never to
// somebody in danger, who wants no contact, or who has a report on a guarded
// theme: the line would stand there for others to read.
func due(sc flows.Scene, effects []flows.Effect) bool {
	known := sc.Session.Resident
	if !known.Known || sc.Now.Sub(known.Pulsed) < pulseEvery {
		return false
	}
	for _, report := range known.Reports {
		if report.Degree == flows.Guarded {
			return false
		}
	}
	for _, effect := range effects {
		switch effect.Kind {
		case flows.FileComment:
			return true
		case flows.FileReport:
			return !effect.Report.Urgent && effect.Report.Contact != flows.ContactNone
		default:
		}
	}
	return false
}

// offered says the line that offers the pulse.
func offered(sc flows.Scene) flows.Reply {
	sc.Session.Resident.Pulsed = sc.Now
	reply := flows.Reply{Lines: []flows.Line{flows.Say("pulse.offer")}}
	if sc.In.Form.Buttons {
		reply.Choices = []flows.Choice{flows.Do(flows.CmdPulse, flows.Say("pulse.button"))}
	}
	return reply
}

func askScore(flows.Scene) flows.Question {
	return flows.Question{
		Lines: []flows.Line{flows.Say("pulse")},
		Choices: []flows.Choice{
			{ID: "1", Label: flows.Say("pulse.1"), Wide: true},
			{ID: "2", Label: flows.Say("pulse.2"), Wide: true},
			{ID: "3", Label: flows.Say("pulse.3"), Wide: true},
			{ID: "4", Label: flows.Say("pulse.4"), Wide: true},
			{ID: "5", Label: flows.Say("pulse.5"), Wide: true},
		},
	}
}

// takeScore leaves a text to be heard as between flows: it may be a report.
func takeScore(sc flows.Scene, chosen string) flows.Move {
	if chosen == "" {
		return flows.Move{Leave: described(sc), Missed: !described(sc)}
	}
	sc.Put(flows.Answer{Step: scoreStep, Value: chosen})
	return flows.Move{}
}

func askHelps(flows.Scene) flows.Question {
	return flows.Question{Lines: []flows.Line{flows.Say("pulse.helps")}, Words: true}
}

func (f flow) takeHelps(sc flows.Scene, _ string) flows.Move {
	if sc.In.Kind != flows.Said {
		return flows.Move{Missed: true}
	}
	return flows.Move{Say: f.keep(sc, helpsStep)}
}

// passHelps sends the score alone: it names nobody and goes to no agency.
func (f flow) passHelps(sc flows.Scene) flows.Move {
	sc.Put(flows.Answer{Step: helpsStep, Skip: true})
	return flows.Move{Effects: f.filing(sc)}
}

// pulsed thanks for a pulse. Whoever feels unsafe hears where there is help.
func pulsed(sc flows.Scene, effect flows.Effect, _ flows.Outcome) flows.Move {
	sc.Session.Resident.Pulsed = sc.Now
	say := []flows.Line{flows.Say("pulse.done")}
	if effect.Comment != nil && effect.Comment.Score <= 2 {
		say = append(say, flows.Say("pulse.unsafe"))
	}
	return flows.Move{End: true, Say: say}
}

func score(sc flows.Scene) int {
	n, _ := strconv.Atoi(sc.Value(scoreStep))
	return n
}
