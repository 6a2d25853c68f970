package desk

import (
	"context"
	"errors"
	"fmt"
	"html"
	"strconv"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// newsPress does what a button of a plan update is for.
func (p pressing) newsPress(ctx context.Context) (*channel.Outbound, error) {
	n, err := strconv.Atoi(p.with)
	if err != nil || p.Newsroom == nil {
		return p.toast(oldButton), nil
	}
	switch p.button.do {
	case doApprove:
		return p.approve(ctx, n)
	case doReject:
		return p.askWhy(ctx, n)
	}
	return p.assign(ctx, n)
}

// assign says what an update is about. The one who wrote it says so.
func (p pressing) assign(ctx context.Context, theme int) (*channel.Outbound, error) {
	update, err := p.Newsroom.Assign(ctx, p.by, p.id, theme)
	if errors.Is(err, bot.ErrOwn) {
		return p.alert(fmt.Sprintf("%s wrote it, and says what it is about.", update.WriterName)), nil
	}
	if no, refused := p.newsDenied(update, err); refused {
		return no, nil
	}
	if err != nil {
		return nil, err
	}
	if err := p.newsNext(ctx, p.in, p.by, update); err != nil {
		return nil, err
	}
	p.remove(ctx)
	return p.toast(""), nil
}

// approve publishes the version that the button stands below.
func (p pressing) approve(ctx context.Context, version int) (*channel.Outbound, error) {
	update, err := p.Newsroom.Approve(ctx, p.by, p.id, version)
	if no, refused := p.newsDenied(update, err); refused {
		return no, nil
	}
	if err != nil {
		return nil, err
	}
	p.settle(ctx, p.newsEnd(update))
	return p.toast("Approved. It is on its way."), nil
}

// askWhy asks for the comment without which nothing is rejected.
func (p pressing) askWhy(ctx context.Context, version int) (*channel.Outbound, error) {
	update, err := p.Newsroom.Shown(ctx, p.by, p.id, version)
	if no, refused := p.newsDenied(update, err); refused {
		return no, nil
	}
	if err != nil {
		return nil, err
	}
	m := bot.DeskMessage{Purpose: forNewsNo, Args: map[string]string{"version": p.with, "preview": p.in.Press.Message}}
	return p.toast(""), p.prompt(ctx, m, "why should this update not go out? Reply to this message. Its writer reads it here.")
}

// newsDenied is the answer to a press that can't be done as things stand.
func (p pressing) newsDenied(update bot.PlanUpdate, err error) (*channel.Outbound, bool) {
	if errors.Is(err, bot.ErrClosed) {
		return p.alert(p.decided(update)), true
	}
	text, no := newsRefusal(err)
	return p.alert(text), no
}

// newsEnd is what stays of a preview once it is decided.
func (d *Desk) newsEnd(update bot.PlanUpdate) string {
	words, _ := quote([]string{update.Words}, bot.MostUpdate*2)
	return join(
		fmt.Sprintf("Update on <b>%s</b>, written by %s:", html.EscapeString(d.theme(update.Theme)), html.EscapeString(update.WriterName)),
		words, html.EscapeString(d.decided(update)))
}

// news takes a reply about a plan update: its words, or why it is rejected.
func (r replying) news(ctx context.Context) error {
	if r.Newsroom == nil {
		return nil
	}
	if r.about.Purpose == forNewsNo {
		return r.reject(ctx)
	}
	update, err := r.Newsroom.Reword(ctx, r.by, r.about.Report, r.in.Text)
	if no, refused := r.newsDenied(update, err); refused {
		return r.say(ctx, under(r.in, html.EscapeString(no)))
	}
	if err != nil {
		return err
	}
	if r.about.Args["version"] != "" {
		r.replace(ctx, r.in.ReplyTo, fmt.Sprintf("%s changed this update. Its new version is below.", html.EscapeString(r.by.Name)))
	}
	return r.newsNext(ctx, r.in, r.by, update)
}

func (r replying) reject(ctx context.Context) error {
	version, _ := strconv.Atoi(r.about.Args["version"]) // we wrote it
	update, err := r.Newsroom.Reject(ctx, r.by, r.about.Report, version, r.in.Text)
	if no, refused := r.newsDenied(update, err); refused {
		return r.say(ctx, under(r.in, html.EscapeString(no)))
	}
	if err != nil {
		return err
	}
	end := r.newsEnd(update)
	r.replace(ctx, r.about.Args["preview"], end)
	out := under(r.in, fmt.Sprintf("Rejected: nothing goes out. %s can write it anew: reply to this message with the new words.",
		html.EscapeString(update.WriterName)))
	return r.remember(ctx, out, bot.DeskMessage{Report: update.ID, Agency: r.by.Agency, Purpose: forNews})
}

func (r replying) newsDenied(update bot.PlanUpdate, err error) (string, bool) {
	if errors.Is(err, bot.ErrClosed) {
		return r.decided(update), true
	}
	return newsRefusal(err)
}

// replace puts a text in the place of a message with buttons. If that fails
// they stay, and say themselves that they are old.
func (r replying) replace(ctx context.Context, message, text string) {
	_, err := r.send(ctx, channel.Outbound{Verb: channel.Edit, To: r.in.Chat, Target: message, Text: text, HTML: true})
	if err != nil {
		r.Log.Warn().Ctx(ctx).Err(err).Msg("message of a desk not edited")
	}
}
