package moment

import "time"

// clock is a time of day that a message names.
type clock struct {
	from, to     int
	hour, minute int
	said         bool          // whether it is morning or afternoon was said
	slack        time.Duration // how far either way it may be
	until        int           // the hour of "between 9 and 10", -1 when there is none
}

// readClock reads a time of day at a token and gives where it ends.
func (r *reader) readClock(at int) int {
	found, ok := r.clockAt(at)
	if !ok {
		return 0
	}
	if at < r.shut || r.is(at-1, "until") || r.is(at-1, "till") || r.is(at-1, "til") || r.is(at-1, "by") {
		r.noteVague(at, found.to)
		return found.to
	}
	found.from = at
	r.clocks = append(r.clocks, found)
	return found.to
}

const (
	exactly = 15 * time.Minute
	roughly = 30 * time.Minute
)

func (r *reader) clockAt(at int) (clock, bool) {
	word := r.word(at)
	switch word {
	case "midnight":
		return clock{to: at + 1, hour: 24, said: true, slack: r.slack(at, at+1), until: -1}, true
	case "midday", "noon":
		return clock{to: at + 1, hour: 12, said: true, slack: r.slack(at, at+1), until: -1}, true
	case "half", "quarter":
		return r.halves(at)
	}
	if found, ok := r.pastTo(at); ok {
		return found, true
	}
	hour, ok := r.number(at)
	if !ok || r.notAClock(at) {
		return clock{}, false
	}
	found := clock{hour: hour, to: at + 1, until: -1}
	withMinutes := r.minutes(&found, at)
	if !withMinutes && r.word(at) != "" && len(r.word(at)) == 4 && r.is(at-1, "at") && hour%100 < 60 && hour < 2400 {
		found.hour, found.minute, found.said = hour/100, hour%100, true // "at 2130"
		withMinutes = true
	}
	if found.hour > 24 || found.minute > 59 {
		return clock{}, false
	}
	marked := r.half(&found)
	if !marked && !withMinutes && !r.bare(at, &found) {
		return clock{}, false
	}
	if found.hour > 12 || withMinutes && len(r.word(at)) == 2 && r.word(at)[0] == '0' {
		found.said = true
	}
	r.rangeAfter(&found)
	found.slack = r.slack(at, found.to)
	return found, true
}

// minutes reads ":30" or ".30" written against the hour.
func (r *reader) minutes(found *clock, at int) bool {
	if r.word(at+1) != ":" && r.word(at+1) != "." || at+2 >= len(r.tokens) {
		return false
	}
	if r.tokens[at+1].Start != r.tokens[at].End || r.tokens[at+2].Start != r.tokens[at+1].End || len(r.word(at+2)) != 2 {
		return false
	}
	minute, ok := r.number(at + 2)
	if !ok || minute > 59 || found.hour > 24 {
		return false
	}
	if r.word(at+1) == "." && !r.timeWord(at-1) && r.word(at+3) != "am" && r.word(at+3) != "pm" {
		return false // 9.99 may be a price
	}
	found.minute, found.to = minute, at+3
	return true
}

// half reads am and pm, "in the morning", "at night", o'clock and "-ish".
func (r *reader) half(found *clock) bool {
	marked := false
	for found.to < len(r.tokens) {
		switch at := found.to; {
		case r.is(at, "am") || r.is(at, "a", ".", "m"):
			if found.hour == 12 {
				found.hour = 0
			}
			found.said, found.to = true, at+1
			return true
		case r.is(at, "pm"):
			if found.hour < 12 {
				found.hour += 12
			}
			found.said, found.to = true, at+1
			return true
		case r.is(at, "oclock"), r.is(at, "ish"), r.is(at, "o", "clock"):
			marked = true
			found.to++
			if r.is(at, "o") {
				found.to++
			}
		case r.is(at, "in", "the") && parts[r.word(at+2)] != 0:
			found.lean(parts[r.word(at+2)])
			found.to = at + 3
			return true
		case r.is(at, "at", "night"):
			found.lean(night)
			found.to = at + 2
			return true
		default:
			return marked
		}
	}
	return marked
}

// lean settles which half of the day an hour belongs to.
func (c *clock) lean(p part) {
	if c.said || c.hour > 12 {
		return
	}
	switch p {
	case morning, smallHours:
		c.hour %= 12
	case afternoon, evening, lunch:
		c.hour = c.hour%12 + 12
	case night:
		if c.hour >= 6 && c.hour < 12 {
			c.hour += 12
		} else if c.hour == 12 {
			c.hour = 24
		} else {
			c.hour += 24 // after midnight, on the next day
		}
	default:
		return
	}
	c.said = true
}

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
	if !ok || hour < 1 || hour > 12 || r.counts(to+1) {
		return clock{}, false
	}
	found := clock{to: to + 1, hour: hour, minute: minute, until: -1}
	if back {
		found.hour, found.minute = (hour+10)%12+1, 45
	}
	r.half(&found)
	found.slack = r.slack(at, found.to)
	return found, true
}

// pastTo reads "ten past 3" and "5 to 9".
func (r *reader) pastTo(at int) (clock, bool) {
	minute, ok := r.number(at)
	if r.word(at) == "twenty" {
		minute, ok = 20, true
	}
	to := at + 1
	if r.is(to, "minutes") {
		to++
	}
	past, before := r.is(to, "past"), r.is(to, "to")
	if !ok || minute%5 != 0 || minute > 25 || !past && !before {
		return clock{}, false
	}
	hour, ok := r.number(to + 1)
	if !ok || hour < 1 || hour > 12 || before && r.counts(to+2) {
		return clock{}, false
	}
	found := clock{to: to + 2, hour: hour, minute: minute, until: -1}
	if before {
		found.hour, found.minute = (hour+10)%12+1, 60-minute
	}
	marked := r.half(&found)
	if before && !marked && !r.timeWord(at-1) {
		return clock{}, false // "5 to 10 lads"
	}
	found.slack = r.slack(at, found.to)
	return found, true
}

// rangeAfter reads the end of "9 til 11pm", "between 2 and 3am", "1-2am".
func (r *reader) rangeAfter(found *clock) {
	at := found.to
	gap := r.is(at, "and") && r.is(found.to-2, "between") || r.is(at, "to") || r.is(at, "til") || r.is(at, "till") || r.is(at, "until")
	dash := at > 0 && at < len(r.tokens) && r.tokens[at].Start == r.tokens[at-1].End+1 && r.tokens[at].Text[0] <= '9' && r.tokens[at].Text[0] >= '0'
	next := at
	if gap {
		next++
	} else if !dash {
		return
	}
	hour, ok := r.number(next)
	if !ok || hour > 24 {
		return
	}
	end := clock{hour: hour, to: next + 1, until: -1}
	r.half(&end)
	if end.said && !found.said && found.hour <= 12 {
		// "between 2 and 3am": the half of the day counts for both.
		if found.hour < hour {
			found.hour += end.hour - hour
		} else if end.hour < 12 && found.hour < 12 {
			found.hour += 12 // "11 til 2am"
		}
		found.said = true
	}
	found.until, found.to = end.hour, end.to
}
