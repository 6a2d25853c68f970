package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

// linkLives is how long a link in an alert can be used.
const linkLives = 7 * 24 * time.Hour

// cardPause is how long an answer waits for the card that it goes under.
const cardPause = 2 * time.Second

// Deliver brings a delivery to its desk, unless that has been done or isn't
// wanted any more. An error says that it should be tried again; a *SendError
// says when, or that it never will work.
func (d *Desk) Deliver(ctx context.Context, id int64) error {
	delivery, err := d.Store.Delivery(ctx, id)
	if errors.Is(err, bot.ErrNotFound) {
		return nil // the desk was removed
	}
	if err != nil {
		return err
	}
	switch {
	case delivery.State == "sent":
		return d.Refresh(ctx, delivery.Report) // this job was cut off, or had to wait, after sending
	case delivery.State != "waiting":
		return nil
	case delivery.Ended || delivery.Status == flows.StatusForgotten:
		return d.Store.DeliveryFailed(ctx, id, "suppressed", "ended")
	case delivery.Desk.Address.Channel == channel.Email:
		return d.mailAlert(ctx, delivery)
	case delivery.CardWaits:
		return &bot.LaterError{At: d.Now().Add(cardPause)}
	}
	report, err := d.Store.Card(ctx, delivery)
	if errors.Is(err, bot.ErrNotFound) {
		return d.Store.DeliveryFailed(ctx, id, "suppressed", "ended")
	}
	if err != nil {
		return err
	}
	if marked(delivery) && !report.Urgent {
		return d.Store.DeliveryFailed(ctx, id, "suppressed", "not urgent any more")
	}
	out, err := d.outbound(ctx, delivery, report)
	if err != nil {
		return err
	}
	got, err := d.send(ctx, out)
	if err != nil {
		return d.undelivered(ctx, delivery, err)
	}
	return d.delivered(ctx, delivery, report, got)
}

// outbound is what a desk gets: a card, an answer under it, or an alert.
func (d *Desk) outbound(ctx context.Context, delivery bot.Delivery, r bot.Report) (channel.Outbound, error) {
	var out channel.Outbound
	var err error
	switch {
	case delivery.Desk.Address.Channel != channel.Telegram:
		var n notice
		n, err = d.alert(ctx, delivery, r)
		out.Text = n.text()
	case marked(delivery):
		out = d.alarm(delivery, r)
	case delivery.Entry != nil:
		out = d.answer(delivery, r)
	default:
		out = d.card(r, mayShow(delivery.Desk, r))
	}
	out.To = delivery.Desk.Address
	return out, err
}

// mayShow says whether a report's words may stand in a desk's chat
// (resident-safety rule 7).
func mayShow(desk bot.Desk, r bot.Report) bool {
	return r.Degree == flows.Open && !desk.ReferenceOnly && desk.Address.Channel == channel.Telegram
}

// answer is what the resident wrote, below the card.
func (d *Desk) answer(delivery bot.Delivery, r bot.Report) channel.Outbound {
	out := channel.Outbound{HTML: true, ReplyTo: delivery.Card}
	out.Text = fmt.Sprintf("The resident of <b>%s</b> has answered.", r.Reference)
	if !mayShow(delivery.Desk, r) {
		out.Buttons = [][]channel.Choice{{choice("Show me", doShow, r.ID)}}
		return out
	}
	for _, e := range r.Thread {
		if e.ID != delivery.Entry.ID {
			continue
		}
		words, cut := quote([]string{e.Text}, mostShown-200)
		if words == "" {
			words = "<i>With a photo: press “Photos” on the card.</i>"
		}
		out.Text = join(out.Text, words)
		if cut {
			out.Buttons = [][]channel.Choice{{choice("Show me", doShow, r.ID)}}
		}
	}
	return out
}

// delivered notes what a desk has, and brings it up to date where the report
// went on meanwhile.
func (d *Desk) delivered(ctx context.Context, delivery bot.Delivery, r bot.Report, got place) error {
	if err := d.Store.Delivered(ctx, delivery.ID, got.chat, got.message, r.Version); err != nil {
		return err
	}
	if delivery.Desk.Address.Channel != channel.Telegram {
		return nil
	}
	purpose := forCard
	if delivery.Entry != nil {
		purpose = forAnswer
	}
	err := d.Store.Remember(ctx, bot.DeskMessage{
		Chat: got.chat, Message: got.message, Report: r.ID, Agency: delivery.Desk.Agency, Purpose: purpose,
	})
	if err != nil {
		return err
	}
	return d.Refresh(ctx, r.ID)
}

// undelivered notes a failure that lasts, and passes on one that doesn't.
func (d *Desk) undelivered(ctx context.Context, delivery bot.Delivery, failure error) error {
	switch reason := channel.ReasonOf(failure); reason {
	case channel.Blocked:
		if err := d.Store.DeskReached(ctx, delivery.Desk.Address, false); err != nil {
			return err
		}
		fallthrough
	case channel.Rejected:
		d.Log.Error().Ctx(ctx).Err(failure).Int64("delivery", delivery.ID).Msg("a desk does not get its reports")
		return d.Store.DeliveryFailed(ctx, delivery.ID, "failed", reason.String())
	case channel.Throttled, channel.Unreachable, channel.Unknown, channel.Moved:
	}
	return failure
}
