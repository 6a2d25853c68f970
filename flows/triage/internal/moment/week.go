package moment

import (
	"time"

	"yousaid/flows/triage/internal/words"
)

var weekdays = map[string]time.Weekday{
	"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 0,
	"mon": 1, "tue": 2, "tues": 2, "wed": 3, "weds": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6, "sun": 0,
	"wensday": 3, "wednsday": 3, "tuesaday": 2, "saterday": 6, "satday": 6, "thersday": 4,
}

// weekday reads "on saturday", "last sat", "sat just gone", "saturday week ago".
// The short names are words of their own, so they need company.
func (r *reader) weekday(at int) (day, bool) {
	which, ok := weekdays[r.word(at)]
	if !ok || len(r.word(at)) <= 4 && !r.company(at) || events[r.word(at+1)] || r.is(at, "sunday", "school") {
		return day{}, false
	}
	back := (int(r.today.Weekday()) - int(which) + 7) % 7
	if back == 0 && (r.is(at-1, "last") || r.is(at+1, "just", "gone") || r.is(at+1, "gone")) {
		back = 7
	}
	to := at + 1
	switch {
	case r.is(to, "just", "gone"):
		to += 2
	case r.is(to, "gone"):
		to++
	case r.is(to, "last", "week"):
		back = r.sinceMonday(which) + 7
		to += 2
	case r.is(to, "of", "last", "week"):
		back = r.sinceMonday(which) + 7
		to += 3
	case r.is(to, "week", "ago") || r.is(to, "before", "last"):
		back += 7
		to += 2
	}
	if back == 0 && (r.later(to) || r.is(at-1, "on") && !r.clockAhead(to)) {
		back = 7
	}
	if r.is(at-1, "week") || r.is(at-2, "week") && (r.is(at-1, "last") || r.is(at-1, "on") || r.is(at-1, "ago")) {
		back += 7 // "a week last saturday", "a week ago saturday"
	}
	if back < 7 && r.lastWeekBefore(at) {
		back = r.sinceMonday(which) + 7
	}
	if dated, ok := r.dateAfter(to, which); ok {
		return dated, true
	}
	return day{to: to, date: r.today.AddDate(0, 0, -back), single: true, weekly: true}, true
}

// dateAfter reads the date in "tuesday 14th", "mon 1 june".
func (r *reader) dateAfter(at int, which time.Weekday) (day, bool) {
	for r.is(at, ",") || r.is(at, "the") {
		at++
	}
	if found, ok := r.ordinal(at); ok {
		return found, true
	}
	if found, ok := r.slashed(at); ok {
		return found, true
	}
	n, to, ok := r.dayOfMonth(at)
	if !ok || r.clockAhead(at) {
		return day{}, false
	}
	found := r.dayAlone(n, to)
	return found, found.date.Weekday() == which
}

// sinceMonday is how many days back a weekday of this week lies; it may be ahead.
func (r *reader) sinceMonday(which time.Weekday) int {
	return (int(r.today.Weekday())+6)%7 - (int(which)+6)%7
}

// lastWeekBefore finds "last week on the" before a weekday.
func (r *reader) lastWeekBefore(at int) bool {
	for back := at - 1; back >= at-2 && (r.is(back, "on") || r.is(back, "the")); back-- {
		at = back
	}
	return r.is(at-2, "last", "week")
}

// later reports whether the part of today that is named has not begun.
func (r *reader) later(at int) bool {
	p, _ := r.partAfter(at, wholeDay)
	return p != wholeDay && onDay(r.today, hours[p][0], 0).After(r.now)
}

