package moment

import "time"

// part is a part of the day.
type part int

const (
	wholeDay part = iota
	morning
	afternoon
	evening
	night
	smallHours
	lunch
)

var parts = map[string]part{"morning": morning, "afternoon": afternoon, "evening": evening, "eve": evening, "night": night, "lunchtime": lunch, "aft": afternoon, "morn": morning, "teatime": evening}

// hours are when a part begins and ends; past 24 it ends on the next day.
// "Last night" from 18:00 to 05:59 and "this morning" from 05:00 to 11:59 are
// fixed by the reference that triage is scored by; the others fit between.
var hours = map[part][2]int{
	wholeDay: {0, 24}, morning: {5, 12}, afternoon: {12, 18}, evening: {17, 23}, night: {18, 30}, smallHours: {0, 6}, lunch: {12, 14},
}

// day is a day or several that a message names.
type day struct {
	from, to int
	date     time.Time
	part     part
	single   bool // one day, to which a time of day can belong
	days     int  // how many from date on, for weekends, weeks and months
}

func (d day) span(r *reader) Span {
	if !d.single {
		return Span{d.date, d.date.AddDate(0, 0, d.days)}
	}
	bounds := hours[d.part]
	span := Span{onDay(d.date, bounds[0], 0), onDay(d.date, bounds[1], 0)}
	if span.Start.After(r.now) {
		// "this morning", said in the small hours.
		return Span{d.date, r.now}
	}
	return span
}

// readDay reads a day at a token and gives where it ends, 0 when there is none.
func (r *reader) readDay(at int) int {
	found, ok := r.dayAt(at)
	if !ok || r.ahead(at) {
		return 0
	}
	if found.single {
		found.part, found.to = r.partAfter(found.to, found.part)
	}
	if at < r.shut {
		r.noteVague(at, found.to)
		return found.to
	}
	if r.day == nil {
		found.from = at
		r.day = &found
	}
	return found.to
}

// ahead reports whether what stands at a token is still to come: "by friday".
func (r *reader) ahead(at int) bool {
	for back := at - 1; back >= 0 && back >= at-2; back-- {
		switch r.word(back) {
		case "next", "by", "until", "till", "til", "before", "due", "coming":
			return true
		}
	}
	for back := at - 1; back >= 0 && back >= at-10 && r.word(back) != "." && r.word(back) != "?"; back-- {
		word := r.word(back)
		if word == "will" || word == "tomorrow" || (word == "going" && r.word(back+1) == "to") {
			return true
		}
	}
	return false
}

// partAfter reads "night", "in the evening", "early hours" after a day.
func (r *reader) partAfter(at int, known part) (part, int) {
	next := at
	for next < len(r.tokens) && next < at+3 && (r.is(next, "in") || r.is(next, "the") || r.is(next, "late") || r.is(next, "early") || r.is(next, "just") || r.is(next, "gone")) {
		next++
	}
	if p := parts[r.word(next)]; p != wholeDay {
		return p, next + 1
	}
	if r.is(next, "hours") {
		return smallHours, next + 1
	}
	return known, at
}

func (r *reader) dayAt(at int) (day, bool) {
	word := r.word(at)
	one := func(length, back int, p part) (day, bool) {
		return day{to: at + length, date: r.today.AddDate(0, 0, -back), part: p, single: true}, true
	}
	switch {
	case word == "last" && r.is(at+1, "night"):
		return one(2, 1, night)
	case word == "night" && r.is(at+1, "before", "last"):
		return one(3, 2, night)
	case word == "day" && r.is(at+1, "before", "yesterday"):
		return one(3, 2, wholeDay)
	case word == "yesterday" || word == "yday" || word == "yest" || word == "yesterdays" || word == "ystday" || word == "yestaday" || word == "yesterdy":
		return one(1, 1, wholeDay)
	case word == "this" && parts[r.word(at+1)] != 0:
		return one(2, 0, parts[r.word(at+1)])
	case word == "today":
		return one(1, 0, wholeDay)
	case word == "tonight":
		if r.now.Hour() < 5 {
			return one(1, 1, night)
		}
		return one(1, 0, night)
	case word == "early" && r.is(at+1, "hours") && !r.is(at-1, "the", "early"):
		return one(2, 0, smallHours)
	}
	for _, read := range []func(int) (day, bool){r.weekday, r.weekend, r.lastLong, r.ordinal, r.slashed, r.holiday} {
		if found, ok := read(at); ok {
			return found, true
		}
	}
	return day{}, false
}

var weekdays = map[string]time.Weekday{
	"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 0,
	"mon": 1, "tue": 2, "tues": 2, "wed": 3, "weds": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6, "sun": 0,
	"wensday": 3, "wednsday": 3, "tuesaday": 2, "saterday": 6, "satday": 6, "thersday": 4,
}

// weekday reads "on saturday", "last sat", "sat just gone", "saturday week ago".
// The short names are words of their own, so they need company.
func (r *reader) weekday(at int) (day, bool) {
	which, ok := weekdays[r.word(at)]
	if !ok || len(r.word(at)) <= 4 && !r.company(at) {
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
	case r.is(to, "last", "week") || r.is(to, "of", "last", "week"):
		monday := (int(r.today.Weekday()) + 6) % 7
		back = monday + 7 - (int(which)+6)%7
		to += 2
	case r.is(to, "week", "ago") || r.is(to, "before", "last"):
		back += 7
		to += 2
	}
	if back == 0 && r.later(to) {
		back = 7
	}
	if _, dated, ok := r.dayOfMonth(to); ok && !r.clockAhead(to) {
		to = dated // "tuesday 14th": the weekday is enough
	}
	return day{to: to, date: r.today.AddDate(0, 0, -back), single: true}, true
}

// later reports whether the part of today that is named has not begun.
func (r *reader) later(at int) bool {
	p, _ := r.partAfter(at, wholeDay)
	return p != wholeDay && onDay(r.today, hours[p][0], 0).After(r.now)
}

func (r *reader) company(at int) bool {
	switch r.word(at - 1) {
	case "on", "last", "this", "late", "early", "since":
		return true
	}
	switch next := r.word(at + 1); {
	case next == "just", next == "gone", next == "last", parts[next] != 0:
		return true
	case next == "at", next == "about", next == "around":
		_, number := r.number(at + 2)
		return number && r.word(at) != "sat" && r.word(at) != "sun"
	case next != "":
		_, number := r.number(at + 1)
		return number
	}
	return false
}

func (r *reader) weekend(at int) (day, bool) {
	if !r.is(at, "weekend") || !(r.is(at-1, "the") || r.is(at-1, "last") || r.is(at-1, "this") || r.is(at-1, "holiday")) {
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
	}
	return day{to: to, date: r.today.AddDate(0, 0, -back), days: 2}, true
}

// lastLong reads "last week" and "last month".
func (r *reader) lastLong(at int) (day, bool) {
	if !r.is(at, "last") {
		return day{}, false
	}
	switch r.word(at + 1) {
	case "week":
		monday := (int(r.today.Weekday()) + 6) % 7
		return day{to: at + 2, date: r.today.AddDate(0, 0, -monday-7), days: 7}, true
	case "month":
		first := time.Date(r.today.Year(), r.today.Month()-1, 1, 0, 0, 0, 0, r.today.Location())
		return day{to: at + 2, date: first, days: first.AddDate(0, 1, -1).Day()}, true
	}
	return day{}, false
}
