package bot_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows/triage"
	"yousaid/storage/storagetest"
)

// scales weighs the conversations that are saved.
type scales struct {
	bot.Sessions
	weights []int
}

func (s *scales) Update(ctx context.Context, who channel.Address, id string, step func(bot.Loaded) (bot.Saving, error)) (bot.Saved, error) {
	saved, err := s.Sessions.Update(ctx, who, id, step)
	if plain, failed := json.Marshal(saved.Session); failed == nil && saved.Session.Turn > 0 {
		s.weights = append(s.weights, len(plain))
	}
	return saved, err
}

// press presses a button of the last message by its label.
func (w *town) press(who channel.Address, label string) string {
	w.t.Helper()
	for _, out := range w.chat.out {
		for _, row := range out.Buttons {
			for _, choice := range row {
				if choice.Label == label {
					in := w.inbound(who, "")
					in.Kind, in.Press = channel.Press, channel.Button{Data: choice.Data}
					return w.take(in)
				}
			}
		}
	}
	w.t.Fatalf("no button %q", label)
	return ""
}

// A conversation in Redis is what its resident wrote and 500 bytes, sealing
// included; 600 where the place that they named is known, with its ward and
// position. While the report goes to the record it is there twice: frozen, too.
func TestAConversationIsSmall(t *testing.T) {
	for place, most := range map[string]int{"LU1 2AB": 500, "High Town Road": 600} {
		t.Run(place, func(t *testing.T) {
			w := start(t)
			w.Read = bot.Reader(triage.Read).For(storagetest.Plan(t))
			w.at = w.at.Add(123456 * time.Microsecond) // as clocks stand
			weighed := &scales{Sessions: w.Sessions}
			w.Sessions = weighed
			wrote := 0
			weigh := func(words string, take func(channel.Address, string) string) {
				t.Helper()
				weighed.weights = nil
				said := take(w.ben, words)
				w.pass(2 * time.Second)
				const sealing = 2 + 2 + 24 + 16
				last := weighed.weights[len(weighed.weights)-1] + sealing
				t.Logf("%s: %d bytes, of which %d were written", words, last, wrote)
				if last > wrote+most {
					t.Errorf("%s: %d bytes, %d were written; it said %q", words, last, wrote, said)
				}
			}
			story := "rubbish dumped behind the shops, every week now, and they set fire to it"
			wrote += len(story)
			weigh(story, w.say)
			weigh("Yes", w.press)
			wrote += len(place)
			weigh(place, w.say)
			for _, label := range []string{"Add or change", "When", "Today"} {
				weigh(label, w.press)
			}
			weigh("Send", w.press)
			if n := len(weighed.weights); n != 2 {
				t.Errorf("%d saves of a turn that files", n)
			}
		})
	}
}

// An answer by text that got lost is given once more: also the one that waited
// for the record.
func TestALostAnswerIsGivenOnceMore(t *testing.T) {
	w := start(t)
	var last string
	for _, words := range []string{"rubbish dumped behind the shops again", "1", "High Town Road", "1"} {
		in := w.inbound(w.ana, words)
		last = w.take(in)
		w.pass(30 * time.Second)
		if again := w.take(in); again != last {
			t.Errorf("%q: first %q, then %q", words, last, again)
		}
	}
	if !strings.Contains(last, "LUT-") {
		t.Errorf("not filed: %q", last)
	}
}
