package mine

import (
	"fmt"
	"time"

	"yousaid/flows"
)

// standing says where a report stands. Of a guarded one it names nobody.
func (f flow) standing(sc flows.Scene, report flows.Standing) flows.Line {
	reference, sent, since := report.Reference, f.day(sc, report.Filed), f.day(sc, report.Changed)
	names := f.agencies(report.Known)
	named := report.Degree != flows.Guarded && len(names) > 0
	switch report.Status {
	case flows.StatusTaken:
		if named {
			return flows.Say("mine.taken", "Reference", reference, "Sent", sent, "Agencies", names, "Since", since)
		}
		return flows.Say("mine.taken.guarded", "Reference", reference, "Sent", sent, "Since", since)
	case flows.StatusClosed:
		return closed(report.Result, reference, sent, since)
	case flows.StatusWithdrawn, flows.StatusForgotten:
		return flows.Say("mine.back", "Reference", reference, "Sent", sent)
	case flows.StatusNew:
	}
	if named {
		return flows.Say("mine.new", "Reference", reference, "Sent", sent, "Agencies", names)
	}
	return flows.Say("mine.new.guarded", "Reference", reference, "Sent", sent)
}

func closed(result, reference string, sent, since flows.Line) flows.Line {
	switch result {
	case "no_action":
		return flows.Say("mine.closed.no_action", "Reference", reference, "Sent", sent, "Since", since)
	case "not_for_us":
		return flows.Say("mine.closed.not_for_us", "Reference", reference, "Sent", sent, "Since", since)
	}
	return flows.Say("mine.closed.done", "Reference", reference, "Sent", sent, "Since", since)
}

// brief is standing in a few words.
func (f flow) brief(report flows.Standing) flows.Line {
	switch report.Status {
	case flows.StatusTaken:
		return flows.Say("mine.brief.taken", "Reference", report.Reference)
	case flows.StatusClosed:
		return flows.Say("mine.brief.closed", "Reference", report.Reference)
	case flows.StatusNew, flows.StatusWithdrawn, flows.StatusForgotten:
	}
	return flows.Say("mine.brief.new", "Reference", report.Reference)
}

func (f flow) agencies(report flows.Known) []flows.Line {
	var names []flows.Line
	for _, id := range report.Agencies {
		if agency, ok := f.plan.Agency(id); ok {
			id = agency.Short
		}
		names = append(names, flows.Words(id))
	}
	return names
}

// day is a day as people say it in the town.
func (f flow) day(sc flows.Scene, at time.Time) flows.Line {
	day, now := at.In(f.plan.Zone()), sc.Now.In(f.plan.Zone())
	for ago, line := range []flows.Line{flows.Say("day.today"), flows.Say("day.yesterday")} {
		if day.Format(time.DateOnly) == now.AddDate(0, 0, -ago).Format(time.DateOnly) {
			return line
		}
	}
	return date(day)
}

func date(day time.Time) flows.Line {
	month := flows.Say(fmt.Sprintf("month.%d", day.Month()))
	return flows.Say("day.date", "Day", day.Day(), "Month", month, "Year", fmt.Sprint(day.Year()))
}
