package desk

import (
	"fmt"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// marked says that a delivery is the alert of a report that an officer marked
// as urgent.
func marked(delivery bot.Delivery) bool {
	return delivery.Entry != nil && delivery.Entry.Kind == bot.EntryEvent && delivery.Entry.Event == "urgent"
}

// markedBy is the officer's event that made a report urgent; nil where the
// resident's own words did.
func markedBy(r bot.Report) *bot.Entry {
	for i := len(r.Thread) - 1; i >= 0; i-- {
		if e := &r.Thread[i]; e.Kind == bot.EntryEvent && e.Event == "urgent" {
			return e
		}
	}
	return nil
}

// danger says that a report is urgent and who knows of it; empty when it isn't.
// Plain text. Only a resident whose own words told of danger was sent to 999.
func (d *Desk) danger(r bot.Report) (what, alerted string) {
	if !r.Urgent {
		return "", ""
	}
	if e := markedBy(r); e != nil {
		return fmt.Sprintf("URGENT: marked so by %s (%s).", e.Author, d.agency(e.Agency)), "Nobody else has been alerted."
	}
	return urgent, notAlerted
}

// alarm is what stands under a card when its report was marked as urgent: an
// edited card makes no sound.
func (d *Desk) alarm(delivery bot.Delivery, r bot.Report) channel.Outbound {
	out := channel.Outbound{HTML: true, ReplyTo: delivery.Card}
	out.Text = fmt.Sprintf("<b>%s</b> is marked as urgent.", r.Reference)
	if !mayShow(delivery.Desk, r) {
		out.Buttons = [][]channel.Choice{{choice("Show me", doShow, r.ID)}}
		return out
	}
	for _, e := range r.Thread {
		if e.ID == delivery.Entry.ID {
			out.Text = join(out.Text, d.entry(e, mostLine))
		}
	}
	return out
}
