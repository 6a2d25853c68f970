package moment

import "time"

// clock is a time of day that a message names.
type clock struct {
	from, to     int
	hour, minute int
	said         bool          // whether it is morning or afternoon was said
	slack        time.Duration // how far either way it may be
	shift        time.Duration // "just after"
	until        int           // the hour of "between 9 and 10", -1 when there is none
	untilMinute  int
}

const (
	exactly = 15 * time.Minute
	roughly = 30 * time.Minute
)

// readClock reads a time of day at a token and gives where it ends.
func (r *reader) readClock(at int) int {
	found, ok := r.clockAt(at)
	if !ok {
		return 0
	}
	if at < r.shut || r.bounds(at-1) || r.contact(at) || r.habit(found.to) {
		r.noteVague(at, found.to)
		return found.to
	}
	found.from = at
	r.told = found.to
	r.nearness(&found)
	r.partBefore(&found)
	if r.clock.to == 0 && (r.other == 0 || at-r.other > 6 && at-r.other > at-r.day.to) {
		r.clock = found
	}
	return found.to
}

// bounds reports whether a word says that the time behind it only bounds what
// happened: "until 3am", "before 9", but not "just before 9".
func (r *reader) bounds(at int) bool {
	switch r.word(at) {
	case "until", "untill", "till", "til", "by":
		return true
	case "before":
		return !r.is(at-1, "just") && !r.is(at-1, "shortly") && !r.is(at-1, "bit")
	}
	return false
}

// clockAt reads "midnight", "half 7", "ten past 3", "9.30pm", "at 9".
func (r *reader) clockAt(at int) (clock, bool) {
	switch r.word(at) {
	case "midnight":
		return clock{to: at + 1, hour: 24, said: true, until: -1}, true
	case "midday", "noon":
		return clock{to: at + 1, hour: 12, said: true, until: -1}, true
	case "half", "quarter":
		return r.halves(at)
	}
	if found, ok := r.pastTo(at); ok {
		return found, true
	}
	return r.digits(at)
}

// digits reads a time that begins with its hour.
func (r *reader) digits(at int) (clock, bool) {
	hour, ok := r.number(at)
	if !ok || r.notAClock(at) {
		return clock{}, false
	}
	found := clock{hour: hour, to: at + 1, until: -1}
	withMinutes := r.minutes(&found, at) || r.together4(&found, at)
	if found.hour > 24 || found.minute > 59 {
		return clock{}, false
	}
	marked := r.half(&found)
	if withMinutes && r.is(found.to, "hours") {
		found.to++
	}
	if !marked && !withMinutes && !r.bare(at, &found) || marked && found.hour > 24 && !found.said {
		return clock{}, false
	}
	if found.hour > 12 || withMinutes && r.word(at)[0] == '0' {
		found.said = true
	}
	r.rangeAfter(&found)
	if counted[r.word(found.to)] && !marked {
		return clock{}, false
	}
	return found, true
}

// minutes reads ":30" or ".30" written against the hour.
func (r *reader) minutes(found *clock, at int) bool {
	if r.word(at+1) != ":" && r.word(at+1) != "." && r.word(at+1) != ";" || at+2 >= len(r.tokens) || len(r.word(at)) > 2 {
		return false
	}
	if r.tokens[at+1].Start != r.tokens[at].End || r.tokens[at+2].Start != r.tokens[at+1].End || len(r.word(at+2)) != 2 {
		return false
	}
	minute, ok := r.number(at + 2)
	if !ok || minute > 59 || found.hour > 24 {
		return false
	}
	if r.word(at+1) == "." && !r.timeWord(at-1) && !r.halfOfDay(at+3) && !dayAhead[r.word(at+3)] && !r.justDay(at) && !r.foreign && !r.itIs(at-1) {
		return false // 9.99 may be a price
	}
	found.minute, found.to = minute, at+3
	return true
}

// justDay reports whether a day has just been read: "14.07.26 21.30".
func (r *reader) justDay(at int) bool {
	return r.day.to > 0 && at-r.day.to < 2 && at >= r.day.to
}

func (r *reader) halfOfDay(at int) bool {
	return r.is(at, "am") || r.is(at, "pm") || r.is(at, "a", ".", "m") || r.is(at, "p", ".", "m") || r.is(at, "hours")
}

