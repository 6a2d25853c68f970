package partnership

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// Deadline says within how many hours an agency takes a report, answers its
// resident and closes it. They are working hours of the agency.
type Deadline struct {
	Themes []int `yaml:"themes"` // which reports it is for; none: all that no other is for
	Urgent bool  `yaml:"urgent"` // it is for urgent reports, and else for those that aren't
	// Clock says that taking and answering are due by the clock, day and night
	// and on holidays, whenever the agency works.
	Clock  bool    `yaml:"clock"`
	Take   float64 `yaml:"take"`
	Answer float64 `yaml:"answer"`
	Close  float64 `yaml:"close"`
}

// Limit is how long something may take, and of what time. The zero Limit is
// none.
type Limit struct {
	Within time.Duration
	Of     WorkingTime
}

// Limits are those of one report at one agency.
type Limits struct{ Take, Answer, Close Limit }

// Limits are what the plan gives an agency for a report on a theme. A theme of
// its own goes before what is for all; without one for urgent reports, these
// have the time of others. A plan without deadlines has no limits.
func (p *Plan) Limits(agency string, theme int, urgent bool) Limits {
	d, ok := p.deadline(theme, urgent)
	if !ok && urgent {
		d, ok = p.deadline(theme, false)
	}
	if !ok {
		return Limits{}
	}
	hours := p.WorkingTime(agency)
	soon := hours
	if d.Clock {
		soon = WorkingTime{}
	}
	return Limits{Take: Limit{within(d.Take), soon}, Answer: Limit{within(d.Answer), soon}, Close: Limit{within(d.Close), hours}}
}

func (p *Plan) deadline(theme int, urgent bool) (found Deadline, ok bool) {
	for _, d := range p.Deadlines {
		switch {
		case d.Urgent != urgent:
		case slices.Contains(d.Themes, theme):
			return d, true
		case len(d.Themes) == 0:
			found, ok = d, true
		}
	}
	return found, ok
}

func within(hours float64) time.Duration {
	return time.Duration(hours * float64(time.Hour)).Round(time.Minute)
}

// mostHours is more than anybody would promise: a working year.
const mostHours = 2000

func (p *Plan) checkDeadlines(f *finder) {
	type which struct {
		theme  int
		urgent bool
	}
	seen := map[which]bool{}
	for i, d := range p.Deadlines {
		at := fmt.Sprintf("$.deadlines[%d]", i)
		for _, one := range []struct {
			name  string
			hours float64
		}{{"take", d.Take}, {"answer", d.Answer}, {"close", d.Close}} {
			if !(one.hours >= 0.25 && one.hours <= mostHours) { // what is no number is wrong, too
				f.add(at+"."+one.name, "to %s within %v hours is no deadline: it must be from 0.25 to %d", one.name, one.hours, mostHours)
			}
		}
		themes := d.Themes
		if len(themes) == 0 {
			themes = []int{-1}
		}
		for _, theme := range themes {
			if _, known := p.Theme(theme); !known && theme != NoTheme && len(d.Themes) > 0 {
				f.add(at+".themes", "a deadline is for theme %d: there is no such theme", theme)
			}
			if seen[which{theme, d.Urgent}] {
				f.add(at, "there are two deadlines for the same reports: each theme has one for urgent ones and one for others")
			}
			seen[which{theme, d.Urgent}] = true
		}
	}
	if len(p.Deadlines) > 0 && !seen[which{-1, false}] {
		f.add("$.deadlines", "there is no deadline for all reports that aren't urgent: one without themes has to be there")
	}
}

func (p *Plan) checkHours(f *finder) {
	seen := map[string]bool{}
	for i, h := range p.Hours {
		at := fmt.Sprintf("$.hours[%d]", i)
		if _, known := p.Agency(h.Agency); !known {
			f.add(at+".agency", "there are hours of %q: there is no such agency", h.Agency)
		}
		if seen[h.Agency] {
			f.add(at+".agency", "the hours of %q are there twice", h.Agency)
		}
		seen[h.Agency] = true
		if h.Always && (h.Week != (Week{}) || h.Holidays) {
			f.add(at, "%q works always: then it has no hours of a week", h.Agency)
		}
		if !h.Always && h.Week == (Week{}) && !h.Holidays {
			f.add(at, "%q has no hours: give it a week, or always", h.Agency)
		}
		h.Week.check(f, at+".week", h.Agency)
	}
}

func (w Week) check(f *finder, at, agency string) {
	before, days := span{}, w.days()
	if last, ok := readSpan(days[6]); ok {
		before = last // a week begins where the last one ends
	}
	for day, text := range days {
		name := time.Weekday(day).String()
		hours, ok := readSpan(text)
		if !ok {
			f.add(at, "%s of %q is %q: it must be like 09:00-17:00", name, agency, text)
		}
		if hours != (span{}) && before.to-dayMinutes > hours.from {
			f.add(at, "%s of %q begins before the night before it ends", name, agency)
		}
		before = hours
	}
}

var yearForm = regexp.MustCompile(`\b[0-9]{4}\b`)

// checkHolidays wants bank holidays for each year of the plan, where anything
// is due by working hours: a year that was forgotten would make deadlines of
// days on which nobody works.
func (p *Plan) checkHolidays(f *finder) {
	years, seen := map[int]bool{}, map[string]bool{}
	for i, h := range p.Holidays {
		at := fmt.Sprintf("$.holidays[%d]", i)
		day, err := time.Parse(time.DateOnly, h.Date)
		switch {
		case err != nil:
			f.add(at+".date", "%q is no date: it must be like 2026-12-25", h.Date)
		case seen[h.Date]:
			f.add(at+".date", "the holiday %s is there twice", h.Date)
		}
		years[day.Year()], seen[h.Date] = true, true
		f.filled(at+".name", "the name of the holiday "+h.Date, h.Name)
	}
	ends := yearForm.FindAllString(p.Period, -1)
	if len(p.Deadlines) == 0 || len(ends) == 0 {
		return
	}
	first, _ := strconv.Atoi(ends[0])
	last, _ := strconv.Atoi(ends[len(ends)-1])
	for year := first; year <= min(last, first+50); year++ {
		if !years[year] {
			f.add("$.holidays", "there is no bank holiday in %d, a year of the plan (%s)", year, p.Period)
		}
	}
}
