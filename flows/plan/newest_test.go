package plan_test

import (
	"strings"
	"testing"
	"time"

	"yousaid/bot/channel/gsm7"
	"yousaid/flows"
	"yousaid/flows/flowtest"
	"yousaid/flows/locale"
	"yousaid/flows/partnership"
	"yousaid/flows/plan"
	"yousaid/flows/resident"
)

const news = "We put twelve new lamps behind the Mall and on Park Street, and two wardens walk there each Friday night until two."

// The newest progress stands with each theme: whole where there is room, and
// over SMS as much of it as fits two parts.
func TestNewestProgressStandsWithItsTheme(t *testing.T) {
	p := partnership.Luton()
	bundle, err := locale.New()
	if err != nil {
		t.Fatal(err)
	}
	engine := flows.New(resident.Config(p, bundle), plan.New(p))
	for _, form := range []flows.Form{resident.SMS, resident.Telegram} {
		for _, theme := range p.Themes {
			text := bundle.Render(read(engine, form, theme.Short), "en", form).Text
			if form.Buttons && theme.Number < 8 != strings.Contains(text, news) {
				t.Errorf("theme %d: %s", theme.Number, text)
			}
			if !form.Buttons && theme.Number < 8 != strings.Contains(text, "Newest: We put") {
				t.Errorf("theme %d by text: %s", theme.Number, text)
			}
			if err := flowtest.Fits(gsm7.Replace(text)); err != nil && !form.Buttons {
				t.Error(err)
			}
		}
	}
}

// read goes from PLAN to a theme, of which the record knows news unless it is
// the eighth.
func read(engine *flows.Engine, form flows.Form, theme string) flows.Reply {
	var turn flows.Turn
	for i, text := range []string{"PLAN", "1", theme} {
		in := flows.Input{ID: text, Text: text, Form: form, Fresh: flows.Fresh{ID: "draft"}}
		turn = engine.Advance(turn.Session, in, time.Date(2026, 11, 23, 12, i, 0, 0, time.UTC))
	}
	asked := turn.Session.Pending.Effects[0]
	out := flows.Outcome{Kind: asked.Kind}
	if n := asked.Updates.Themes[0]; n < 8 {
		out.Progress = []flows.Progress{{Theme: n, Words: news}}
	}
	in := flows.Input{Kind: flows.Committed, Form: form, Outcomes: []flows.Outcome{out}}
	return engine.Advance(turn.Session, in, time.Date(2026, 11, 23, 12, 9, 0, 0, time.UTC)).Reply
}
