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
	heard, ended := make(chan string, 100), make(chan struct{})
	go func() {
		defer close(ended)
		r.Listen(ctx, func(agency string) { heard <- agency })
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
	case <-ended:
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
	if officer, err := r.PeekSession(t.Context(), "token", 30*time.Minute); err != nil || officer.ID != mia.Officer {
		t.Errorf("%+v, %v", officer, err)
	}
	r.clock.add(20 * time.Minute)
	if _, err := r.PeekSession(t.Context(), "token", 30*time.Minute); !errors.Is(err, bot.ErrUsed) {
		t.Errorf("after 40 minutes: %v", err)
	}
	if _, err := r.PeekSession(t.Context(), "another", 30*time.Minute); !errors.Is(err, bot.ErrUsed) {
		t.Errorf("another: %v", err)
	}
}
