package moment

import "time"

// together puts a time of day on a day: "about half 7 this morning".
func (r *reader) together(d day, c clock) Found {
	c.lean(d.part)
	sure := c.said
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
	if sure && c.until >= 0 && c.until < 12 && c.hour >= 18 && (d.part == morning || d.part == smallHours) {
		d.date = d.date.AddDate(0, 0, -1) // "between 11pm and 6 this morning"
	}
	found := Found{From: min(d.from, c.from), To: max(d.to, c.to)}
	found.Span = c.span(d.date)
	if found.Span.Start.After(r.now) && d.date.Equal(r.today) && !sure && c.hour >= 12 && c.hour < 24 {
		c.hour -= 12
		found.Span = c.span(d.date)
	}
	if found.Span.Start.After(r.now) && d.weekly {
		found.Span = c.span(d.date.AddDate(0, 0, -7)) // "4pm weds", said on a Wednesday at noon
	}
	return found
}

// span is the time of day with its slack, on a day.
func (c clock) span(date time.Time) Span {
	from := onDay(date, c.hour, c.minute)
	if c.until >= 0 {
		end := onDay(date, c.until, c.untilMinute)
		for !end.After(from) {
			end = end.Add(12 * time.Hour)
		}
		return Span{from, end}
	}
	middle := from.Add(c.shift)
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
			if said := span.Start.Add(c.slack); said.After(r.now) && said.Add(-time.Hour).Hour() == said.Hour() {
				// The hour that comes twice when clocks go back.
				span = Span{span.Start.Add(-time.Hour), span.End.Add(-time.Hour)}
			}
			if !span.Start.After(r.now) && span.Start.After(best.Start) {
				best = span
			}
		}
	}
	return Found{Span: best, From: c.from, To: c.to}
}
