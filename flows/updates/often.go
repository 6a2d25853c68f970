package updates

import (
	"strings"

	"yousaid/flows"
)

// mostNamed is how many themes are named where characters are paid for; in wide
// letters it is one.
const mostNamed = 2

// sentence is how many words make a text something else than a slip at a choice.
const sentence = 3

// askOften says in one line what the resident will get and how it ends. The
// answer to it, and nothing else, is their consent (resident-safety rule 10).
func (f flow) askOften(sc flows.Scene) flows.Question {
	return flows.Question{
		Lines: []flows.Line{f.consent(sc), flows.Say("updates.often")},
		Choices: []flows.Choice{
			{ID: "now", Label: flows.Say("updates.often.now"), Wide: true},
			{ID: "weekly", Label: flows.Say("updates.often.weekly"), Wide: true},
			{ID: "no", Label: flows.Say("updates.often.no"), Wide: true},
		},
		No: "no",
	}
}

func (f flow) consent(sc flows.Scene) flows.Line {
	picked := f.chosen(sc)
	switch {
	case picked.All:
		return flows.Say("updates.consent.all", "Town", f.plan.Town)
	case !sc.In.Form.Buttons && (len(picked.Themes) > mostNamed || sc.In.Form.Wide && len(picked.Themes) > 1):
		return flows.Say("updates.consent.many", "Count", len(picked.Themes))
	}
	return flows.Say("updates.consent", "Themes", f.names(picked.Themes))
}

func (f flow) takeOften(sc flows.Scene, chosen string) flows.Move {
	switch chosen {
	case "now", "weekly":
		picked := f.chosen(sc)
		picked.Weekly, picked.Language = chosen == "weekly", sc.Language
		return flows.Move{Effects: []flows.Effect{{Kind: flows.Subscribe, Updates: &picked}}}
	case "no":
		if !subscribed(sc) {
			return off(sc) // so that they are not asked after a report
		}
		return flows.Move{End: true, Say: []flows.Line{flows.Say("updates.unchanged")}}
	}
	return other(sc)
}

// other takes what answers no choice: a sentence is something else.
func other(sc flows.Scene) flows.Move {
	if sc.In.Kind != flows.Said || len(strings.Fields(sc.In.Text)) >= sentence {
		return flows.Move{Leave: true}
	}
	return flows.Move{Missed: true}
}

// subscribed says what was agreed.
func (f flow) subscribed(sc flows.Scene, effect flows.Effect, out flows.Outcome) flows.Move {
	if out.Refused != "" {
		sc.Drop(whichStep)
		return flows.Move{Say: []flows.Line{flows.Say("updates.gone")}}
	}
	sc.Session.Resident.Updates, sc.Session.Resident.Asked = *effect.Updates, true
	said := flows.Say("updates.on")
	if effect.Updates.Weekly {
		said = flows.Say("updates.on.weekly")
	}
	return flows.Move{End: sc.Session.Flow == Name, Say: []flows.Line{said}}
}
