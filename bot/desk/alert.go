package desk

import (
	"context"
	"fmt"
	"strings"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

// alertText is what a number or a mailbox gets: reference, urgency and, unless
// the report is guarded, the theme, with a one-time link (resident-safety rule
// 7). Of a mail, the first line is the subject.
func (d *Desk) alertText(ctx context.Context, delivery bot.Delivery, r bot.Report) (string, error) {
	head := "New report " + r.Reference
	switch {
	case marked(delivery):
		head = r.Reference + " is marked as urgent"
	case delivery.Entry != nil:
		head = "The resident of " + r.Reference + " has answered"
	}
	if r.Urgent {
		head = "URGENT: " + head
	}
	var lines []string
	if r.Degree != flows.Guarded {
		lines = append(lines, d.shortTheme(r.Theme)+".")
	}
	if r.Urgent && markedBy(r) == nil {
		lines = append(lines, "It sounds as if somebody is in danger. The resident was told to call 999.")
	}
	link, err := d.oneTimeLink(ctx, delivery)
	if err != nil {
		return "", err
	}
	lines = append(lines, link)
	if delivery.Desk.Address.Channel == channel.Email {
		return head + "\n\n" + strings.Join(lines, "\n\n"), nil
	}
	return head + ". " + strings.Join(lines, " "), nil
}

func (d *Desk) shortTheme(number int) string {
	if theme, ok := d.Plan.Theme(number); ok {
		return theme.Short
	}
	return "No theme chosen"
}

// oneTimeLink makes the one-time link of an alert. A service that nobody can reach by
// an address of its own has none.
func (d *Desk) oneTimeLink(ctx context.Context, delivery bot.Delivery) (string, error) {
	if d.PublicURL == "" {
		return "Ask the partnership’s team to show it to you.", nil
	}
	token := newToken()
	if err := d.Store.CreateLink(ctx, delivery.Desk.ID, delivery.Report, token, linkLives); err != nil {
		return "", err
	}
	return fmt.Sprintf("Read and answer, once, within 7 days: %s/r/%s", d.PublicURL, token), nil
}
