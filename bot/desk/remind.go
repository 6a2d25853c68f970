package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// mostReminded is how many reports one reminder names.
const mostReminded = 8

// overduePath is where the console lists what is overdue, below PUBLIC_URL.
const overduePath = "/console/?view=all&overdue=yes"

// Remind tells a desk or an officer of all that they are to be told by now: the
// references, what is due, and of subjects that aren't guarded their name. It is
// safe to call again; what was told is not told again, unless a process died
// between the network's answer and ours.
func (d *Desk) Remind(ctx context.Context, job bot.RemindJob) error {
	found, err := d.Store.Reminders(ctx, job)
	if err != nil {
		return ignore(err, bot.ErrNotFound)
	}
	if len(found.List) == 0 {
		return nil
	}
	told, err := d.remind(ctx, found)
	if err != nil {
		return worst([]error{err, d.Store.NotReminded(ctx, found.List)})
	}
	return d.Store.Reminded(ctx, found.List, told)
}

// remind sends to the first address that takes it; false where none does.
func (d *Desk) remind(ctx context.Context, found bot.Reminders) (bool, error) {
	for _, to := range d.ways(found) {
		_, err := d.send(ctx, d.reminder(to, found.List))
		switch reason := channel.ReasonOf(err); {
		case err == nil:
			return true, nil
		case reason == channel.Blocked || reason == channel.Rejected:
			d.Log.Warn().Ctx(ctx).Err(err).Msg("a reminder was not taken")
			if found.Desk.ID != "" && reason == channel.Blocked {
				if err := d.Store.DeskReached(ctx, to, false); err != nil {
					return false, err
				}
			}
		default:
			return false, err
		}
	}
	return false, nil
}

// ways are where to write to: of an officer, first where it costs nothing and is
// seen soonest.
func (d *Desk) ways(found bot.Reminders) []channel.Address {
	if found.Desk.ID != "" {
		return []channel.Address{found.Desk.Address}
	}
	var list []channel.Address
	for _, network := range []string{channel.Telegram, channel.Email, channel.SMS} {
		for _, address := range found.Officer.Addresses {
			if _, on := d.Channels[network]; on && address.Channel == network {
				list = append(list, address)
			}
		}
	}
	return list
}

// reminder is what is told.
func (d *Desk) reminder(to channel.Address, list []bot.Reminder) channel.Outbound {
	list = slices.CompactFunc(slices.Clone(list), func(a, b bot.Reminder) bool {
		return a.Report == b.Report && a.What == b.What && a.Agency == b.Agency
	})
	head := reminderHead(list)
	lines := make([]string, 0, len(list))
	for i, one := range list {
		if i == mostReminded {
			lines = append(lines, fmt.Sprintf("and %d more.", len(list)-i))
			break
		}
		lines = append(lines, d.reminderLine(one))
	}
	out := channel.Outbound{To: to}
	where := ""
	if d.PublicURL != "" {
		where = d.PublicURL + overduePath
	}
	switch to.Channel {
	case channel.SMS:
		out.Text = d.shortReminder(head, lines)
	default: // of a mail, the first line is the subject
		out.Text = join(head, strings.Join(lines, "\n"), where)
	}
	return out
}

// shortReminder is as much as fits two parts of a text message.
func (d *Desk) shortReminder(head string, lines []string) string {
	text := head + "."
	for i, line := range lines {
		end := fmt.Sprintf("\nand %d more.", len(lines)-i)
		if len(text)+len(line)+len(end) > 300 {
			return fitted(text + end)
		}
		text += "\n" + line
	}
	return fitted(text)
}

func reminderHead(list []bot.Reminder) string {
	late, urgent := 0, 0
	for _, one := range list {
		if one.Step >= bot.RemindedMissed {
			late++
		}
		if one.Urgent {
			urgent++
		}
	}
	head := number(len(list), "thing is due soon", "things are due soon")
	switch {
	case late == len(list):
		head = number(late, "thing is overdue", "things are overdue")
	case late > 0:
		head = fmt.Sprintf("%d things are due soon or overdue", len(list))
	case list[0].Step == bot.RemindedAtOnce:
		head = number(len(list), "report came while nobody is there", "reports came while nobody is there")
	}
	if urgent > 0 {
		head = "URGENT: " + head
	}
	return head
}

// reminderLine says what is due of one report. Whose it is stands there for leads
// and coordinators.
func (d *Desk) reminderLine(r bot.Reminder) string {
	about := r.Reference
	if !r.Guarded {
		about += " (" + d.shortTheme(r.Theme) + ")"
	}
	do := map[bot.DeadlineKind]string{bot.DueTake: "take it", bot.DueAnswer: "answer", bot.DueClose: "close it"}[r.What]
	line := fmt.Sprintf("%s: %s by %s", about, do, d.short().Clock(r.Due))
	if r.Step >= bot.RemindedMissed {
		line = fmt.Sprintf("%s: overdue since %s, %s", about, d.short().Clock(r.Due), do)
	}
	if r.Step != bot.RemindedSoon {
		line += " (" + d.Plan.ShortAgency(r.Agency) + ")"
	}
	return line + "."
}
