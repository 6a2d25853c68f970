package postgres_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/flows"
)

func isUsed(err error) bool { return errors.Is(err, bot.ErrUsed) }

// unlock tries ana's own PIN.
func (r *rig) unlock(pin string) flows.Outcome {
	r.t.Helper()
	return r.commit(ana, flows.Effect{Kind: flows.TryPIN, Text: pin})[0]
}

func TestPINIsSetChangedAndRemoved(t *testing.T) {
	r := start(t)
	if r.resident().PIN {
		t.Error("there is one already")
	}
	r.setPIN("4821")
	if !r.resident().PIN {
		t.Error("the conversation doesn't hear of it")
	}
	first := r.strings(`SELECT encode(hash, 'hex') || encode(salt, 'hex') FROM pins`)
	r.setPIN("4821")
	if second := r.strings(`SELECT encode(hash, 'hex') || encode(salt, 'hex') FROM pins`); len(second) != 1 || second[0] == first[0] {
		t.Errorf("the same PIN is kept alike: %v, %v", first, second)
	}
	r.setPIN("90210")
	if out := r.unlock("4821"); out.Refused != flows.RefusedPIN {
		t.Errorf("the old one: %+v", out)
	}
	r.clock.add(time.Minute)
	if out := r.unlock("90210"); out.Refused != "" {
		t.Errorf("the new one: %+v", out)
	}
	r.setPIN("")
	if r.resident().PIN || r.count(`SELECT count(*) FROM pins`) != 0 {
		t.Error("it is still there")
	}
	if out := r.unlock("90210"); out.Refused != flows.RefusedPIN {
		t.Errorf("none is right when none is set: %+v", out)
	}
}

// Each wrong PIN doubles the wait, and the fifth ends in an hour.
func TestGuessingIsSlowedAndThenLocked(t *testing.T) {
	r := start(t)
	r.setPIN("4821")
	for i, wait := range []time.Duration{5 * time.Second, 10 * time.Second, 20 * time.Second, 40 * time.Second, time.Hour} {
		if out := r.unlock(fmt.Sprintf("111%d", i)); out.Refused != flows.RefusedPIN {
			t.Fatalf("wrong PIN %d: %+v", i+1, out)
		}
		r.clock.add(time.Second)
		if out := r.unlock("4821"); out.Refused != flows.RefusedWait || out.Wait != wait-time.Second {
			t.Errorf("the right one a second after wrong PIN %d: %+v", i+1, out)
		}
		r.clock.add(wait - 2*time.Second)
		if out := r.unlock("4821"); out.Refused != flows.RefusedWait || out.Wait != time.Second {
			t.Errorf("a second too early after wrong PIN %d: %+v", i+1, out)
		}
		r.clock.add(time.Second)
	}
	if out := r.unlock("4821"); out.Refused != "" {
		t.Errorf("an hour later: %+v", out)
	}
	if n := r.count(`SELECT count(*) FROM pin_tries`); n != 0 {
		t.Errorf("%d counts are left", n)
	}
}

// Guessing is counted for a reference whoever guesses, and for an address
// whatever it guesses at, whether there is such a report or not.
func TestGuessingIsCountedForReferenceAndForAddress(t *testing.T) {
	r := start(t)
	report := r.file(ana, 4)
	r.setPIN("4821")
	for _, reference := range []string{report.Reference, "LUT-0000-000"} {
		for i := range 5 {
			from := cat
			from.ID = fmt.Sprintf("%s-%d", reference, i)
			if out := r.open(from, reference, "1111"); out.Refused != flows.RefusedPIN {
				t.Fatalf("%s, try %d: %+v", reference, i, out)
			}
			r.clock.add(time.Minute)
		}
		if out := r.open(ben, reference, "4821"); out.Refused != flows.RefusedWait {
			t.Errorf("%s: %+v", reference, out)
		}
	}
	if out := r.open(ana, report.Reference, ""); out.Refused != "" {
		t.Errorf("whose report it is can't see it: %+v", out)
	}
	r.clock.add(time.Hour)
	for i := range 5 {
		if out := r.open(ben, fmt.Sprintf("LUT-0000-00%d", i), "1111"); out.Refused != flows.RefusedPIN {
			t.Fatalf("try %d: %+v", i, out)
		}
		r.clock.add(time.Minute)
	}
	if out := r.open(ben, report.Reference, "4821"); out.Refused != flows.RefusedWait {
		t.Errorf("an address that guessed at others: %+v", out)
	}
	if out := r.open(cat, report.Reference, "4821"); out.Refused != "" {
		t.Errorf("another address: %+v", out)
	}
}

