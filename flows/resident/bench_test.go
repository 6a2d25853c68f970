package resident_test

import (
	"testing"

	"yousaid/flows"
	"yousaid/flows/resident"
)

func BenchmarkAdvance(b *testing.B) {
	reading := flows.Reading{Themes: []flows.Guess{{Theme: 6, Confidence: 0.9}, {Theme: 5, Confidence: 0.05}}}
	first := flows.Input{ID: "a", Text: "someone keeps dumping rubbish at the end of our road", Reading: reading, Form: resident.SMS}
	first.Fresh.ID = "draft"
	begun := engine.Advance(flows.Session{}, first, noon).Session
	for name, c := range map[string]struct {
		session flows.Session
		in      flows.Input
	}{
		"first words": {flows.Session{}, first},
		"yes":         {begun, flows.Input{ID: "b", Text: "yep go on then", Form: resident.SMS}},
		"description": {begun, flows.Input{ID: "b", Text: "no it is more about the noise at night", Reading: reading, Form: resident.SMS}},
		"sticker":     {begun, flows.Input{ID: "b", Kind: flows.SentOther, What: "sticker", Form: resident.SMS}},
		"repeat":      {begun, flows.Input{ID: "a", Form: resident.SMS}},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				engine.Advance(c.session, c.in, noon)
			}
		})
	}
}

func BenchmarkRender(b *testing.B) {
	in := flows.Input{ID: "a", Text: "hello", Form: resident.Telegram}
	reply := engine.Advance(flows.Session{}, in, noon).Reply
	b.ReportAllocs()
	for b.Loop() {
		bundle.Render(reply, "en", resident.Telegram)
	}
}
