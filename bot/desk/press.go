package desk

import (
	"context"
	"errors"
	"fmt"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

// pressing is one press of an officer.
type pressing struct {
	*Desk
	in channel.Inbound
	by bot.Actor
	button
}

// press does what a button is for, if an officer of the agency pressed it.
// Presses are not brought again for long, so every failure is an answer.
func (d *Desk) press(ctx context.Context, in channel.Inbound) (*channel.Outbound, error) {
	b, ok := parse(in.Press.Data)
	if !ok {
		return toast(in, oldButton), nil
	}
	by, err := d.officer(ctx, in)
	if errors.Is(err, bot.ErrNotFound) {
		return alert(in, notOfficer), nil
	}
	if err != nil {
		return d.pressed(ctx, in, err)
	}
	p := pressing{Desk: d, in: in, by: by, button: b}
	answer, err := p.do(ctx)
	if err != nil {
		return d.pressed(ctx, in, err)
	}
	return answer, nil
}

func (p pressing) do(ctx context.Context) (*channel.Outbound, error) {
	switch p.button.do {
	case doTake:
		return p.take(ctx)
	case doShow:
		return p.show(ctx)
	case doPhotos:
		return p.photos(ctx)
	case doComment:
		return p.comment(ctx)
	case doAnswer:
		return p.askAnswer(ctx)
	case doAnswerSend:
		return p.sendAnswer(ctx)
	case doAsk, doNote:
		return p.ask(ctx)
	case doPass, doOthers, doClose:
		return p.menu(ctx)
	case doTheme, doAgency:
		return p.destination(ctx)
	case doOutcome:
		return p.outcome(ctx)
	case doSend, doKeep, doDiscard:
		return p.draft(ctx)
	case doNewsTheme, doApprove, doReject:
		return p.newsPress(ctx)
	case doCancel:
		p.remove(ctx)
		return p.toast("Nothing was changed."), nil
	}
	return p.toast(oldButton), nil
}

func (p pressing) toast(text string) *channel.Outbound { return toast(p.in, text) }
func (p pressing) alert(text string) *channel.Outbound { return alert(p.in, text) }

// take makes the officer the one who has the report. The cards follow by a job.
func (p pressing) take(ctx context.Context) (*channel.Outbound, error) {
	acted, err := p.Officers.Acknowledge(ctx, action(p.in, p.by), p.id)
	if Own(acted, err, p.by) {
		return p.toast("You have it already."), nil
	}
	if text, no := Denied(acted, err, p.short()); no {
		return p.alert(text), nil
	}
	if err != nil {
		return nil, err
	}
	return p.toast(acted.Report.Reference + " is yours."), nil
}

// handled looks at the report of a press that leads to more. A guarded one is
// handled in private only: what is asked and answered would stand in the group.
func (p pressing) handled(ctx context.Context) (bot.Report, *channel.Outbound, error) {
	r, err := p.Officers.Glance(ctx, p.by, p.id)
	if err != nil {
		return bot.Report{}, nil, err
	}
	if r.Degree == flows.Guarded && !p.in.Private {
		return r, p.alert("This report is handled in private. Press “Show me”."), nil
	}
	return r, nil, nil
}

// menu opens a list to choose from, below the card.
func (p pressing) menu(ctx context.Context) (*channel.Outbound, error) {
	r, no, err := p.handled(ctx)
	if err != nil || no != nil {
		return no, err
	}
	if r.Over() {
		return p.alert("The report is closed."), nil
	}
	out := under(p.in, fmt.Sprintf("Pass <b>%s</b> on: to which subject?", r.Reference))
	out.Buttons = p.themeButtons(r.ID)
	switch p.button.do {
	case doOthers:
		out.Text = fmt.Sprintf("Pass <b>%s</b> on: to which agency?", r.Reference)
		out.Buttons = p.agencyButtons(r.ID, p.by.Agency)
		out.Verb, out.Target = channel.Edit, p.in.Press.Message
	case doClose:
		out.Text = fmt.Sprintf("Close <b>%s</b>: with what outcome? The resident is told.", r.Reference)
		out.Buttons = outcomeButtons(r.ID)
	}
	_, err = p.send(ctx, out)
	return p.toast(""), err
}

// remove takes a menu away that has been chosen from. If that fails, it stays:
// its buttons do no harm.
func (p pressing) remove(ctx context.Context) {
	_, err := p.send(ctx, channel.Outbound{Verb: channel.Delete, To: p.in.Chat, Target: p.in.Press.Message})
	if err != nil {
		p.Log.Debug().Ctx(ctx).Err(err).Msg("menu of a desk not removed")
	}
}

// settle turns a message with buttons into what came of it.
func (p pressing) settle(ctx context.Context, text string) {
	_, err := p.send(ctx, channel.Outbound{Verb: channel.Edit, To: p.in.Chat, Target: p.in.Press.Message, Text: text, HTML: true})
	if err != nil {
		p.Log.Warn().Ctx(ctx).Err(err).Msg("message of a desk not edited")
	}
}
