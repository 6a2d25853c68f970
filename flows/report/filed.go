package report

import (
	"yousaid/flows"
)

// filed tells the resident that their report has arrived: its reference, who
// has it, what happens next.
func (f flow) filed(sc flows.Scene, effect flows.Effect, out flows.Outcome) flows.Move {
	sent, report := effect.Report, out.Report
	if report.Reference == "" {
		report = flows.Known{ID: sent.ID, Reference: sent.Reference, Theme: sent.Theme, Status: flows.StatusNew}
	}
	guarded := f.guarded(sc) || f.degree(sent.Theme) == flows.Guarded
	if report.Degree == "" {
		report.Degree = f.degree(sent.Theme)
	}
	note(sc, report)
	if sc.Session.Talking == "" {
		sc.Session.Filed = report.ID
	}

	said := flows.Say("filed", "Reference", report.Reference, "Agencies", f.agencies(report, out))
	if guarded {
		said = flows.Say("filed.guarded", "Reference", report.Reference)
	}
	say := []flows.Line{said, next(sent, guarded)}
	review := f.plan.CaseReview
	reviewed := review != nil && sent.Theme == review.Theme && out.Count >= review.Reports
	if reviewed {
		if !sc.In.Form.Buttons {
			say = say[:1] // they know by now what happens next, and characters are paid for
		}
		say = append(say, flows.Say("case.review", "Count", out.Count, "Months", review.Months, "Within", review.Within, "Ask", review.Ask))
	}
	if talking, ok := known(sc, sc.Session.Talking); ok {
		say = append(say, flows.Say("filed.talking", "Reference", talking.Reference))
	}
	move := flows.Move{End: true, Say: say, Alone: reviewed}
	if f.asksNews(sc) {
		move.Ask = flows.WantNews
	}
	return move
}

// next says what happens now, and promises no more.
func next(sent *flows.Submission, guarded bool) flows.Line {
	switch {
	case sent.Contact == flows.ContactNone:
		return flows.Say("filed.next.none")
	case guarded:
		return flows.Say("filed.next.guarded")
	}
	return flows.Say("filed.next")
}

// agencies names who has a report now.
func (f flow) agencies(report flows.Known, out flows.Outcome) []flows.Line {
	list := out.Agencies
	if len(list) == 0 {
		list = report.Agencies
	}
	var names []flows.Line
	for _, id := range list {
		name := id
		if agency, ok := f.plan.Agency(id); ok {
			name = agency.Name
		}
		names = append(names, flows.Words(name))
	}
	if len(names) == 0 {
		for _, agency := range f.plan.Leads(report.Theme) {
			names = append(names, flows.Words(agency.Name))
		}
	}
	return names
}

// note puts a report at the head of the resident's own.
func note(sc flows.Scene, report flows.Known) {
	list := []flows.Known{report}
	for _, old := range sc.Session.Resident.Reports {
		if old.ID != report.ID && len(list) < 5 {
			list = append(list, old)
		}
	}
	sc.Session.Resident.Reports = list
}
