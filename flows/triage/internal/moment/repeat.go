package moment

// repeating recognises what happens again and again or goes on, and gives where
// the phrase ends: "every friday", "most nights", "since september", "for weeks".
func (r *reader) repeating(at int) int {
	word := r.word(at)
	switch {
	case word == "24" && r.is(at+1, "/", "7"):
		return at + 3
	case (word == "every" || word == "each" || word == "most") && timeNoun[r.word(at+1)]:
		return at + 2
	case word == "every" && (r.word(at+1) == "other" || r.word(at+1) == "single" || r.word(at+1) == "few") && timeNoun[r.word(at+2)]:
		return at + 3
	case word == "since":
		return r.since(at)
	case word == "for" && r.forAWhile(at):
		return at + 2
	case plurals[word] && !(word == "nights" && r.is(at-1, "few")) && !r.countedAgo(at):
		return at + 1
	case word == "recently" || word == "lately" || word == "ongoing" || word == "nightly" || word == "daily" || word == "constantly":
		return at + 1
	case (word == "usually" || word == "normally" || word == "always") && r.soonClock(at):
		return at + 1
	case word == "the" && r.word(at+1) == "other" && timeNoun[r.word(at+2)]:
		return at + 3
	case word == "next" && timeNoun[r.word(at+1)], word == "tomorrow":
		return at + 2
	}
	return 0
}

// since shuts what follows: "since about 9 last night" goes on.
func (r *reader) since(at int) int {
	for next := at + 1; next <= at+4 && next < len(r.tokens); next++ {
		word := r.word(next)
		if timeNoun[word] || parts[word] != 0 || months[word] != 0 || word == "last" || word == "yesterday" || holidays[word] {
			return next + 1
		}
		if _, ok := r.number(next); ok {
			return next + 1
		}
	}
	return 0
}

func (r *reader) forAWhile(at int) bool {
	for next := at + 1; next <= at+4; next++ {
		switch r.word(next) {
		case "weeks", "months", "years", "ages", "days", "week", "month", "year", "hours", "nights":
			return true
		}
	}
	return false
}

// countedAgo keeps "two fridays ago" and "3 nights ago" from being habits.
func (r *reader) countedAgo(at int) bool {
	return r.word(at+1) == "ago"
}

func (r *reader) soonClock(at int) bool {
	for next := at + 1; next <= at+5; next++ {
		if _, ok := r.number(next); ok {
			return true
		}
	}
	return false
}

func set(list ...string) map[string]bool {
	m := make(map[string]bool, len(list))
	for _, word := range list {
		m[word] = true
	}
	return m
}

var (
	timeNoun = set("day", "night", "week", "weekend", "month", "year", "morning", "evening", "afternoon", "time", "hour", "nite", "term",
		"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues", "wed", "weds", "thu", "thur", "thurs", "fri", "sat", "sun",
		"days", "nights", "mornings", "evenings", "weekends", "afternoons", "minutes", "hours", "weeks")
	plurals  = set("mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays", "weekends", "evenings", "mornings", "nights", "afternoons")
	holidays = set("christmas", "easter", "summer", "winter", "spring", "autumn", "ramadan", "eid", "lockdown", "covid", "new")
)
