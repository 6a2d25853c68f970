package sessions_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
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

// clustered is a store on three nodes that share the slots.
type clustered struct {
	*sessions.Store
	t      *testing.T
	nodes  *local.RedisCluster
	client *redis.ClusterClient
	clock  *clock
	lookup *seal.Lookup
	oldest seal.MasterKey
	ctx    context.Context //nolint:containedctx // bounds all that one test does
}

const clusterNodes = 3

func onCluster(t *testing.T) *clustered {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	nodes, err := local.StartRedisCluster(ctx, clusterNodes)
	if errors.Is(err, local.ErrNoRedis) {
		t.Skip("redis-server is not installed, and the stand-in is no cluster")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := nodes.Stop(); err != nil {
			t.Error(err)
		}
	})
	options, err := redis.ParseClusterURL(nodes.URL())
	if err != nil {
		t.Fatal(err)
	}
	c := &clustered{t: t, nodes: nodes, client: redis.NewClusterClient(options), ctx: ctx, lookup: seal.NewLookup(key(t))}
	t.Cleanup(func() { _ = c.client.Close() })
	c.oldest = seal.MasterKey{ID: "k1", Key: key(t)}
	c.clock = &clock{at: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
	c.Store = c.with(c.oldest)
	if lost, err := c.Begin(ctx, true); err != nil || lost {
		t.Fatalf("Begin: lost %v, %v", lost, err)
	}
	return c
}

// with is the same store with other master keys, newest first.
func (c *clustered) with(keys ...seal.MasterKey) *sessions.Store {
	c.t.Helper()
	ring, err := seal.NewKeyring(keys...)
	if err != nil {
		c.t.Fatal(err)
	}
	return sessions.New(c.client, ring.For("sessions"), c.lookup, c.clock.now)
}

func (c *clustered) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// somebody is the n-th resident.
func somebody(n int) channel.Address {
	return channel.Address{Channel: channel.Telegram, ID: strconv.Itoa(7_000_000 + n)}
}

var errorLine = regexp.MustCompile(`errorstat_(\w+):count=(\d+)`)

// refused counts what the nodes refused, by the kind of error, as they tell
// themselves.
func (c *clustered) refused() map[string]int {
	c.t.Helper()
	counts := map[string]int{}
	for n := range clusterNodes {
		node := redis.NewClient(&redis.Options{Addr: c.nodes.Addr(n)})
		info, err := node.Info(c.ctx, "errorstats").Result()
		_ = node.Close()
		c.must(err)
		for _, found := range errorLine.FindAllStringSubmatch(info, -1) {
			times, _ := strconv.Atoi(found[2])
			counts[found[1]] += times
		}
	}
	return counts
}

// noCrossing fails where a step touched two slots, or went to a node that
// doesn't have its slot.
func (c *clustered) noCrossing() {
	c.t.Helper()
	for _, kind := range []string{"CROSSSLOT", "MOVED", "ASK", "CLUSTERDOWN"} {
		if n := c.refused()[kind]; n > 0 {
			c.t.Errorf("%d commands were refused with %s", n, kind)
		}
	}
}

// talk is a conversation from its first word to FORGET ME, with all that the
// store does for it.
func (c *clustered) talk(who channel.Address) {
	c.t.Helper()
	saved, err := c.Update(c.ctx, who, "in-1", say("needles", "Where was it?"))
	c.must(err)
	_, err = c.Sent(c.ctx, who, saved.Seq, bot.Said{Message: "1", About: "report", Asks: true, Kept: true})
	c.must(err)
	_, err = c.Update(c.ctx, who, "in-2", func(found bot.Loaded) (bot.Saving, error) { // BACK, which answers
		keep, err := say("back", "What happened?")(found)
		keep.Answered, keep.Heard, keep.Wake = true, "2", c.clock.now().Add(time.Minute)
		return keep, err
	})
	c.must(err)
	c.must(c.Later(c.ctx, who, c.clock.now())) // the network refuses for now
	unsent, err := c.Take(c.ctx, who)
	c.must(err)
	if unsent == nil {
		c.t.Fatal("nothing is left to be sent")
	}
	_, err = c.Sent(c.ctx, who, unsent.Seq, bot.Said{Message: "3", Kept: true})
	c.must(err)
	_, err = c.Update(c.ctx, who, "in-3", func(found bot.Loaded) (bot.Saving, error) { // SEND
		keep, err := say("send", "")(found)
		keep.Session.Pending = &flows.Pending{ID: "work", Since: c.clock.now()}
		return keep, err
	})
	c.must(err)
	_, err = c.Update(c.ctx, who, "", func(found bot.Loaded) (bot.Saving, error) { // it is filed; STOP
		keep, err := say("stop", "You won't hear from us.")(found)
		keep.Session.Pending, keep.Clear = nil, true
		return keep, err
	})
	c.must(err)
	_, err = c.About(c.ctx, who, "1")
	c.must(err)
	known, err := c.Knows(c.ctx, who, "in-1")
	c.must(err)
	waits, err := c.Waits(c.ctx, who)
	c.must(err)
	if !known || waits != 1 {
		c.t.Errorf("known %v, %d wait", known, waits)
	}
	_, err = c.LostAt(c.ctx, who)
	c.must(errors.Join(err, c.Wipe(c.ctx, who, 0), c.Drop(c.ctx, who)))
}

