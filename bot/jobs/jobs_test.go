package jobs_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/rs/zerolog"

	"yousaid/bot"
	"yousaid/bot/jobs"
	"yousaid/storage/storagetest"
)

func TestMain(m *testing.M) { os.Exit(storagetest.Main(m)) }

// words stand for what somebody wrote: no log and no row may hold them.
const words = "zebra crossing"

// A job that panics at every try, and jobs that fail at every try, hold nothing
// up: what is behind them is worked at once. They are counted, named in
// the log by the panic's type, and stay where operators see them, with none of
// what anybody wrote.
func TestPoisonJobsHoldNothingUp(t *testing.T) {
	store, written := storagetest.Store(t), &storagetest.Log{}
	pool := store.Pool()
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{Schema: "river", FetchCooldown: 5 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	good, panicked := make(chan string, 10), make(chan string, 1000)
	runner, err := jobs.New(pool, jobs.Work{
		Refresh: func(context.Context, string) error { panic(words) },
		Photo:   func(context.Context, string) error { return errors.New("PostgreSQL error 22P02") },
		Notify: func(_ context.Context, notice string) error {
			good <- notice
			return nil
		},
		Panicked: func(kind string) { panicked <- kind },
	}, zerolog.New(written))
	if err != nil {
		t.Fatal(err)
	}
	const (
		poison = 40              // more than are worked at the same time
		held   = 5 * time.Second // a second on an idle machine, as `make faults` sees it
	)
	for range poison {
		for _, args := range []river.JobArgs{bot.RefreshJob{Report: uuid.NewString()}, bot.PhotoJob{Photo: "no id"}} {
			if _, err := client.Insert(t.Context(), args, nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := runner.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := runner.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	for range poison {
		if kind := <-panicked; kind != "refresh" {
			t.Fatalf("%s panicked", kind)
		}
	}
	for range 5 {
		began, notice := time.Now(), uuid.NewString()
		if _, err := client.Insert(t.Context(), bot.NotifyJob{Notice: notice}, nil); err != nil {
			t.Fatal(err)
		}
		select {
		case got := <-good:
			if took := time.Since(began); got != notice || took > held {
				t.Errorf("%s came after %v, want %s within %v", got, took, notice, held)
			}
		case <-time.After(10 * time.Second):
			t.Fatal("what is behind the poison isn't worked")
		}
	}
	for _, part := range []string{`"job":"refresh"`, `"panic":"string"`, `"job":"photo"`} {
		if !strings.Contains(written.String(), part) {
			t.Errorf("the log has no %s", part)
		}
	}
	for ends := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		var tried int
		err := pool.QueryRow(t.Context(), `SELECT count(*) FROM river.river_job WHERE kind IN ('refresh', 'photo') AND errors IS NOT NULL`).Scan(&tried)
		if err != nil || time.Now().After(ends) {
			t.Fatalf("%d poison jobs were tried, want %d: %v", tried, 2*poison, err)
		}
		if tried == 2*poison {
			break
		}
	}
	rows, err := pool.Query(t.Context(), `SELECT kind || ' ' || state || ' ' || array_to_string(errors, ' ') FROM river.river_job WHERE kind IN ('refresh', 'photo')`)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(kept) != 2*poison {
		t.Fatalf("%d poison jobs are kept, want %d: %v", len(kept), 2*poison, err)
	}
	for _, job := range append(kept, written.String()) {
		if strings.Contains(job, words) {
			t.Errorf("it shows what somebody wrote: %s", job)
		}
	}
}

// What panics at its last try is given up, and stays to be seen.
func TestAPoisonJobIsGivenUpAtLast(t *testing.T) {
	store, written := storagetest.Store(t), &storagetest.Log{}
	pool := store.Pool()
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{Schema: "river", FetchCooldown: 5 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	runner, err := jobs.New(pool, jobs.Work{Refresh: func(context.Context, string) error { panic(words) }}, zerolog.New(written))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Insert(t.Context(), bot.RefreshJob{Report: uuid.NewString()}, &river.InsertOpts{MaxAttempts: 2}); err != nil {
		t.Fatal(err)
	}
	if err := runner.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := runner.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	state := ""
	for end := time.Now().Add(20 * time.Second); state != "discarded" && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if err := pool.QueryRow(t.Context(), `SELECT state FROM river.river_job WHERE kind = 'refresh'`).Scan(&state); err != nil {
			t.Fatal(err)
		}
	}
	if state != "discarded" {
		t.Errorf("it is %s", state)
	}
}
