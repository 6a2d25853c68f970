package sessions_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
	"yousaid/storage/local"
	"yousaid/storage/seal"
	"yousaid/storage/sessions"
)

var ana = channel.Address{Channel: channel.SMS, ID: "+447700900123"}

// clock is a clock that tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

type rig struct {
	*sessions.Store
	client *redis.Client
	server *local.Redis
	clock  *clock
	box    *seal.Box
	lookup *seal.Lookup
}

// another is a second replica.
func (r rig) another() rig {
	r.Store = sessions.New(r.client, r.box, r.lookup, r.clock.now)
	return r
}

func start(t *testing.T) rig {
	t.Helper()
	server, err := local.StartRedis(t.Context(), local.Options{Volatile: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	options, err := redis.ParseURL(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	t.Cleanup(func() { _ = client.Close() })
	c := &clock{at: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
	r := rig{client: client, server: server, clock: c, box: ring(t).For("sessions"), lookup: seal.NewLookup(key(t))}.another()
	if lost, err := r.Begin(t.Context(), true); err != nil || lost {
		t.Fatalf("Begin: lost %v, %v", lost, err)
	}
	return r
}

func key(t *testing.T) seal.Key {
	t.Helper()
	k, err := seal.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func ring(t *testing.T) *seal.Keyring {
	t.Helper()
	r, err := seal.ParseKeyring("k1:" + key(t).Base64())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// say is a step that remembers words and keeps a reply.
func say(words, reply string) func(bot.Loaded) (bot.Saving, error) {
	return func(found bot.Loaded) (bot.Saving, error) {
		next := found.Session
		next.Turn++
		next.Answers = append(next.Answers, flows.Answer{Step: "what", Value: words})
		keep := bot.Saving{Session: next}
		if reply != "" {
			keep.Send = &channel.Outbound{To: ana, Text: reply}
		}
		return keep, nil
	}
}

func (r rig) update(t *testing.T, id string, step func(bot.Loaded) (bot.Saving, error)) bot.Saved {
	t.Helper()
	saved, err := r.Update(t.Context(), ana, id, step)
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

func (r rig) load(t *testing.T, id string) bot.Loaded {
	t.Helper()
	var got bot.Loaded
	r.update(t, id, func(found bot.Loaded) (bot.Saving, error) {
		got = found
		return bot.Saving{Nothing: true}, nil
	})
	return got
}

func TestSessionIsRemembered(t *testing.T) {
	r := start(t)
	if !r.load(t, "SM1").New {
		t.Error("a first conversation is not New")
	}
	r.update(t, "SM1", say("needles by the swings", ""))
	got := r.load(t, "SM2")
	if got.New || got.Lost || got.Seen || len(got.Session.Answers) != 1 {
		t.Errorf("loaded %+v", got)
	}
	if !r.load(t, "SM1").Seen {
		t.Error("an inbound id that had its effect is not Seen")
	}
	if known, err := r.Knows(t.Context(), ana, "SM1"); err != nil || !known {
		t.Errorf("Knows = %v, %v", known, err)
	}
}

func TestFailedStepSavesNothing(t *testing.T) {
	r := start(t)
	broken := errors.New("broken")
	_, err := r.Update(t.Context(), ana, "SM1", func(bot.Loaded) (bot.Saving, error) { return bot.Saving{}, broken })
	if !errors.Is(err, broken) {
		t.Errorf("err = %v", err)
	}
	if got := r.load(t, "SM1"); !got.New || got.Seen {
		t.Errorf("something was saved: %+v", got)
	}
}

// TestReplicasShareAConversation steps one conversation from many sides at once.
func TestReplicasShareAConversation(t *testing.T) {
	r := start(t)
	const sides, each = 8, 25
	var wg sync.WaitGroup
	for side := range sides {
		wg.Go(func() {
			for i := range each {
				if _, err := r.Update(t.Context(), ana, fmt.Sprintf("SM%d-%d", side, i), say("x", "")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if got := r.load(t, "").Session; got.Turn != sides*each || len(got.Answers) != sides*each {
		t.Errorf("%d turns, %d answers, want %d", got.Turn, len(got.Answers), sides*each)
	}
}

// TestNothingIsReadable looks for what was written in everything Redis keeps.
func TestNothingIsReadable(t *testing.T) {
	r := start(t)
	r.update(t, "SMsecret", say("needles by the swings", "your own words back"))
	keys, err := r.client.Keys(t.Context(), "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys {
		raw, err := r.client.Dump(t.Context(), k).Result()
		if err != nil {
			t.Fatal(err)
		}
		for _, mark := range []string{"needles", "words back", "7700900123", "SMsecret"} {
			if strings.Contains(k+raw, mark) {
				t.Errorf("%q is readable in %s", mark, k)
			}
		}
		if !strings.HasPrefix(k, "{s") {
			t.Errorf("key %s has no hash tag", k)
		}
	}
}

func TestForgetLeavesTheInboundIDAlone(t *testing.T) {
	r := start(t)
	r.update(t, "SM1", say("words", "reply"))
	if err := r.Forget(t.Context(), ana); err != nil {
		t.Fatal(err)
	}
	got := r.load(t, "SM1")
	if !got.New || !got.Seen {
		t.Errorf("after Forget: %+v", got)
	}
	keys, err := r.client.Keys(t.Context(), "{s*}:[col]:*").Result()
	if err != nil || len(keys) != 0 {
		t.Errorf("left behind: %v, %v", keys, err)
	}
}

func TestConversationExpiresButPendingWorkDoesNot(t *testing.T) {
	r := start(t)
	p := func() time.Duration {
		keys, err := r.client.Keys(t.Context(), "{s*}:c:*").Result()
		if err != nil || len(keys) != 1 {
			t.Fatalf("keys %v, %v", keys, err)
		}
		return r.client.PTTL(t.Context(), keys[0]).Val()
	}
	r.update(t, "SM1", say("words", ""))
	if got := p(); got < 23*time.Hour || got > 24*time.Hour {
		t.Errorf("lives %v, want a day", got)
	}
	r.update(t, "SM2", func(found bot.Loaded) (bot.Saving, error) {
		found.Session.Pending = &flows.Pending{ID: "w1"}
		return bot.Saving{Session: found.Session}, nil
	})
	if got := p(); got >= 0 {
		t.Errorf("pending work lives %v, want for ever", got)
	}
}

func TestPendingWorkIsFoundOnceStale(t *testing.T) {
	r := start(t)
	r.update(t, "SM1", func(found bot.Loaded) (bot.Saving, error) {
		found.Session.Pending = &flows.Pending{ID: "w1"}
		return bot.Saving{Session: found.Session}, nil
	})
	finish := func() int {
		due, err := r.Due(t.Context(), r.clock.now(), 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, who := range due.Finish {
			if who != ana {
				t.Error("listed somebody else")
			}
		}
		return len(due.Finish)
	}
	if finish() != 0 {
		t.Error("listed while its own turn may still finish it")
	}
	r.clock.add(6 * time.Second)
	if finish() != 1 {
		t.Error("stale work is not listed")
	}
	if finish() != 0 {
		t.Error("listed to a second replica at once")
	}
	r.clock.add(10 * time.Second)
	r.update(t, "SM2", say("done", ""))
	if finish() != 0 {
		t.Error("work that a turn has in hand is listed")
	}
	r.update(t, "SM3", func(found bot.Loaded) (bot.Saving, error) {
		found.Session.Pending = nil
		return bot.Saving{Session: found.Session}, nil
	})
	r.clock.add(10 * time.Second)
	if finish() != 0 {
		t.Error("finished work is listed")
	}
}

func TestWhenWhatWasKnownWasLost(t *testing.T) {
	r := start(t)
	if at, err := r.LostAt(t.Context(), ana); err != nil || at.After(r.clock.now().Add(-24*time.Hour)) {
		t.Errorf("nothing was lost, and it says %v, %v", at, err)
	}
	if err := r.client.FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	want := r.clock.now()
	for range 2 { // the second time it knows
		if at, err := r.LostAt(t.Context(), ana); err != nil || !at.Equal(want) {
			t.Errorf("lost at %v, %v, want %v", at, err, want)
		}
		r.clock.add(time.Minute)
	}
}
