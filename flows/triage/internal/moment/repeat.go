package moment

import "yousaid/flows/triage/internal/words"

// repeating recognises what happens again and again or goes on, and gives where
// the phrase ends: "every friday", "most nights", "since september", "for weeks".
func (r *reader) repeating(at int) int {
	word := r.word(at)
	if !repeaters[word] {
		return 0
	}
	switch {
	case word == "24" && r.is(at+1, "/", "7"):
		return at + 4
	case word == "every" && (r.is(at+1, "other") || r.is(at+1, "single") || r.is(at+1, "few")) && timeNoun[r.word(at+2)]:
		return at + 3
	case word == "every" && r.is(at+1, "on") && timeNoun[r.word(at+2)]:
		return at + 3 // from languages whose days come with an "on"
	case (word == "every" || word == "each" || word == "most" || word == "some") && timeNoun[r.word(at+1)]:
		return at + 2
	case word == "since":
		return r.since(at)
	case word == "for":
		return r.forAWhile(at)
	case plurals[word]:
		if word == "nights" && r.is(at-1, "few") || r.is(at+1, "ago") {
			return 0
		}
		return at + 1
	case word == "usually", word == "normally", word == "always", word == "often", word == "sometimes", word == "keeps", word == "keep", word == "mostly":
		return r.soonTime(at)
	case word == "the" && r.is(at+1, "other") && timeNoun[r.word(at+2)]:
		return at + 3
	case word == "next" && timeNoun[r.word(at+1)]:
		return at + 2
	case word == "tomorrow", word == "recently", word == "lately", word == "ongoing", word == "nightly", word == "daily", word == "constantly", word == "weekly", word == "tomorow":
		return at + 1
	case (word == "day" || word == "night" || word == "week") && (r.is(at+1, "after") && r.is(at+2, word) || r.is(at+1, "in", word, "out")):
		return at + 3
	case (word == "on" || word == "of") && r.is(at+1, "a") && timeNoun[r.word(at+2)]:
		return at + 3
	case word == "all" && goesOn[r.word(at+1)] && !r.isNumber(at+2):
		return at + 2
	case word == "every" || word == "each":
		if found, ok := r.namedDay(at + 1); ok {
			return found.to
		}
	case (word == "all" || word == "at") && r.is(at+1, "hours"), word == "some" && r.is(at+1, "point"):
		return at + 2
	case weekdays[word] != 0 && (r.is(at+1, "to") || r.is(at+1, "till") || r.is(at+1, "til")):
		if _, weekday := weekdays[r.word(at+2)]; weekday {
			return at + 3
		}
	}
	return 0
}

// since shuts what follows: "since about 9 last night" goes on.
func (r *reader) since(at int) int {
	for next := at + 1; next <= at+4 && next < len(r.tokens); next++ {
		word := r.word(next)
		if holidayWords[word] {
			if found, ok := r.namedDay(next); ok {
				return found.to
			}
		}
		if timeNoun[word] || parts[word] != 0 || months[word] != 0 || word == "last" || yesterday[word] || word == "today" || word == "this" || seasons[word] {
			return next + 1
		}
		if _, ok := r.number(next); ok {
			return next + 1
		}
	}
	return 0
}

// forAWhile reads "for weeks", "for the last 3 days", "for about 2 hours"; not
// "for the third night", nor "for a week" where "ago" follows.
func (r *reader) forAWhile(at int) int {
	for next := at + 1; next <= at+6 && next < len(r.tokens); next++ {
		switch word := r.word(next); {
		case longs[word]:
			return next + 1
		case !lengths[word] && r.tokens[next].Kind != words.Number && numberWords[word] == 0:
			return 0
		}
	}
	return 0
}

var (
	longs   = set("weeks", "months", "years", "ages", "days", "week", "month", "year", "hours", "nights", "hour", "minutes", "yonks")
	lengths = set("the", "last", "past", "about", "around", "over", "nearly", "almost", "a", "an", "few", "couple", "of", "several", "many", "some", "good", "at", "least", "well", "roughly", "like", "more", "than", "whole", "entire", "half", "bloody", "swear", "now")
)

// soonTime gives where a time of day ends that follows "always" or "keeps".
func (r *reader) soonTime(at int) int {
	for next := at + 1; next <= at+6 && next < len(r.tokens); next++ {
		if _, ok := r.number(next); ok || parts[r.word(next)] != 0 || r.is(next, "midnight") {
			return at + 1
		}
	}
	return 0
}

func set(list ...string) map[string]bool {
	m := make(map[string]bool, len(list))
	for _, word := range list {
		m[word] = true
	}
	return m
}

var (
	timeNoun = set("day", "night", "week", "weekend", "weekday", "month", "year", "morning", "evening", "afternoon", "time", "hour", "nite", "term", "few",
		"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues", "wed", "weds", "thu", "thur", "thurs", "fri", "sat", "sun",
		"days", "nights", "mornings", "evenings", "weekends", "afternoons", "minutes", "hours", "weeks")
	plurals = set("mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays", "weekends", "evenings", "mornings", "nights", "afternoons", "weekdays", "weeknights")
	// goesOn are stretches that "all" says it lasted through.
	goesOn  = set("week", "month", "year", "summer", "winter", "autumn", "spring")
	seasons = set("christmas", "easter", "summer", "winter", "spring", "autumn", "ramadan", "eid", "lockdown", "covid", "new", "then")
)

// repeaters are the words that begin a phrase of repetition.
var repeaters = func() map[string]bool {
	m := set("24", "every", "each", "most", "some", "since", "for", "usually", "normally", "always", "often", "sometimes", "keeps", "keep", "mostly", "the", "next", "tomorrow", "tomorow", "recently", "lately",
		"ongoing", "nightly", "daily", "constantly", "weekly", "all", "at", "on", "of", "day", "night", "week")
	for word := range weekdays {
		m[word] = true
	}
	for word := range plurals {
		m[word] = true
	}
	return m
}()