// To open a report that one knows the PIN of doesn't make guessing at others
// free.
func TestARightPINDoesNotFreeTheAddress(t *testing.T) {
	r := start(t)
	report := r.file(ana, 4)
	r.setPIN("4821")
	for i := range 5 {
		r.open(ben, fmt.Sprintf("LUT-0000-00%d", i), "1111")
		r.clock.add(time.Minute)
		if i < 4 {
			if out := r.open(ben, report.Reference, "4821"); out.Refused != "" {
				t.Fatalf("try %d: %+v", i, out)
			}
		}
	}
	r.exec(`DELETE FROM guests`)
	if out := r.open(ben, report.Reference, "4821"); out.Refused != flows.RefusedWait {
		t.Errorf("%+v", out)
	}
}

// However many try at once, on whatever replica, one wrong PIN is one try.
func TestManyGuessesAtOnceAreOne(t *testing.T) {
	r := start(t)
	report := r.file(ana, 4)
	r.setPIN("4821")
	other := r.another()
	var wrong atomic.Int64
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			store := r.Store
			if i%2 == 0 {
				store = other
			}
			from := cat
			from.ID = fmt.Sprint(i)
			out, err := store.Commit(t.Context(), from, pending(flows.Effect{Kind: flows.OpenReport, Target: report.Reference, Text: "1111"}))
			if err != nil {
				t.Error(err)
			} else if out[0].Refused == flows.RefusedPIN {
				wrong.Add(1)
			}
		})
	}
	all.Wait()
	if wrong.Load() != 1 {
		t.Errorf("%d were compared", wrong.Load())
	}
}

// The same work done again compares nothing again, and counts nothing.
func TestATryThatComesAgainIsOne(t *testing.T) {
	r := start(t)
	r.setPIN("4821")
	work := pending(flows.Effect{Kind: flows.TryPIN, Text: "1111"})
	for range 3 {
		outcomes, err := r.Commit(t.Context(), ana, work)
		if err != nil || outcomes[0].Refused != flows.RefusedPIN {
			t.Errorf("%+v, %v", outcomes, err)
		}
	}
	if n := r.count(`SELECT sum(wrong) FROM pin_tries`); n != 1 {
		t.Errorf("counted as %d", n)
	}
}

func TestWhatGuessingLeavesIsPurged(t *testing.T) {
	r := start(t)
	report := r.file(ana, 4)
	r.setPIN("4821")
	r.open(cat, report.Reference, "1111")
	r.clock.add(time.Minute)
	r.open(ben, report.Reference, "4821")
	r.commit(ana, flows.Effect{Kind: flows.CopyData, Text: "token"})
	if err := r.Purge(t.Context(), r.clock.now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	left := func() int {
		return r.count(`SELECT (SELECT count(*) FROM pin_tries) + (SELECT count(*) FROM guests) + (SELECT count(*) FROM copies)`)
	}
	if n := left(); n != 4 { // cat's and ben's addresses, the guest, the link
		t.Errorf("%d rows a minute later", n)
	}
	if err := r.Purge(t.Context(), r.clock.now().Add(25*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if n := left(); n != 0 {
		t.Errorf("%d rows a day later", n)
	}
}
