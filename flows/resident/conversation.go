package resident

import (
	"time"

	"yousaid/flows"
	"yousaid/flows/locale"
)

// Conversation is one resident's conversation without servers: the session and
// the record are in memory. The terminal and the transcripts use it; it makes
// a turn in the steps in which the service makes one. Inputs carry what triage
// read in them.
type Conversation struct {
	Engine  *flows.Engine
	Bundle  *locale.Bundle
	Record  *Record
	Form    flows.Form
	Fresh   func() flows.Fresh // new randomness for each input
	Session flows.Session
	Away    bool // the record can't be reached
}

// mostRounds bounds how often one input may lead to further work for the record.
const mostRounds = 4

// Receive takes one input and returns what is said: mostly one message, none
// for a notice that has to wait.
func (c *Conversation) Receive(in flows.Input, now time.Time) []flows.Reply {
	in.Form, in.Fresh = c.Form, c.Fresh()
	if c.Session.Turn == 0 && in.Kind != flows.Noticed {
		in.Resident = &flows.Resident{Known: true, Asked: c.Record.Asked, Updates: c.Record.Updates, News: c.Record.News}
	}
	turn := c.Engine.Advance(c.Session, in, now)
	c.Session = turn.Session
	said := spoken(nil, turn.Reply)
	if turn.Repeat {
		return said
	}
	return append(said, c.Finish(now)...)
}

// Finish does what is pending, or says that it will go by itself.
func (c *Conversation) Finish(now time.Time) []flows.Reply {
	var said []flows.Reply
	for range mostRounds {
		if c.Session.Pending == nil || c.Away && c.Session.Pending.Told {
			break
		}
		in := flows.Input{Kind: flows.Delayed, Form: c.Form, Fresh: c.Fresh()}
		if !c.Away {
			in.Kind, in.Outcomes = flows.Committed, c.Record.Commit(*c.Session.Pending)
		}
		turn := c.Engine.Advance(c.Session, in, now)
		c.Session = turn.Session
		said = spoken(said, turn.Reply)
	}
	return said
}

// Elapse lets the time pass until now: what is due meanwhile happens when it is
// due.
func (c *Conversation) Elapse(now time.Time) []flows.Reply {
	var said []flows.Reply
	for range mostRounds {
		due, ok := c.Engine.Due(c.Session)
		if !ok || due.At.After(now) {
			break
		}
		turn := c.Engine.Advance(c.Session, flows.Input{Kind: flows.Elapsed, Form: c.Form, Fresh: c.Fresh()}, due.At)
		c.Session = turn.Session
		said = append(spoken(said, turn.Reply), c.Finish(due.At)...)
	}
	return said
}

// Show renders a reply for this resident.
func (c *Conversation) Show(reply flows.Reply) locale.Rendered {
	return c.Bundle.Render(reply, c.Session.Language, c.Form)
}

func spoken(said []flows.Reply, reply flows.Reply) []flows.Reply {
	if reply.IsZero() {
		return said
	}
	return append(said, reply)
}
