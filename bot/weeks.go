package bot

import "time"

// Weeks are those of ISO 8601: they begin on Monday, and the first of a year has
// its 4 January. Dates are midnights in UTC, whatever clock they are of.

// quarterWeeks is how long a quarter is. The last one of a year with 53 weeks has
// one more.
const quarterWeeks = 13

// DateOf is the day on which an instant falls by a clock.
func DateOf(t time.Time, zone *time.Location) time.Time {
	year, month, day := t.In(zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// Starts is the instant at which a date begins by a clock.
func Starts(date time.Time, zone *time.Location) time.Time {
	year, month, day := date.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, zone)
}

// WeekOf is the Monday of the week of a date.
func WeekOf(date time.Time) time.Time {
	return date.AddDate(0, 0, -int(date.Weekday()+6)%7)
}

// AddWeeks is a date so many weeks later.
func AddWeeks(date time.Time, weeks int) time.Time { return date.AddDate(0, 0, 7*weeks) }

// WeeksBetween is how many weeks lie between two Mondays.
func WeeksBetween(from, to time.Time) int { return int(to.Sub(from) / (7 * 24 * time.Hour)) }

// QuarterOf is the Monday on which the quarter of a date begins: the weeks 1, 14,
// 27 and 40 of a year begin one.
func QuarterOf(date time.Time) time.Time {
	year, week := date.ISOWeek()
	first := WeekOf(time.Date(year, time.January, 4, 0, 0, 0, 0, time.UTC))
	return AddWeeks(first, quarterWeeks*min((week-1)/quarterWeeks, 3))
}

// NextQuarter is the Monday on which the quarter ends that begins on another one.
func NextQuarter(quarter time.Time) time.Time {
	next := AddWeeks(quarter, quarterWeeks)
	if QuarterOf(next).Equal(quarter) { // week 53
		next = AddWeeks(next, 1)
	}
	return next
}
