package desk

import (
	"context"
	"errors"
	"fmt"
	"html"
	"slices"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

// DeliverComment brings what a resident thinks to a desk, unless that has been
// done or isn't wanted any more. It is safe to call again.
func (d *Desk) DeliverComment(ctx context.Context, id int64) error {
	delivery, err := d.Store.CommentDelivery(ctx, id)
	if errors.Is(err, bot.ErrNotFound) {
		return nil // the desk was removed
	}
	if err != nil || delivery.State != "waiting" {
		return err
	}
	if delivery.Desk.Address.Channel == channel.Email {
		return d.mailAll(ctx, delivery.Desk)
	}
	comment, err := d.Store.CommentCard(ctx, delivery)
	if errors.Is(err, bot.ErrNotFound) {
		return d.Store.CommentFailed(ctx, id, "suppressed", "forgotten")
	}
	if err != nil {
		return err
	}
	out, err := d.commentCard(ctx, delivery.Desk, comment)
	if err != nil {
		return err
	}
	out.ReplyTo = delivery.Under
	got, err := d.send(ctx, out)
	switch channel.ReasonOf(err) {
	case channel.Blocked:
		if err := d.Store.DeskReached(ctx, delivery.Desk.Address, false); err != nil {
			return err
		}
		fallthrough
	case channel.Rejected:
		d.Log.Error().Ctx(ctx).Err(err).Int64("delivery", id).Msg("a desk does not get what residents think")
		return d.Store.CommentFailed(ctx, id, "failed", channel.ReasonOf(err).String())
	default:
	}
	if err != nil {
		return err
	}
	return d.commentDelivered(ctx, delivery, got)
}

// commentDelivered notes what a desk has, and takes it away again where its
// resident was forgotten meanwhile.
func (d *Desk) commentDelivered(ctx context.Context, delivery bot.CommentDelivery, got place) error {
	if err := d.Store.CommentDelivered(ctx, delivery.ID, got.chat, got.message); err != nil {
		return err
	}
	if delivery.Desk.Address.Channel == channel.Telegram {
		err := d.Store.Remember(ctx, bot.DeskMessage{
			Chat: got.chat, Message: got.message, Report: delivery.Comment, Agency: delivery.Desk.Agency, Purpose: forIdea,
		})
		if err != nil {
			return err
		}
	}
	after, err := d.Store.CommentDelivery(ctx, delivery.ID)
	if err != nil || !after.Forgotten {
		return ignore(err, bot.ErrNotFound)
	}
	return d.WithdrawComment(ctx, delivery.Comment)
}

// commentCard is what a desk gets of a comment: its words where they may stand,
// else a button that shows them to one officer (resident-safety rule 7).
func (d *Desk) commentCard(ctx context.Context, desk bot.Desk, c bot.Comment) (channel.Outbound, error) {
	if desk.Address.Channel != channel.Telegram {
		n, err := d.commentNotice(ctx, desk, c)
		return channel.Outbound{To: desk.Address, Text: n.text()}, err
	}
	head := d.commentHead(c, c.Degree != flows.Guarded)
	out := channel.Outbound{To: desk.Address, HTML: true, Text: "<b>" + html.EscapeString(head) + "</b>"}
	tail := join(d.answers(c, c.Text != ""), html.EscapeString(unreached(c.Reach)))
	words, cut := quote([]string{c.Text}, max(mostPlace, mostShown-400-shown(tail)))
	if words == "" {
		words = "<i>Press “Show me” to read it in private, and to answer.</i>"
	} else if c.Reach == bot.ReachOpen {
		out.Buttons = [][]channel.Choice{{choice("Answer", doAnswer, c.ID)}}
	}
	if c.Text == "" || cut {
		out.Buttons = append(out.Buttons, []channel.Choice{choice("Show me", doComment, c.ID)})
	}
	out.Text = join(out.Text, words, tail)
	return out, nil
}

// commentNotice is what a number or a mailbox gets of a comment.
func (d *Desk) commentNotice(ctx context.Context, desk bot.Desk, c bot.Comment) (notice, error) {
	link, err := d.oneTimeLink(ctx, bot.Link{Desk: desk.ID, Target: bot.Target{Comment: c.ID}})
	return notice{head: d.commentHead(c, c.Degree != flows.Guarded), link: link}, err
}

// CommentHead says what a comment is about, to somebody who may read it.
func (d *Desk) CommentHead(c bot.Comment) string { return d.commentHead(c, true) }

// commentHead says what it is; a theme is named where that may be.
func (d *Desk) commentHead(c bot.Comment, theme bool) string {
	about := "the plan"
	if c.Theme != 0 {
		about = d.theme(c.Theme)
	}
	switch {
	case !theme && goesOn(c):
		return "A resident has answered"
	case !theme:
		return "A resident has an idea or a comment"
	case goesOn(c):
		return "A resident has answered. It is about " + about
	case c.Score > 0:
		return fmt.Sprintf("A resident feels safe: %d of 5. What would help them", c.Score)
	case c.Update != "":
		return "A resident has a comment on an update about " + about
	}
	return "A resident has an idea or a comment about " + about
}

// goesOn reports whether a comment goes on from what an agency answered.
func goesOn(c bot.Comment) bool { return c.Thread != "" && c.Thread != c.ID }

// comment sends the whole comment to the officer who pressed, in private.
func (p pressing) comment(ctx context.Context) (*channel.Outbound, error) {
	c, err := p.Store.OpenComment(ctx, p.by, p.id)
	if errors.Is(err, bot.ErrNotFound) {
		return p.alert(notThere), nil
	}
	if err != nil {
		return nil, err
	}
	blocks := append([]string{"<b>" + html.EscapeString(p.commentHead(c, true)) + "</b>"}, pieces(c.Text, mostPiece)...)
	blocks = append(blocks, p.answers(c, true), html.EscapeString(unreached(c.Reach)))
	list := pages(slices.DeleteFunc(blocks, func(s string) bool { return s == "" }), mostShown-100)
	for i, text := range list {
		out := channel.Outbound{To: person(p.in), Text: text, HTML: true, Protect: true}
		if i == len(list)-1 && c.Reach == bot.ReachOpen {
			out.Buttons = [][]channel.Choice{{choice("Answer", doAnswer, c.ID)}}
		}
		if no, err := p.privately(ctx, out, forIdea); no != nil || err != nil {
			return no, err
		}
	}
	if p.in.Private {
		return p.toast(""), nil
	}
	return p.toast("I have sent it to you in private."), nil
}

// WithdrawComment takes away what desks and officers were shown of a comment
// that was forgotten.
func (d *Desk) WithdrawComment(ctx context.Context, comment string) error {
	const gone = "What stood here was deleted by its resident."
	cards, err := d.Store.CommentCards(ctx, comment)
	if err != nil {
		return err
	}
	var failures []error
	for _, card := range cards {
		if err := d.withdrawCard(ctx, card, gone); err != nil {
			failures = append(failures, err)
		}
	}
	views, err := d.Store.CommentViews(ctx, comment)
	if err != nil {
		return err
	}
	for _, view := range views {
		err := d.blank(ctx, view.Chat, view.Message, gone)
		if err == nil {
			err = d.Store.ForgetView(ctx, view.Chat, view.Message)
		}
		if err != nil {
			failures = append(failures, err)
		}
	}
	return worst(failures)
}

func (d *Desk) withdrawCard(ctx context.Context, card bot.CommentDelivery, text string) error {
	if card.Desk.Address.Channel == channel.Telegram && card.Message != "" {
		if err := d.blank(ctx, card.Desk.Address, card.Message, text); err != nil {
			return err
		}
	}
	return d.Store.CommentFailed(ctx, card.ID, "suppressed", "forgotten")
}
