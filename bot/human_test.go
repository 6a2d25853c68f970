package bot_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yousaid/bot/channel"
)

func TestSeveralMessagesGetOneAnswer(t *testing.T) {
	w := start(t)
	for _, who := range []channel.Address{w.ana, w.ben} {
		if first := w.say(who, "someone keeps dumping rubbish at the end of our road"); !strings.Contains(first, "Is that right?") {
			t.Fatalf("%s: first came %q", who.Channel, first)
		}
		w.pass(5 * time.Second)
		second := w.inbound(who, "sofas and black bags")
		for range 2 { // the network brings it twice
			if got := w.take(second); got != "" {
				t.Errorf("%s: the second message got %q", who.Channel, got)
			}
		}
		w.say(who, "yes")
		w.say(who, "ash road")
		if got := w.say(who, "send"); !strings.Contains(got, "LUT-") {
			t.Errorf("%s: not sent: %q", who.Channel, got)
		}
	}
}

// The theme of words that tell nothing one by one is read in them together.
func TestWordsAreReadTogether(t *testing.T) {
	w := start(t)
	w.say(w.ana, "theres a man at the door hes got a")
	w.pass(4 * time.Second)
	if got := w.say(w.ana, "big knife in his hand"); !strings.HasPrefix(got, "If") || !strings.Contains(got, "999") {
		t.Errorf("danger got %q", got)
	}
}

func TestADraftIsNamedOnceByDayAndThenDropped(t *testing.T) {
	w := start(t)
	var gaveUp []string
	w.GaveUp = func(flow, step string) { gaveUp = append(gaveUp, flow+" at "+step) }
	for _, who := range []channel.Address{w.ana, w.ben} {
		w.say(who, "someone keeps dumping rubbish at the end of our road")
		w.pass(3*time.Hour + time.Second)
		got := w.sweep()
		if len(got) != 1 || got[0].To != who || !got[0].Silent || !strings.Contains(got[0].Text, "not sent yet") {
			t.Fatalf("%s: reminded with %+v", who.Channel, got)
		}
		w.pass(10 * time.Second)
		if got := w.sweep(); len(got) > 0 {
			t.Errorf("%s: reminded again: %+v", who.Channel, got)
		}
		if got := w.say(who, "menu"); !strings.Contains(got, "Is that right?") {
			t.Errorf("%s: not carried on: %q", who.Channel, got)
		}
		w.pass(25 * time.Hour)
		if got := w.sweep(); len(got) > 0 {
			t.Errorf("%s: something was sent: %+v", who.Channel, got)
		}
		if got := w.say(who, "yes"); !strings.Contains(got, "so it was deleted") {
			t.Errorf("%s: after a day: %q", who.Channel, got)
		}
	}
	if !slices.Equal(gaveUp, []string{"report at confirm", "report at confirm"}) {
		t.Errorf("given up are %q", gaveUp)
	}
}

func TestNobodyIsRemindedAtNight(t *testing.T) {
	w := start(t)
	w.pass(10 * time.Hour) // 20:00
	w.say(w.ben, "someone keeps dumping rubbish at the end of our road")
	for range 11 { // to 07:00
		w.pass(time.Hour)
		if got := w.sweep(); len(got) > 0 {
			t.Fatalf("at %s: %+v", w.now().Format("15:04"), got)
		}
	}
	w.pass(80 * time.Minute) // 08:20
	if got := w.sweep(); len(got) != 1 {
		t.Errorf("in the morning: %+v", got)
	}
}

// The service was away when the time came, and comes back at night.
func TestALateReminderWaitsForTheMorning(t *testing.T) {
	w := start(t)
	w.pass(7 * time.Hour) // 17:00, due at 20:00
	w.say(w.ana, "someone keeps dumping rubbish at the end of our road")
	w.pass(5 * time.Hour)
	if got := w.sweep(); len(got) > 0 {
		t.Fatalf("at night: %+v", got)
	}
	w.pass(10*time.Hour + 21*time.Minute)
	if got := w.sweep(); len(got) != 1 {
		t.Errorf("in the morning: %+v", got)
	}
}

