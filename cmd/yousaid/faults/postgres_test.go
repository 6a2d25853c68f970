package faults_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"yousaid/cmd/yousaid/internal/rig"
)

// outage is something that goes away and comes back.
type outage struct {
	name       string
	begin, end func(context.Context) error
}

// What is promised (DESIGN §2): whatever becomes of PostgreSQL, a report that a
// resident sends is kept, they are told so, and it is filed once, by itself,
// when PostgreSQL is back. The service is never started again.
func TestWhateverBecomesOfPostgresReportsAreKeptAndFiledOnce(t *testing.T) {
	t.Parallel()
	times, talkers := 5, 20
	if allFaults() {
		times, talkers = 50, 60
	}
	began := time.Now()
	disk := newDisk(t)
	seen := proves(t, "PostgreSQL killed, read-only, full", "%d times in mid-load, %d residents talking%s", times, talkers, disk.note())
	r := rig.New(t, rig.Options{OwnPostgres: true, PostgresDir: disk.path})
	outages := postgresOutages(r, disk)
	t.Logf("rig after %v", time.Since(began))
	ctx := r.Context(15 * time.Minute)
	c := gather(ctx, r, "record", talkers, 2*time.Second)
	t.Logf("ready after %v", time.Since(began))
	told := map[string][]*teller{}
	for n := range times {
		o := outages[n%len(outages)]
		told[o.name] = append(told[o.name], breaks(ctx, t, c, o)...)
	}
	t.Logf("broken after %v", time.Since(began))
	if err := c.goHome(); err != nil {
		t.Error(err)
	}
	t.Logf("home after %v", time.Since(began))
	for name, list := range told {
		judgeTold(t, seen, name, list)
	}
	if !r.Replicas[0].IsReady() {
		t.Error("the service isn't ready afterwards")
	}
	c.judge(t, seen)
}

// judgeTold sees that everybody who sent in an outage was told that the report
// is kept. On a full disk some pages may be left: who gets a reference at once
// is as well off, and in the short pass that may be all.
func judgeTold(t *testing.T, seen *finding, name string, list []*teller) {
	t.Helper()
	kept, slowest := 0, time.Duration(0)
	for _, who := range list {
		<-who.done
		slowest = max(slowest, who.after)
		if who.Kept {
			kept++
		}
	}
	seen.saw("%s: %d of %d told that it is kept, the reference %v after the end at the latest", name, kept, len(list), slowest.Round(100*time.Millisecond))
	if kept == 0 && (name != full || allFaults()) || kept < len(list) && name != full {
		t.Errorf("%s: %d of %d who sent were told that their report is kept", name, kept, len(list))
	}
}

// teller is somebody who sends their report while something is away.
type teller struct {
	*rig.Resident
	ready, kept, done chan struct{} // kept: or they have their reference already
	after             time.Duration // from the end of the outage to their reference
}

// breaks has one resident of each network send while something is away, and
// ends that when both have been told that their report is kept.
func breaks(ctx context.Context, t *testing.T, c *crowd, o outage) []*teller {
	t.Helper()
	down, over := make(chan struct{}), make(chan time.Time, 2)
	both := []*teller{tells(ctx, c, c.Telegram(), down, over), tells(ctx, c, c.SMS(), down, over)}
	for _, who := range both {
		if !within(ctx, who.ready) {
			t.Errorf("%s: a resident by %s doesn't get as far as sending: %q", o.name, who.Network(), who.Said)
		}
	}
	if err := o.begin(ctx); err != nil {
		t.Fatalf("%s: %v", o.name, err)
	}
	close(down)
	for _, who := range both {
		if !within(ctx, who.kept) {
			t.Errorf("%s: a resident by %s is left in silence: %q", o.name, who.Network(), who.Said)
		}
	}
	if err := o.end(ctx); err != nil {
		t.Fatalf("end of %s: %v", o.name, err)
	}
	ended := time.Now()
	over <- ended
	over <- ended
	return both
}

// tells has somebody report who waits with sending until something is down.
func tells(ctx context.Context, c *crowd, phone rig.Phone, down <-chan struct{}, over <-chan time.Time) *teller {
	who := &teller{Resident: c.guest(phone), ready: make(chan struct{}), kept: make(chan struct{}), done: make(chan struct{})}
	who.BeforeSend = sync.OnceFunc(func() {
		close(who.ready)
		select {
		case <-down:
		case <-ctx.Done():
		}
	})
	answered := sync.OnceFunc(func() { close(who.kept) })
	who.WhenKept = answered
	go func() {
		defer close(who.done)
		c.reports(ctx, who.Resident)
		answered()
		select {
		case ended := <-over:
			who.after = time.Since(ended)
		case <-ctx.Done():
		}
	}()
	return who
}

// within waits for something that has to come soon.
func within(ctx context.Context, done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	case <-ctx.Done():
	case <-time.After(30 * time.Second):
	}
	return false
}

// full is the outage in which the server goes on, but can't write.
const full = "disk full"

// settles is until sessions of PostgreSQL have noticed a change.
const settles = 300 * time.Millisecond

func postgresOutages(r *rig.Rig, disk disk) []outage {
	server := r.Postgres
	list := []outage{
		{"killed", func(context.Context) error { return settled(server.Kill()) }, server.Start},
		{"restarted", func(ctx context.Context) error { return settled(server.Halt(ctx)) }, server.Start},
		{"read-only", func(context.Context) error {
			return settled(r.Exec("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()"))
		}, func(context.Context) error {
			return r.Exec("ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()")
		}},
	}
	if disk.path == "" {
		return list
	}
	// Every report needs a page of its own, and so a piece of the disk.
	if err := r.Exec("ALTER TABLE reports SET (fillfactor = 10)"); err != nil {
		r.T.Fatal(err)
	}
	return append(list, outage{full, func(context.Context) error { return disk.fill() }, func(ctx context.Context) error {
		// Should the server have ended, somebody starts it again.
		return errors.Join(disk.free(), server.Start(ctx))
	}})
}

func settled(err error) error {
	time.Sleep(settles)
	if err != nil {
		return fmt.Errorf("outage: %w", err)
	}
	return nil
}
