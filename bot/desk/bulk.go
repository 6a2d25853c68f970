package desk

import (
	"context"
	"slices"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// auditPath is where the console shows what was noted, below PUBLIC_URL.
const auditPath = "/console/audit?action=" + bot.AuditBulk

// TellOfBulk tells a desk of the partnership's team that somebody has opened, or
// searched for, unusually many reports. Who it was stands in the audit: others
// read along in a desk's chat. It is safe to call again; the desk may be told
// twice.
func (d *Desk) TellOfBulk(ctx context.Context, desk string) error {
	desks, err := d.Store.Desks(ctx)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(desks, func(one bot.Desk) bool { return one.ID == desk })
	if at < 0 {
		return nil // it was removed
	}
	const head, what = "Please look at the audit", "Unusually many reports were opened or searched within an hour."
	more := "The console’s audit says by whom."
	if d.PublicURL != "" {
		more = "Administrators see by whom: " + d.PublicURL + auditPath
	}
	out := channel.Outbound{To: desks[at].Address, Text: head + ". " + what + " " + more}
	if out.To.Channel == channel.Email { // the first line is the subject
		out.Text = head + "\n\n" + what + "\n\n" + more
	}
	return d.say(ctx, out)
}
