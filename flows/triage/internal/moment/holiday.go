package moment

import "time"

// holiday reads the days that have a name: "bonfire night", "easter monday",
// "the august bank holiday". It is the latest that has been, unless the message
// speaks of what is to come.
func (r *reader) holiday(at int) (day, bool) {
	if !holidayWords[r.word(at)] {
		return day{}, false
	}
	before := r.word(at - 1)
	if before == "the" {
		before = r.word(at - 2)
	}
	switch before {
	case "every", "each", "since", "a":
		return day{}, false
	case "for":
		if _, bank := r.bankHoliday(at); bank {
			return day{}, false // "more police for the bank holiday"
		}
	}
	found, ok := r.namedDay(at)
	if !ok || r.asksAbout(at, found.to) || found.date.AddDate(1, 0, 0).Before(r.today.AddDate(0, 0, soon)) && r.future() {
		return day{}, false
	}
	return found, true
}

// future reports whether a message speaks of what is to come: of two days of a
// name that are near, it may mean either.
func (r *reader) future() bool {
	for at, token := range r.tokens {
		if coming[token.Text] || token.Text == "going" && r.is(at+1, "to") {
			return true
		}
	}
	return false
}

// asksAbout reports whether the words around a named day ask what is open then.
func (r *reader) asksAbout(from, to int) bool {
	for at := max(0, from-6); at < to+4 && at < len(r.tokens); at++ {
		if opening[r.tokens[at].Text] {
			return true
		}
	}
	return r.is(from-2, "do") || r.is(from-3, "do") || r.is(from-4, "do")
}

var (
	coming  = set("will", "wont", "tomorrow", "upcoming", "planning", "planned")
	opening = set("open", "opens", "opening", "collection", "collections", "timetable")
)

// namedDay is the latest such day, or that of the year that follows it.
func (r *reader) namedDay(at int) (day, bool) {
	if found, ok := r.bankHoliday(at); ok {
		return found, true
	}
	for _, known := range namedDays {
		if !r.is(at, known.words...) {
			continue
		}
		found := day{to: at + len(known.words), single: known.days < 2, days: known.days}
		found.date = r.latest(r.yearAfter(&found.to), known.in)
		if known.words[len(known.words)-1] == "night" {
			found.part = night
		}
		return found, true
	}
	return day{}, false
}

// yearAfter is the year that follows a day, or this year, and moves to its end.
func (r *reader) yearAfter(to *int) int {
	year := r.today.Year()
	switch given, ok := r.number(*to); {
	case ok && given >= 2000 && given < year:
		*to++
		return given
	case r.is(*to, "last", "year"):
		*to += 2
		return year - 1
	case r.is(*to, "of", "last", "year"), r.is(*to, "the", "year", "before"):
		*to += 3
		return year - 1
	}
	return year
}

// latest gives the last of the days, one a year, up to that of a year, that
// isn't after today.
func (r *reader) latest(year int, in func(year int) (time.Month, int)) time.Time {
	for ; ; year-- {
		month, n := in(year)
		if date := time.Date(year, month, n, 0, 0, 0, 0, r.today.Location()); !date.After(r.today) {
			return date
		}
	}
}

// bankHoliday reads "bank holiday monday", "the may bank holiday", "over the
// august bank holiday weekend"; without more, the latest one.
func (r *reader) bankHoliday(at int) (day, bool) {
	which, next := wholeYear, at
	if early, late := r.is(at, "early", "may"), r.is(at, "late", "may"); early || late {
		which = bankHolidays["spring"]
		if early {
			which.from, which.to = 1, which.from
		}
		next += 2
	} else if season, ok := bankHolidays[r.word(at)]; ok {
		which = season
		next++
	}
	if !r.is(next, "bank") || !r.is(next+1, "holiday") && !r.is(next+1, "hol") && !r.is(next+1, "hols") {
		return day{}, false
	}
	end := next + 2
	back, days, monday := 0, 1, true
	switch r.word(end) {
	case "monday", "mon":
	case "sunday", "sun":
		back = 1
	case "saturday":
		back = 2
	case "weekend", "wkend", "wknd":
		back, days = 2, 3
	default:
		monday = which == bankHolidays["easter"]
		end--
	}
	date := r.latestBankHoliday(which, monday)
	return day{to: end + 1, single: days == 1, days: days, date: date.AddDate(0, 0, -back)}, !date.IsZero()
}

// season bounds bank holidays: the first and the last month, and the days of a
// month between which they lie.
type season struct {
	first, last time.Month
	from, to    int
}

var (
	wholeYear    = season{1, 12, 1, 31}
	bankHolidays = map[string]season{
		"easter": {3, 4, 1, 31}, "may": {5, 5, 1, 31}, "spring": {5, 5, 20, 31}, "august": {8, 8, 1, 31}, "aug": {8, 8, 1, 31}, "summer": {8, 8, 1, 31},
		"christmas": {12, 12, 1, 31}, "january": {1, 1, 1, 31},
	}
)

// latestBankHoliday is the last one of England that isn't after today, a Monday
// if it has to be; zero where there was none for years.
func (r *reader) latestBankHoliday(within season, monday bool) (latest time.Time) {
	for year := r.today.Year(); latest.IsZero() && year > r.today.Year()-8; year-- {
		for _, date := range bankHolidaysOf(year, r.today.Location()) {
			month, n := date.Month(), date.Day()
			if month < within.first || month > within.last || n < within.from || n > within.to {
				continue
			}
			if (!monday || date.Weekday() == time.Monday) && !date.After(r.today) && date.After(latest) {
				latest = date
			}
		}
	}
	return latest
}

