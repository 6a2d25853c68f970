package mine

import (
	"strings"

	"yousaid/flows"
)

// What is kept small where characters are paid for.
const (
	mostReports = 5
	mostBeside  = 3 // listed while a draft is open, over SMS
	plainWords  = 3 // so many are a message of its own, not a slip
)

func list(flows.Scene) flows.Move {
	return flows.Move{Effects: []flows.Effect{{Kind: flows.ListReports}}}
}

// listed shows the reports: one at once, several to choose from. Beside an open
// draft it only says where they stand.
func (f flow) listed(sc flows.Scene, _ flows.Effect, out flows.Outcome) flows.Move {
	update(sc, out.Reports)
	if sc.Writing(Name) {
		return f.beside(sc, out.Reports)
	}
	sc.Begin(Name)
	if len(out.Reports) == 1 {
		return f.show(sc, out.Reports[0], false)
	}
	return flows.Move{}
}

func (f flow) beside(sc flows.Scene, reports []flows.Standing) flows.Move {
	var say []flows.Line
	for i, report := range reports {
		if i < mostBeside || sc.In.Form.Buttons {
			say = append(say, f.brief(report))
		}
	}
	if len(say) == 0 {
		say = []flows.Line{flows.Say("mine.none.now")}
	}
	return flows.Move{Say: say}
}

// update takes over the reports as the record has them.
func update(sc flows.Scene, reports []flows.Standing) {
	sc.Session.Resident.Reports = nil
	for _, report := range reports {
		if len(sc.Session.Resident.Reports) < mostReports {
			sc.Session.Resident.Reports = append(sc.Session.Resident.Reports, report.Known)
		}
	}
}

func (f flow) askWhich(sc flows.Scene) flows.Question {
	if len(sc.Session.Resident.Reports) == 0 {
		return flows.Question{Lines: []flows.Line{flows.Say("mine.none")}}
	}
	q := flows.Question{Lines: []flows.Line{flows.Say("mine.which")}}
	for _, report := range sc.Session.Resident.Reports {
		label := flows.Words(report.Reference)
		if theme, ok := f.plan.Theme(report.Theme); ok && report.Degree != flows.Guarded {
			label = flows.Say("mine.one", "Reference", report.Reference, "Theme", flows.Named(theme.Key("short"), theme.Short))
		}
		q.Choices = append(q.Choices, flows.Choice{ID: report.ID, Label: label, Wide: true})
	}
	return q
}

// takeWhich takes one of the list, or a reference. Plain words are no slip but
// something new.
func (f flow) takeWhich(sc flows.Scene, chosen string) flows.Move {
	if report, ok := known(sc, chosen); ok {
		return flows.Move{Effects: []flows.Effect{{Kind: flows.OpenReport, Target: report.Reference}}}
	}
	if reference, _, _ := flows.ReadReference(f.plan.Prefix, sc.In.Text); reference != "" && sc.In.Kind == flows.Said {
		return f.open(sc, reference)
	}
	if sc.In.Kind != flows.Said || len(strings.Fields(sc.In.Text)) >= plainWords {
		return flows.Move{Leave: true}
	}
	return flows.Move{Missed: true, Say: []flows.Line{flows.Say("mine.missed", "Example", f.plan.Prefix+"-7K3M-2QX")}}
}

func askTheirs(flows.Scene) flows.Question {
	return flows.Question{Lines: []flows.Line{flows.Say("mine.pin")}}
}

// takeTheirs takes the PIN, or another reference.
func (f flow) takeTheirs(sc flows.Scene, _ string) flows.Move {
	if digits, ok := flows.PINOf(sc.In); ok {
		return flows.Move{Effects: []flows.Effect{{Kind: flows.OpenReport, Target: sc.Value(askedNote), Text: digits}}}
	}
	if move, ok := f.hears(sc); ok {
		return move
	}
	if sc.In.Kind != flows.Said || len(strings.Fields(sc.In.Text)) >= plainWords {
		return flows.Move{Leave: true}
	}
	return flows.Move{Missed: true, Say: []flows.Line{flows.Say("pin.digits")}}
}
