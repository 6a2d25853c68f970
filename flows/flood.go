package flows

import (
	"strings"
	"time"
)

// Flood counts what a resident sends within a minute.
type Flood struct {
	Since  time.Time `json:"s,omitzero"`
	Weight int       `json:"w,omitempty"`
	Told   bool      `json:"t,omitempty"` // they know that they are answered less
	Danger time.Time `json:"d,omitzero"`  // when danger was last answered in it
}

const (
	floodSpan   = time.Minute
	floodMost   = 40               // 20 messages, or 40 presses, are answered
	dangerAgain = 10 * time.Second // between answers to danger in a flood
	mostBacklog = 4000             // characters kept for an agency
	passAfter   = 10 * time.Second // of silence, until they are passed on
)

// pours counts this input and reports whether it is too much to be answered.
func (t *turn) pours() bool {
	f := t.Flood
	if f.Since.IsZero() || t.Now.Sub(f.Since) >= floodSpan || t.Now.Before(f.Since) {
		f = Flood{Since: t.Now, Told: f.Told && f.Weight > floodMost, Danger: f.Danger}
	}
	f.Weight += 2
	if t.In.Kind == Chose {
		f.Weight--
	}
	t.Flood = f
	return f.Weight > floodMost
}

// slowly takes what comes in a flood: danger, STOP and FORGET ME are answered,
// words and photos are kept, and one line says so, once.
func (t *turn) slowly(command Command, danger bool) Reply {
	if danger {
		return t.dangerInFlood()
	}
	if reply, done := t.rights(command); done {
		return reply
	}
	t.keepQuietly(command)
	if t.Flood.Told {
		return Reply{}
	}
	t.Flood.Told = true
	if t.Pending == nil && t.Flow+t.Backlog != "" {
		return Reply{Lines: []Line{Say("slow.kept")}, Quiet: true}
	}
	return Reply{Lines: []Line{Say("slow")}, Quiet: true}
}

// rights are what is obeyed even in a flood.
func (t *turn) rights(command Command) (Reply, bool) {
	switch command {
	case CmdStop:
		if !t.Session.Resident.Stopped {
			return t.stop(), true
		}
	case CmdForget:
		if t.Step != forgetStep {
			step, _ := t.step(forgetStep)
			return t.ask(step), true
		}
	case "":
		if t.Step != forgetStep || t.forgetChoice() != "forget" {
			break
		}
		if t.Pending != nil {
			return t.whilePending(command), true
		}
		step, _ := t.step(forgetStep)
		return t.answer(step, "forget"), true
	}
	return Reply{}, false
}

// dangerInFlood tells 999 again and again, but not more often than it can be
// read.
func (t *turn) dangerInFlood() Reply {
	t.keepQuietly("")
	if t.Now.Sub(t.Flood.Danger) < dangerAgain {
		return Reply{}
	}
	t.Flood.Danger = t.Now
	return t.tell()
}

// keepQuietly keeps words, photos and places without a word about it, where
// nothing of the record is needed for it. What answers a question waits until
// there is an answer to it.
func (t *turn) keepQuietly(command Command) {
	if command != "" || t.Pending != nil || t.Session.Resident.Stopped || t.Step == forgetStep {
		return
	}
	if t.In.Kind == Said && (t.folded == "" || t.greeting() || t.plainChoice()) {
		return
	}
	if flow, ok := t.engine.flow(t.Flow); ok {
		t.keepIn(flow)
		return
	}
	if t.Talking != "" {
		t.Backlog, _ = Shorten(strings.TrimSpace(t.Backlog+"\n\n"+t.In.Text), mostBacklog)
		return
	}
	for i := range t.engine.flows {
		if hears := t.engine.flows[i].Hears; hears != nil {
			if _, ok := hears(t.Scene); ok {
				return
			}
		}
	}
}

func (t *turn) keepIn(flow *Flow) {
	switch {
	case t.In.Kind == Said && flow.Keep != nil:
		flow.Keep(t.Scene)
	case t.In.Kind != Said && flow.Anytime != nil:
		flow.Anytime(t.Scene)
	}
}

// withBacklog puts words that came in a flood before those that go to the same
// agency now.
func (t *turn) withBacklog(effects []Effect) []Effect {
	if t.Backlog == "" || len(effects) == 0 || effects[0].Kind != AnswerDesk || effects[0].Target != t.Talking {
		return effects
	}
	first := effects[0]
	first.Text = strings.TrimSpace(t.Backlog + "\n\n" + first.Text)
	t.Backlog = ""
	return append([]Effect{first}, effects[1:]...)
}
