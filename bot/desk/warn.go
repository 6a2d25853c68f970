package desk

import (
	"context"
	"fmt"
	"html"
	"slices"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// Warn tells colleagues that a desk can't be reached any more: the other desks
// of its agency, or the partnership's team where there is none. It is safe to
// call again; somebody may be told twice.
func (d *Desk) Warn(ctx context.Context, desk string) error {
	desks, err := d.Store.Desks(ctx)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(desks, func(one bot.Desk) bool { return one.ID == desk })
	if at < 0 || !desks[at].Unreachable {
		return nil // it was removed, or is back
	}
	lost := desks[at]
	reached := func(agency string) []bot.Desk {
		return slices.DeleteFunc(slices.Clone(desks), func(one bot.Desk) bool {
			return one.Agency != agency || one.Unreachable
		})
	}
	colleagues := reached(lost.Agency)
	if len(colleagues) == 0 {
		colleagues = reached(d.Plan.OwnTeam().ID)
	}
	var failures []error
	for _, colleague := range colleagues {
		if err := d.say(ctx, d.warning(lost, colleague)); err != nil {
			failures = append(failures, err)
		}
	}
	if len(failures) < len(colleagues) {
		return nil // somebody knows
	}
	return worst(failures)
}

// warning says what is wrong with a desk and how it is put right.
func (d *Desk) warning(lost, colleague bot.Desk) channel.Outbound {
	head := fmt.Sprintf("A desk of %s can’t be reached: %s", d.Plan.ShortAgency(lost.Agency), lost.Label)
	why := "The bot is no longer in its group. Add it again, and what was missed comes."
	switch lost.Address.Channel {
	case channel.SMS:
		why = "Its number sent STOP, or takes no messages. Text START from it, and what was missed comes."
	case channel.Email:
		why = "Its mailbox refuses our mail. Once one gets through, what was missed comes."
	}
	out := channel.Outbound{To: colleague.Address, Text: head + ".\n\nNew reports don’t get there. " + why}
	switch colleague.Address.Channel {
	case channel.Telegram:
		out.Text, out.HTML = html.EscapeString(out.Text), true
	case channel.SMS:
		out.Text = fitted(head + ". New reports don’t get there. " + why)
	}
	return out
}

// TextsArrive notes what a network reports of a number: that nothing gets there,
// or that something did. Numbers that are no desk cost nothing.
func (d *Desk) TextsArrive(ctx context.Context, number channel.Address, can bool) error {
	if on, _ := d.roll.has(number.ID); !on {
		return nil
	}
	return ignore(d.Store.DeskReached(ctx, number, can), bot.ErrNotFound)
}

// Heard reports whether a text was taken as an officer's before.
func (d *Desk) Heard(ctx context.Context, from channel.Address, id string) (bool, error) {
	if !d.onRoll(ctx, from.ID) {
		return false, nil
	}
	_, err := d.Store.TextAbout(ctx, id)
	return err == nil, ignore(err, bot.ErrNotFound)
}
