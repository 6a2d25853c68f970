package moment

import (
	"time"
	_ "time/tzdata" // the service must know London's clock on any machine

	"yousaid/flows/triage/internal/words"
)

// Span is a stretch of time, start included, end excluded.
type Span struct {
	Start, End time.Time
}

// Found is what a message says of time: a Span, or Vague when it speaks of a
// time that can't be named. From and To are the tokens that say it.
type Found struct {
	Span     Span
	Vague    bool
	From, To int
}

// London is the location of all times that Find gives.
func London() *time.Location {
	location, err := time.LoadLocation("Europe/London")
	if err != nil {
		return time.UTC // can't be: the time zones are built in
	}
	return location
}

// Find reads the tokens of a message that was written at the instant now. ok is
// false when the message doesn't speak of time.
func Find(tokens []words.Token, now time.Time, london *time.Location) (found Found, ok bool) {
	r := reader{now: now.In(london), shut: -1}
	r.tokens, r.foreign = inEnglish(tokens)
	r.today = midnight(r.now)
	for at := 0; at < len(r.tokens); {
		at = max(at+1, r.read(at))
	}
	found, ok = r.result()
	if ok && r.foreign {
		found.From, found.To = among(tokens, r.tokens[found.From].Start, r.tokens[found.To-1].End)
	}
	return found, ok
}

// among finds the tokens that stand between two bytes of the text: a phrase of
// another language may have more words than its English.
func among(tokens []words.Token, start, end int) (from, to int) {
	for from < len(tokens) && tokens[from].Start < start {
		from++
	}
	for to = from; to < len(tokens) && tokens[to].End <= end; to++ {
	}
	return from, to
}

// reader goes through the tokens once and keeps the first day and the times of
// day that it finds.
type reader struct {
	tokens []words.Token
	now    time.Time
	today  time.Time
	day    day   // the first that is named, if day.to > 0
	other  int   // where the second is named, if > 0
	clock  clock // the first that isn't the second day's, if clock.to > 0
	exact  Found // said as a distance from now: needs no day and no clock
	vague  Found
	// foreign says that other languages' words were put into English: these say
	// "at 21" for nine in the evening.
	foreign bool
	told    int // where the last time of day ended
	shut    int // tokens up to here belong to something that repeats
}

// read tries to read a time at a token and says where to go on.
func (r *reader) read(at int) int {
	if end := r.repeating(at); end > 0 {
		r.noteVague(at, end)
		r.shut = end + 4
		return end
	}
	if !r.mayBegin(at) {
		return 0
	}
	if end := r.relative(at); end > 0 {
		return end
	}
	if end := r.across(at); end > 0 {
		return end
	}
	if end := r.readDay(at); end > 0 {
		return end
	}
	return r.readClock(at)
}

func (r *reader) noteVague(from, to int) {
	if r.vague.To == 0 {
		r.vague = Found{Vague: true, From: from, To: to}
	}
}

// mayBegin reports whether anything can be read at a token: most words are
// passed by at once.
func (r *reader) mayBegin(at int) bool {
	return r.tokens[at].Kind == words.Number || openers[r.tokens[at].Text]
}

// openers are the words that begin a time, numbers aside.
var openers = func() map[string]bool {
	m := set("last", "lastnight", "lastnite", "this", "today", "tonight", "early", "night", "day", "week", "weekend", "wkend", "wknd", "in", "during",
		"just", "half", "quarter", "midnight", "midday", "noon", "twenty", "a", "an", "couple", "few", "about", "past", "same", "moments", "seconds", "minutes", "fortnight", "one", "between", "from")
	for word := range yesterday {
		m[word] = true
	}
	for word := range weekdays {
		m[word] = true
	}
	for word := range months {
		m[word] = true
	}
	for word := range numberWords {
		m[word] = true
	}
	for word := range holidayWords {
		m[word] = true
	}
	return m
}()

// result puts the day and the time of day together.
func (r *reader) result() (Found, bool) {
	hasDay, hasClock := r.day.to > 0, r.clock.to > 0
	switch {
	case hasDay && hasClock && r.day.single && r.belong(r.day, r.clock):
		return r.together(r.day, r.clock), true
	case r.exact.To > 0 && (!hasDay || r.exact.From < r.day.from):
		return r.exact, true
	case hasDay:
		return Found{Span: r.day.span(r), From: r.day.from, To: r.day.to}, true
	case hasClock && r.vague.To == 0:
		return r.clockAlone(r.clock), true
	case r.vague.To > 0:
		return r.vague, true
	}
	return Found{}, false
}

// belong reports whether a time of day stands near enough to a day to be on it.
func (r *reader) belong(d day, c clock) bool {
	from, to := min(d.to, c.to), max(d.from, c.from)
	far := 14
	for at := from; at < to && at < len(r.tokens); at++ {
		if r.tokens[at].Text == "." || r.tokens[at].Text == "?" {
			far = 9
		}
	}
	return to-from <= far
}

// word is the text of a token, empty beyond the ends.
func (r *reader) word(at int) string {
	if at < 0 || at >= len(r.tokens) {
		return ""
	}
	return r.tokens[at].Text
}

// is reports whether the words stand at a token.
func (r *reader) is(at int, list ...string) bool {
	for i, word := range list {
		if r.word(at+i) != word {
			return false
		}
	}
	return true
}

// number reads digits or a number word of up to twelve.
func (r *reader) number(at int) (n int, ok bool) {
	word := r.word(at)
	if n, ok = numberWords[word]; ok {
		return n, true
	}
	if word == "" || len(word) > 4 || r.tokens[at].Kind != words.Number {
		return 0, false
	}
	for _, digit := range word {
		if digit < '0' || digit > '9' {
			return 0, false
		}
		n = n*10 + int(digit-'0')
	}
	return n, true
}

func (r *reader) isNumber(at int) bool {
	_, ok := r.number(at)
	return ok
}

var numberWords = map[string]int{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

// at gives a wall-clock time on a day; hours past 23 are on the next one.
func onDay(day time.Time, hour, minute int) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, day.Location())
}
