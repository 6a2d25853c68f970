package desk

import (
	"context"
	"fmt"
	"strings"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

// notice is what a number or a mailbox is told of one thing, in pieces that
// each network puts together.
type notice struct {
	head   string   // "New report LUT-7K3M-2QX"
	lines  []string // sentences
	link   string   // how to read it
	urgent bool
}

// text is a notice as a text message.
func (n notice) text() string {
	return strings.Join(append(append([]string{n.head + "."}, n.lines...), n.link), " ")
}

// alert is what a number or a mailbox gets of a report: reference, urgency, who
// has it and, unless the report is guarded, the theme, with a one-time link
// (resident-safety rule 7).
func (d *Desk) alert(ctx context.Context, delivery bot.Delivery, r bot.Report) (notice, error) {
	n := notice{head: "New report " + r.Reference, urgent: r.Urgent}
	switch {
	case marked(delivery):
		n.head = r.Reference + " is marked as urgent"
	case delivery.Entry != nil:
		n.head = "The resident of " + r.Reference + " has answered"
	}
	if r.Urgent {
		n.head = "URGENT: " + n.head
	}
	if r.Degree != flows.Guarded {
		n.lines = append(n.lines, d.shortTheme(r.Theme)+".")
	}
	if r.Urgent && markedBy(r) == nil {
		n.lines = append(n.lines, "It sounds as if somebody is in danger. The resident was told to call 999.")
	}
	if r.Status != flows.StatusNew {
		n.lines = append(n.lines, d.meanwhile(r))
	}
	link, err := d.oneTimeLink(ctx, bot.Link{Desk: delivery.Desk.ID, Target: bot.Target{Report: delivery.Report}})
	n.link = link
	if delivery.Desk.Address.Channel == channel.SMS && r.Status == flows.StatusNew && delivery.Entry == nil {
		n.link += " Or text TAKE " + r.Reference
	}
	return n, err
}

// meanwhile says what was done to a report before its alert went out.
func (d *Desk) meanwhile(r bot.Report) string {
	switch r.Status {
	case flows.StatusTaken:
		return fmt.Sprintf("%s (%s) has it.", r.TakenBy, d.Plan.ShortAgency(r.TakenFor))
	case flows.StatusClosed:
		return r.TakenBy + " has closed it since."
	case flows.StatusWithdrawn:
		return "Its resident has taken it back since."
	case flows.StatusNew, flows.StatusForgotten:
	}
	return ""
}

func (d *Desk) shortTheme(number int) string {
	if theme, ok := d.Plan.Theme(number); ok {
		return theme.Short
	}
	return "No theme chosen"
}

// oneTimeLink makes a one-time link and says what it is good for. A service that
// nobody can reach by an address of its own has none.
func (d *Desk) oneTimeLink(ctx context.Context, link bot.Link) (string, error) {
	if d.PublicURL == "" {
		return "Ask the partnership’s team to show it to you.", nil
	}
	token := bot.NewSecret()
	if err := d.Store.CreateLink(ctx, link, token, linkLives); err != nil {
		return "", err
	}
	use := "Read and answer"
	if link.Comment != "" {
		use = "Read it"
	}
	return fmt.Sprintf("%s, once, within 7 days: %s/r/%s", use, d.PublicURL, token), nil
}