func TestWhoMayNotBeRemindedIsNot(t *testing.T) {
	w := start(t)
	w.say(w.ana, "my husband hits me and takes my phone")
	cleo := channel.Address{Channel: channel.Telegram, ID: "9"}
	w.say(cleo, "my husband hits me and takes my phone")
	if !w.chat.out[0].Silent {
		t.Error("a reply makes a sound where somebody else may hear it")
	}
	w.say(w.ben, "someone keeps dumping rubbish at the end of our road")
	w.say(w.ben, "/stop")
	for range 23 {
		w.pass(time.Hour)
		if got := w.sweep(); len(got) > 0 {
			t.Fatalf("%+v", got)
		}
	}
}

func TestButtonsGoWithTheirQuestion(t *testing.T) {
	w := start(t)
	w.say(w.ben, "someone keeps dumping rubbish at the end of our road")
	asked := w.chat.out[len(w.chat.out)-1]
	if len(asked.Buttons) == 0 {
		t.Fatalf("no buttons: %+v", asked)
	}
	message := fmt.Sprint(len(w.chat.out))
	edited := func() (targets []string) {
		for _, out := range w.chat.out {
			if out.Verb == channel.Edit {
				targets = append(targets, out.Target)
			}
		}
		return targets
	}
	// Pressed: one edit, after the reply.
	press := w.inbound(w.ben, "")
	press.Kind, press.Press = channel.Press, channel.Button{Query: "q", Data: asked.Buttons[0][0].Data, Message: message}
	w.take(press)
	if got := edited(); len(got) != 1 || got[0] != message || w.chat.out[0].Verb != channel.Say {
		t.Errorf("pressed: edited %q of %+v", got, w.chat.out)
	}
	w.take(press)
	if got := edited(); len(got) > 0 {
		t.Errorf("a repeat edits again: %q", got)
	}
	// Typed: the review that the place led to loses its buttons when it is answered.
	w.say(w.ben, "ash road")
	review := fmt.Sprint(len(w.chat.out))
	w.say(w.ben, "send")
	if got := edited(); len(got) != 1 || got[0] != review {
		t.Errorf("typed: edited %q, want %s", got, review)
	}
	// An edit that fails harms nothing.
	w.say(w.ben, "/menu")
	w.chat.fail = &channel.SendError{Reason: channel.Throttled, Err: errors.New("429")}
	if _, err := w.Receive(t.Context(), w.inbound(w.ben, "/numbers")); err != nil {
		t.Error(err)
	}
}

// TestButtonsGoInTheAnswerToWords: a network that takes it is handed what takes
// the buttons of the question away, after the reply. A press is answered there.
func TestButtonsGoInTheAnswerToWords(t *testing.T) {
	w := start(t)
	w.chat.can.StripInAnswer = true
	take := func(in channel.Inbound) *channel.Outbound {
		t.Helper()
		w.chat.sent()
		out, err := w.Receive(t.Context(), in)
		if err != nil || len(w.chat.out) == 0 || w.chat.out[0].Verb != channel.Say {
			t.Fatalf("%+v, %v; said %+v", out, err, w.chat.out)
		}
		return out
	}
	w.say(w.ben, "someone keeps dumping rubbish at the end of our road")
	asked := w.chat.out[len(w.chat.out)-1]
	press := w.inbound(w.ben, "")
	press.Kind, press.Press = channel.Press, channel.Button{Query: "q", Data: asked.Buttons[0][0].Data, Message: fmt.Sprint(len(w.chat.out))}
	if out := take(press); out != nil || len(w.chat.out) != 2 || w.chat.out[1].Verb != channel.Edit {
		t.Errorf("pressed: %+v and %+v", out, w.chat.out)
	}
	if out := take(w.inbound(w.ben, "ash road")); out != nil {
		t.Errorf("of a question without buttons: %+v", out)
	}
	review := fmt.Sprint(len(w.chat.out))
	words := w.inbound(w.ben, "send")
	out := take(words)
	if want := (channel.Outbound{Verb: channel.Edit, To: w.ben, Target: review}); !reflect.DeepEqual(out, &want) || len(w.chat.out) != 1 {
		t.Errorf("typed: %+v and %+v, want %+v", out, w.chat.out, want)
	}
	if out, err := w.Receive(t.Context(), words); out != nil || err != nil {
		t.Errorf("a repeat: %+v, %v", out, err)
	}
}

