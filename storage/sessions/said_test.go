package sessions_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// hears saves a turn: a message that came, and a reply that was sent under an
// id. It returns the reply's number.
func (r rig) hears(t *testing.T, came, sent, about string) int64 {
	t.Helper()
	saved := r.update(t, "in-"+came, func(found bot.Loaded) (bot.Saving, error) {
		keep, err := say(came, "reply")(found)
		keep.Heard = came
		return keep, err
	})
	if _, err := r.Sent(t.Context(), ana, saved.Seq, bot.Said{Message: sent, About: about, Kept: true}); err != nil {
		t.Fatal(err)
	}
	return saved.Seq
}

// deletes are the messages that are to be deleted, call by call.
func (r rig) deletes(t *testing.T) [][]string {
	t.Helper()
	var calls [][]string
	for u := r.take(t); u != nil; u = r.sent(t, u.Seq) {
		if u.Message.Verb != channel.Delete || u.Message.To != ana {
			t.Fatalf("to be sent: %+v", u.Message)
		}
		calls = append(calls, u.Message.Targets)
	}
	return calls
}

func (r rig) wipe(t *testing.T, spare int64) {
	t.Helper()
	if err := r.Wipe(t.Context(), ana, spare); err != nil {
		t.Fatal(err)
	}
}

func TestWipeDeletesBothSides(t *testing.T) {
	r := start(t)
	r.hears(t, "1", "2", "")
	r.hears(t, "3", "4", "")
	last := r.hears(t, "5", "6", "")
	r.wipe(t, last)
	if r.due(t) != 1 {
		t.Error("nobody is to send it")
	}
	if got := r.deletes(t); len(got) != 1 || !slices.Equal(got[0], []string{"1", "2", "3", "4", "5"}) {
		t.Errorf("deleted: %v", got)
	}
	r.wipe(t, last) // the message came again
	if got := r.deletes(t); len(got) != 0 {
		t.Errorf("deleted again: %v", got)
	}
	r.wipe(t, 0)
	if got := r.deletes(t); len(got) != 1 || !slices.Equal(got[0], []string{"6"}) {
		t.Errorf("what was spared is forgotten: %v", got)
	}
}

func TestWipeDeletesNothingThatIsTooOld(t *testing.T) {
	r := start(t)
	r.hears(t, "1", "2", "")
	r.clock.add(30 * time.Hour)
	r.hears(t, "3", "4", "")
	r.clock.add(18 * time.Hour)
	r.wipe(t, 0)
	if got := r.deletes(t); len(got) != 1 || !slices.Equal(got[0], []string{"3", "4"}) {
		t.Errorf("deleted: %v", got)
	}
	r.wipe(t, 0)
	if got := r.deletes(t); len(got) != 0 {
		t.Errorf("nothing was said, and deleted: %v", got)
	}
}

func TestTheNewestMessagesAreRemembered(t *testing.T) {
	r := start(t)
	for i := range 130 {
		r.hears(t, fmt.Sprint(1000+2*i), fmt.Sprint(1001+2*i), "")
	}
	r.wipe(t, 0)
	calls := r.deletes(t)
	if len(calls) != 2 || len(calls[0]) != 100 || len(calls[1]) != 100 || calls[0][0] != "1060" || calls[1][99] != "1259" {
		t.Errorf("%d calls: %v", len(calls), calls)
	}
}

func TestWhatAMessageWasAbout(t *testing.T) {
	r := start(t)
	r.hears(t, "1", "2", "report-a")
	r.hears(t, "3", "4", "report-b")
	for message, want := range map[string]string{"2": "report-a", "4": "report-b", "1": "", "99": ""} {
		if got, err := r.About(t.Context(), ana, message); err != nil || got != want {
			t.Errorf("message %s is about %q, %v", message, got, err)
		}
	}
	if got, err := r.About(t.Context(), channel.Address{Channel: channel.Telegram, ID: "7"}, "2"); err != nil || got != "" {
		t.Errorf("somebody else's: %q, %v", got, err)
	}
}

func TestWhatWasSaidIsSealedAndForgotten(t *testing.T) {
	r := start(t)
	r.hears(t, "773311", "773312", "report-a")
	keys := r.client.Keys(t.Context(), "*:h:*").Val()
	if len(keys) != 1 {
		t.Fatalf("kept under %v", keys)
	}
	for _, element := range r.client.LRange(t.Context(), keys[0], 0, -1).Val() {
		if strings.Contains(element, "7733") || strings.Contains(element, "report-a") {
			t.Errorf("it can be read: %q", element)
		}
	}
	if left := r.client.TTL(t.Context(), keys[0]).Val(); left <= 0 || left > 48*time.Hour {
		t.Errorf("it is kept for %v", left)
	}
	if err := r.Forget(t.Context(), ana); err != nil {
		t.Fatal(err)
	}
	if n := r.client.Exists(t.Context(), keys[0]).Val(); n != 0 {
		t.Error("it outlives the conversation")
	}
}
