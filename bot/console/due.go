package console

import (
	"time"

	"yousaid/bot"
	"yousaid/bot/desk"
)

// dueLine says what is due first of a report, for a list: as text, and by a sign
// where it is overdue.
type dueLine struct {
	Text    string // with what its time goes on
	When    string // as one says it now
	Dated   bool   // When says the date
	Overdue bool
	At      time.Time
}

// due is what a list says of a report; nil where nothing is due.
func (c *Console) due(at time.Time, what bot.DeadlineKind) *dueLine {
	if at.IsZero() {
		return nil
	}
	when := desk.Nearby(c.Plan.Zone(), c.Now(), c.dates())(at)
	line := &dueLine{At: at, Overdue: !at.After(c.Now()), When: when, Dated: when == c.clock(at)}
	switch {
	case line.Overdue && what == bot.DueTake:
		line.Text = "to be taken, since"
	case line.Overdue && what == bot.DueAnswer:
		line.Text = "answer, since"
	case line.Overdue:
		line.Text = "to be closed, since"
	default:
		line.Text = desk.DueWord(what) + " due by"
	}
	return line
}

// lastDay is the last day of an absence.
func (c *Console) lastDay(until time.Time) string { return desk.LastDay(until, c.dates()) }
