package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"yousaid/bot"
)

func TestListenHearsWhoseListHasChanged(t *testing.T) {
	r := start(t)
	ctx, cancel := context.WithCancel(t.Context())
	heard, ended, over := make(chan string, 100), make(chan string, 100), make(chan struct{})
	go func() {
		defer close(over)
		r.Listen(ctx, func(agency string) { heard <- agency }, func(officer string) { ended <- officer })
	}()
	hears := func(want, when string) {
		t.Helper()
		select {
		case got := <-heard:
			if got != want {
				t.Errorf("%s: heard %q", when, got)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("%s: heard nothing", when)
		}
	}
	hears("", "at first")
	known := r.file(ana, 6)
	hears("neighbourhood-services", "filed")
	mia := r.officer("Mia", "neighbourhood-services", false)
	if _, err := r.Reroute(t.Context(), action(mia), known.ID, 0, "probation", "yours"); err != nil {
		t.Fatal(err)
	}
	passed := map[string]bool{}
	for range 2 {
		passed[<-heard] = true
	}
	if !passed["probation"] || !passed["neighbourhood-services"] {
		t.Errorf("passed on: heard %v", passed)
	}
	for len(heard) > 0 {
		<-heard
	}

	var gone int
	err := r.owner().QueryRow(t.Context(), `
		SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`).Scan(&gone)
	if err != nil || gone != 1 {
		t.Fatalf("%d connections were cut, %v", gone, err)
	}
	hears("", "after its connection was cut")
	r.file(ana, 6)
	hears("neighbourhood-services", "filed after that")

	cancel()
	select {
	case <-over:
	case <-time.After(10 * time.Second):
		t.Fatal("it goes on after its end")
	}
}

func TestPeekingAtASessionIsNoUseOfIt(t *testing.T) {
	r := start(t)
	mia := r.officer("Mia", "neighbourhood-services", false)
	if err := r.OpenSession(t.Context(), "token", mia.Officer, "dev", time.Hour); err != nil {
		t.Fatal(err)
	}
	r.clock.add(20 * time.Minute)
	officer, until, err := r.PeekSession(t.Context(), "token", 30*time.Minute)
	if left := until.Sub(r.clock.now()).Round(time.Millisecond); err != nil || officer.ID != mia.Officer || left != 10*time.Minute {
		t.Errorf("%+v, for %v, %v", officer, left, err)
	}
	r.clock.add(20 * time.Minute)
	if _, _, err := r.PeekSession(t.Context(), "token", 30*time.Minute); !errors.Is(err, bot.ErrUsed) {
		t.Errorf("after 40 minutes: %v", err)
	}
	if _, _, err := r.PeekSession(t.Context(), "another", 30*time.Minute); !errors.Is(err, bot.ErrUsed) {
		t.Errorf("another: %v", err)
	}
}

func TestListenHearsWhoseSessionsWereEnded(t *testing.T) {
	r := start(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended, over := make(chan string, 100), make(chan struct{})
	go func() {
		defer close(over)
		r.Listen(ctx, func(string) {}, func(officer string) { ended <- officer })
	}()
	t.Cleanup(func() { cancel(); <-over })
	hears := func(want, when string) {
		t.Helper()
		select {
		case got := <-ended:
			if got != want {
				t.Errorf("%s: heard %q", when, got)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("%s: heard nothing", when)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	hears("", "at first")
	mia := r.officer("Mia", "neighbourhood-services", false)
	must(r.OpenSession(t.Context(), "one", mia.Officer, "dev", time.Hour))
	must(r.OpenSession(t.Context(), "two", mia.Officer, "dev", time.Hour))
	must(r.EndSession(t.Context(), "none"))
	must(r.EndSession(t.Context(), "one"))
	hears(mia.Officer, "one ended")
	must(r.EndSessions(t.Context(), mia.Officer))
	hears(mia.Officer, "all ended")
	must(r.ResetApp(t.Context(), mia.Officer))
	hears(mia.Officer, "app reset")
	must(r.RemoveOfficer(t.Context(), mia.Officer))
	hears(mia.Officer, "removed")
	if len(ended) > 0 {
		t.Errorf("heard %q, too", <-ended)
	}
}
