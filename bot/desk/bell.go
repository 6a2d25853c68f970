package desk

import (
	"context"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// What a desk is told of requests in the console: everybody in the room reads
// it, so it names neither report nor officer.
const (
	bellAsked    = "A request waits in the console."
	bellAnswered = "A request in the console was answered."
)

// Bell tells a desk that something waits in the console, unless it doesn't any
// more. It is safe to call again.
func (d *Desk) Bell(ctx context.Context, job bot.BellJob) error {
	desk, err := d.Store.Bell(ctx, job)
	if err != nil {
		return ignore(err, bot.ErrNotFound)
	}
	text := bellAsked
	if job.Answered {
		text = bellAnswered
	}
	_, err = d.send(ctx, channel.Outbound{To: desk.Address, Text: text})
	if channel.ReasonOf(err) == channel.Blocked {
		if err := d.Store.DeskReached(ctx, desk.Address, false); err != nil {
			return err
		}
	}
	return err
}
