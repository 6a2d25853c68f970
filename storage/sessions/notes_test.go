package sessions_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// putOff has the rig put off what was sent; what waits behind is sent at once.
// It returns the texts that were.
func (r rig) putOff(t *testing.T) func() []string {
	t.Helper()
	var mu sync.Mutex
	var list []string
	r.PutOff(func(ctx context.Context, who channel.Address, next *bot.Unsent) error {
		for next != nil {
			mu.Lock()
			list = append(list, next.Message.Text)
			mu.Unlock()
			var err error
			if next, err = r.Sent(ctx, who, next.Seq, bot.Said{}); err != nil {
				return err
			}
		}
		return nil
	})
	t.Cleanup(func() { r.settle(t) })
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return list
	}
}

func (r rig) settle(t *testing.T) {
	t.Helper()
	if err := r.Settle(context.WithoutCancel(t.Context())); err != nil {
		t.Error(err)
	}
}

func (r rig) sentSoon(t *testing.T, seq int64, as bot.Said) {
	t.Helper()
	if next, err := r.SentSoon(t.Context(), ana, seq, as); err != nil || next != nil {
		t.Fatalf("next %v, %v", next, err)
	}
}

func TestRoundTripsOfATurnThatSends(t *testing.T) {
	r, c := counted(t)
	r.putOff(t)
	turn := func(id string) {
		if saved := r.update(t, id, say("words", "reply")); saved.Behind {
			t.Error("it is behind")
		} else {
			r.sentSoon(t, saved.Seq, bot.Said{Message: "m" + id, Kept: true})
		}
	}
	trips(t, "the first turn", c.during(func() { turn("1") }), 2)
	trips(t, "one that follows at once", c.during(func() { turn("2") }), 1)
	trips(t, "the end", c.during(func() { r.settle(t) }), 1)
	trips(t, "one that follows later", c.during(func() { turn("3"); r.settle(t) }), 2)
	if n, err := r.Waits(t.Context(), ana); err != nil || n != 0 {
		t.Errorf("%d wait, %v", n, err)
	}
	r.clock.add(time.Minute)
	if r.due(t) != 0 {
		t.Error("something is due that was sent")
	}
}

// TestCommandsThatATurnRunsInRedis counts those of the scripts: Redis does one
// thing at a time.
func TestCommandsThatATurnRunsInRedis(t *testing.T) {
	r, _ := counted(t)
	r.putOff(t)
	turn := func(id string) {
		saved := r.update(t, id, func(found bot.Loaded) (bot.Saving, error) {
			keep, err := say("words", "reply")(found)
			keep.Answered, keep.Heard, keep.Wake = true, "heard"+id, r.clock.now().Add(time.Hour)
			return keep, err
		})
		r.sentSoon(t, saved.Seq, bot.Said{Message: "m" + id, Kept: true, Asks: true})
	}
	turn("1")
	turn("2")
	if err := r.client.Do(t.Context(), "CONFIG", "RESETSTAT").Err(); err != nil {
		t.Fatal(err)
	}
	turn("3")
	stats, err := r.client.Info(t.Context(), "commandstats").Result()
	if err != nil {
		t.Fatal(err)
	}
	called := 0
	for line := range strings.Lines(stats) {
		name, figures, _ := strings.Cut(line, ":calls=")
		count, _, ok := strings.Cut(figures, ",")
		n, err := strconv.Atoi(count)
		if !ok || err != nil || strings.HasPrefix(name, "cmdstat_eval") || strings.HasPrefix(name, "cmdstat_config") {
			continue
		}
		called += n
	}
	if called < 5 || called > 12 {
		t.Errorf("%d commands, want 12: %s", called, stats)
	}
}

// Many are noted in one round trip.
func TestWhatWasSentIsNotedTogether(t *testing.T) {
	r, c := counted(t)
	r.putOff(t)
	const people = 50
	got := c.during(func() {
		for i := range people {
			who := channel.Address{Channel: channel.Telegram, ID: fmt.Sprint(i)}
			saved, err := r.Update(t.Context(), who, "1", say("words", "reply"))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := r.SentSoon(t.Context(), who, saved.Seq, bot.Said{}); err != nil {
				t.Fatal(err)
			}
		}
		r.settle(t)
	})
	if len(got) > 2*people+people/2 {
		t.Errorf("%d round trips", len(got))
	}
	if due, err := r.Due(t.Context(), r.clock.now().Add(time.Hour), 10); err != nil || len(due.Send) != 0 {
		t.Errorf("%d are due, %v", len(due.Send), err)
	}
}

