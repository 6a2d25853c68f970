package desk

import (
	"context"
	"errors"
	"fmt"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// place is where a message ended up: in the chat that it really went to.
type place struct {
	chat    channel.Address
	message string
}

// send makes one call. A group that has moved is followed, at once and for all
// later calls.
func (d *Desk) send(ctx context.Context, out channel.Outbound) (place, error) {
	ch, ok := d.Channels[out.To.Channel]
	if !ok {
		return place{}, &channel.SendError{Reason: channel.Unreachable, Err: fmt.Errorf("channel %s is off", out.To.Channel)}
	}
	id, err := ch.Send(ctx, out)
	var failed *channel.SendError
	if !errors.As(err, &failed) || failed.Reason != channel.Moved {
		return place{out.To, id}, err
	}
	if err := ignore(d.Store.MoveDesk(ctx, out.To, failed.MovedTo), bot.ErrNotFound); err != nil {
		return place{}, err
	}
	if out.Verb != channel.Say {
		return place{}, &channel.SendError{Reason: channel.Rejected, Code: failed.Code, Err: errors.New("the message stayed behind in the old group")}
	}
	out.To, out.ReplyTo = failed.MovedTo, ""
	id, err = ch.Send(ctx, out)
	return place{out.To, id}, err
}

// say sends a message that is no answer to a press. What the network will never
// take is logged and done with; for the rest the Inbound comes again.
func (d *Desk) say(ctx context.Context, out channel.Outbound) error {
	_, err := d.send(ctx, out)
	return d.unsent(ctx, err)
}

// unsent drops the error of a message that the network will never take.
func (d *Desk) unsent(ctx context.Context, err error) error {
	switch channel.ReasonOf(err) {
	case channel.Blocked, channel.Rejected:
		d.Log.Warn().Ctx(ctx).Err(err).Msg("message to a desk not sent")
		return nil
	default:
		return err
	}
}

// remember sends a message and remembers what it is about.
func (d *Desk) remember(ctx context.Context, out channel.Outbound, m bot.DeskMessage) error {
	got, err := d.send(ctx, out)
	if err != nil {
		return err
	}
	m.Chat, m.Message = got.chat, got.message
	return d.Store.Remember(ctx, m)
}

// under is a message below the one that somebody acted on.
func under(in channel.Inbound, text string) channel.Outbound {
	out := channel.Outbound{To: in.Chat, Text: text, HTML: true, ReplyTo: in.Message}
	if in.Kind == channel.Press {
		out.ReplyTo = in.Press.Message
	}
	return out
}

// toast answers a press with a few words that only that person sees; 200
// characters at most.
func toast(in channel.Inbound, text string) *channel.Outbound {
	return &channel.Outbound{Verb: channel.Answer, To: in.Chat, Target: in.Press.Query, Text: text}
}

// alert answers a press with words that the person has to put away.
func alert(in channel.Inbound, text string) *channel.Outbound {
	out := toast(in, text)
	out.Alert = true
	return out
}

// pressed turns an error of a press into words where there are any for it. An
// outage is an answer too: presses are lost within minutes, so the officer
// should know to press again.
func (d *Desk) pressed(ctx context.Context, in channel.Inbound, err error) (*channel.Outbound, error) {
	if text, known := refusal(err); known {
		return alert(in, text), nil
	}
	d.Log.Error().Ctx(ctx).Err(err).Msg("press not done")
	return alert(in, "That didn’t work just now and nothing was changed. Please press again in a minute."), nil
}