func TestTroubleIsTold(t *testing.T) {
	w := start(t)
	if err := w.redis.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	receive := func(in channel.Inbound) string {
		w.chat.sent()
		out, err := w.Receive(t.Context(), in)
		if err == nil {
			t.Error("nothing was kept, and nobody is asked to bring it again")
		}
		for _, sent := range w.chat.out {
			return sent.Text
		}
		if out == nil {
			return ""
		}
		return out.Text
	}
	// Danger is answered at once, on each network.
	for _, who := range []channel.Address{w.ana, w.ben} {
		in := w.inbound(who, "help hes got a knife")
		if got := receive(in); !strings.HasPrefix(got, "If you") || !strings.Contains(got, "999") || !strings.Contains(got, "can't answer just now") {
			t.Errorf("%s: danger got %q", who.Channel, got)
		}
		w.pass(15 * time.Second)
		if got := receive(in); got != "" {
			t.Errorf("%s: the same message got %q again", who.Channel, got)
		}
	}
	// Telegram brings a message again: only when it lasts is anything said, once.
	other := channel.Address{Channel: channel.Telegram, ID: "8"}
	in := w.inbound(other, "rubbish on ash road")
	for i, want := range []bool{false, false, true, false, false} {
		if got := receive(in); (got != "") != want {
			t.Errorf("try %d: %q", i, got)
		}
		w.pass(3 * time.Second)
	}
	// A text has one chance.
	carl := channel.Address{Channel: channel.SMS, ID: "+447700900124"}
	if got := receive(w.inbound(carl, "rubbish on ash road")); !strings.Contains(got, "can't answer just now") || !strings.Contains(got, "999") {
		t.Errorf("a text got %q", got)
	}
	if got := receive(w.inbound(carl, "hello")); got != "" {
		t.Errorf("the next text got %q", got)
	}
}

// One resident writes fifty messages a second; others are answered as before,
// and what the first wrote is in the report.
func TestAFloodSlowsNobodyElse(t *testing.T) {
	w := start(t)
	w.say(w.ana, "someone keeps dumping rubbish at the end of our road")
	var flood sync.WaitGroup
	stop, answers := make(chan struct{}), 0
	flood.Go(func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			case <-tick.C:
			}
			in := channel.Inbound{ID: fmt.Sprint("f", n), Chat: w.ana, Private: true, Text: fmt.Sprintf("and again, number %d of the bags", n)}
			out, err := w.Receive(t.Context(), in)
			if err != nil {
				t.Error(err)
			}
			if out != nil {
				answers++
			}
		}
	})
	var slowest time.Duration
	for n := range 100 {
		who := channel.Address{Channel: channel.SMS, ID: fmt.Sprintf("+4477009%05d", n)}
		began := time.Now()
		if out, err := w.Receive(t.Context(), channel.Inbound{ID: fmt.Sprint("o", n), Chat: who, Private: true, Text: "needles by the swings in wardown park"}); err != nil || out == nil {
			t.Fatalf("%v %v", out, err)
		}
		slowest = max(slowest, time.Since(began))
		time.Sleep(20 * time.Millisecond)
	}
	close(stop)
	flood.Wait()
	if slowest > time.Second {
		t.Errorf("somebody waited %v", slowest)
	}
	if answers > 3 {
		t.Errorf("the flood got %d answers", answers)
	}
	w.pass(2 * time.Minute)
	for _, words := range []string{"yes", "ash road"} {
		w.say(w.ana, words)
	}
	if got := w.say(w.ana, "send"); !strings.Contains(got, "LUT-") {
		t.Errorf("the report isn't there: %q", got)
	}
}
