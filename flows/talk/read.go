package talk

import "yousaid/flows"

// atOnce is how many waiting notices READ shows: over SMS each may be long.
func atOnce(sc flows.Scene) int {
	if sc.In.Form.Buttons {
		return 3
	}
	return 1
}

// read asks the record to note that the oldest waiting notices are shown, and
// what else waits.
func read(sc flows.Scene) flows.Move {
	effect := flows.Effect{Kind: flows.ReadNotices}
	for i, n := range sc.Session.Resident.Waiting {
		if i < atOnce(sc) {
			effect.Targets = append(effect.Targets, n.ID)
		}
	}
	return flows.Move{Effects: []flows.Effect{effect}}
}

// readOut shows what was asked for, oldest first.
func (f flow) readOut(sc flows.Scene, effect flows.Effect, out flows.Outcome) flows.Move {
	for _, n := range out.Notices {
		wait(sc, n)
	}
	if len(effect.Targets) == 0 && len(sc.Session.Resident.Waiting) > 0 {
		return read(sc) // the record knew of some that the conversation didn't
	}
	list, rest := take(sc.Session.Resident.Waiting, effect.Targets)
	sc.Session.Resident.Waiting = rest
	if len(list) == 0 {
		return flows.Move{Say: []flows.Line{flows.Say("read.none")}}
	}
	reply := f.together(sc, list)
	if len(rest) > 0 {
		reply.Lines = append(reply.Lines, flows.Say("read.more", "Count", len(rest)))
		reply.Choices = append(reply.Choices, readButton(sc, flows.Say("read.next"))...)
	}
	if busy(sc) {
		return flows.Move{Say: append(reply.Lines, flows.Say("read.back"))}
	}
	sc.End()
	if len(list) == 1 && len(rest) == 0 && asksHow(list[0]) {
		return howWasIt(sc, list[0], reply.Lines)
	}
	if len(list) == 1 {
		reply.About = about(list[0])
	}
	return said(reply)
}

// together shows several notices as one reply. With a draft open, words stay
// the draft's, so no answer is promised then.
func (f flow) together(sc flows.Scene, list []flows.Notice) flows.Reply {
	reply := flows.Reply{}
	var after []flows.Line
	for _, n := range list {
		reply.Lines = append(reply.Lines, f.lines(n)...)
		reply.Choices = append(reply.Choices, choices(n)...)
		reply.Protect = reply.Protect || n.Report.Degree != flows.Open
		if answer := shown(sc, n); answer != nil {
			after = answer
		}
	}
	if after != nil && busy(sc) {
		after = []flows.Line{flows.Say("message.later")}
	}
	reply.Lines = append(reply.Lines, after...)
	return reply
}

// take splits notices into those that are named and the rest.
func take(list []flows.Notice, named []string) (shown, rest []flows.Notice) {
	for _, n := range list {
		found := false
		for _, id := range named {
			found = found || id == n.ID
		}
		if found {
			shown = append(shown, n)
		} else {
			rest = append(rest, n)
		}
	}
	return shown, rest
}
