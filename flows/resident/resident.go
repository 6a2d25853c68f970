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
	"yousaid/flows/partnership"
	planflow "yousaid/flows/plan"
	"yousaid/flows/report"
	"yousaid/flows/talk"
	"yousaid/flows/updates"
	"yousaid/flows/voice"
)

// Engine builds the engine for a plan, speaking the languages of a bundle.
func Engine(plan *partnership.Plan, bundle *locale.Bundle) *flows.Engine {
	return flows.New(Config(plan, bundle),
		talk.New(plan), planflow.New(plan), updates.New(plan), voice.New(plan), report.New(plan, report.Comments(voice.Answers(plan))))
}

// Config is what the engine takes from a plan and the languages.
func Config(plan *partnership.Plan, bundle *locale.Bundle) flows.Config {
	return flows.Config{
		Vocabularies: bundle.Vocabularies(),
		Language:     locale.Default,
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
		ways := []string{h.Name}
		for _, way := range []string{h.Number, h.Web} {
			if way != "" {
				ways = append(ways, way)
			}
		}
		text := strings.Join(ways, " ")
		if h.Cost != "" && h.Cost != "free" {
			text += " (" + h.Cost + ")"
		}
		lines = append(lines, flows.Words(text))
	}
	return lines
}
