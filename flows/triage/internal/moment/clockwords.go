package moment

// halves reads "half 7", "half past 7", "quarter to 9".
func (r *reader) halves(at int) (clock, bool) {
	to, minute := at+1, 30
	if r.is(at, "quarter") {
		minute = 15
	}
	back := false
	switch {
	case r.is(to, "past"):
		to++
	case r.is(to, "to") && minute == 15:
		back = true
		to++
	case minute == 15:
		return clock{}, false
	}
	hour, ok := r.number(to)
	if r.is(to, "midnight") {
		hour, ok = 12, true
	}
	if !ok || hour < 1 || hour > 12 || r.counts(to+1) {
		return clock{}, false
	}
	found := clock{to: to + 1, hour: hour, minute: minute, until: -1}
	if back {
		found.hour, found.minute = (hour+10)%12+1, 45
	}
	r.half(&found)
	r.rangeAfter(&found)
	return found, true
}

// pastTo reads "ten past 3" and "5 to 9".
func (r *reader) pastTo(at int) (clock, bool) {
	minute, ok := r.number(at)
	to := at + 1
	if r.is(at, "twenty") {
		minute, ok = 20, true
		if r.is(to, "five") {
			minute, to = 25, to+1
		}
	}
	if r.is(to, "minutes") {
		to++
	}
	past, before := r.is(to, "past"), r.is(to, "to")
	if !ok || minute%5 != 0 || minute > 25 || !past && !before || r.is(at-1, "from") {
		return clock{}, false
	}
	hour, ok := r.number(to + 1)
	if !ok || hour < 1 || hour > 12 || r.counts(to+2) {
		return clock{}, false
	}
	found := clock{to: to + 2, hour: hour, minute: minute, until: -1}
	if before {
		found.hour, found.minute = (hour+10)%12+1, 60-minute
	}
	marked := r.half(&found)
	if before && !marked && !r.timeWord(at-1) && !dayAhead[r.word(found.to)] && !r.justDay(at) {
		return clock{}, false // "5 to 10 lads"
	}
	return found, true
}

// rangeAfter reads the end of "9 til 11pm", "between 2 and 3am", "1-2am".
func (r *reader) rangeAfter(found *clock) {
	at := found.to
	next := at
	dash := false
	switch {
	case r.is(at, "to"), r.is(at, "til"), r.is(at, "till"), r.is(at, "until"), r.is(at, "and") && r.between(found.to):
		next++
	case at > 0 && at < len(r.tokens) && r.tokens[at].Start == r.tokens[at-1].End+1:
		dash = true
	default:
		return
	}
	end, ok := r.rangeEnd(next)
	if !ok || dash && !end.said {
		return
	}
	if end.said && !found.said && found.hour <= 12 {
		// "between 2 and 3am": the half of the day counts for both, unless that
		// would turn them round: "11 til 2am".
		late := end.hour >= 12
		if found.hour%12 > end.hour%12 && end.hour != 24 {
			late = !late
		}
		found.setHalf(late)
	}
	found.until, found.untilMinute, found.to = end.hour, end.minute, end.to
}

func (r *reader) rangeEnd(at int) (clock, bool) {
	if r.is(at, "midnight") {
		return clock{hour: 24, to: at + 1, said: true}, true
	}
	if r.is(at, "half") || r.is(at, "quarter") {
		return r.halves(at)
	}
	hour, ok := r.number(at)
	if !ok || hour > 24 || hour == 0 && r.word(at) != "00" {
		return clock{}, false
	}
	end := clock{hour: hour, to: at + 1, until: -1, said: hour > 12}
	r.minutes(&end, at)
	if !r.half(&end) && counted[r.word(end.to)] {
		return clock{}, false
	}
	return end, true
}

// between reports whether the word stands before the first of two times.
func (r *reader) between(at int) bool {
	for back := at - 1; back >= at-6; back-- {
		if r.is(back, "between") || r.is(back, "from") {
			return true
		}
	}
	return false
}
