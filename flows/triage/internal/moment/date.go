package moment

import "time"

var months = map[string]time.Month{
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sept": 9, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}

// dayOfMonth reads "14th" or "14 th" and whether an ending was there.
func (r *reader) dayOfMonth(at int) (n, to int, ok bool) {
	n, ok = r.number(at)
	if !ok || n < 1 || n > 31 || at >= len(r.tokens) || r.tokens[at].Text[0] > '9' {
		return 0, 0, false
	}
	switch r.word(at + 1) {
	case "st", "nd", "rd", "th", "and": // the shorthand of "2nd" reads "and"
		if at+1 < len(r.tokens) && r.tokens[at+1].Start == r.tokens[at].End {
			return n, at + 2, true
		}
	}
	return 0, 0, false
}

func (r *reader) clockAhead(at int) bool {
	next := r.word(at + 1)
	return next == "am" || next == "pm" || next == ":" || next == "."
}

// ordinal reads "the 14th", "14th of march", "14 march", "march 14th".
func (r *reader) ordinal(at int) (day, bool) {
	if month, ok := months[r.word(at)]; ok {
		n, to, ok := r.dayOfMonth(at + 1)
		if !ok {
			if n, ok = r.number(at + 1); !ok || n > 31 || r.clockAhead(at+1) || r.tokens[at+1].Text[0] > '9' {
				return day{}, false
			}
			to = at + 2
		}
		return r.dated(n, month, to)
	}
	n, to, marked := r.dayOfMonth(at)
	if !marked {
		var ok bool
		if n, ok = r.number(at); !ok || n < 1 || n > 31 {
			return day{}, false
		}
		to = at + 1
	}
	next := to
	if r.is(next, "of") {
		next++
	}
	if r.is(next, "this", "month") || r.is(next, "last", "month") {
		month := r.today.Month()
		if r.is(next, "last") {
			month = r.today.AddDate(0, 0, -r.today.Day()).Month()
		}
		return r.dated(n, month, next+2)
	}
	if month, ok := months[r.word(next)]; ok && (marked || !r.verb(next)) {
		return r.dated(n, month, next+1)
	}
	if marked && (r.is(at-1, "the") && r.when(at-2) || r.when(at-1)) && !floorNoun[r.word(to)] {
		return r.dayAlone(n, to), true
	}
	return day{}, false
}

// verb reports whether "may" or "march" after a number is none of the months:
// "number 12 may be in danger".
func (r *reader) verb(at int) bool {
	if !r.is(at, "may") && !r.is(at, "march") {
		return false
	}
	switch r.word(at + 1) {
	case "be", "have", "need", "not", "know", "also", "well", "up", "past", "down", "look", "get", "seem", "want", "and", "contain":
		return true
	}
	return r.notAClock(at - 1)
}

// when reports whether the word before says that a time follows.
func (r *reader) when(at int) bool {
	switch r.word(at) {
	case "on", "of", "night", "morning", "since", "from", "around", "about", "date", "dated":
		return true
	}
	_, weekday := weekdays[r.word(at)]
	return weekday
}

var floorNoun = set("floor", "time", "one", "year", "day", "week", "of", "avenue", "street", "person", "house", "flat", "birthday", "door", "bin", "call")

// dayAlone is the latest such day of a month.
func (r *reader) dayAlone(n, to int) day {
	first := time.Date(r.today.Year(), r.today.Month(), 1, 0, 0, 0, 0, r.today.Location())
	for range 12 {
		date := first.AddDate(0, 0, n-1)
		if date.Month() == first.Month() && !date.After(r.today) {
			return day{to: to, date: date, single: true}
		}
		first = first.AddDate(0, -1, 0)
	}
	return day{to: to, date: r.today, single: true}
}

// dated is the latest such day, or that of the year that follows it.
func (r *reader) dated(n int, month time.Month, to int) (day, bool) {
	year := r.today.Year()
	if given, ok := r.number(to); ok && given >= 2000 && given <= year {
		return day{to: to + 1, date: time.Date(given, month, n, 0, 0, 0, 0, r.today.Location()), single: true}, true
	}
	date := time.Date(year, month, n, 0, 0, 0, 0, r.today.Location())
	if r.is(to, "last", "year") || r.is(to, "of", "last", "year") {
		return day{to: to + 2, date: date.AddDate(-1, 0, 0), single: true}, true
	}
	if date.After(r.today) && date.Before(r.today.AddDate(0, 0, soon)) && !r.is(to-2, "last") && !r.is(to-3, "last") && !r.is(to-4, "last") {
		return day{}, false // "he is coming out on the 2nd of march"
	}
	if date.After(r.today) {
		date = time.Date(year-1, month, n, 0, 0, 0, 0, r.today.Location())
	}
	if date.Month() != month {
		return day{}, false // 31 june
	}
	return day{to: to, date: date, single: true}, true
}

// soon is how many days ahead a date is taken for a coming one, not for last
// year's.
const soon = 32

// slashed reads "14/3" and "14/03/26", day first; "24/7" is no date, and "1/2"
// is a half unless a word before it says when, or a time of day stands beside it.
func (r *reader) slashed(at int) (day, bool) {
	n, ok := r.number(at)
	separator := r.word(at + 1)
	month, ok2 := r.number(at + 2)
	if !ok || !ok2 || separator != "/" && separator != "." || n < 1 || n > 31 || month < 1 || month > 12 {
		return day{}, false
	}
	to := at + 3
	year, full := r.number(at + 4)
	full = full && r.word(at+3) == separator
	if separator == "." && !full || !full && !r.when(at-1) && !r.besideClock(at, to) {
		return day{}, false
	}
	if !full {
		return r.dated(n, time.Month(month), to)
	}
	if year < 100 {
		year += 2000
	}
	date := time.Date(year, time.Month(month), n, 0, 0, 0, 0, r.today.Location())
	return day{to: at + 5, date: date, single: true}, date.Month() == time.Month(month) && !date.After(r.today)
}
