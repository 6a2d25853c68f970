package talk

import (
	"yousaid/flows"
	"yousaid/flows/partnership"
)

// notice tells what an agency or the service has to tell: the words at once
// where that is safe, else the reference alone.
func (f flow) notice(sc flows.Scene) flows.Move {
	n := *sc.In.Notice
	update(sc, n.Report)
	if !showsNow(sc, n) {
		wait(sc, n)
		return said(f.reference(sc, n))
	}
	_, sc.Session.Resident.Waiting = take(sc.Session.Resident.Waiting, []string{n.ID})
	sc.End() // a question about another report, which nobody has answered
	lines := append(f.lines(n), shown(sc, n)...)
	if asksHow(n) {
		return howWasIt(sc, n, lines)
	}
	return said(flows.Reply{Lines: lines, Choices: choices(n), About: about(n)})
}

// about is the report that a reply to a notice is for.
func about(n flows.Notice) string {
	if n.Kind == flows.NoticeMessage {
		return n.Report.ID
	}
	return ""
}

// shown notes what a shown notice makes of plain words: a message is answered
// by them; once a report is closed, the resident is asked what they mean.
func shown(sc flows.Scene, n flows.Notice) []flows.Line {
	switch n.Kind {
	case flows.NoticeMessage:
		asks(sc, n.Report.ID)
		return []flows.Line{flows.Say("message.answer")}
	case flows.NoticeAnswer:
		return remarked(sc, n)
	case flows.NoticeClosed:
		if sc.Session.Talking == n.Report.ID {
			sc.Session.Talking = ""
		}
		settle(sc, n.Report.ID)
		sc.Session.Filed = n.Report.ID
	case flows.NoticePassed, flows.NoticePhoto, flows.NoticeReopened:
	}
	return nil
}

// showsNow: an open theme may be named at any time, a neutral one in a
// conversation that the resident is having now, a guarded one only when asked,
// and so everything that a PIN guards. With a draft open, or FORGET ME to be
// confirmed, words can't answer the notice, so it waits.
func showsNow(sc flows.Scene, n flows.Notice) bool {
	switch {
	case busy(sc) || sc.Session.Pending != nil || sc.Locked() || sc.Session.Forgetting():
		return false
	case n.Report.Degree == flows.Open:
		return true
	case n.Report.Degree == flows.Neutral:
		return sc.Current()
	}
	return false
}

// busy reports whether something runs that words belong to. How a report was
// dealt with is asked by the way, and holds nothing up.
func busy(sc flows.Scene) bool {
	return sc.Session.Flow != "" && (sc.Session.Flow != Name || !sc.Has(rateNote))
}

// reference is a notice that tells nothing but its reference, or that there is
// an answer to what has none.
func (f flow) reference(sc flows.Scene, n flows.Notice) flows.Reply {
	line := flows.Say("notice", "Reference", n.Report.Reference)
	switch open := n.Report.Degree == flows.Open; {
	case n.Kind == flows.NoticeAnswer && open:
		line = flows.Say("notice.answer.open", "Service", f.plan.Name)
	case n.Kind == flows.NoticeAnswer:
		line = flows.Say("notice.answer", "Service", f.plan.Name)
	case open:
		line = flows.Say("notice.open", "Reference", n.Report.Reference)
	}
	return flows.Reply{
		Lines:   []flows.Line{line},
		Choices: readButton(sc, flows.Say("notice.read")),
	}
}

// readButton is a button on networks that have them: a numbered choice would
// take the place of the question that stands.
func readButton(sc flows.Scene, label flows.Line) []flows.Choice {
	if !sc.In.Form.Buttons {
		return nil
	}
	return []flows.Choice{flows.Do(flows.CmdRead, label)}
}

// wait keeps a notice until it is asked for.
func wait(sc flows.Scene, n flows.Notice) {
	for _, waiting := range sc.Session.Resident.Waiting {
		if waiting.ID == n.ID {
			return
		}
	}
	sc.Session.Resident.Waiting = append(sc.Session.Resident.Waiting, n)
}

// Lines are a notice in full, for somebody who has asked to read it.
func Lines(plan *partnership.Plan, n flows.Notice) []flows.Line { return flow{plan: plan}.lines(n) }

// lines are a notice in full.
func (f flow) lines(n flows.Notice) []flows.Line {
	guarded := n.Report.Degree == flows.Guarded || n.Report.Degree == ""
	switch n.Kind {
	case flows.NoticePassed:
		return f.passed(n, guarded)
	case flows.NoticeClosed:
		return closed(n)
	case flows.NoticeReopened:
		return f.reopenedBy(n, guarded)
	case flows.NoticePhoto:
		return words(flows.Say("notice.photo", "Reference", n.Report.Reference), n.Text)
	case flows.NoticeAnswer:
		return f.answer(n, guarded)
	case flows.NoticeMessage:
	}
	head := flows.Say("message", "Reference", n.Report.Reference)
	if !guarded && n.Agency != "" {
		head = flows.Say("message.from", "Reference", n.Report.Reference, "Agency", f.agency(n.Agency))
	}
	return words(head, n.Text)
}

func (f flow) passed(n flows.Notice, guarded bool) []flows.Line {
	if guarded || n.Agency == "" {
		return words(flows.Say("notice.passed.guarded", "Reference", n.Report.Reference), n.Text)
	}
	return words(flows.Say("notice.passed", "Reference", n.Report.Reference, "Agency", f.agency(n.Agency)), n.Text)
}

func (f flow) reopenedBy(n flows.Notice, guarded bool) []flows.Line {
	if guarded || n.Agency == "" {
		return words(flows.Say("notice.reopened.guarded", "Reference", n.Report.Reference), n.Text)
	}
	return words(flows.Say("notice.reopened", "Reference", n.Report.Reference, "Agency", f.agency(n.Agency)), n.Text)
}

func closed(n flows.Notice) []flows.Line {
	head := flows.Say("closed.done", "Reference", n.Report.Reference)
	switch n.Result {
	case "no_action":
		head = flows.Say("closed.no_action", "Reference", n.Report.Reference)
	case "not_for_us":
		head = flows.Say("closed.not_for_us", "Reference", n.Report.Reference)
	}
	return append(words(head, n.Text), flows.Say("closed.not_over"))
}

func words(head flows.Line, text string) []flows.Line {
	if text == "" {
		return []flows.Line{head}
	}
	return []flows.Line{head, flows.Words(text)}
}

// agency is the name that residents know; a notice may carry an id.
func (f flow) agency(name string) string {
	if agency, ok := f.plan.Agency(name); ok {
		return agency.Name
	}
	return name
}

// choices are what can be pressed under a notice.
func choices(n flows.Notice) []flows.Choice {
	if n.Kind != flows.NoticeClosed {
		return nil
	}
	button := flows.Do(flows.CmdNotOver, flows.Say("closed.button"))
	button.Draft = flows.Short(n.Report.ID)
	return []flows.Choice{button}
}

func said(r flows.Reply) flows.Move { return flows.Move{Reply: &r} }
