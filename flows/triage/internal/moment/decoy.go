package moment

import "time"

// notAClock refuses numbers that something else is meant by: prices, ages,
// house, bus and flat numbers, counts.
func (r *reader) notAClock(at int) bool {
	switch r.word(at - 1) {
	case "£", "$", "number", "no", "flat", "bus", "route", "junction", "year", "aged", "age", "unit", "room", "block", "apartment", "house", "floor", "platform", "gate", "top", "under", "over", "class", "#", "plot", "bay", "level", "type", "section", "phase", "part", "form":
		return true
	}
	if at > 0 && len(r.word(at-1)) <= 2 && r.tokens[at-1].End == r.tokens[at].Start && r.tokens[at-1].Text[0] >= 'a' && r.tokens[at-1].Text[0] <= 'z' {
		return true // m1, a6
	}
	return r.counts(at + 1)
}

// counts reports whether the word after a number says what it counts.
func (r *reader) counts(at int) bool {
	return counted[r.word(at)] || r.word(at) == "/"
}

var counted = set("year", "years", "pounds", "quid", "pound", "p", "k", "of", "times", "people", "men", "lads", "kids", "boys", "girls", "women", "cars", "bags", "mph", "miles", "mile", "metres", "m",
	"minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "percent", "bus", "grand", "stone", "kg", "ft", "foot", "feet", "youths", "teenagers", "guys", "blokes", "bikes",
	"yr", "old", "storey", "bed", "bedroom", "litre", "litres", "cans", "bottles", "phones", "calls", "nights", "children", "police", "st", "th", "rd")

// timeWord reports whether the word before a number says that a time follows.
func (r *reader) timeWord(at int) bool {
	switch r.word(at) {
	case "at", "about", "around", "approx", "approximately", "roughly", "from", "between", "gone", "past", "after", "before", "round", "like", "nearly", "almost", "by", "until", "till", "til", "circa", "say", "just":
		return true
	}
	return false
}

// bare accepts a number alone when the words around say that it is a time:
// "at 9 last night", "about 9 i heard".
func (r *reader) bare(at int, found *clock) bool {
	if found.hour < 1 || found.hour > 12 {
		return false
	}
	switch r.word(at - 1) {
	case "at", "about", "around", "round", "between", "approx", "roughly", "from", "gone", "like", "after", "just":
	default:
		return false
	}
	return follows[r.word(found.to)] || found.to >= len(r.tokens) || parts[r.word(found.to)] != 0
}

var follows = set(".", ",", "!", "?", "last", "this", "yesterday", "today", "tonight", "on", "in", "and", "when", "but", "so", "i", "we", "he", "she", "they", "it", "there", "a", "an", "someone",
	"somebody", "the", "my", "til", "till", "to", "until", "every", "two", "some", "ive", "im", "he", "hes", "shes", "theyre", "outside", "near", "by", "as", "while", "just", ")", "-", "because", "then", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "sat", "fri")

// slack is a quarter of an hour each way, half an hour when the words say
// "about".
func (r *reader) slack(from, to int) time.Duration {
	switch r.word(from - 1) {
	case "about", "around", "approx", "approximately", "roughly", "round", "like", "nearly", "almost", "say", "circa":
		return roughly
	}
	if r.is(to-1, "ish") || r.is(to, "ish") {
		return roughly
	}
	return exactly
}