// bankHolidaysOf gives the eight of a year by the rules of England and Wales
// (gov.uk/bank-holidays): one that falls on a weekend is kept on the next day
// that is free. Extra ones, for a coronation, are unknown.
func bankHolidaysOf(year int, location *time.Location) [8]time.Time {
	on := func(month time.Month, n int) time.Time { return time.Date(year, month, n, 0, 0, 0, 0, location) }
	monday := func(month time.Month, from int) time.Time {
		return on(month, from+(8-int(on(month, from).Weekday()))%7)
	}
	kept := func(date time.Time, days int) time.Time {
		if date.Weekday() == time.Saturday || date.Weekday() == time.Sunday {
			return date.AddDate(0, 0, days)
		}
		return date
	}
	sunday := on(easter(year))
	newYear := on(1, 1)
	if newYear.Weekday() == time.Saturday {
		newYear = on(1, 3)
	}
	return [8]time.Time{
		kept(newYear, 1), sunday.AddDate(0, 0, -2), sunday.AddDate(0, 0, 1), monday(5, 1), monday(5, 25), monday(8, 25), kept(on(12, 25), 2), kept(on(12, 26), 2),
	}
}

// easter is the Sunday's month and day in the Gregorian calendar, by the method
// of Meeus, Jones and Butcher.
func easter(year int) (time.Month, int) {
	a, b, c := year%19, year/100, year%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return time.Month(n / 31), n%31 + 1
}

// fromEaster gives days that move with Easter.
func fromEaster(days int) func(int) (time.Month, int) {
	return func(year int) (time.Month, int) {
		month, n := easter(year)
		return month, n + days
	}
}

func fixed(n int, month time.Month) func(int) (time.Month, int) {
	return func(int) (time.Month, int) { return month, n }
}

// nthSunday gives the days that are the second or third Sunday of a month.
func nthSunday(nth int, month time.Month) func(int) (time.Month, int) {
	return func(year int) (time.Month, int) {
		first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC).Weekday()
		return month, 1 + (7-int(first))%7 + 7*(nth-1)
	}
}

// named is a day of the British year, or several.
type named struct {
	words []string
	in    func(year int) (time.Month, int)
	days  int // more than one where it lasts longer
}

var (
	namedDays = []named{
		{words: []string{"christmas", "day"}, in: fixed(25, 12)},
		{words: []string{"christmas", "eve"}, in: fixed(24, 12)},
		{words: []string{"boxing", "day"}, in: fixed(26, 12)},
		{words: []string{"new", "years", "eve"}, in: fixed(31, 12)},
		{words: []string{"new", "year", "eve"}, in: fixed(31, 12)},
		{words: []string{"new", "years", "night"}, in: fixed(31, 12)},
		{words: []string{"nye"}, in: fixed(31, 12)},
		{words: []string{"new", "years", "day"}, in: fixed(1, 1)},
		{words: []string{"new", "year", "day"}, in: fixed(1, 1)},
		{words: []string{"halloween"}, in: fixed(31, 10)},
		{words: []string{"mischief", "night"}, in: fixed(30, 10)},
		{words: []string{"bonfire", "night"}, in: fixed(5, 11)},
		{words: []string{"bonfire", "day"}, in: fixed(5, 11)},
		{words: []string{"fireworks", "night"}, in: fixed(5, 11)},
		{words: []string{"firework", "night"}, in: fixed(5, 11)},
		{words: []string{"guy", "fawkes", "night"}, in: fixed(5, 11)},
		{words: []string{"guy", "fawkes"}, in: fixed(5, 11)},
		{words: []string{"armistice", "day"}, in: fixed(11, 11)},
		{words: []string{"remembrance", "sunday"}, in: nthSunday(2, 11)},
		{words: []string{"remembrance", "day"}, in: fixed(11, 11)},
		{words: []string{"valentines", "day"}, in: fixed(14, 2)},
		{words: []string{"valentines", "night"}, in: fixed(14, 2)},
		{words: []string{"april", "fools", "day"}, in: fixed(1, 4)},
		{words: []string{"april", "fools"}, in: fixed(1, 4)},
		{words: []string{"pancake", "day"}, in: fromEaster(-47)},
		{words: []string{"mothers", "day"}, in: fromEaster(-21)},
		{words: []string{"mothering", "sunday"}, in: fromEaster(-21)},
		{words: []string{"fathers", "day"}, in: nthSunday(3, 6)},
		{words: []string{"good", "friday"}, in: fromEaster(-2)},
		{words: []string{"easter", "friday"}, in: fromEaster(-2)},
		{words: []string{"easter", "saturday"}, in: fromEaster(-1)},
		{words: []string{"easter", "sunday"}, in: fromEaster(0)},
		{words: []string{"easter", "day"}, in: fromEaster(0)},
		{words: []string{"easter", "monday"}, in: fromEaster(1)},
		{words: []string{"easter", "weekend"}, in: fromEaster(-2), days: 4},
	}
	holidayWords = func() map[string]bool {
		m := set("bank", "early", "late")
		for _, known := range namedDays {
			m[known.words[0]] = true
		}
		for word := range bankHolidays {
			m[word] = true
		}
		return m
	}()
)
