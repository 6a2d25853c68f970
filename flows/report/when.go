package report

import (
	"fmt"
	"strings"
	"time"

	"yousaid/flows"
)

func askWhen(flows.Scene) flows.Question {
	return flows.Question{
		Lines: []flows.Line{flows.Say("when")},
		Choices: []flows.Choice{
			{ID: "now", Label: flows.Say("when.now")},
			{ID: "today", Label: flows.Say("when.today")},
			{ID: "earlier", Label: flows.Say("when.earlier")},
			{ID: "ongoing", Label: flows.Say("when.ongoing")},
		},
	}
}

func (f flow) takeWhen(sc flows.Scene, chosen string) flows.Move {
	if sc.In.Kind == flows.Said || chosen != "" {
		when := f.when(sc, chosen)
		sc.Put(flows.Answer{Step: whenStep, Value: chosen, When: &when})
		return flows.Move{}
	}
	return flows.Move{Missed: true}
}

// when is the span that an answer means. Officers read the words, so these are
// in their language where the resident only pressed a button.
func (f flow) when(sc flows.Scene, chosen string) flows.When {
	local := sc.Now.In(f.plan.Zone())
	midnight := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, local.Location())
	switch chosen {
	case "now":
		return flows.When{Start: local, End: local.Add(time.Minute), Words: "now"}
	case "today":
		return flows.When{Start: midnight, End: midnight.AddDate(0, 0, 1), Words: "today"}
	case "earlier":
		return flows.When{Words: "before today"}
	case "ongoing":
		return flows.When{Words: "it keeps happening"}
	}
	words, _ := flows.Shorten(strings.TrimSpace(sc.In.Text), 300)
	if sc.In.Reading.When != nil {
		when := *sc.In.Reading.When
		if when.Words == "" {
			when.Words = words
		}
		return when
	}
	return flows.When{Words: words}
}

// whenLine is a time as people say it; false when there is nothing to say.
func (f flow) whenLine(sc flows.Scene) (flows.Line, bool) {
	a, ok := sc.Answer(whenStep)
	if !ok || a.Skip || a.When == nil {
		return flows.Line{}, false
	}
	switch a.Value {
	case "now":
		return flows.Say("when.now"), true
	case "today":
		return flows.Say("when.today"), true
	case "earlier":
		return flows.Say("when.earlier"), true
	case "ongoing":
		return flows.Say("when.ongoing"), true
	}
	if a.When.Words != "" {
		_, most := room(sc)
		return flows.Words(cut(a.When.Words, most)), true
	}
	return f.spanLine(*a.When, sc.Now), true
}

// spanLine is a span in words: its day, its first and last day, and the hours
// where it is shorter than a day.
func (f flow) spanLine(when flows.When, now time.Time) flows.Line {
	zone := f.plan.Zone()
	start, end := when.Start.In(zone), when.End.In(zone)
	last := end.Add(-time.Second)
	if last.Before(start) {
		last = start
	}
	day := dayLine(start, now.In(zone))
	switch {
	case !sameDay(start, last) && end.Sub(start) > 24*time.Hour:
		return flows.Say("span.days", "From", day, "To", dayLine(last, now.In(zone)))
	case end.Sub(start) >= 23*time.Hour:
		return day
	case end.Sub(start) <= time.Minute:
		return flows.Say("span.at", "Day", day, "At", clock(start))
	}
	return flows.Say("span.hours", "Day", day, "From", clock(start), "To", clock(end))
}

func dayLine(day, now time.Time) flows.Line {
	switch {
	case sameDay(day, now):
		return flows.Say("day.today")
	case sameDay(day, now.AddDate(0, 0, -1)):
		return flows.Say("day.yesterday")
	}
	return flows.Say("day.date", "Day", day.Day(), "Month", monthLine(day.Month()), "Year", fmt.Sprint(day.Year()))
}

func monthLine(month time.Month) flows.Line {
	return flows.Say(fmt.Sprintf("month.%d", month))
}

func sameDay(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}

func clock(t time.Time) string { return t.Format("15:04") }
