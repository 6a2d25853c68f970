package mine

import (
	"strings"

	"yousaid/flows"
	"yousaid/flows/talk"
)

// opened shows a report, or asks for the PIN of one that is not this address's
// own. One that doesn't exist is asked for just so.
func (f flow) opened(sc flows.Scene, effect flows.Effect, out flows.Outcome) flows.Move {
	if sc.Session.Flow != Name {
		return flows.Move{} // left meanwhile
	}
	if out.Refused != "" {
		return refused(sc, effect, out)
	}
	if len(out.Reports) == 0 {
		return flows.Move{End: true}
	}
	if len(effect.Targets) > 0 {
		return f.readAloud(sc, effect, out)
	}
	return f.show(sc, out.Reports[0], out.Guest)
}

func refused(sc flows.Scene, effect flows.Effect, out flows.Outcome) flows.Move {
	sc.Drop(chosenNote, guestNote, theirsStep)
	sc.Put(flows.Answer{Step: askedNote, Value: effect.Target, Ahead: true})
	if effect.Text == "" && out.Refused == flows.RefusedPIN {
		return flows.Move{}
	}
	return flows.Move{Ask: theirsStep, Say: []flows.Line{flows.PINRefused(out, flows.Say("mine.pin.wrong"))}}
}

// show says where a report stands and asks what is to be done about it.
func (f flow) show(sc flows.Scene, report flows.Standing, guest bool) flows.Move {
	sc.Drop(askedNote, guestNote, whatStep)
	sc.Put(flows.Answer{Step: chosenNote, Value: report.ID, Ahead: true})
	sc.Put(flows.Answer{Step: statusNote, Value: string(report.Status), Ahead: true})
	say := []flows.Line{f.standing(sc, report)}
	switch {
	case guest:
		sc.Put(flows.Answer{Step: guestNote, Value: report.Reference, Ahead: true})
		sc.Put(flows.Answer{Step: unreadNote, Value: strings.Join(report.Unread, " "), Ahead: true})
	default:
		keep(sc, report.Known)
		if report.Status == flows.StatusWithdrawn {
			return flows.Move{End: true, Say: say}
		}
		sc.Session.Filed = report.ID // words that come after it are asked about
		if n := len(report.Unread); n > 0 {
			say = append(say, flows.Say("mine.unread", "Count", n))
		}
	}
	return flows.Move{Say: say}
}

// keep has the conversation know a report, too, that is older than its list.
func keep(sc flows.Scene, report flows.Known) {
	for i, old := range sc.Session.Resident.Reports {
		if old.ID == report.ID {
			sc.Session.Resident.Reports[i] = report
			return
		}
	}
	list := append([]flows.Known{report}, sc.Session.Resident.Reports...)
	sc.Session.Resident.Reports = list[:min(mostReports, len(list))]
}

// askWhat offers what can be done. A guest, who opened the report by its PIN,
// can read what waits and add to it.
func askWhat(sc flows.Scene) flows.Question {
	q := flows.Question{Lines: []flows.Line{flows.Say("mine.what")}, No: "done", Unsure: "done"}
	offer := func(id string, label flows.Line) {
		q.Choices = append(q.Choices, flows.Choice{ID: id, Label: label, Wide: true})
	}
	guest := sc.Has(guestNote)
	if guest && sc.Value(unreadNote) != "" {
		offer("read", flows.Say("mine.read"))
	}
	offer("add", flows.Say("mine.add"))
	if !sc.In.Form.Photos {
		offer("photos", flows.Say("mine.photos"))
	}
	switch status := chosen(sc).Status; {
	case guest:
	case status == flows.StatusClosed:
		offer("over", flows.Say("closed.button"))
	default:
		offer("withdraw", flows.Say("mine.withdraw"))
	}
	offer("done", flows.Say("mine.done"))
	return q
}

func takeWhat(sc flows.Scene, choice string) flows.Move {
	report := chosen(sc)
	switch choice {
	case "read":
		return readNext(sc)
	case "add":
		return flows.Move{Ask: addStep}
	case "photos":
		return flows.Move{Effects: []flows.Effect{{Kind: flows.OfferUpload, Target: report.ID, Text: sc.In.Fresh.Token}}}
	case "over":
		return talk.NotOver(sc, report)
	case "withdraw":
		return flows.Move{Ask: surelyStep}
	case "done":
		return flows.Move{End: true, Say: []flows.Line{flows.Say("mine.bye")}}
	}
	if sc.In.Kind != flows.Said || len(strings.Fields(sc.In.Text)) >= plainWords {
		return flows.Move{Leave: true}
	}
	return flows.Move{Missed: true}
}

// readNext asks for the oldest messages that wait: over SMS each may be long.
func readNext(sc flows.Scene) flows.Move {
	ids := strings.Fields(sc.Value(unreadNote))
	most := 1
	if sc.In.Form.Buttons {
		most = 3
	}
	return flows.Move{Effects: []flows.Effect{{
		Kind: flows.OpenReport, Target: sc.Value(guestNote), Targets: ids[:min(most, len(ids))],
	}}}
}

// readAloud shows messages to a guest.
func (f flow) readAloud(sc flows.Scene, effect flows.Effect, out flows.Outcome) flows.Move {
	var say []flows.Line
	for _, notice := range out.Notices {
		say = append(say, talk.Lines(f.plan, notice)...)
	}
	left := strings.Fields(sc.Value(unreadNote))
	left = left[min(len(effect.Targets), len(left)):]
	sc.Put(flows.Answer{Step: unreadNote, Value: strings.Join(left, " "), Ahead: true})
	return flows.Move{Say: say}
}
