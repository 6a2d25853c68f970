package report

import (
	"time"

	"yousaid/flows"
	"yousaid/flows/partnership"
)

// Name is the flow's name in sessions.
const Name = "report"

// The steps.
const (
	newsStep      = "news"
	aboutStep     = "about"
	whatStep      = "what"
	elsewhereStep = "elsewhere"
	confirmStep   = "confirm"
	pickStep      = "pick"
	themeStep     = "theme"
	whereStep     = "where"
	safeStep      = "safe"
	safeTimeStep  = "safetime"
	nameStep      = "name"
	phoneStep     = "phone"
	reviewStep    = "review"

	changeStep  = "change"
	moreStep    = "more"
	extraStep   = "extra"
	whenStep    = "when"
	photosStep  = "photos"
	contactStep = "contact"
)

// What is noted in a draft beside the answers.
const (
	guessNote  = "guess"  // what triage made of the words, best theme first
	urgentNote = "urgent" // danger was read in them
	heldNote   = "held"   // words at review that wait for a yes
	linkNote   = "link"   // an upload link was given
	shownNote  = "shown"  // a guarded draft was shown because the resident asked
)

// flow is the flow with the plan that it speaks for.
type flow struct {
	plan    *partnership.Plan
	comment Commenter // nil: there are no comments
}

// Option changes what the flow does.
type Option func(*flow)

// New returns the flow for a plan.
func New(plan *partnership.Plan, options ...Option) flows.Flow {
	f := flow{plan: plan}
	for _, option := range options {
		option(&f)
	}
	return flows.Flow{
		Name: Name, Revision: 1, Expiry: 24 * time.Hour,
		Menu:     flows.Say("menu.report"),
		Steps:    append(f.asked(), f.onDemand()...),
		Hears:    f.hears,
		Anytime:  f.anytime,
		Holds:    flows.Scene.Answered,
		Keep:     f.keep,
		Join:     f.join,
		Nudge:    3 * time.Hour,
		Nudges:   f.nudges,
		Commands: map[flows.Command]func(flows.Scene) flows.Move{flows.CmdNew: f.anew},
		Done: map[flows.EffectKind]func(flows.Scene, flows.Effect, flows.Outcome) flows.Move{
			flows.FileReport:  f.filed,
			flows.OfferUpload: f.uploadOffered,
		},
		Guarded: f.guardedNow,
	}
}

// asked are the steps that every draft passes, in order.
func (f flow) asked() []flows.Step {
	return []flows.Step{
		{ID: newsStep, Applies: f.mayAnswerNews, Ask: f.askNews, Take: f.takeNews},
		{ID: aboutStep, Applies: f.mayBelong, Ask: f.askAbout, Take: f.takeAbout},
		{ID: whatStep, Kind: flows.TextStep, Ask: askWhat, Take: f.takeWhat},
		{ID: elsewhereStep, Applies: f.isElsewhere, Ask: f.askElsewhere, Take: f.takeElsewhere},
		{ID: confirmStep, Applies: f.isLikely, Ask: f.askConfirm, Take: f.takeConfirm},
		{ID: pickStep, Applies: f.isUnsure, Ask: f.askPick, Take: f.takePick},
		{ID: themeStep, Applies: f.themeOpen, Ask: f.askTheme, Take: f.takeTheme},
		{ID: whereStep, Kind: flows.PlaceStep, Optional: true, Ask: f.askWhere, Take: f.takeWhere},
		{ID: safeStep, Applies: f.asksSafe, Ask: askSafe, Take: takeSafe},
		{ID: safeTimeStep, Kind: flows.TextStep, Optional: true, Applies: asksSafeTime, Ask: askSafeTime, Take: takeSafeTime},
		{ID: nameStep, Kind: flows.TextStep, Optional: true, Applies: shares, Ask: askName, Take: takeName},
		{ID: phoneStep, Kind: flows.ContactStep, Optional: true, Applies: sharesPhone, Ask: askPhone, Take: takePhone},
		{ID: reviewStep, Kind: flows.ReviewStep, Ask: f.askReview, Take: f.takeReview},
	}
}

// onDemand are the steps that are asked when they are chosen at review.
func (f flow) onDemand() []flows.Step {
	return []flows.Step{
		{ID: changeStep, OnDemand: true, Ask: f.askChange, Take: f.takeChange},
		{ID: moreStep, Kind: flows.TextStep, Optional: true, OnDemand: true, Ask: askMore, Take: f.takeMore},
		{ID: extraStep, OnDemand: true, Ask: askExtra, Take: f.takeExtra},
		{ID: whenStep, Kind: flows.WhenStep, Optional: true, OnDemand: true, Ask: askWhen, Take: f.takeWhen},
		{ID: photosStep, Kind: flows.PhotoStep, Optional: true, OnDemand: true, Ask: askPhotos, Take: f.takePhotos},
		{ID: contactStep, Kind: flows.ContactStep, Optional: true, OnDemand: true, Ask: askContact, Take: takeContact},
	}
}

// hears begins a draft with whatever a resident sends between flows.
func (f flow) hears(sc flows.Scene) (flows.Move, bool) {
	switch sc.In.Kind {
	case flows.Said:
		sc.Begin(Name)
		return flows.Move{Say: f.take(sc)}, true
	case flows.SentPhoto, flows.SentPlace:
		sc.Begin(Name)
		return f.anytime(sc)
	}
	return flows.Move{}, false
}

// anew begins a draft that has nothing to do with what was talked of.
func (f flow) anew(sc flows.Scene) flows.Move {
	if sc.Flow == Name && sc.Session.Step == aboutStep {
		return f.takeAbout(sc, "new")
	}
	if sc.Flow == Name && len(sc.Answers) > 0 {
		return flows.Move{Say: []flows.Line{flows.Say("new.already")}}
	}
	sc.Session.Talking, sc.Session.Filed = "", ""
	sc.Begin(Name)
	return flows.Move{}
}

// anytime takes photos and positions whatever was asked.
func (f flow) anytime(sc flows.Scene) (flows.Move, bool) {
	switch sc.In.Kind {
	case flows.SentPhoto:
		return f.photo(sc), true
	case flows.SentPlace:
		if sc.In.Place == nil {
			return flows.Move{}, false
		}
		place := *sc.In.Place
		sc.Put(flows.Answer{Step: whereStep, Place: &place})
		say := []flows.Line{flows.Say("where.kept")}
		if place.Outside {
			say = append(say, flows.Say("where.outside", "Town", f.plan.Town))
		}
		return flows.Move{Say: say}, true
	}
	return flows.Move{}, false
}