func TestWhatWasSentIsNotedByItself(t *testing.T) {
	r := start(t)
	r.putOff(t)
	r.sentSoon(t, r.update(t, "SM1", say("a", "first")).Seq, bot.Said{})
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		keys, err := r.client.Keys(t.Context(), "{s*}:[ol]:*").Result()
		if err != nil || time.Now().After(deadline) {
			t.Fatalf("left: %v, %v", keys, err)
		}
		if len(keys) == 0 {
			return
		}
	}
}

// Another replica's reply waits behind one whose sending isn't noted yet.
func TestWhatJoinedMeanwhileIsSent(t *testing.T) {
	r := start(t)
	sent := r.putOff(t)
	r.sentSoon(t, r.update(t, "SM1", say("a", "first")).Seq, bot.Said{})
	other := r.another()
	if saved := other.update(t, "SM2", say("b", "second")); !saved.Behind {
		t.Error("it would overtake")
	}
	if u := other.take(t); u != nil {
		t.Errorf("given out to a second sender: %+v", u)
	}
	r.settle(t)
	if got := sent(); len(got) != 1 || got[0] != "second" {
		t.Errorf("sent %v", got)
	}
}

// The same replica's next turn notes it, and goes behind what another one added.
func TestTheNextTurnNotesItAndKeepsTheOrder(t *testing.T) {
	r := start(t)
	r.putOff(t)
	r.sentSoon(t, r.update(t, "SM1", say("a", "first")).Seq, bot.Said{})
	r.another().update(t, "SM2", say("b", "second"))
	if saved := r.update(t, "SM3", say("c", "third")); !saved.Behind {
		t.Error("it would overtake")
	}
	u := r.take(t)
	if u == nil || u.Message.Text != "second" {
		t.Fatalf("took %+v", u)
	}
	if u = r.sent(t, u.Seq); u == nil || u.Message.Text != "third" {
		t.Errorf("then %+v", u)
	}
}

// A notice that is sent under the lease finds what is left.
func TestTakingNotesWhatWasSent(t *testing.T) {
	r := start(t)
	r.putOff(t)
	r.sentSoon(t, r.update(t, "SM1", say("a", "first")).Seq, bot.Said{})
	r.another().update(t, "SM2", say("b", "second"))
	if u := r.take(t); u == nil || u.Message.Text != "second" {
		t.Errorf("took %+v", u)
	}
}

// The buttons of a message that was sent a moment ago are taken off by the turn
// that answers it.
func TestTheAnswerKnowsWhatAskedAMomentAgo(t *testing.T) {
	r := start(t)
	r.putOff(t)
	r.sentSoon(t, r.update(t, "SM1", say("a", "first")).Seq, bot.Said{Message: "77", Asks: true})
	saved := r.update(t, "SM2", func(found bot.Loaded) (bot.Saving, error) {
		keep, err := say("b", "second")(found)
		keep.Answered = true
		return keep, err
	})
	if saved.Asked != "77" || saved.Behind {
		t.Errorf("saved %+v", saved)
	}
}

// A kill loses what was put off: the reply comes again, once.
func TestAReplicaThatDiesLeavesAReplyToBeSentAgain(t *testing.T) {
	r := start(t)
	other := r.another()
	r.putOff(t)
	r.update(t, "SM1", say("a", "first")) // sent, and the replica is gone
	r.clock.add(7 * time.Second)
	if other.due(t) != 1 {
		t.Error("nobody sends it")
	}
}

// Redis is away when it is to be noted: it is, later.
func TestNotingOutlivesRedis(t *testing.T) {
	r := start(t)
	r.putOff(t)
	seq := r.update(t, "SM1", say("a", "first")).Seq
	if err := r.server.Kill(); err != nil {
		t.Fatal(err)
	}
	r.sentSoon(t, seq, bot.Said{})
	if err := r.Settle(t.Context()); err == nil {
		t.Error("noted, with nobody to note it")
	}
	if err := r.server.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		n, err := r.another().Waits(t.Context(), ana)
		if err == nil && n == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d wait, %v", n, err)
		}
	}
}

func TestWipeFindsWhatWasSentAMomentAgo(t *testing.T) {
	r := start(t)
	r.putOff(t)
	r.sentSoon(t, r.update(t, "SM1", say("a", "first")).Seq, bot.Said{Message: "5", About: "report", Kept: true})
	if about, err := r.About(t.Context(), ana, "5"); err != nil || about != "report" {
		t.Errorf("about %q, %v", about, err)
	}
	r.sentSoon(t, r.update(t, "SM2", say("b", "second")).Seq, bot.Said{Message: "6", Kept: true})
	r.wipe(t, 0)
	if got := r.deletes(t); len(got) != 1 || len(got[0]) != 2 {
		t.Errorf("deleted %v", got)
	}
}
