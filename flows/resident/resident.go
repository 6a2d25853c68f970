// Package resident wires the resident's conversation for one partnership.
//
// The same engine stands behind the running service, the conversation in a
// terminal and the transcripts that the tests play, so that what was tried in
// one holds in the others.
package resident

import (
	"strings"

	"yousaid/flows"
	"yousaid/flows/locale"
	"yousaid/flows/mine"
	"yousaid/flows/partnership"
	planflow "yousaid/flows/plan"
	"yousaid/flows/report"
	"yousaid/flows/talk"
	"yousaid/flows/updates"
	"yousaid/flows/voice"
)

// Engine builds the engine for a plan, speaking the languages of a bundle.
func Engine(plan *partnership.Plan, bundle *locale.Bundle) *flows.Engine {
	return flows.New(Config(plan, bundle), mine.New(plan),
		talk.New(plan, talk.Comments(voice.Answers(plan))), planflow.New(plan), updates.New(plan), voice.New(plan), report.New(plan, report.Comments(voice.Answers(plan))))
}

// Bundle reads the languages, with a plan's own words in those that it is
// translated to.
func Bundle(plan *partnership.Plan) (*locale.Bundle, error) {
	bundle, err := locale.New()
	if err != nil {
		return nil, err
	}
	return bundle.With(plan.Translations()), nil
}

// Config is what the engine takes from a plan and the languages.
func Config(plan *partnership.Plan, bundle *locale.Bundle) flows.Config {
	return flows.Config{
		Vocabularies: bundle.Vocabularies(),
		Language:     locale.Default,
		Tongues:      bundle.Tongues(),
		Text:         bundle.Text,
		Helplines:    func(need flows.Need) []flows.Line { return helplines(plan, need) },
		Emergency: flows.Emergency{
			Danger:    plan.Emergency.Danger,
			Silent:    plan.Emergency.Silent,
			NotUrgent: plan.Emergency.NotUrgent,
		},
		Website: plan.Website,
		Service: plan.Name,
	}
}

// helplines names who can help, each with its ways in one short line.
func helplines(plan *partnership.Plan, need flows.Need) []flows.Line {
	var lines []flows.Line
	for _, h := range plan.Helplines(string(need)) {
		name := flows.Named(h.Key("name"), h.Name)
		ways := strings.TrimSpace(h.Number + " " + h.Web)
		line := flows.Say("helpline", "Name", name, "Ways", ways)
		if h.Cost != "" && h.Cost != "free" {
			line = flows.Say("helpline.cost", "Name", name, "Ways", ways, "Cost", flows.Named(h.Key("cost"), h.Cost))
		}
		lines = append(lines, line)
	}
	return lines
}