// company reports whether the words around a short name say that it is a day's.
func (r *reader) company(at int) bool {
	verb := r.word(at) == "sat" || r.word(at) == "sun" || r.word(at) == "wed" // or a word of its own
	if r.told > 0 && (r.told == at || r.told == at-1 && r.is(at-1, ",")) && (!verb || r.tokenEnds(at)) {
		return true // "9.15pm fri"
	}
	if p, length := r.partAt(at + 1); p != wholeDay && (!verb || length == 2 && r.is(at+2, "time")) || r.clockBehind(at+1, verb) {
		return true
	}
	switch r.word(at - 1) {
	case "on", "last", "this", "late", "early", "since":
		return true
	}
	switch next := r.word(at + 1); {
	case next == "just", next == "gone", next == "last", parts[next] != 0:
		return true
	case next == "at", next == "about", next == "around", next == "approx":
		_, number := r.number(at + 2)
		return number && r.word(at) != "sat" && r.word(at) != "sun"
	case next == "":
		return false
	case next == "or", next == "and", next == "/":
		_, weekday := weekdays[r.word(at+2)]
		return weekday
	}
	if _, _, ordinal := r.dayOfMonth(at + 1); ordinal {
		return true
	}
	_, number := r.number(at + 1)
	return number && (r.clockAhead(at+1) || r.word(at) != "sat" && r.word(at) != "sun" && r.word(at) != "wed")
}

// tokenEnds reports whether nothing follows a token but a sign, or another time.
func (r *reader) tokenEnds(at int) bool {
	switch r.word(at + 1) {
	case "to", "and", "til", "till", "until":
		return r.isNumber(at + 2)
	}
	return at+1 >= len(r.tokens) || r.tokens[at+1].Kind == words.Sign
}

// events are things that only carry a day's name.
var events = set("club", "market", "class", "group", "league", "paper", "team", "times", "football", "roast", "driver")

// long reads what lasts more than a day: weekends, "last week", "last month",
// "in june".
func (r *reader) long(at int) (day, bool) {
	if found, ok := r.weekend(at); ok {
		return found, true
	}
	if r.is(at, "last", "week") && !r.ofWeek(at+2) {
		return day{to: at + 2, date: r.monday(1), days: 7}, true
	}
	if r.is(at, "week", "before", "last") {
		return day{to: at + 3, date: r.monday(2), days: 7}, true
	}
	if r.is(at, "last", "month") {
		first := time.Date(r.today.Year(), r.today.Month()-1, 1, 0, 0, 0, 0, r.today.Location())
		return month(at+2, first), true
	}
	if which := months[r.word(at+1)]; which != 0 && (r.is(at, "in") || r.is(at, "last") || r.is(at, "during")) {
		if _, numbered := r.number(at + 2); numbered || r.is(at+1, "may") && r.is(at, "last") || r.is(at+2, "bank") {
			return day{}, false
		}
		first := time.Date(r.today.Year(), which, 1, 0, 0, 0, 0, r.today.Location())
		if first.After(r.today) {
			first = first.AddDate(-1, 0, 0)
		}
		return month(at+2, first), true
	}
	return day{}, false
}

func month(to int, first time.Time) day {
	return day{to: to, date: first, days: first.AddDate(0, 1, -1).Day()}
}

// monday is that of so many weeks back.
func (r *reader) monday(weeks int) time.Time {
	return r.today.AddDate(0, 0, -(int(r.today.Weekday())+6)%7-7*weeks)
}

// ofWeek reports whether "last week" is followed by its day: "last week on the
// thursday".
func (r *reader) ofWeek(at int) bool {
	for r.is(at, "on") || r.is(at, "the") {
		at++
	}
	_, weekday := weekdays[r.word(at)]
	return weekday
}

func (r *reader) weekend(at int) (day, bool) {
	switch r.word(at) {
	case "weekend", "wkend", "wknd":
	default:
		return day{}, false
	}
	switch r.word(at - 1) {
	case "the", "last", "this", "holiday", "at", "over":
	default:
		return day{}, false
	}
	back := (int(r.today.Weekday()) + 1) % 7 // to Saturday
	if r.is(at-1, "last") && back < 2 {
		back += 7
	}
	to := at + 1
	if r.is(to, "before", "last") {
		back += 7
		to += 2
	} else if r.is(to, "before") {
		return day{}, false
	}
	return day{to: to, date: r.today.AddDate(0, 0, -back), days: 2}, true
}
