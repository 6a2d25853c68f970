package mine

import (
	"strings"
	"time"
	"unicode"

	"yousaid/flows"
	"yousaid/flows/partnership"
)

// Name is the flow's name in sessions.
const Name = "mine"

// The steps.
const (
	whichStep  = "which"
	theirsStep = "theirs" // the PIN of a report that was sent from elsewhere
	whatStep   = "do what"
	addStep    = "add"
	surelyStep = "surely"
)

// What is noted beside the answers.
const (
	chosenNote = "chosen" // id of the report that is looked at
	guestNote  = "guest"  // it was opened by its PIN: the reference
	statusNote = "status" // as it was read
	unreadNote = "unread" // ids of what waits to be read, for a guest
	askedNote  = "asked"  // the reference that a PIN is asked for
)

type flow struct{ plan *partnership.Plan }

// New returns the flow for a plan. It must stand before flows that take any
// words, since a reference is plain words.
func New(plan *partnership.Plan) flows.Flow {
	f := flow{plan}
	return flows.Flow{
		Name: Name, Revision: 1, Expiry: time.Hour,
		Steps: []flows.Step{
			{ID: whichStep, Applies: nothingChosen, Ask: f.askWhich, Take: f.takeWhich},
			{ID: theirsStep, Kind: flows.TextStep, Applies: pinAsked, Ask: askTheirs, Take: f.takeTheirs},
			{ID: whatStep, Applies: isChosen, Ask: askWhat, Take: takeWhat},
			{ID: addStep, Kind: flows.TextStep, OnDemand: true, Ask: askAdd, Take: takeAdd},
			{ID: surelyStep, OnDemand: true, Ask: askSurely, Take: takeSurely},
		},
		Hears:   f.hears,
		Anytime: f.anytime,
		Commands: map[flows.Command]func(flows.Scene) flows.Move{
			flows.CmdReports: list,
			flows.CmdData:    data,
		},
		Done: map[flows.EffectKind]func(flows.Scene, flows.Effect, flows.Outcome) flows.Move{
			flows.ListReports: f.listed,
			flows.OpenReport:  f.opened,
			flows.AddTo:       added,
			flows.Withdraw:    withdrawn,
			flows.CopyData:    f.copied,
		},
	}
}

func isChosen(sc flows.Scene) bool { return sc.Has(chosenNote) }
func pinAsked(sc flows.Scene) bool { return sc.Has(askedNote) && !isChosen(sc) }

func nothingChosen(sc flows.Scene) bool { return !isChosen(sc) && !sc.Has(askedNote) }

// hears takes a message that is a reference and nothing else. Seven letters
// without the prefix may be a word: then there must be a digit in them, and the
// check character must be right.
func (f flow) hears(sc flows.Scene) (flows.Move, bool) {
	if sc.In.Kind != flows.Said {
		return flows.Move{}, false
	}
	reference, sound, whole := flows.ReadReference(f.plan.Prefix, sc.In.Text)
	if reference == "" || !whole && !(sound && strings.IndexFunc(sc.In.Text, unicode.IsDigit) >= 0) {
		return flows.Move{}, false
	}
	return f.open(sc, reference), true
}

// open asks the record for a report. Where a PIN is set here, that comes first,
// and then the list of all.
func (f flow) open(sc flows.Scene, reference string) flows.Move {
	sc.Begin(Name)
	if sc.Locked() {
		sc.Session.Wanted = flows.CmdReports
		return flows.Move{Ask: flows.UnlockStep}
	}
	return flows.Move{Effects: []flows.Effect{{Kind: flows.OpenReport, Target: reference}}}
}

// anytime takes photos and positions for the report that is looked at, and
// another reference in its place.
func (f flow) anytime(sc flows.Scene) (flows.Move, bool) {
	if move, ok := f.hears(sc); ok && sc.Step == whatStep {
		return move, true
	}
	if !isChosen(sc) || sc.In.Kind != flows.SentPhoto && sc.In.Kind != flows.SentPlace {
		return flows.Move{}, false
	}
	return takeAdd(sc, ""), true
}

// known is one of the resident's own reports.
func known(sc flows.Scene, id string) (flows.Known, bool) {
	for _, report := range sc.Session.Resident.Reports {
		if report.ID == id {
			return report, true
		}
	}
	return flows.Known{}, false
}

// chosen is the report that is looked at, as far as the conversation knows it.
func chosen(sc flows.Scene) flows.Known {
	if report, ok := known(sc, sc.Value(chosenNote)); ok {
		return report
	}
	return flows.Known{
		ID: sc.Value(chosenNote), Reference: sc.Value(guestNote), Status: flows.Status(sc.Value(statusNote)), Degree: flows.Guarded,
	}
}