// No step of a conversation crosses a slot, and none goes to a node that has
// another's: on three real nodes, for residents of every shard.
func TestNoStepCrossesASlot(t *testing.T) {
	t.Parallel()
	c := onCluster(t)
	const many = 150
	for n := range many {
		c.talk(somebody(n))
	}
	c.clock.add(2 * time.Minute)
	due, err := c.Due(c.ctx, c.clock.now(), many)
	c.must(err)
	t.Logf("due: %d to send, %d to finish, %d to wake", len(due.Send), len(due.Finish), len(due.Wake))
	for n := range many { // what is left of them is found, whichever node it is on
		_, err := c.Update(c.ctx, somebody(n), "again", func(found bot.Loaded) (bot.Saving, error) {
			keep, err := say("again", "hello")(found)
			if found.New {
				t.Error("a conversation is gone")
			}
			keep.Wake = c.clock.now().Add(time.Second)
			return keep, err
		})
		c.must(err)
	}
	c.clock.add(10 * time.Second)
	due, err = c.Due(c.ctx, c.clock.now(), many)
	c.must(err)
	if len(due.Wake) != many || len(due.Send) != many {
		t.Errorf("%d are to be woken, %d to be sent to, want %d", len(due.Wake), len(due.Send), many)
	}
	c.rotated(many)
	for n := range many {
		c.must(c.Forget(c.ctx, somebody(n)))
	}
	for n := range clusterNodes {
		node := redis.NewClient(&redis.Options{Addr: c.nodes.Addr(n)})
		keys, err := node.DBSize(c.ctx).Result()
		_ = node.Close()
		if c.must(err); keys == 0 {
			t.Errorf("node %d holds nothing: nothing was tried there", n)
		}
	}
	c.noCrossing()
	// The nodes do tell of what crosses.
	if err := redis.NewScript(`return 1`).Eval(c.ctx, redis.NewClient(&redis.Options{Addr: c.nodes.Addr(0)}), []string{"{s1}", "{s2}"}).Err(); err == nil {
		t.Error("a step over two slots is taken")
	}
	if c.refused()["CROSSSLOT"] != 1 {
		t.Errorf("a step over two slots isn't told: %v", c.refused())
	}
}

// rotated seals everything again with another key: that goes through all nodes.
func (c *clustered) rotated(conversations int) {
	c.t.Helper()
	next := c.with(seal.MasterKey{ID: "k2", Key: key(c.t)}, c.oldest)
	_, lost, err := next.Rotate(c.ctx)
	c.must(err)
	counts, err := next.SealedBy(c.ctx)
	c.must(err)
	if lost != 0 || counts["k1"] != 0 || counts["k2"] < conversations {
		c.t.Errorf("%d lost, sealed by %v", lost, counts)
	}
	c.Store = next
}

// A node that is killed takes its residents' conversations with it until it is
// back; everybody else's go on, and so does what is due to them.
func TestOneNodeAwayLeavesTheOthers(t *testing.T) {
	t.Parallel()
	c := onCluster(t)
	const many, dead = 60, 1
	for n := range many {
		_, err := c.Update(c.ctx, somebody(n), "in-1", say("needles", "Where was it?"))
		c.must(err)
	}
	c.clock.add(time.Minute) // the replies are anybody's to send
	c.must(c.nodes.Kill(dead))
	answered := map[int]bool{}
	for n := range many {
		ctx, cancel := context.WithTimeout(c.ctx, 5*time.Second)
		_, err := c.Update(ctx, somebody(n), "in-2", say("more", ""))
		cancel()
		answered[n] = err == nil
	}
	went := 0
	for _, ok := range answered {
		if ok {
			went++
		}
	}
	if went < many/3 || went == many {
		t.Errorf("with one node of three away, %d of %d went on", went, many)
	}
	due, err := c.Due(c.ctx, c.clock.now(), many)
	if err == nil {
		t.Error("nobody is told that some shards couldn't be asked")
	}
	if len(due.Send) != went {
		t.Errorf("%d are to be sent to, want the %d whose nodes are there (%v)", len(due.Send), went, err)
	}
	c.must(c.nodes.Start(c.ctx, dead))
	c.must(c.nodes.Wait(c.ctx))
	for n := range many {
		who := somebody(n)
		var found bot.Loaded
		_, err := c.Update(c.ctx, who, "in-3", func(l bot.Loaded) (bot.Saving, error) {
			found = l
			return say("at last", "")(l)
		})
		c.must(err)
		words := fmt.Sprint(found.Session.Answers)
		if found.New || !strings.Contains(words, "needles") || strings.Contains(words, "more") != answered[n] {
			t.Errorf("resident %d, answered %v, is found with %s", n, answered[n], words)
		}
	}
	t.Logf("%d of %d went on without the node", went, many)
}
