package bot

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ReadAway reads from when until when somebody says that they are away: "3 Dec",
// "until Friday", "3 Dec to 10 Dec", "from 3/12 until 10/12". The last day is one
// on which they are away; without a first one they are away from now. Days have
// no year, or a year that is near: the next ones are meant. ErrEmpty: nothing is
// said; ErrWhen: it is no such days, they are over, or more than a year.
func ReadAway(text string, now time.Time, zone *time.Location) (Away, error) {
	r := awayReader{words: awayWords(text), now: now.In(zone)}
	if len(r.words) == 0 {
		return Away{}, ErrEmpty
	}
	began := r.skip("from")
	first, ok := r.day(r.now)
	if !ok {
		r.skip("until", "till", "to", "through", "-")
		first, ok = r.day(r.now)
		began = false
	}
	if !ok {
		return Away{}, ErrWhen
	}
	away := Away{From: now, Until: first.AddDate(0, 0, 1)}
	if r.skip("until", "till", "to", "through", "-") || began {
		last, ok := r.day(first)
		if !ok {
			return Away{}, ErrWhen
		}
		away = Away{From: first, Until: last.AddDate(0, 0, 1)}
		if first.Before(now) {
			away.From = now // it is today
		}
	}
	if len(r.words) > 0 || !away.Until.After(away.From) || away.Until.Sub(now) > MostAway {
		return Away{}, ErrWhen
	}
	return away, nil
}

var (
	awayWord = regexp.MustCompile(`[a-z]+|[0-9]+(?:st|nd|rd|th)?(?:[/.-][0-9]+)*|-`)
	awayNone = regexp.MustCompile(`[^a-z0-9/.,\s–-]`)
)

// awayWords are the words of a text; none where there is something else in it.
func awayWords(text string) []string {
	text = strings.ReplaceAll(strings.ToLower(text), "–", "-")
	if awayNone.MatchString(text) || len(text) > 80 {
		return []string{"?"}
	}
	words := awayWord.FindAllString(text, -1)
	return slices.DeleteFunc(words, func(word string) bool { return word == "on" || word == "the" || word == "of" || word == "and" })
}

// awayReader takes words off the front.
type awayReader struct {
	words []string
	now   time.Time
}

func (r *awayReader) skip(words ...string) bool {
	if len(r.words) == 0 || !slices.Contains(words, r.words[0]) {
		return false
	}
	r.words = r.words[1:]
	return true
}

// day reads one day, the first such one that is not before a time.
func (r *awayReader) day(from time.Time) (time.Time, bool) {
	if len(r.words) == 0 {
		return time.Time{}, false
	}
	today := midnight(from.Year(), from.Month(), from.Day(), r.now.Location())
	first := r.words[0]
	if at, ok := r.named(first, today); ok {
		r.words = r.words[1:]
		// "Friday 4 December" says one day twice.
		rest := *r
		if again, ok := rest.dated(today); ok && again.Weekday() == at.Weekday() {
			*r = rest
			return again, true
		}
		return at, true
	}
	return r.dated(today)
}

// named reads "today", "tomorrow" and days of the week.
func (r *awayReader) named(word string, today time.Time) (time.Time, bool) {
	now := midnight(r.now.Year(), r.now.Month(), r.now.Day(), r.now.Location())
	switch word {
	case "today":
		return now, true
	case "tomorrow":
		return now.AddDate(0, 0, 1), true
	}
	for ahead := range 7 {
		day := today.AddDate(0, 0, ahead)
		if name := strings.ToLower(day.Weekday().String()); len(word) >= 3 && strings.HasPrefix(name, word) {
			return day, true
		}
	}
	return time.Time{}, false
}

var numbers = regexp.MustCompile(`^([0-9]{1,4})(?:st|nd|rd|th)?(?:[/.-]([0-9]{1,2}))?(?:[/.-]([0-9]{1,4}))?$`)

// dated reads "3 December", "Dec 3", "3/12", "2026-12-03", each with a year or
// without.
func (r *awayReader) dated(today time.Time) (time.Time, bool) {
	words := r.words
	if len(words) == 0 {
		return time.Time{}, false
	}
	if m := numbers.FindStringSubmatch(words[0]); m != nil && m[2] != "" {
		day, month, year := atoi(m[1]), atoi(m[2]), atoi(m[3])
		if len(m[1]) == 4 {
			day, year = year, day
		}
		return r.take(1, today, year, month, day)
	}
	if len(words) < 2 {
		return time.Time{}, false
	}
	for _, order := range [][2]int{{0, 1}, {1, 0}} {
		m := numbers.FindStringSubmatch(words[order[0]])
		month := monthOf(words[order[1]])
		if m == nil || m[2] != "" || month == 0 {
			continue
		}
		if len(words) > 2 && len(words[2]) == 4 && atoi(words[2]) > 0 {
			return r.take(3, today, atoi(words[2]), month, atoi(m[1]))
		}
		return r.take(2, today, 0, month, atoi(m[1]))
	}
	return time.Time{}, false
}

// take is the day of a date, if there is one; without a year the first one from
// a day on.
func (r *awayReader) take(words int, today time.Time, year, month, day int) (time.Time, bool) {
	r.words = r.words[words:]
	if year > 0 && year < 100 {
		year += 2000
	}
	years := []int{year}
	if year == 0 {
		years = []int{today.Year(), today.Year() + 1}
	}
	for _, year := range years {
		at := midnight(year, time.Month(month), day, today.Location())
		if at.Day() == day && int(at.Month()) == month && !at.Before(today) {
			return at, true
		}
	}
	return time.Time{}, false
}

func monthOf(word string) int {
	for month := time.January; month <= time.December; month++ {
		if name := strings.ToLower(month.String()); len(word) >= 3 && strings.HasPrefix(name, word) || word == "sept" && month == time.September {
			return int(month)
		}
	}
	return 0
}

func midnight(year int, month time.Month, day int, zone *time.Location) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, zone)
}

func atoi(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}
