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
	tonight
	dawn      // "first thing"
	schoolRun // when children go home
)

var parts = map[string]part{
	"morning": morning, "afternoon": afternoon, "evening": evening, "eve": evening, "night": night, "lunchtime": lunch, "aft": afternoon, "morn": morning, "teatime": evening,
	"afternoons": afternoon, "lunch": lunch, "dinnertime": lunch, "mornin": morning, "evenin": evening, "midafternoon": afternoon, "hometime": schoolRun, "daybreak": dawn,
}

// hours are when a part begins and ends; past 24 it ends on the next day.
// "Last night" from 18:00 to 05:59 and "this morning" from 05:00 to 11:59 are
// fixed by the reference that triage is scored by; the others fit between.
var hours = map[part][2]int{
	wholeDay: {0, 24}, morning: {5, 12}, afternoon: {12, 18}, evening: {17, 23}, night: {18, 30}, smallHours: {0, 6}, lunch: {12, 14}, tonight: {18, 24}, dawn: {5, 9}, schoolRun: {15, 16},
}

// day is a day or several that a message names.
type day struct {
	from, to int
	date     time.Time
	part     part
	single   bool // one day, to which a time of day can belong
	weekly   bool // comes every week: "wednesday" may be today or a week ago
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
		if r.earlyHoursBefore(at) {
			found.part = smallHours
		} else if found.part == wholeDay {
			found.part = r.partBeforeDay(at)
		}
		found.part, found.to = r.partAfter(found.to, found.part)
	}
	if at < r.shut {
		r.noteVague(at, found.to)
		return found.to
	}
	found.from = at
	return r.setDay(found)
}

// earlyHoursBefore finds "the early hours of", "the small hours on" before a day.
func (r *reader) earlyHoursBefore(at int) bool {
	if r.is(at-1, "of") || r.is(at-1, "on") {
		at--
	}
	return r.is(at-1, "hours") && (r.is(at-2, "early") || r.is(at-2, "small"))
}

// partBeforeDay reads the part in "early evening yesterday", "the morning of the
// 14th", unless it belongs to a day of its own.
func (r *reader) partBeforeDay(at int) part {
	for back := at - 1; back >= at-3 && back >= r.day.to && back >= r.shut; back-- {
		if p := parts[r.word(back)]; p != wholeDay {
			return p
		}
		switch r.word(back) {
		case "of", "on", "the":
		default:
			return wholeDay
		}
	}
	return wholeDay
}

// setDay keeps the first day that is named, and where the second one is.
func (r *reader) setDay(found day) int {
	switch {
	case r.day.to == 0:
		r.day = found
	case r.other == 0:
		r.other = found.from
	}
	return found.to
}

// ahead reports whether what stands at a token is still to come: "by friday".
func (r *reader) ahead(at int) bool {
	if r.is(at, "last") || yesterday[r.word(at)] {
		return r.bounds(at - 1)
	}
	for back := at - 1; back >= 0 && back >= at-2; back-- {
		switch r.word(back) {
		case "next", "due", "coming", "be", "being":
			return true
		case "not":
			return back == at-1
		}
		if r.bounds(back) && !r.is(back, "before", "school") {
			return true
		}
	}
	for back := at - 1; back >= 0 && back >= at-10 && r.word(back) != "." && r.word(back) != "?"; back-- {
		word := r.word(back)
		if word == "will" || word == "tomorrow" || word == "going" && r.word(back+1) == "to" || at-back < 5 && planned[word] {
			return true
		}
	}
	return false
}

// planned are things whose day lies ahead: "court is on the 25th".
var planned = set("court", "hearing", "appointment", "trial", "wedding", "flight", "deadline", "interview", "want", "wants", "planning", "planned", "plan")

// between are words that stand between a day and its part.
var between = set("in", "the", "late", "early", "just", "gone", "at", "about", "around", "during", "mid", "on", "by", "round", "roughly", "approx")

