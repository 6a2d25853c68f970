package desk

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"time"

	"yousaid/bot"
)

// DueLine says what is due about a report, in words. What is overdue says so: no
// colour has to.
type DueLine struct {
	Text    string
	Overdue bool
}

// DueWord is what is due, as it begins a sentence.
func DueWord(what bot.DeadlineKind) string {
	switch what {
	case bot.DueTake:
		return "Take"
	case bot.DueAnswer:
		return "Answer"
	case bot.DueClose:
	}
	return "Close"
}

// due says what is due, what is overdue first. Nearby names days as one says
// them; a card that is read days later can't.
func (d *Desk) due(r bot.Report, when func(time.Time) string) []DueLine {
	list := slices.Clone(r.Deadlines)
	slices.SortStableFunc(list, func(a, b bot.Deadline) int { return dueFirst(a).Compare(dueFirst(b)) })
	lines := make([]DueLine, 0, len(list)+1)
	for _, one := range list {
		whose := ""
		if several(list) {
			whose = " (" + d.Plan.ShortAgency(one.Agency) + ")"
		}
		lines = append(lines, d.dueLine(one, whose, when))
	}
	if shut := d.shutLine(r, when); shut != "" {
		lines = append(lines, DueLine{Text: shut})
	}
	return lines
}

func (d *Desk) dueLine(one bot.Deadline, whose string, when func(time.Time) string) DueLine {
	word := DueWord(one.What) + whose
	switch {
	case one.Missed(d.Now()):
		return DueLine{fmt.Sprintf("Overdue: %s%s, since %s", strings.ToLower(DueWord(one.What)), whose, when(one.Due)), true}
	case one.Due.IsZero():
		return DueLine{Text: fmt.Sprintf("%s: the clock stands still while it waits for the resident. %s left", word, hours(one.Left))}
	}
	return DueLine{Text: word + " due by " + when(one.Due)}
}

// dueFirst sorts what stands still behind what runs.
func dueFirst(d bot.Deadline) time.Time {
	if d.Due.IsZero() {
		return d.From.AddDate(1000, 0, 0)
	}
	return d.Due
}

func several(list []bot.Deadline) bool {
	return slices.ContainsFunc(list, func(d bot.Deadline) bool { return d.Agency != list[0].Agency })
}

// shut is when an agency opens again of which an urgent report is due by the
// clock meanwhile; zero where that isn't so.
func (d *Desk) shut(r bot.Report) time.Time {
	for _, one := range r.Deadlines {
		if works := d.Plan.WorkingTime(one.Agency); one.Clock && !works.Open(d.Now()) {
			return works.Opens(d.Now())
		}
	}
	return time.Time{}
}

// shutLine says that an urgent report doesn't wait until its agency opens; empty
// where that isn't so. It stays true on a card that nobody edits meanwhile.
func (d *Desk) shutLine(r bot.Report, when func(time.Time) string) string {
	opens := d.shut(r)
	if opens.IsZero() {
		return ""
	}
	return "It is urgent and due by the clock, but nobody works there until " + when(opens) + "."
}

// hours is an amount of working time.
func hours(d time.Duration) string {
	if d < time.Hour {
		return number(max(1, int(d.Round(time.Minute).Minutes())), "working minute is", "working minutes are")
	}
	return number(int(d.Round(time.Hour).Hours()), "working hour is", "working hours are")
}

// Nearby says times as one does who looks at them now: 15:00 tomorrow. Other
// days are said as say does.
func Nearby(zone *time.Location, now time.Time, say Dates) func(time.Time) string {
	return func(t time.Time) string {
		day := func(at time.Time, more int) string { return at.In(zone).AddDate(0, 0, more).Format(time.DateOnly) }
		switch day(t, 0) {
		case day(now, 0):
			return say.Hour(t) + " today"
		case day(now, 1):
			return say.Hour(t) + " tomorrow"
		case day(now, -1):
			return say.Hour(t) + " yesterday"
		}
		return say.Clock(t)
	}
}

// dated is Nearby with the date, for what may be printed.
func dated(zone *time.Location, now time.Time, say Dates) func(time.Time) string {
	near := Nearby(zone, now, say)
	return func(t time.Time) string {
		if text := near(t); text != say.Clock(t) {
			return text + " (" + say.Day(t) + ")"
		}
		return say.Clock(t)
	}
}

// dueOnCard is what a card says of deadlines, as HTML: what is overdue, and what
// is due next.
func (d *Desk) dueOnCard(r bot.Report) (lines []string) {
	next, shut := "", d.shutLine(r, d.short().Clock)
	for _, line := range d.due(r, d.short().Clock) {
		switch {
		case line.Overdue:
			lines = append(lines, "<b>"+html.EscapeString(line.Text)+"</b>")
		case next == "" && line.Text != shut:
			next = line.Text
		}
	}
	for _, line := range []string{next, shut} {
		if line != "" {
			lines = append(lines, html.EscapeString(line))
		}
	}
	return lines
}

// away says that who has a report is away, as plain text; empty when they aren't.
func away(r bot.Report, say Dates) string {
	if r.Away.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s is away until %s. A colleague can take it over.", r.TakenBy, LastDay(r.Away, say))
}

// LastDay is the last day of an absence that ends at a time.
func LastDay(until time.Time, say Dates) string { return say.Day(until.Add(-time.Second)) }
