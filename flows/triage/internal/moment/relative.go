package moment

import "time"

// relative reads a distance from now: "just now", "10 minutes ago", "2 weeks ago".
func (r *reader) relative(at int) int {
	if end := r.momentAgo(at); end > 0 {
		return r.setExact(at, end, Span{r.now.Add(-30 * time.Minute), r.now})
	}
	if end := r.thisTime(at); end > 0 {
		return end
	}
	if end := r.withinLast(at); end > 0 {
		return end
	}
	n, unit, ok := r.amount(at)
	if !ok {
		return 0
	}
	end := unit + 2
	if r.is(unit+1, "or", "so") {
		end += 2
	}
	if !r.is(end-1, "ago") && !r.is(end-1, "back") && !r.is(end-1, "earlier") {
		return 0
	}
	span, ok := r.before(n, r.word(unit))
	if !ok {
		r.noteVague(at, end)
		return end
	}
	if span.Start.Equal(span.End) {
		found := day{from: at, to: end, date: span.Start, single: true}
		found.part, found.to = r.partAfter(end, wholeDay)
		return r.setDay(found)
	}
	return r.setExact(at, end, span)
}

// momentAgo reads "just now", "a moment ago", "just happened".
func (r *reader) momentAgo(at int) int {
	switch {
	case r.is(at, "just", "now"), r.is(at, "just", "happened"):
		return at + 2
	case r.is(at, "moments", "ago"), r.is(at, "seconds", "ago"), r.is(at, "minutes", "ago"):
		return at + 2
	case r.is(at, "a", "moment", "ago"), r.is(at, "a", "second", "ago"), r.is(at, "a", "sec", "ago"):
		return at + 3
	}
	return 0
}

// thisTime reads "this time yesterday", "same time last week".
func (r *reader) thisTime(at int) int {
	if !r.is(at, "this", "time") && !r.is(at, "same", "time") {
		return 0
	}
	back, end := 0, at+3
	switch {
	case yesterday[r.word(at+2)]:
		back = 1
	case r.is(at+2, "last", "night"):
		back, end = 1, at+4
	case r.is(at+2, "last", "week"):
		back, end = 7, at+4
	default:
		return 0
	}
	then := r.now.AddDate(0, 0, -back)
	return r.setExact(at, end, Span{then.Add(-roughly), then.Add(roughly)})
}

// withinLast reads "in the last hour", "within the past 20 minutes"; for days
// and weeks that is too vague.
func (r *reader) withinLast(at int) int {
	if !r.is(at, "last") && !r.is(at, "past") || !r.is(at-1, "the") && !r.is(at-1, "in") && !r.is(at-1, "within") {
		return 0
	}
	n, unit, ok := r.amount(at + 1)
	if !ok && r.is(at+1, "hour") {
		n, unit, ok = 1, at+1, true
	}
	length := time.Duration(0)
	switch r.word(unit) {
	case "minutes", "minute":
		length = time.Duration(n * float64(time.Minute))
	case "hour", "hours":
		length = time.Duration(n * float64(time.Hour))
	case "day", "days", "week", "weeks", "month", "months", "night", "nights":
	default:
		return 0
	}
	if !ok {
		return 0
	}
	if length <= 0 || length > 12*time.Hour || r.is(at-1, "the") && (r.is(at-2, "for") || r.is(at-2, "over")) {
		r.noteVague(at, unit+1)
		return unit + 1
	}
	return r.setExact(at, unit+1, Span{r.now.Add(-length), r.now})
}

func (r *reader) setExact(from, to int, span Span) int {
	if r.exact.To == 0 && from >= r.shut {
		r.exact = Found{Span: span, From: from, To: to}
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
	case r.is(at, "a", "couple") || r.is(at, "a", "few") || r.is(at, "about", "a") || r.is(at, "about", "an") || r.is(at, "about", "half"):
		return r.amount(at + 1)
	case r.is(at, "an", "hour", "and", "a", "half") || r.is(at, "1", "hour", "and", "a", "half"):
		return 1.5, at + 4, true
	case r.is(at, "hour", "and", "a", "half"):
		return 1.5, at + 3, true
	case r.is(at+1, "and", "a", "half"):
		n, unit, ok = r.amount(at + 4)
		if count, isNumber := r.number(at); isNumber && !ok {
			return float64(count) + 0.5, at + 4, true
		}
		return n, unit, false
	case r.is(at, "couple", "of"):
		return 2, at + 2, true
	case r.is(at, "couple"):
		return 2, at + 1, true
	case r.is(at, "few"):
		return few, at + 1, true
	case r.is(at, "a"), r.is(at, "an"):
		return 1, at + 1, true
	}
	if count, ok := r.number(at); ok {
		return float64(count), at + 1, true
	}
	return 0, 0, false
}

// few is "a few", which can't be told apart from a number otherwise.
const few = 3.5

// before is the time that lies so many units back; an empty span is that whole
// day. Years, and more than a handful of months, are too vague.
func (r *reader) before(n float64, unit string) (Span, bool) {
	around := func(middle time.Time, slack time.Duration) (Span, bool) {
		return Span{middle.Add(-slack), middle.Add(slack)}, true
	}
	switch unit {
	case "half":
		return around(r.now.Add(-time.Duration(n*float64(time.Hour))), roughly)
	case "second", "seconds", "sec", "secs", "minute", "minutes":
		if unit[0] == 's' {
			n = 1
		}
		if n == few {
			n = 6
		}
		return around(r.now.Add(-time.Duration(n*float64(time.Minute))), max(2, time.Duration(n/4))*time.Minute)
	case "hour", "hours":
		return around(r.now.Add(-time.Duration(n*float64(time.Hour))), min(30, time.Duration(20*n+5))*time.Minute)
	case "day", "days", "night", "nights", "week", "weeks", "month", "months", "fortnight":
		return r.daysBefore(n, unit)
	}
	return Span{}, false
}

// daysBefore is the day so many days back, as an empty span, or the days around
// the one that lies so many weeks or months back. "A few" of them is vague.
func (r *reader) daysBefore(n float64, unit string) (Span, bool) {
	if n == few {
		return Span{}, false
	}
	days := func(middle, slack int) (Span, bool) {
		return Span{r.today.AddDate(0, 0, -middle-slack), r.today.AddDate(0, 0, -middle+slack+1)}, middle < 400
	}
	switch unit {
	case "day", "days", "night", "nights":
		date := r.today.AddDate(0, 0, -int(n))
		return Span{date, date}, n < 60
	case "week", "weeks":
		return days(int(7*n), 3)
	case "fortnight":
		return days(int(14*n), 3)
	case "month", "months":
		middle := int(30.4 * n)
		return days(middle, 10)
	}
	return Span{}, false
}