// partAfter reads "night", "in the evening", "early hours" after a day.
func (r *reader) partAfter(at int, known part) (part, int) {
	next := at
	for next < at+3 && between[r.word(next)] {
		next++
	}
	if p, length := r.partAt(next); p != wholeDay {
		if known == smallHours && p == morning {
			p = known // "the early hours of sunday morning"
		}
		return p, next + length
	}
	if r.is(next, "hours") {
		return smallHours, next + 1
	}
	if r.foreign && r.is(next, "last", "night") {
		return night, next + 2 // "friday" and a word that alone is last night
	}
	return known, at
}

// partAt reads a part of the day of one word or two: "morning", "tea time",
// "after school".
func (r *reader) partAt(at int) (p part, length int) {
	if p = parts[r.word(at)]; p != wholeDay {
		return p, 1
	}
	switch second := r.word(at + 1); {
	case second == "time":
		return meals[r.word(at)], 2
	case alone[r.word(at)] && !eaten[second]:
		return meals[r.word(at)], 1
	case r.is(at, "after", "school"), r.is(at, "school", "run"):
		return schoolRun, 2
	case r.is(at, "before", "school"), r.is(at, "first", "thing"):
		return dawn, 2
	}
	return wholeDay, 0
}

// alone are meals that name a part of a day also without "time": "sunday tea".
// Words behind them show that what is eaten is meant, or where.
var (
	alone = set("tea", "dinner", "breakfast")
	eaten = set("was", "is", "party", "leaf", "leaves", "room", "rooms", "shop", "shops", "towel", "bag", "bags", "lady", "ladies", "club", "van", "hall", "money", "table", "bar", "cup", "cups", "dance", "set")
)

var meals = map[string]part{"tea": evening, "dinner": lunch, "lunch": lunch, "home": schoolRun, "bed": night, "breakfast": dawn, "night": night}

func (r *reader) dayAt(at int) (day, bool) {
	if found, ok := r.dayFromToday(at); ok {
		return found, true
	}
	if found, ok := r.holiday(at); ok {
		return found, true
	}
	if found, ok := r.weekday(at); ok {
		return found, true
	}
	if found, ok := r.long(at); ok {
		return found, true
	}
	if found, ok := r.ordinal(at); ok {
		return found, true
	}
	return r.slashed(at)
}

// dayFromToday reads the days that are named by their distance from today.
func (r *reader) dayFromToday(at int) (day, bool) {
	word := r.word(at)
	one := func(length, back int, p part) (day, bool) {
		return day{to: at + length, date: r.today.AddDate(0, 0, -back), part: p, single: true}, true
	}
	switch {
	case word == "last" && r.is(at+1, "night"):
		if r.now.Hour() >= 5 && r.is(at+2, "is") {
			return day{}, false
		}
		return one(2, 1, night)
	case word == "lastnight", word == "lastnite":
		return one(1, 1, night)
	case word == "last" && r.is(at+1, "nights"):
		return one(2, 1, night)
	case word == "last" && r.is(at+1, "evening"):
		return one(2, 1, evening)
	case word == "night" && r.is(at+1, "before", "last"):
		return one(3, 2, night)
	case word == "day" && r.is(at+1, "before", "yesterday"):
		return one(3, 2, wholeDay)
	case yesterday[word]:
		return one(1, 1, wholeDay)
	case word == "this" && parts[r.word(at+1)] != 0:
		return one(2, 0, parts[r.word(at+1)])
	case word == "today":
		return one(1, 0, wholeDay)
	case word == "tonight":
		if r.now.Hour() < 5 {
			return one(1, 1, night)
		}
		return one(1, 0, tonight)
	case word == "early" && r.is(at+1, "hours") && !r.smallHoursOf(at+2):
		return one(2, 0, smallHours)
	}
	return day{}, false
}

// smallHoursOf reports whether "early hours" is followed by its own day, which
// is then read with this as its part.
func (r *reader) smallHoursOf(at int) bool {
	if r.is(at, "of") || r.is(at, "on") {
		at++
	}
	_, weekday := weekdays[r.word(at)]
	return weekday || yesterday[r.word(at)] || r.is(at, "this")
}

var yesterday = set("yesterday", "yday", "yest", "yesterdays", "ystday", "yestaday", "yesterdy", "yestday", "yestersday", "yesturday", "ytday")
