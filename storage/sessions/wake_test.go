package sessions_test

import (
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// wakes counts who is to go on by now.
func (r rig) wakes(t *testing.T) int {
	t.Helper()
	due, err := r.Due(t.Context(), r.clock.now(), 10)
	if err != nil {
		t.Fatal(err)
	}
	return len(due.Wake)
}

func (r rig) later(t *testing.T, id string, d time.Duration) {
	t.Helper()
	r.update(t, id, func(found bot.Loaded) (bot.Saving, error) {
		keep := bot.Saving{Session: found.Session}
		if d > 0 {
			keep.Wake = r.clock.now().Add(d)
		}
		return keep, nil
	})
}

// What is noted aside (that a plan update went out, say) doesn't end the timer
// of a conversation that stands in the middle.
func TestATimerOutlivesWhatIsNotedAside(t *testing.T) {
	r := start(t)
	r.later(t, "SM1", 3*time.Hour)
	r.update(t, "", func(found bot.Loaded) (bot.Saving, error) {
		return bot.Saving{Session: found.Session, Aside: true}, nil
	})
	r.clock.add(2 * time.Hour)
	if r.wakes(t) != 0 {
		t.Error("too early")
	}
	r.clock.add(2 * time.Hour)
	if r.wakes(t) != 1 {
		t.Error("the timer is gone")
	}
}

func TestATimerGoesWithItsVersion(t *testing.T) {
	r := start(t)
	r.later(t, "SM1", 3*time.Hour)
	r.clock.add(2 * time.Hour)
	if r.wakes(t) != 0 {
		t.Error("too early")
	}
	r.later(t, "SM2", 3*time.Hour) // they wrote: the time begins anew
	r.clock.add(2 * time.Hour)
	if r.wakes(t) != 0 {
		t.Error("the timer of an earlier version is left")
	}
	r.clock.add(2 * time.Hour)
	if r.wakes(t) != 1 {
		t.Error("the time has come, and nobody is listed")
	}
	if r.wakes(t) != 0 {
		t.Error("listed to a second replica at once")
	}
	r.clock.add(10 * time.Second)
	if r.wakes(t) != 1 {
		t.Error("a replica died on it, and nobody takes over")
	}
	r.later(t, "SM3", 0)
	r.clock.add(time.Hour)
	if r.wakes(t) != 0 {
		t.Error("a conversation without a timer is listed")
	}
}

func TestATimerEndsWithItsConversation(t *testing.T) {
	for name, end := range map[string]func(rig) error{
		"forget": func(r rig) error { return r.Forget(t.Context(), ana) },
		"drop":   func(r rig) error { return r.Drop(t.Context(), ana) },
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t)
			r.later(t, "SM1", time.Hour)
			if err := end(r); err != nil {
				t.Fatal(err)
			}
			left, err := r.client.Keys(t.Context(), "{s*}:due").Result()
			if err != nil || len(left) > 0 {
				t.Errorf("left: %v %v", left, err)
			}
		})
	}
}

// A conversation is still there when its time comes.
func TestAConversationOutlivesItsTimer(t *testing.T) {
	r := start(t)
	r.later(t, "SM1", 24*time.Hour)
	keys, err := r.client.Keys(t.Context(), "{s*}:c:*").Result()
	if err != nil || len(keys) != 1 {
		t.Fatal(keys, err)
	}
	if lives := r.client.PTTL(t.Context(), keys[0]).Val(); lives <= 24*time.Hour {
		t.Errorf("lives %v", lives)
	}
}

// The message that asks last is told to the turn that answers it, once.
func TestTheMessageThatAskedIsGivenBack(t *testing.T) {
	r := start(t)
	answer := func(id string) string {
		return r.update(t, id, func(found bot.Loaded) (bot.Saving, error) {
			return bot.Saving{Session: found.Session, Answered: true, Send: &channel.Outbound{To: ana, Text: id}}, nil
		}).Asked
	}
	saved := r.update(t, "SM1", say("a", "first"))
	if _, err := r.Sent(t.Context(), ana, saved.Seq, bot.Said{Message: "77", Asks: true}); err != nil {
		t.Fatal(err)
	}
	saved = r.update(t, "SM2", say("b", "a notice"))
	if _, err := r.Sent(t.Context(), ana, saved.Seq, bot.Said{}); err != nil {
		t.Fatal(err)
	}
	if got := answer("SM3"); got != "77" {
		t.Errorf("asked by %q", got)
	}
	if got := answer("SM4"); got != "" {
		t.Errorf("again: %q", got)
	}
	if err := r.Forget(t.Context(), ana); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Sent(t.Context(), ana, 1, bot.Said{Message: "78", Asks: true}); err != nil {
		t.Fatal(err)
	}
	if left, err := r.client.Keys(t.Context(), "{s*}:c:*").Result(); err != nil || len(left) > 0 {
		t.Errorf("a late answer of the network brought it back: %v %v", left, err)
	}
}
