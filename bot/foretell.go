package bot

import (
	"slices"

	"yousaid/bot/channel"
	"yousaid/flows"
)

// Foretold is one message of those that a resident will get of a notice.
type Foretold struct {
	Text    string
	Buttons []string // their labels, from top to bottom; none by text message
	Parts   int      // that are billed; 0 where messages are free
	Asked   bool     // it comes only when they ask for it, by READ
}

// Foretell says what a report's resident will get of a notice, in order. Kind,
// Agency, Text and Result of the notice are read; the rest is the report's. It
// goes through the same steps as Notify, with a conversation in which nothing
// else is going on, so that it differs only for residents who are in the middle
// of something or guard their messages with a PIN: they are told first that a
// message waits. It is empty where the network is off.
func (s *Service) Foretell(r Report, n flows.Notice) []Foretold {
	ch, ok := s.Channels[r.Channel]
	if !ok {
		return nil
	}
	n.ID, n.Report = "preview", known(r)
	if text, err := words(n.Text); err == nil {
		n.Text = text
	}
	n.Rate = n.Kind == flows.NoticeClosed && !slices.ContainsFunc(r.Thread, toldOver)
	p := foretelling{s, ch, r.Reads}
	return p.told(p.conversation(r), n)
}

// known is a report as its resident's conversation knows it.
func known(r Report) flows.Known {
	return flows.Known{ID: r.ID, Reference: r.Reference, Theme: r.Theme, Degree: r.Degree, Status: r.Status, Agencies: r.Agencies}
}

// toldOver reports whether an entry is an end that the resident has been told
// of: then they have been asked how the report was dealt with.
func toldOver(e Entry) bool {
	return e.Event == "closed" && (e.State == NoticeTold || e.State == NoticeRead)
}

// foretelling plays a conversation that nobody has.
type foretelling struct {
	*Service
	channel  channel.Channel
	language string
}

func (p foretelling) conversation(r Report) flows.Session {
	return flows.Session{
		Language: p.language, Turn: 1, Began: r.SentAt, Heard: heard(r), Resident: flows.Resident{Known: true, Reports: []flows.Known{known(r)}},
	}
}

// told is what comes of a notice in a conversation: it, or that it waits and then,
// once they ask for it, it.
func (p foretelling) told(session flows.Session, n flows.Notice) []Foretold {
	first := p.step(session, flows.Input{Kind: flows.Noticed, Notice: &n})
	list := []Foretold{p.shown(first, false)}
	if first.Session.Waits(n.ID) {
		asking := p.step(first.Session, flows.Input{Kind: flows.Said, Text: "READ"})
		told := p.step(asking.Session, flows.Input{Kind: flows.Committed, Outcomes: []flows.Outcome{{Notices: []flows.Notice{n}}}})
		list = append(list, p.shown(told, true))
	}
	return list
}

func (p foretelling) step(session flows.Session, in flows.Input) flows.Turn {
	in.Form, in.Fresh = form(p.channel.Name(), p.channel.Can()), p.Fresh()
	in.ID = in.Fresh.ID
	return p.Engine.Advance(session, in, p.Now())
}

// shown is a reply as it stands on the phone.
func (p foretelling) shown(t flows.Turn, asked bool) Foretold {
	can := p.channel.Can()
	out := p.outbound(channel.Address{Channel: p.channel.Name()}, can, t.Session.Language, t.Reply)
	told := Foretold{Text: out.Text, Buttons: out.Labels(), Asked: asked}
	if can.Carries != nil {
		told.Text = can.Carries(told.Text)
	}
	if can.Parts != nil {
		told.Parts = can.Parts(told.Text)
	}
	return told
}
