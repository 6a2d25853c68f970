package plan_test

import (
	"fmt"
	"testing"
	"time"

	"yousaid/bot/channel/gsm7"
	"yousaid/flows"
	"yousaid/flows/flowtest"
	"yousaid/flows/partnership"
	"yousaid/flows/plan"
	"yousaid/flows/resident"
)

// Every page of the plan fits a text message in every language, with news of
// each theme and without.
func TestEveryPageFitsATextMessageInEveryLanguage(t *testing.T) {
	p := partnership.Luton()
	bundle, err := resident.Bundle(p)
	if err != nil {
		t.Fatal(err)
	}
	engine := flows.New(resident.Config(p, bundle), plan.New(p))
	for _, language := range bundle.Languages() {
		for list := 1; list <= 5; list++ {
			for choice := range 9 {
				for _, newest := range []string{"", news} {
					shown := bundle.Render(page(engine, language, list, choice, newest), language, resident.SMS).Text
					if err := flowtest.Fits(gsm7.Replace(shown)); err != nil || shown == "" {
						t.Errorf("%s, %d, %d: %v", language, list, choice, err)
					}
				}
			}
		}
	}
}

// page is what a list of the plan leads to: the list itself for the choice 0.
func page(engine *flows.Engine, language string, list, choice int, newest string) flows.Reply {
	var turn flows.Turn
	turn.Session.Language = language
	for i, text := range []string{"PLAN", fmt.Sprint(list), fmt.Sprint(choice)} {
		if text == "0" {
			break
		}
		in := flows.Input{ID: text + fmt.Sprint(i), Text: text, Form: resident.SMS, Fresh: flows.Fresh{ID: "draft"}}
		turn = engine.Advance(turn.Session, in, time.Date(2026, 11, 23, 12, i, 0, 0, time.UTC))
	}
	if turn.Session.Pending == nil || len(turn.Session.Pending.Effects) == 0 || turn.Session.Pending.Effects[0].Kind != flows.ReadProgress {
		return turn.Reply
	}
	out := flows.Outcome{Kind: flows.ReadProgress}
	if newest != "" {
		out.Progress = []flows.Progress{{Theme: choice, Words: newest}}
	}
	in := flows.Input{Kind: flows.Committed, Form: resident.SMS, Outcomes: []flows.Outcome{out}}
	return engine.Advance(turn.Session, in, time.Date(2026, 11, 23, 12, 9, 0, 0, time.UTC)).Reply
}
