package desk

import "time"

// Dates puts times into words. Chats and texts have few for them (Short); pages
// that are read weeks later say the month and the year.
type Dates interface {
	// Day is a date: Mon 2 Jan.
	Day(t time.Time) string
	// Hour is a time of day: 15:04.
	Hour(t time.Time) string
	// Clock is a date with the time of day: 15:04 on Mon 2 Jan.
	Clock(t time.Time) string
	// At is Clock as a sentence goes on with it: at 15:04 on Mon 2 Jan.
	At(t time.Time) string
}

// Short says times as one does at a desk, where it is of today or this week.
func Short(zone *time.Location) Dates { return shortDates{zone} }

type shortDates struct{ zone *time.Location }

func (s shortDates) Day(t time.Time) string   { return t.In(s.zone).Format("Mon 2 Jan") }
func (s shortDates) Hour(t time.Time) string  { return t.In(s.zone).Format("15:04") }
func (s shortDates) Clock(t time.Time) string { return s.Hour(t) + " on " + s.Day(t) }
func (s shortDates) At(t time.Time) string    { return "at " + s.Clock(t) }

// short is how a desk itself says times.
func (d *Desk) short() Dates { return Short(d.Plan.Zone()) }
