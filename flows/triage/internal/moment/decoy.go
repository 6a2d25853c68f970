package moment

import "yousaid/flows/triage/internal/words"

// notAClock refuses numbers that something else is meant by: prices, ages,
// house, bus and flat numbers, counts.
func (r *reader) notAClock(at int) bool {
	if labels[r.word(at-1)] {
		return true
	}
	if at > 0 && len(r.word(at-1)) <= 2 && r.tokens[at-1].End == r.tokens[at].Start && r.tokens[at-1].Text[0] >= 'a' && r.tokens[at-1].Text[0] <= 'z' {
		return true // m1, a6
	}
	return r.counts(at+1) && !r.is(at+1, "hours")
}

// labels are words before a number that say what it numbers.
var labels = set("£", "$", "€", "number", "numbers", "no", "flat", "bus", "route", "junction", "year", "aged", "age", "unit", "room", "block", "apartment", "house", "floor", "platform", "gate", "top",
	"under", "over", "class", "#", "plot", "bay", "level", "type", "section", "phase", "part", "form", "another", "only", "least", "ward", "grade", "tower", "exit", "zone", "nos", "size", "page", "crime", "ref", "times")

// counts reports whether the word after a number says what it counts.
func (r *reader) counts(at int) bool {
	return counted[r.word(at)] || r.word(at) == "/" || r.word(at) == "%"
}

var counted = set("year", "years", "pounds", "quid", "pound", "p", "k", "of", "times", "people", "men", "lads", "kids", "boys", "girls", "women", "cars", "bags", "mph", "miles", "mile", "metres", "meters", "m",
	"minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "percent", "bus", "grand", "stone", "kg", "ft", "foot", "feet", "youths", "teenagers", "guys", "blokes", "bikes",
	"yr", "old", "storey", "bed", "bedroom", "litre", "litres", "cans", "bottles", "phones", "calls", "nights", "children", "police", "st", "th", "rd", "nd", "mates", "friends", "others", "big", "young", "man", "mm", "inch",
	"inches", "cm", "houses", "doors", "flats", "strangers", "members", "vans", "motorbike", "mopeds", "dogs", "babies", "students", "pupils", "males", "females", "asian", "white", "black", "drunk", "teens", "individuals", "adults", "bin", "bins", "g", "grams", "units", "steps", "yards", "officers", "star", "x", "different", "more", "degrees", "stops", "stop", "or", "other", "fights", "incidents", "weekends", "seconds", "second")

// timeWord reports whether the word before a number says that a time follows.
func (r *reader) timeWord(at int) bool {
	return timeWords[r.word(at)]
}

var timeWords = set("at", "about", "around", "approx", "approximately", "roughly", "from", "between", "gone", "past", "after", "before", "round", "like", "nearly", "almost", "by", "until", "till", "til", "circa", "say", "just", "@", "since")

// bare accepts a number alone when the words around say that it is a time:
// "at 9 last night", "about 9 i heard".
func (r *reader) bare(at int, found *clock) bool {
	if found.hour < 1 || found.hour > 12 && !r.foreign || found.hour > 24 {
		return false
	}
	next := r.word(found.to)
	if r.is(found.to, "a") && timeNoun[r.word(found.to+1)] {
		return false // "about six a day"
	}
	if dayAhead[next] || parts[next] != wholeDay {
		return r.tokens[found.to].Start <= r.tokens[found.to-1].End+2 && (timeWords[r.word(at-1)] || at == 0 || r.tokens[at].Kind == words.Number)
	}
	switch before := r.word(at - 1); before {
	case "at", "@":
		if r.livesAt(at-1) || r.is(at+1, "point") || r.is(at+1, "time") {
			return false
		}
	case "between", "from":
	case "is", "was":
		if !r.itIs(at - 1) {
			return false
		}
	case "before", "after":
		if before == "before" && !r.is(at-2, "just") && !r.is(at-2, "shortly") {
			return false
		}
	case "about", "around", "round", "approx", "roughly", "gone", "like", "approximately", "circa":
		if r.countsBefore(at - 2) {
			return false
		}
	default:
		return r.justDay(at) && r.number12(at) && (follows[next] || next == "")
	}
	return follows[next] || next == "" || r.foreign || r.roomForRange(found.to)
}

func (r *reader) number12(at int) bool {
	n, ok := r.number(at)
	return ok && n > 0 && n <= 12 && r.tokens[at].Kind == words.Number
}

