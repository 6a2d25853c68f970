package bot_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"yousaid/bot"
	"yousaid/bot/channel"
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
// included. While the report goes to the record it is there twice: frozen, too.
func TestAConversationIsSmall(t *testing.T) {
	const sealing = 2 + 2 + 24 + 16
	w := start(t)
	weighed := &scales{Sessions: w.Sessions}
	w.Sessions = weighed
	wrote := 0
	weigh := func(step string, words string, do func() string) {
		t.Helper()
		weighed.weights = nil
		wrote += len(words)
		said := do()
		last := weighed.weights[len(weighed.weights)-1] + sealing
		t.Logf("%s: %d bytes, of which %d were written", step, last, wrote)
		if last > wrote+500 {
			t.Errorf("%s: %d bytes, %d were written; it said %q", step, last, wrote, said)
		}
	}
	say := func(words string) func() string { return func() string { return w.say(w.ben, words) } }
	press := func(label string) func() string { return func() string { return w.press(w.ben, label) } }
	story := "rubbish dumped behind the shops, every week now, and they set fire to it"
	weigh("what", story, say(story))
	weigh("confirm", "", press("Yes"))
	weigh("where", "High Town Road", say("High Town Road"))
	weigh("when", "last night", say("last night"))
	weigh("sent", "", press("Send"))
	if n := len(weighed.weights); n != 2 {
		t.Errorf("%d saves of a turn that files", n)
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
		w.pass(30e9)
		if again := w.take(in); again != last {
			t.Errorf("%q: first %q, then %q", words, last, again)
		}
	}
	if !strings.Contains(last, "LUT-") {
		t.Errorf("not filed: %q", last)
	}
}
