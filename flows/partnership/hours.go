package partnership

import (
	"regexp"
	"slices"
	"strconv"
	"time"
)

// Holiday is a day on which agencies with working hours are closed: a bank
// holiday of England, as https://www.gov.uk/bank-holidays lists it, with the
// Monday or Tuesday that stands for one at a weekend.
type Holiday struct {
	Date string `yaml:"date"` // 2026-12-28
	Name string `yaml:"name"`
}

// Hours are when an agency works, by the area's clock. An agency that the plan
// says nothing of works Monday to Friday, 9 to 17.
type Hours struct {
	Agency   string `yaml:"agency"`   // id
	Always   bool   `yaml:"always"`   // day and night, bank holidays too
	Holidays bool   `yaml:"holidays"` // it works on bank holidays as on other days
	Week     Week   `yaml:"week"`
}

// Week says from when to when somebody works on each day: "09:00-17:00", and
// nothing for a day off. What ends before it begins ends on the next morning:
// "22:00-06:00". Such a night belongs to the day on which it begins.
type Week struct {
	Monday    string `yaml:"monday"`
	Tuesday   string `yaml:"tuesday"`
	Wednesday string `yaml:"wednesday"`
	Thursday  string `yaml:"thursday"`
	Friday    string `yaml:"friday"`
	Saturday  string `yaml:"saturday"`
	Sunday    string `yaml:"sunday"`
}

// usual are the hours of an agency that the plan says nothing of.
var usual = Week{
	Monday: "09:00-17:00", Tuesday: "09:00-17:00", Wednesday: "09:00-17:00", Thursday: "09:00-17:00", Friday: "09:00-17:00",
}

// days are the hours of each day, as time.Weekday counts.
func (w Week) days() [7]string {
	return [7]string{w.Sunday, w.Monday, w.Tuesday, w.Wednesday, w.Thursday, w.Friday, w.Saturday}
}

// span is from when to when somebody works, in minutes of the day on which it
// begins; more than a day's where it ends on the next one. The zero span is none.
type span struct{ from, to int }

var spanForm = regexp.MustCompile(`^([01][0-9]|2[0-3]):([0-5][0-9])-(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)$`)

const dayMinutes = 24 * 60

// readSpan reads the hours of one day; false for what is none.
func readSpan(text string) (span, bool) {
	if text == "" {
		return span{}, true
	}
	m := spanForm.FindStringSubmatch(text)
	if m == nil {
		return span{}, false
	}
	minute := func(hour, minute string) int {
		h, _ := strconv.Atoi(hour)
		n, _ := strconv.Atoi(minute)
		return h*60 + n
	}
	s := span{minute(m[1], m[2]), dayMinutes}
	if m[3] != "" {
		s.to = minute(m[3], m[4])
	}
	if s.to <= s.from {
		s.to += dayMinutes
	}
	return s, true
}

// WorkingTime is when somebody works: it says how much of that lies between two
// instants, and when an amount of it is over. The zero WorkingTime works always,
// and so counts as a clock does.
//
// A day's hours are those on the wall: on the nights on which clocks change, a
// span across them is an hour longer or shorter, and counts as long as it is.
type WorkingTime struct {
	zone     *time.Location
	week     [7]span         // none at all: always
	holidays map[string]bool // dates on which nobody works
}

// WorkingTime is when an agency works. One that the plan doesn't know works the
// usual hours.
func (p *Plan) WorkingTime(agency string) WorkingTime {
	hours := Hours{Week: usual}
	if i := slices.IndexFunc(p.Hours, func(h Hours) bool { return h.Agency == agency }); i >= 0 {
		hours = p.Hours[i]
	}
	if hours.Always {
		return WorkingTime{}
	}
	if hours.Week == (Week{}) {
		hours.Week = usual
	}
	w := WorkingTime{zone: p.Zone()}
	for day, text := range hours.Week.days() {
		w.week[day], _ = readSpan(text)
	}
	if !hours.Holidays {
		w.holidays = map[string]bool{}
		for _, holiday := range p.Holidays {
			w.holidays[holiday.Date] = true
		}
	}
	return w
}

// Always reports whether somebody works day and night.
func (w WorkingTime) Always() bool { return w.week == [7]span{} }

// Between is how much working time lies between two instants; none when the
// second is not after the first.
func (w WorkingTime) Between(from, to time.Time) time.Duration {
	from, to = from.Round(0), to.Round(0)
	if !to.After(from) {
		return 0
	}
	if w.Always() {
		return to.Sub(from)
	}
	var sum time.Duration
	w.each(from, func(begins, ends time.Time) bool {
		if begins.Before(to) {
			sum += earlier(ends, to).Sub(begins)
		}
		return ends.Before(to)
	})
	return sum
}

// After is when d of working time after t are over: the earliest instant up to
// which so much lies. It is t itself for no time at all.
func (w WorkingTime) After(t time.Time, d time.Duration) time.Time {
	t = t.Round(0)
	if d <= 0 {
		return t
	}
	if w.Always() {
		return t.Add(d)
	}
	var over time.Time
	w.each(t, func(begins, ends time.Time) bool {
		has := ends.Sub(begins)
		if has >= d {
			over = begins.Add(d)
			return false
		}
		d -= has
		return true
	})
	return over
}

// Open reports whether somebody works at t.
func (w WorkingTime) Open(t time.Time) bool { return w.Opens(t).Equal(t.Round(0)) }

// Opens is when somebody works next: t itself while they do.
func (w WorkingTime) Opens(t time.Time) time.Time {
	t = t.Round(0)
	if w.Always() {
		return t
	}
	var opens time.Time
	w.each(t, func(begins, _ time.Time) bool { opens = begins; return false })
	return opens
}

// each calls do with each stretch of working time from t on, the first one cut
// where t lies within it, until do says that it is enough.
func (w WorkingTime) each(t time.Time, do func(begins, ends time.Time) bool) {
	local := t.In(w.zone)
	// The night before may reach into the first day. Whatever clocks do, a
	// stretch that is over before t, or not longer than nothing, is left out.
	for day := -1; ; day++ {
		date := time.Date(local.Year(), local.Month(), local.Day()+day, 12, 0, 0, 0, w.zone)
		hours := w.week[date.Weekday()]
		if hours == (span{}) || w.holidays[date.Format(time.DateOnly)] {
			continue
		}
		begins, ends := w.wall(date, hours.from), w.wall(date, hours.to)
		if begins.Before(t) {
			begins = t
		}
		if !ends.After(begins) {
			continue
		}
		t = ends
		if !do(begins, ends) {
			return
		}
	}
}

// wall is when a clock on the wall shows so many minutes of a date.
func (w WorkingTime) wall(date time.Time, minutes int) time.Time {
	return time.Date(date.Year(), date.Month(), date.Day(), 0, minutes, 0, 0, w.zone)
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
