package sessions_test

import (
	"testing"
	"time"

	"yousaid/bot"
)

func (r rig) take(t *testing.T) *bot.Unsent {
	t.Helper()
	u, err := r.Take(t.Context(), ana)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func (r rig) sent(t *testing.T, seq int64) *bot.Unsent {
	t.Helper()
	u, err := r.Sent(t.Context(), ana, seq, "")
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func (r rig) due(t *testing.T) int {
	t.Helper()
	due, err := r.Due(t.Context(), r.clock.now(), 10)
	if err != nil {
		t.Fatal(err)
	}
	return len(due.Send)
}

func TestReplyIsSentByTheTurnThatMadeIt(t *testing.T) {
	r := start(t)
	saved := r.update(t, "SM1", say("a", "first"))
	if saved.Behind || saved.Seq == 0 {
		t.Fatalf("saved %+v", saved)
	}
	if r.take(t) != nil {
		t.Error("a second sender got the list while the first is at it")
	}
	if next := r.sent(t, saved.Seq); next != nil {
		t.Errorf("next = %+v", next)
	}
	r.clock.add(time.Hour)
	if r.due(t) != 0 {
		t.Error("a sent reply is due")
	}
}

// TestReplyOfADeadReplicaIsFound: saved, never sent.
func TestReplyOfADeadReplicaIsFound(t *testing.T) {
	r := start(t)
	r.update(t, "SM1", say("a", "first"))
	if r.due(t) != 0 {
		t.Error("due while its sender may be at it")
	}
	r.clock.add(7 * time.Second)
	if r.due(t) != 1 {
		t.Fatal("a reply that nobody sent is not due")
	}
}

func TestLaterRepliesQueueBehind(t *testing.T) {
	r := start(t)
	first := r.update(t, "SM1", say("a", "first"))
	second := r.update(t, "SM2", say("b", "second"))
	if !second.Behind {
		t.Error("the second reply would overtake the first")
	}
	next := r.sent(t, first.Seq)
	if next == nil || next.Message.Text != "second" || next.Seq != second.Seq {
		t.Fatalf("next = %+v", next)
	}
	if r.sent(t, next.Seq) != nil {
		t.Error("something is left")
	}
}

func TestThrottledListWaits(t *testing.T) {
	r := start(t)
	r.update(t, "SM1", say("a", "first"))
	at := r.clock.now().Add(7 * time.Second)
	if err := r.Later(t.Context(), ana, at); err != nil {
		t.Fatal(err)
	}
	r.update(t, "SM2", say("b", "second"))
	if r.take(t) != nil || r.due(t) != 0 {
		t.Error("given out before its time")
	}
	if n, err := r.Waits(t.Context(), ana); err != nil || n != 2 {
		t.Errorf("%d wait, %v", n, err)
	}
	r.clock.add(7 * time.Second)
	if r.due(t) != 1 {
		t.Fatal("not due when its time has come")
	}
	u := r.take(t) // as a sweep does with what is due
	if u == nil || u.Message.Text != "first" || u.Tries != 1 {
		t.Fatalf("took %+v", u)
	}
}

func TestStopDropsWhatWaits(t *testing.T) {
	r := start(t)
	r.update(t, "SM1", say("a", "first"))
	saved := r.update(t, "SM2", func(found bot.Loaded) (bot.Saving, error) {
		keep, err := say("stop", "you will not hear from us")(found)
		keep.Clear = true
		return keep, err
	})
	if n, err := r.Waits(t.Context(), ana); err != nil || n != 1 || saved.Behind {
		t.Errorf("%d wait, behind %v, %v", n, saved.Behind, err)
	}
}

// TestRestartKeepsEverything kills Redis and starts it on the same data.
func TestRestartKeepsEverything(t *testing.T) {
	r := start(t)
	r.update(t, "SM1", say("needles", "first"))
	if err := r.server.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := r.server.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := r.load(t, "SM2")
	if got.New || got.Lost || len(got.Session.Answers) != 1 {
		t.Errorf("after a restart: %+v", got)
	}
	if n, err := r.Waits(t.Context(), ana); err != nil || n != 1 {
		t.Errorf("%d wait, %v", n, err)
	}
}

func TestLossIsTold(t *testing.T) {
	r := start(t)
	r.update(t, "SM1", say("needles", ""))
	if err := r.client.FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	if got := r.load(t, "SM2"); !got.New || !got.Lost {
		t.Errorf("after a loss: %+v", got)
	}
	r.clock.add(23 * time.Hour)
	if !r.load(t, "SM3").Lost {
		t.Error("not told within the day")
	}
	r.clock.add(2 * time.Hour)
	if r.load(t, "SM4").Lost {
		t.Error("told for ever")
	}
	if lost, err := r.Begin(t.Context(), false); err != nil || !lost {
		t.Errorf("a start after a loss: lost %v, %v", lost, err)
	}
}
