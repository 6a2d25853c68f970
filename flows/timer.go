package flows

import "time"

// Timer is when a conversation has to go on though nobody writes.
type Timer struct {
	At      time.Time
	Unasked bool // the resident will be told something: never at night
}

// Due returns the next time at which an Elapsed input does something; false
// when there is none. It follows from the session alone, so an input that comes
// late, after the resident wrote, finds nothing due.
func (e *Engine) Due(s Session) (Timer, bool) {
	flow, running := e.flow(s.Flow)
	switch {
	case s.Pending != nil || s.Heard.IsZero():
		return Timer{}, false
	case s.Backlog != "":
		return Timer{At: s.Heard.Add(passAfter)}, true
	case !running || flow.Expiry == 0 || len(s.Answers) == 0:
		return Timer{}, false
	case e.nudges(s, flow):
		return Timer{At: s.Heard.Add(flow.Nudge), Unasked: true}, true
	}
	return Timer{At: s.Heard.Add(flow.Expiry)}, true
}

// nudges reports whether the resident may be reminded of the draft: not where
// STOP holds or nobody knows whether it does, not after danger, and not where
// the phone may be in other hands.
func (e *Engine) nudges(s Session, flow *Flow) bool {
	if flow.Nudge == 0 || s.Nudged || s.Uneasy || !s.Resident.Known || s.Resident.Stopped {
		return false
	}
	t := &turn{Scene: Scene{Session: &s, Now: s.Heard, flows: e.flows}, engine: e}
	return !t.guarded() && (flow.Nudges == nil || flow.Nudges(t.Scene))
}

// elapsed does what is due. A draft is dropped without a word: the resident is
// told when they write again.
func (t *turn) elapsed() Reply {
	timer, ok := t.engine.Due(*t.Session)
	if !ok || t.Now.Before(timer.At) {
		return Reply{}
	}
	flow, running := t.engine.flow(t.Flow)
	switch {
	case t.Backlog != "":
		return t.passBacklog()
	case running && t.Now.Sub(t.Heard) >= flow.Expiry:
		t.Session.drop()
		t.Dropped = true
		return Reply{}
	}
	t.Nudged = true
	reply := Reply{Lines: []Line{Say("nudge")}, Quiet: true}
	if t.In.Form.Buttons {
		reply.Choices = []Choice{Do(CmdMenu, Say("nudge.on")), Do(CmdRestart, Say("nudge.drop"))}
	}
	return reply
}

// passBacklog sends the words of a flood to the agency that they are for. The
// resident has been told.
func (t *turn) passBacklog() Reply {
	effects := t.withBacklog([]Effect{{Kind: AnswerDesk, Target: t.Talking}})
	t.Backlog = ""
	if t.Talking == "" || effects[0].Text == "" {
		return Reply{}
	}
	t.Pending = &Pending{ID: t.In.Fresh.ID, Effects: effects, Since: t.Now, Told: true}
	return Reply{}
}
