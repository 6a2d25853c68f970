package talk

import (
	"fmt"

	"yousaid/flows"
	"yousaid/flows/partnership"
)

// Name is the flow's name in sessions.
const Name = "talk"

const (
	stillStep = "still"
	rateStep  = "rate"
	whyStep   = "why"
	whoseStep = "whose"

	reopenNote = "reopen" // the report that is not over
	rateNote   = "rated"  // the report that was closed
	heldNote   = "held"   // words that two agencies wait for
)

type flow struct {
	plan    *partnership.Plan
	comment func(sc flows.Scene, news flows.News, words []string) flows.Move // nil: there are no comments
}

// Option changes what the flow does.
type Option func(*flow)

// Comments lets words become a comment that goes on from what an agency
// answered, where they may answer a message about a report as well.
func Comments(take func(sc flows.Scene, news flows.News, words []string) flows.Move) Option {
	return func(f *flow) { f.comment = take }
}

// New returns the flow for a plan. It must stand before flows that take any
// words, since an answer to an agency is plain words.
func New(plan *partnership.Plan, options ...Option) flows.Flow {
	f := flow{plan: plan}
	for _, option := range options {
		option(&f)
	}
	return flows.Flow{
		Name: Name, Revision: 2,
		Steps: []flows.Step{
			{
				ID: stillStep, Kind: flows.TextStep, Optional: true, Applies: has(reopenNote),
				Ask: askStill, Take: takeStill, Pass: reopen,
			},
			{ID: whoseStep, Applies: has(heldNote), Ask: f.askWhose, Take: f.takeWhose},
			{ID: rateStep, Optional: true, Applies: has(rateNote), Ask: askRate, Take: takeRate, Pass: unrated},
			{ID: whyStep, Kind: flows.RemarkStep, Optional: true, Applies: has(rateNote), Ask: askWhy, Take: takeWhy, Pass: unsaid},
		},
		Hears: f.hears,
		Commands: map[flows.Command]func(flows.Scene) flows.Move{
			flows.CmdRead:    read,
			flows.CmdNotOver: notOver,
		},
		Notice: f.notice,
		Done: map[flows.EffectKind]func(flows.Scene, flows.Effect, flows.Outcome) flows.Move{
			flows.AnswerDesk:  f.answered,
			flows.ReadNotices: f.readOut,
			flows.Reopen:      reopened,
			flows.Rate:        rated,
		},
	}
}

// has makes a step apply once something is noted.
func has(note string) func(flows.Scene) bool {
	return func(sc flows.Scene) bool { return sc.Has(note) }
}

// hears takes plain words for the agency whose message they answer: by the
// network's own reply where there is one, else the message that was read last.
func (f flow) hears(sc flows.Scene) (flows.Move, bool) {
	target := sc.Session.Talking
	if about := known(sc, sc.In.About, flows.Known{}); about.Reference != "" {
		target = about.ID
	}
	if target == "" {
		return flows.Move{}, false
	}
	text, _ := flows.Shorten(sc.In.Text, flows.MostText)
	effect := flows.Effect{Kind: flows.AnswerDesk, Target: target, Text: text}
	switch sc.In.Kind {
	case flows.Said:
	case flows.SentPhoto:
		effect.Photos = sc.In.Photos
	case flows.SentPlace:
		if sc.In.Place == nil {
			return flows.Move{}, false
		}
		effect.Text = Position(*sc.In.Place)
	default:
		return flows.Move{}, false
	}
	if sc.In.About == "" && (len(waiting(sc)) > 1 || f.answersComment(sc, len(effect.Photos))) {
		hold(sc, effect)
		return flows.Move{}, true
	}
	return flows.Move{Effects: []flows.Effect{effect}}, true
}

// Position is a position that was sent, in words for an officer.
func Position(p flows.Place) string {
	at := fmt.Sprintf("%.5f, %.5f", p.Lat, p.Lon)
	if p.Name != "" {
		return p.Name + " (" + at + ")"
	}
	return at
}

// answered says that the words were passed on, and to whom where that may be
// said.
func (f flow) answered(sc flows.Scene, effect flows.Effect, out flows.Outcome) flows.Move {
	report := known(sc, effect.Target, out.Report)
	sc.Session.Talking = effect.Target
	settle(sc, effect.Target)
	if next := waiting(sc); len(next) > 0 {
		sc.Session.Talking = next[0].ID
		say := flows.Say("passed.next", "Reference", report.Reference, "Next", next[0].Reference)
		return flows.Move{End: true, Say: []flows.Line{say}}
	}
	line := flows.Say("passed.on", "Reference", report.Reference)
	if names := f.names(report, out); report.Degree != flows.Guarded && len(names) > 0 {
		line = flows.Say("passed.on.to", "Reference", report.Reference, "Agencies", names)
	}
	return flows.Move{End: true, Say: []flows.Line{line}}
}

func (f flow) names(report flows.Known, out flows.Outcome) []flows.Line {
	list := out.Agencies
	if len(list) == 0 {
		list = report.Agencies
	}
	var names []flows.Line
	for _, id := range list {
		if agency, ok := f.plan.Agency(id); ok {
			id = agency.Short
		}
		names = append(names, flows.Words(id))
	}
	return names
}

// known finds one of the resident's reports; what the record says of it now
// comes first.
func known(sc flows.Scene, id string, now flows.Known) flows.Known {
	if now.Reference != "" {
		return now
	}
	for _, report := range sc.Session.Resident.Reports {
		if report.ID == id {
			return report
		}
	}
	return flows.Known{ID: id, Degree: flows.Guarded}
}

// update takes over how a report stands now.
func update(sc flows.Scene, report flows.Known) {
	if report.ID == "" {
		return
	}
	for i, old := range sc.Session.Resident.Reports {
		if old.ID == report.ID {
			sc.Session.Resident.Reports[i] = report
			return
		}
	}
	list := append([]flows.Known{report}, sc.Session.Resident.Reports...)
	sc.Session.Resident.Reports = list[:min(5, len(list))]
}
