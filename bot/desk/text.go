package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/channel/gsm7"
	"yousaid/flows"
)

const (
	spokenFor   = time.Hour // how long a report may be left out of a text
	residentFor = time.Hour // how long RESIDENT lasts
	mostParts   = 2         // billed parts of an answer
)

// texts says whether a text message is an officer's. It looks at the record for
// numbers on the roll alone, and for a command with a whole reference.
func (d *Desk) texts(ctx context.Context, in channel.Inbound) (bool, error) {
	said := reading{}
	if in.Kind == channel.Text {
		said = readText(d.Plan.Prefix, in.Text)
	}
	known := d.onRoll(ctx, in.Chat.ID)
	if !known && !said.plainly() {
		return false, nil
	}
	n, err := d.Store.NumberAt(ctx, in.Chat)
	switch {
	case errors.Is(err, bot.ErrNotFound):
		return false, nil
	case errors.Is(err, bot.ErrAway):
		return known, nil // a resident's text doesn't wait for the record
	case err != nil:
		return false, err
	case n.Desk.ID != "" && in.OptOut != "":
		return true, nil
	case n.Desk.ID == "" && in.OptOut == "STOP":
		return false, nil // nothing goes to an officer unasked; what they have as a resident ends
	case n.Resident:
		return said.plainly() || said.do == textDesk && said.words == "", nil
	}
	return true, nil
}

// texting is a text message of an officer, or of whoever reads a desk.
type texting struct {
	*Desk
	in   channel.Inbound
	from bot.Number
	by   bot.Actor
	said reading
}

// text does what a text message says, and answers it within two parts.
func (d *Desk) text(ctx context.Context, in channel.Inbound) (*channel.Outbound, error) {
	n, err := d.Store.NumberAt(ctx, in.Chat)
	if errors.Is(err, bot.ErrNotFound) {
		return nil, nil // removed just now
	}
	if text, no := refusal(err); no {
		return d.answerText(ctx, in, text)
	}
	if err != nil {
		return nil, err
	}
	if err := d.reachedByText(ctx, in, n.Desk); err != nil || in.OptOut != "" {
		return nil, err // to a word such as STOP the provider has answered
	}
	t := texting{Desk: d, in: in, from: n, by: n.Actor(), said: readText(d.Plan.Prefix, in.Text)}
	text, err := t.do(ctx)
	if err != nil {
		return nil, err
	}
	return d.answerText(ctx, in, text)
}

// reachedByText notes what a text says of a desk: after STOP nothing gets there,
// after START it does. Other words say nothing: they come in after STOP, too,
// and whether their answer gets there the network reports. An old text that
// comes again says nothing either.
func (d *Desk) reachedByText(ctx context.Context, in channel.Inbound, desk bot.Desk) error {
	stopped := in.OptOut == "STOP"
	if desk.ID == "" || stopped == desk.Unreachable || !stopped && !starts(in) {
		return nil
	}
	_, err := d.Store.TextAbout(ctx, in.ID)
	if !errors.Is(err, bot.ErrNotFound) {
		return err
	}
	if err := d.Store.DeskReached(ctx, in.Chat, !stopped); err != nil {
		return err
	}
	return d.Store.HearText(ctx, in.ID, in.Chat, "")
}

// starts reports whether a text undoes STOP.
// https://help.twilio.com/articles/223134027
func starts(in channel.Inbound) bool {
	return in.OptOut == "START" || slices.Contains([]string{"start", "unstop", "yes"}, flows.Fold(in.Text))
}

// answerText gives an answer to the network that takes it in its own, and sends
// it on others.
func (d *Desk) answerText(ctx context.Context, in channel.Inbound, text string) (*channel.Outbound, error) {
	out := channel.Outbound{To: in.Chat, Text: fitted(text)}
	if ch, ok := d.Channels[in.Chat.Channel]; ok && ch.Can().InAnswer {
		return &out, nil
	}
	return nil, d.say(ctx, out)
}

// fitted cuts an answer to two parts. None of ours is longer; names may be.
func fitted(text string) string {
	text = gsm7.Replace(text)
	for room := 300; gsm7.Parts(text) > mostParts; room -= 20 {
		text = gsm7.Replace(clipped(text, room))
	}
	return text
}

func (t texting) do(ctx context.Context) (string, error) {
	if t.in.Kind != channel.Text {
		return "Only words can go on from here. Text HELP for what you can write.", t.heard(ctx, "")
	}
	if t.said.slipped && !t.alone() {
		return t.meant(), t.heard(ctx, "")
	}
	if t.from.Desk.ID != "" && starts(t.in) {
		return "Reports come to this number. " + textHelpText, t.heard(ctx, "")
	}
	switch t.said.do {
	case textResident:
		return t.asResident(ctx)
	case textDesk:
		return "This is a desk now. " + textHelpText, t.asDesk(ctx)
	case textList:
		return t.list(ctx)
	case textAway, textBack:
		return t.awayByText(ctx)
	case textHelp:
		return textHelpText + " " + textResidentHint, t.heard(ctx, "")
	}
	return t.about(ctx)
}

const (
	textHelpText     = "Text TAKE, SHOW, REPLY, NOTE, PASS or CLOSE with the report's reference, or LIST for what is open."
	textResidentHint = "To report something yourself, text RESIDENT."
)

// alone reports whether a command with a wrong letter may be taken for the one
// that was meant: it stands with a reference, or alone.
func (t texting) alone() bool {
	return t.said.reference != "" || t.said.wrong != "" || t.said.words == ""
}

func (t texting) meant() string {
	return fmt.Sprintf("Nothing was done. If you meant %s: %s", upper(t.said.do), form(t.said.do, t.Plan.Prefix+"-..."))
}

// heard notes that the text came, and what it is about.
func (t texting) heard(ctx context.Context, report string) error {
	return t.Store.HearText(ctx, t.in.ID, t.in.Chat, report)
}

// asResident lets somebody who works at a desk report something of their own.
func (t texting) asResident(ctx context.Context) (string, error) {
	until := t.Now().Add(residentFor)
	if t.said.words != "" {
		return "To report something yourself, text RESIDENT alone first.", t.heard(ctx, "")
	}
	if err := t.heard(ctx, ""); err != nil {
		return "", err
	}
	return fmt.Sprintf("Until %s, what you text from this number is a resident's. Text DESK to end that. What do you want to report?",
		until.In(t.Plan.Zone()).Format("15:04")), t.Store.WriteAsResident(ctx, t.in.Chat, until)
}

func (t texting) asDesk(ctx context.Context) error {
	if err := t.heard(ctx, ""); err != nil {
		return err
	}
	return t.Store.WriteAsResident(ctx, t.in.Chat, t.Now().Add(-time.Second))
}

// about does a command that is about one report.
func (t texting) about(ctx context.Context) (string, error) {
	r, say, err := t.report(ctx)
	if say != "" || err != nil {
		return say, err
	}
	if err := t.heard(ctx, r.ID); err != nil {
		return "", err
	}
	writes := t.said.do != textTake && t.said.do != textShow
	if r.Degree == flows.Guarded && writes && t.said.words != "" {
		return t.onPage(ctx, r)
	}
	switch t.said.do {
	case textTake:
		return t.take(ctx, r)
	case textReply, textNote:
		return t.write(ctx, r)
	case textPass:
		return t.pass(ctx, r)
	case textClose:
		return t.close(ctx, r)
	case textShow:
		return t.show(ctx, r)
	}
	return fmt.Sprintf("%s: %s Nothing was done. Text TAKE, SHOW, REPLY, NOTE, PASS or CLOSE with it.", r.Reference, t.standing(r)), nil
}
