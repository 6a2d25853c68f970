package desk

import (
	"context"
	"fmt"
	"html"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// HookBell tells a desk that its agency's own system is not told of reports any
// more, so that its team lead sees to it. It is safe to call again.
func (d *Desk) HookBell(ctx context.Context, job bot.HookBellJob) error {
	desk, hook, err := d.Store.HookBell(ctx, job)
	if err != nil {
		return ignore(err, bot.ErrNotFound)
	}
	why := "It has failed for three days. What happens meanwhile waits for it."
	if hook.State == bot.HookGone {
		why = "It answered that it is gone. What happens meanwhile does not get there."
	}
	text := fmt.Sprintf("Your own system is not told of reports any more: %s. %s A team lead can switch it on again in the console, under Systems.",
		clipped(hook.Description, mostPlace), why)
	out := channel.Outbound{To: desk.Address, Text: text}
	switch desk.Address.Channel {
	case channel.Telegram:
		out.Text, out.HTML = html.EscapeString(text), true
	case channel.SMS:
		out.Text = fitted(text)
	}
	return d.say(ctx, out)
}
