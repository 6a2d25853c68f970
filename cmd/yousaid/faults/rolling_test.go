package faults_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// drainDelay is DRAIN_DELAY here: five looks of the balancer.
const drainDelay = 5 * looksEvery

// An upgrade or a changed setting restarts one replica after the other while
// residents talk. Each says that it isn't ready and still serves, until the
// balancer has seen it. Nobody notices: no message is refused, no answer is
// missing, comes twice or in another order, and every report is filed once.
func TestNobodyNoticesARollingRestart(t *testing.T) {
	t.Parallel()
	plan := carnage{conversations: 80, kills: 6, atOnce: 20, patience: 60 * time.Second}
	if allFaults() {
		plan.conversations, plan.kills = 600, 40
	}
	seen := proves(t, "rolling restart", "%d conversations, two replicas stopped and started %d times behind a balancer that follows /readyz", plan.conversations, plan.kills)
	r := rig.New(t, rig.Options{Replicas: 2, Env: map[string]string{"DRAIN_DELAY": drainDelay.String()}})
	roll := &rolling{killing: &killing{carnage: plan, Rig: r, random: rand.New(rand.NewPCG(seedOf(t), 1))}, front: balance(t, r)}
	r.Eventually(rig.Patience, "the balancer leads to both", func() bool { return roll.front.leads() == 2 })
	r.Box.Roads.Lead(rig.PublicURL, roll.front.server.URL)

	residents := roll.run(t)
	v := roll.judge(residents)
	t.Logf("the longest stop took %v\n%s", roll.longest.Round(time.Millisecond), v)
	v.check(t)
	roll.nobodyNoticed(t, residents)
	seen.saw("%d lost, %d double of %d, 0 of %d requests refused, 0 answers twice or out of order, a stop takes %v", v.lost, v.twice, v.conversations,
		len(roll.asked()), roll.longest.Round(100*time.Millisecond))
}

// rolling is a run in which replicas are stopped and not killed.
type rolling struct {
	*killing
	front    *balancer
	longest  time.Duration // of a stop
	restarts atomic.Int64
}

// run lets the first of each kind talk undisturbed, then all others while the
// replicas are restarted in turn.
func (r *rolling) run(t *testing.T) []*rig.Resident {
	t.Helper()
	residents := make([]*rig.Resident, r.conversations)
	for n := range residents {
		residents[n] = r.Reporter(r.Telegram(), []int{6, 4}[n/2%2], "roll"+rig.Word("", n))
		if n%2 == 1 {
			residents[n].Phone = r.SMS()
		}
		residents[n].Reply = r.patience
	}
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Minute)
	defer stop()
	for _, who := range residents[:kinds] {
		if _, err := who.Report(ctx); err != nil {
			t.Fatal(err)
		}
	}
	var work errgroup.Group
	work.Go(func() error {
		err := r.restart(ctx, t)
		if err != nil {
			stop() // nobody waits for what doesn't come
		}
		return err
	})
	failures := make([]error, r.conversations)
	var talks errgroup.Group
	talks.SetLimit(r.atOnce)
	for n, who := range residents[kinds:] {
		talks.Go(func() error { // side by side with the restarts, to the end
			if err := rig.Until(ctx, func() bool { return n < r.share(r.restarts.Load()+1) }); err != nil {
				return err
			}
			defer r.finished.Add(1)
			_, failures[n] = who.Report(ctx)
			return nil
		})
	}
	if err := errors.Join(talks.Wait(), work.Wait(), errors.Join(failures...)); err != nil {
		t.Error(err)
	}
	return residents
}

// kinds are the conversations that differ: by two networks, on two themes.
const kinds = 4

// restart stops and starts one replica after the other, as a rolling update
// does: the next when the last is back and the balancer leads to it.
func (r *rolling) restart(ctx context.Context, t *testing.T) error {
	for n := range r.kills {
		replica := r.Replicas[n%2]
		err := rig.Until(ctx, func() bool { return int(r.finished.Load()) >= r.share(int64(n))-r.atOnce-kinds })
		if err != nil {
			return err
		}
		time.Sleep(time.Duration(r.upTo(200)) * time.Millisecond)
		began := time.Now()
		if err := replica.Terminate(); err != nil {
			return err
		}
		if err := r.stillServes(ctx, replica, began); err != nil {
			return err
		}
		replica.Stop()
		r.longest = max(r.longest, time.Since(began))
		if r.front.leads() != 1 {
			t.Errorf("the balancer leads to %d replicas while one is stopped", r.front.leads())
		}
		if err := replica.Launch(); err != nil {
			return err
		}
		if err := replica.Ready(); err != nil {
			return err
		}
		if err := rig.Until(ctx, func() bool { return r.front.leads() == 2 }); err != nil {
			return fmt.Errorf("the balancer doesn't lead to a replica that is back: %w", err)
		}
		r.restarts.Add(1)
	}
	return nil
}

// stillServes sees that a replica which was told to stop says so, and serves.
func (r *rolling) stillServes(ctx context.Context, replica *rig.Replica, began time.Time) error {
	within, cancel := context.WithTimeout(ctx, drainDelay)
	defer cancel()
	err := rig.Until(within, func() bool { return statusOf(within, replica.Admin()+"/readyz") == http.StatusServiceUnavailable })
	if err != nil {
		return fmt.Errorf("a replica that was told to stop never said that it isn't ready: %w", err)
	}
	served, lives := statusOf(ctx, replica.URL()+"/.well-known/yousaid"), statusOf(ctx, replica.Admin()+"/healthz")
	if since := time.Since(began); since < drainDelay && (served != http.StatusOK || lives != http.StatusOK) {
		return fmt.Errorf("%v after it was told to stop a replica answers %d, its /healthz %d", since, served, lives)
	}
	return nil
}

// asked are the requests that the networks made.
func (r *rolling) asked() []sandbox.Entry {
	return r.Box.Ledger.Entries(0, func(e sandbox.Entry) bool { return e.Direction == sandbox.FromProvider })
}

// nobodyNoticed compares what was seen from outside with an undisturbed talk.
func (r *rolling) nobodyNoticed(t *testing.T, residents []*rig.Resident) {
	t.Helper()
	for _, e := range r.asked() {
		if !e.Done || e.Retry > 0 {
			t.Errorf("a request of %s (%s) was answered with %d %s, try %d", e.Provider, e.Method, e.Status, e.Error, e.Retry)
		}
	}
	if n := r.front.bad.Load(); n > 0 {
		t.Errorf("the balancer passed %d answers of 500 and above", n)
	}
	for n, who := range residents {
		said, want := spoken(who), spoken(residents[n%kinds])
		if !slices.Equal(said, want) {
			t.Errorf("conversation %d by %s went another way:\n%s\nwhere undisturbed it goes\n%s", n, who.Network(), strings.Join(said, "\n--\n"), strings.Join(want, "\n--\n"))
		}
	}
	for i, replica := range r.Replicas {
		if strings.Contains(replica.Log(), `"level":"error"`) {
			t.Errorf("replica %d logs an error", i)
		}
	}
}

// own is what each conversation has for itself: its word and its reference.
var own = regexp.MustCompile(`zq[a-z]+|LUT-[0-9A-Z]{4}-[0-9A-Z]{3}`)

// spoken is all that stands on a resident's phone, without what is theirs alone.
func spoken(who *rig.Resident) []string {
	var list []string
	for _, h := range who.All() {
		list = append(list, own.ReplaceAllString(h.Text, "…"))
	}
	return list
}