func (r *reader) roomForRange(at int) bool {
	if !r.is(at, "til") && !r.is(at, "till") && !r.is(at, "-") && !r.is(at, "&") {
		return false
	}
	_, ok := r.number(at + 1)
	return ok
}

// itIs reports whether "it is" or "it was" ends at a token: "its 7.15 and …".
func (r *reader) itIs(at int) bool {
	return (r.is(at, "is") || r.is(at, "was")) && (r.is(at-1, "it") || r.is(at-1, "time"))
}

// habit reports whether the words after a time say that it comes again: "i get
// home at 6 and they are always there".
func (r *reader) habit(at int) bool {
	for next := at; next < at+8 && next < len(r.tokens); next++ {
		switch r.tokens[next].Text {
		case "always", "usually", "everytime", "whenever":
			return true
		case ".", "?", "!":
			return false
		}
	}
	return false
}

// livesAt reports whether "at" gives a house number: "the man at 11", "i live at 22".
func (r *reader) livesAt(at int) bool {
	return dwells[r.word(at-1)] || dwells[r.word(at-2)] && r.tokens[at-1].Kind == words.Word && !timeNoun[r.word(at-1)]
}

var dwells = set("live", "lives", "living", "lived", "address", "neighbour", "neighbours", "man", "lady", "woman", "guy", "bloke", "people", "family", "those", "ones", "lot", "couple", "house", "flat", "tenant", "tenants", "them", "upstairs",
	"downstairs", "opposite", "door", "resident", "residents", "im", "lads", "girl", "boy")

// countsBefore reports whether the words before "about 9" speak of how many or
// how old: "there were about 9".
func (r *reader) countsBefore(at int) bool {
	switch r.word(at) {
	case "was", "is":
		return r.is(at-1, "there") || r.is(at-1, "he") || r.is(at-1, "she") || r.is(at-1, "group") || r.is(at-1, "gang") || r.is(at-1, "which")
	}
	return howMany[r.word(at)]
}

var howMany = set("were", "are", "have", "has", "had", "for", "with", "of", "got", "saw", "paid", "cost", "costs", "hes", "shes", "theyre", "im", "only", "see", "be", "been", "them", "us", "gang", "group", "took", "takes", "lost", "stole", "found", "counted",
	"hit", "did", "looked", "looks", "aged", "must", "drank", "drunk", "sold", "sells", "every", "to", "into", "each", "nicked", "stolen", "seen", "reckon", "child", "kid", "boy", "girl", "baby", "toddler", "lad", "man", "woman", "son", "daughter")

// contact reports whether the time is when to reach somebody ("ring me after 6")
// or a rule ("on tag from 7 to 7").
func (r *reader) contact(at int) bool {
	for back := at - 1; back >= 0 && back >= at-6; back-- {
		switch r.tokens[back].Text {
		case "ring", "call", "phone", "text", "contact", "reach", "available", "message", "free", "whatsapp":
			next := r.word(back + 1)
			return next == "me" || next == "us" || next == "back" || next == "after" || next == "between" || next == "before" || next == "from"
		case "come":
			if r.is(back-1, "you") || r.is(back-1, "please") || r.is(back-1, "someone") && r.is(back-2, "can") {
				return true
			}
		case "curfew", "tag", "opens", "opening", "shift", "shifts", "closes", "shuts", "open":
			return true
		case ".", "?", "!":
			return false
		}
	}
	return false
}

// dayAhead are words after a bare number that put it on a day.
var dayAhead = set("last", "this", "yesterday", "today", "tonight", "yday", "oclock", "am", "pm", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

var follows = set(".", ",", "!", "?", ";", ":", "last", "this", "yesterday", "today", "tonight", "on", "in", "and", "when", "but", "so", "i", "we", "he", "she", "they", "it", "there", "a", "an", "someone",
	"somebody", "the", "my", "til", "till", "to", "until", "every", "two", "some", "ive", "im", "he", "hes", "shes", "theyre", "outside", "near", "by", "as", "while", "just", ")", "-", "because", "then", "monday", "tuesday", "wednesday", "thursday",
	"friday", "saturday", "sunday", "sat", "fri", "at", "this", "one", "our", "his", "her", "their", "these", "those", "who", "with", "is", "was", "were", "kids", "police", "from", "ish", "coming", "going", "walking", "me", "you", "that")
