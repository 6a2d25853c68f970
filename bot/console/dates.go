package console

import "time"

// dates puts times into words on every page, as British public services write
// them: a report may be read long after.
type dates struct{ zone *time.Location }

func (c *Console) dates() dates { return dates{c.Plan.Zone()} }

// Day is 23 November 2026.
func (d dates) Day(t time.Time) string { return t.In(d.zone).Format("2 January 2006") }

// Hour is 14:05.
func (d dates) Hour(t time.Time) string { return t.In(d.zone).Format("15:04") }

// Clock is 23 November 2026, 14:05.
func (d dates) Clock(t time.Time) string { return d.Day(t) + ", " + d.Hour(t) }

// At is Clock as a sentence goes on with it: on 23 November 2026, 14:05.
func (d dates) At(t time.Time) string { return "on " + d.Clock(t) }

func (c *Console) date(t time.Time) string  { return c.dates().Day(t) }
func (c *Console) clock(t time.Time) string { return c.dates().Clock(t) }
