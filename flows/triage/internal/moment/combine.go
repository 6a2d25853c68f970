package moment

import "time"

// together puts a time of day on a day: "about half 7 this morning".
func (r *reader) together(d day, c clock) Found {
	c.lean(d.part)
	if !c.said && c.hour <= 12 {
		// Nothing says which half of the day: the waking one, unless it is
		// still to come.
		if c.hour < 7 || c.hour == 12 {
			c.hour = c.hour%12 + 12
		} else if c.hour < 12 && onDay(d.date, c.hour+12, 0).Before(r.now) && d.part == evening {
			c.hour += 12
		}
	} else if d.part == night && c.said && c.hour < 6 {
		c.hour += 24 // "saturday night at 1am" is on Sunday
	}
	found := Found{From: min(d.from, c.from), To: max(d.to, c.to)}
	found.Span = c.span(d.date)
	if found.Span.Start.After(r.now) && d.date.Equal(r.today) && c.hour >= 12 && c.hour < 24 {
		c.hour -= 12
		found.Span = c.span(d.date)
	}
	return found
}

// span is the time of day with its slack, on a day.
func (c clock) span(date time.Time) Span {
	if c.until >= 0 {
		end := c.until
		for end <= c.hour {
			end += 12
		}
		return Span{onDay(date, c.hour, c.minute), onDay(date, end, 0)}
	}
	middle := onDay(date, c.hour, c.minute)
	return Span{middle.Add(-c.slack), middle.Add(c.slack)}
}

// clockAlone is the latest such time that has been: "at 9pm", said at noon, was
// yesterday.
func (r *reader) clockAlone(c clock) Found {
	choices := []int{c.hour}
	if !c.said && c.hour <= 12 {
		choices = []int{c.hour % 12, c.hour%12 + 12}
	}
	var best Span
	for _, hour := range choices {
		for back := range 2 {
			c.hour = hour
			span := c.span(r.today.AddDate(0, 0, -back))
			if !span.Start.After(r.now) && span.Start.After(best.Start) {
				best = span
			}
		}
	}
	return Found{Span: best, From: c.from, To: c.to}
}

// relative reads a distance from now: "just now", "10 minutes ago", "2 weeks ago".
func (r *reader) relative(at int) int {
	if r.is(at, "just", "now") {
		return r.setExact(at, at+2, Span{r.now.Add(-30 * time.Minute), r.now})
	}
	n, unit, ok := r.amount(at)
	if !ok {
		return 0
	}
	if !r.is(unit+1, "ago") && !r.is(unit+1, "back") {
		return 0
	}
	end := unit + 2
	span, ok := r.before(n, r.word(unit))
	if !ok {
		r.noteVague(at, end)
		return end
	}
	if span.End.Sub(span.Start) == 0 {
		r.day = &day{from: at, to: end, date: span.Start, single: true}
		r.day.part, r.day.to = r.partAfter(end, wholeDay)
		return r.day.to
	}
	return r.setExact(at, end, span)
}

func (r *reader) setExact(from, to int, span Span) int {
	if r.exact == nil && from >= r.shut {
		r.exact = &Found{Span: span, From: from, To: to}
	}
	return to
}

// amount reads "10", "a", "a couple of", "half an" and gives where the unit is.
func (r *reader) amount(at int) (n float64, unit int, ok bool) {
	switch {
	case r.is(at, "half", "an", "hour") || r.is(at, "half", "a", "hour") || r.is(at, "half", "hour"):
		unit = at + 1
		if !r.is(unit, "hour") {
			unit++
		}
		return 0.5, unit, true
	case r.is(at, "couple", "of"):
		return 2, at + 2, true
	case r.is(at, "couple"):
		return 2, at + 1, true
	case r.is(at, "few"):
		return 3, at + 1, true
	case r.is(at, "a"), r.is(at, "an"), r.is(at, "about", "a"):
		return 1, at + 1, true
	}
	if count, ok := r.number(at); ok {
		return float64(count), at + 1, true
	}
	return 0, 0, false
}

// before is the time that lies so many units back; an empty span is that whole
// day. Years, and more than a handful of months, are too vague.
func (r *reader) before(n float64, unit string) (Span, bool) {
	around := func(middle time.Time, slack time.Duration) (Span, bool) {
		return Span{middle.Add(-slack), middle.Add(slack)}, true
	}
	days := func(middle, slack int) (Span, bool) {
		return Span{r.today.AddDate(0, 0, -middle-slack), r.today.AddDate(0, 0, -middle+slack+1)}, true
	}
	switch unit {
	case "second", "seconds", "sec", "secs", "minute", "minutes":
		if unit[0] == 's' {
			n = 1
		}
		return around(r.now.Add(-time.Duration(n*float64(time.Minute))), max(2, time.Duration(n/4))*time.Minute)
	case "hour", "hours":
		return around(r.now.Add(-time.Duration(n*float64(time.Hour))), min(30, time.Duration(20*n+5))*time.Minute)
	case "day", "days", "night", "nights":
		date := r.today.AddDate(0, 0, -int(n))
		return Span{date, date}, n < 60
	case "week", "weeks":
		return days(int(7*n), 3)
	case "month", "months":
		middle := int(30.4 * n)
		return days(middle, 10)
	}
	return Span{}, false
}
