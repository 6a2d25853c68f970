package voice

import (
	"strings"
	"time"

	"yousaid/flows"
	"yousaid/flows/partnership"
)

// Name is the flow's name in sessions.
const Name = "voice"

// The steps.
const (
	kindStep  = "kind"
	scoreStep = "score"
	helpsStep = "helps"
	wordsStep = "words"
	themeStep = "voicetheme"
	sendStep  = "send"
)

// What is noted beside the answers.
const (
	updateNote  = "update"  // the plan update that is answered
	guardedNote = "guarded" // the words may be about a guarded theme
	wardNote    = "ward"    // of a place that was named
	shownNote   = "shown"   // guarded words were shown because the resident asked
	threadNote  = "thread"  // the comment of theirs that an agency answered
	quietNote   = "quiet"   // that one was guarded, so this one is
)

// The kinds of what a resident says.
const (
	pulse   = "pulse"
	comment = "idea"
)

// descriptive is how many words make a text something to be heard and not a
// slip at a choice.
const descriptive = 3

type flow struct{ plan *partnership.Plan }

// New returns the flow for a plan.
func New(plan *partnership.Plan) flows.Flow {
	f := flow{plan}
	return flows.Flow{
		Name: Name, Revision: 1, Expiry: 24 * time.Hour,
		Menu:  flows.Say("menu.voice"),
		Holds: flows.Scene.Answered,
		Steps: []flows.Step{
			{ID: kindStep, Ask: askKind, Take: f.takeKind},
			{ID: scoreStep, Applies: is(pulse), Ask: askScore, Take: takeScore},
			{ID: helpsStep, Kind: flows.RemarkStep, Optional: true, Applies: is(pulse), Ask: askHelps, Take: f.takeHelps, Pass: f.passHelps},
			{ID: themeStep, Applies: is(comment), Ask: f.askTheme, Take: f.takeTheme},
			{ID: wordsStep, Kind: flows.RemarkStep, Applies: is(comment), Ask: askWords, Take: f.takeWords},
			{ID: sendStep, Kind: flows.ReviewStep, Ask: f.askSend, Take: f.takeSend},
		},
		Commands: map[flows.Command]func(flows.Scene) flows.Move{
			flows.CmdPulse: func(sc flows.Scene) flows.Move { return begin(sc, pulse) },
			flows.CmdIdea:  func(sc flows.Scene) flows.Move { return f.beginIdea(sc) },
		},
		Done: map[flows.EffectKind]func(flows.Scene, flows.Effect, flows.Outcome) flows.Move{
			flows.FileComment: f.commented,
			flows.FilePulse:   pulsed,
		},
		Guarded: f.guardedNow,
		Offer:   &flows.Offer{Kind: flows.OfferPulse, Due: due, Said: offered},
	}
}

// begin begins at a kind that was asked for. A draft of something else stays.
func begin(sc flows.Scene, kind string) flows.Move {
	if sc.Writing(Name) || sc.Flow == Name && text(sc) != "" {
		return flows.Move{Say: []flows.Line{flows.Say("voice.later")}}
	}
	sc.Begin(Name)
	sc.Put(flows.Answer{Step: kindStep, Value: kind, Ahead: true})
	return flows.Move{}
}

// beginIdea begins a comment. A button may have carried the theme that it is
// about, and the plan update that it answers: "5.<id>".
func (f flow) beginIdea(sc flows.Scene) flows.Move {
	move := begin(sc, comment)
	if sc.Flow != Name || sc.In.Kind != flows.Chose {
		return move
	}
	theme, update, _ := strings.Cut(sc.In.Choice.Draft, ".")
	if _, ok := f.themeOf(theme); ok {
		sc.Put(flows.Answer{Step: themeStep, Value: theme, Ahead: true})
	}
	if update != "" {
		sc.Put(flows.Answer{Step: updateNote, Value: update, Ahead: true})
	}
	return move
}

func is(kind string) func(flows.Scene) bool {
	return func(sc flows.Scene) bool { return sc.Value(kindStep) == kind }
}

func askKind(flows.Scene) flows.Question {
	return flows.Question{
		Lines: []flows.Line{flows.Say("voice")},
		Choices: []flows.Choice{
			{ID: pulse, Label: flows.Say("voice.pulse"), Wide: true},
			{ID: comment, Label: flows.Say("voice.idea"), Wide: true},
		},
	}
}

// takeKind takes a text for the comment that it is.
func (f flow) takeKind(sc flows.Scene, chosen string) flows.Move {
	if chosen == "" {
		if !described(sc) {
			return flows.Move{Missed: true}
		}
		sc.Put(flows.Answer{Step: kindStep, Value: comment})
		return f.takeAhead(sc)
	}
	sc.Put(flows.Answer{Step: kindStep, Value: chosen})
	return flows.Move{}
}

func described(sc flows.Scene) bool {
	return sc.In.Kind == flows.Said && len(strings.Fields(sc.In.Text)) >= descriptive
}

// keep notes words as the answer of a step, and what was read in them.
func (f flow) keep(sc flows.Scene, step string) []flows.Line {
	text, cut := flows.Shorten(strings.TrimSpace(sc.In.Text), flows.MostText)
	sc.Put(flows.Answer{Step: step, Value: text})
	sc.Drop(guardedNote, wardNote, shownNote)
	if f.soundsGuarded(sc.In.Reading) {
		sc.Put(flows.Answer{Step: guardedNote, Value: "yes", Ahead: true})
	}
	if place := sc.In.Reading.Place; place != nil && place.Ward != "" {
		sc.Put(flows.Answer{Step: wardNote, Value: place.Ward, Ahead: true})
	}
	if cut {
		return []flows.Line{flows.Say("what.cut")}
	}
	return nil
}
