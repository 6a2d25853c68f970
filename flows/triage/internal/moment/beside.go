package moment

// besideClock reports whether a time of day stands beside a date that could be
// something else, before or behind: "14/11 roughly 1 in the morning", "9.15pm
// 14/11".
func (r *reader) besideClock(from, to int) bool {
	return r.told > 0 && r.told <= from && r.told >= from-2 && r.onlyJoins(r.told, from) || r.clockBehind(to, true)
}

// clockBehind reports whether a time of day follows, of which sure wants more
// than a number.
func (r *reader) clockBehind(at int, sure bool) bool {
	for next := at; next <= at+2; next++ {
		if found, ok := r.clockAt(next); ok {
			return !sure || found.said || found.minute > 0 || found.slack > 0
		}
		if word := r.word(next); !about[word] && word != "at" && word != "," {
			return false
		}
	}
	return false
}

// onlyJoins reports whether what stands between a time of day and its day says
// nothing: "9pm, fri", "9pm on fri".
func (r *reader) onlyJoins(from, to int) bool {
	for at := from; at < to; at++ {
		if word := r.word(at); word != "," && word != "on" && word != "last" {
			return false
		}
	}
	return true
}

// across reads what lies between two times of which each may have its day:
// "between 11pm tues and 6 this morning", "from 10pm on friday to 2am".
func (r *reader) across(at int) int {
	if !r.is(at, "between") && !r.is(at, "from") || r.contact(at) || r.bounds(at-1) || at < r.shut {
		return 0
	}
	start, next, ok := r.clockOnDay(at + 1)
	if !ok || !start.single || start.until >= 0 {
		return 0
	}
	switch r.word(next) {
	case "and", "to", "til", "till", "until":
	default:
		return 0
	}
	end, to, ok := r.clockOnDay(next + 1)
	if !ok || end.until >= 0 || r.habit(to) {
		return 0
	}
	if start.part == night && start.hour < 6 {
		start.hour += 24
	}
	from, until := onDay(start.date, start.hour, start.minute), onDay(start.date, end.hour, end.minute)
	if end.single {
		until = onDay(end.date, end.hour, end.minute)
	} else if !until.After(from) {
		until = onDay(start.date.AddDate(0, 0, 1), end.hour, end.minute)
	}
	if !until.After(from) || until.Sub(from).Hours() > 48 || from.After(r.now) {
		return 0
	}
	return r.setExact(at, to, Span{from, until})
}

// clockDay is a time of day with the day that follows it, if one does.
type clockDay struct {
	clock
	day
}

// clockOnDay reads "11pm tues", "6 this morning", "2am" and gives where it ends.
func (r *reader) clockOnDay(at int) (found clockDay, to int, ok bool) {
	c, ok := r.clockAt(at)
	if !ok {
		return found, 0, false
	}
	found.clock, to = c, c.to
	r.told = to
	next := to
	if r.is(next, "on") {
		next++
	}
	if d, ok := r.dayAt(next); ok && d.single {
		d.part, to = r.partAfter(d.to, d.part)
		found.day = d
		found.lean(d.part)
	}
	if found.hour < 12 && found.hour > 0 && !found.said && !found.single {
		return found, 0, false // nothing says which half of the day
	}
	return found, to, true
}