// together4 reads hours and minutes written as one: "930pm", "at 2130", "2130hrs".
func (r *reader) together4(found *clock, at int) bool {
	digits := len(r.word(at))
	if digits != 3 && digits != 4 || r.word(at)[0] > '9' || found.hour%100 > 59 || found.hour >= 2400 {
		return false
	}
	switch {
	case r.halfOfDay(at + 1):
	case digits == 4 && r.is(at-1, "at"), r.word(at)[0] == '0' && digits == 4 && r.timeWord(at-1):
	default:
		return false
	}
	found.hour, found.minute = found.hour/100, found.hour%100
	if r.is(at+1, "hours") {
		found.to++
	}
	found.said = digits == 4
	return true
}

// half reads am and pm, "in the morning", "at night", o'clock and "-ish".
func (r *reader) half(found *clock) bool {
	marked := false
	for found.to < len(r.tokens) {
		switch at := found.to; {
		case r.is(at, "am"), r.is(at, "a", ".", "m"), r.is(at, "pm"), r.is(at, "p", ".", "m"):
			found.to++
			if r.word(at+1) == "." && len(r.word(at)) == 1 {
				found.to += 2
			}
			found.setHalf(r.word(at)[0] == 'p')
			if r.is(found.to, "ish") {
				found.slack = roughly
				found.to++
			}
			return true
		case r.is(at, "oclock"), r.is(at, "oclok"), r.is(at, "clock"):
			marked = true
			found.to++
		case r.is(at, "o", "clock"):
			marked = true
			found.to += 2
		case r.is(at, "ish"), r.is(at, "sh") && found.hour <= 12:
			marked = true
			found.slack = roughly
			found.to++
		case (r.is(at, "in", "the") || r.is(at, "at", "the")) && parts[r.word(at+2)] != 0:
			found.lean(parts[r.word(at+2)])
			found.to = at + 3
			return true
		case r.is(at, "at", "night"), r.is(at, "in", "night"):
			found.lean(night)
			found.to = at + 2
			return true
		default:
			return marked
		}
	}
	return marked
}

// setHalf settles morning or afternoon by "am" or "pm".
func (c *clock) setHalf(afternoon bool) {
	if c.hour == 12 && !afternoon {
		c.hour = 0
	}
	if c.hour < 12 && afternoon {
		c.hour += 12
	}
	c.said = true
}

// lean settles which half of the day an hour belongs to by the part of the day
// that the message speaks of.
func (c *clock) lean(p part) {
	if c.said || c.hour > 12 {
		return
	}
	switch p {
	case morning, smallHours, dawn:
		c.hour %= 12
	case afternoon, evening, lunch, schoolRun:
		c.hour = c.hour%12 + 12
		if p == lunch && c.hour > 20 {
			c.hour -= 12 // "11 at lunch"
		}
	case night, tonight:
		switch {
		case c.hour >= 5 && c.hour < 12:
			c.hour += 12
		case c.hour == 12:
			c.hour = 24
		default:
			c.hour += 24 // after midnight, on the next day
		}
	default:
		return
	}
	c.said = true
}

// partBefore leans on a part of the day that was named just before: "in the
// evening about 9".
func (r *reader) partBefore(c *clock) {
	for back := c.from - 1; back >= c.from-4 && back >= 0; back-- {
		if r.tokens[back].Text == "." {
			return
		}
		if p := parts[r.tokens[back].Text]; p != wholeDay && back >= r.day.to {
			c.lean(p)
			return
		}
	}
}

// nearness sets the slack: a quarter of an hour each way, half an hour when the
// words say "about", and the side for "just after" and "just before".
func (r *reader) nearness(c *clock) {
	before := r.word(c.from - 1)
	if before == "at" && c.from > 1 {
		if about[r.word(c.from-2)] {
			before = r.word(c.from - 2) // "about at 9"
		}
	}
	switch {
	case c.slack == 0 && (about[before] || r.is(c.to, "ish") || r.is(c.to, "or", "so") || r.is(c.to, "roughly")):
		c.slack = roughly
	case c.slack == 0:
		c.slack = exactly
	}
	switch before {
	case "after", "gone", "past":
		c.shift = 10 * time.Minute
	case "before":
		c.shift = -10 * time.Minute
	}
}

var about = set("about", "around", "approx", "approximately", "roughly", "round", "like", "nearly", "almost", "say", "circa", "towards", "roundabout", "maybe", "probably")
