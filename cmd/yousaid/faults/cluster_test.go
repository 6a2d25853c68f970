package faults_test

import (
	"context"
	"errors"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"yousaid/cmd/yousaid/internal/rig"
	"yousaid/storage/local"
)

// crossed is how nodes name commands that touch two slots, or another's.
var crossed = regexp.MustCompile(`errorstat_(CROSSSLOT|MOVED|ASK):count=(\d+)`)

// Two replicas keep conversations on three nodes of a Redis Cluster: whole
// reports by both networks, STOP and FORGET ME, and no step crosses a slot. Then
// a node is killed while many report: whoever isn't on it is served as before,
// the others when it is back, and each report is filed once.
func TestConversationsLiveOnACluster(t *testing.T) {
	t.Parallel()
	const before, during = 6, 18
	seen := proves(t, "Redis killed, flushed, full", "a Redis Cluster of three nodes, one killed while %d report", during)
	start, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cluster, err := local.StartRedisCluster(start, 3)
	if errors.Is(err, local.ErrNoRedis) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cluster.Stop(); err != nil {
			t.Error(err)
		}
	})
	r := rig.New(t, rig.Options{Replicas: 2, NoDesks: true, Env: map[string]string{"REDIS_URL": cluster.URL()}})
	ctx := r.Context(4 * time.Minute)
	for n := range before {
		phone := r.Telegram()
		if n%2 == 0 {
			phone = r.SMS()
		}
		who := r.Reporter(phone, 6, "cluster")
		if _, err := who.Report(ctx); err != nil {
			t.Fatal(err)
		}
		if n%3 == 0 {
			if err := who.ForgetsMe(ctx); err != nil {
				t.Error(err)
			}
			continue
		}
		who.Say("STOP")
		if _, err := who.Next(ctx); err != nil && phone.Network() != "sms" { // the network itself answers STOP
			t.Error(err)
		}
	}
	noneCrossed(t, cluster)

	var work sync.WaitGroup
	var done atomic.Int64
	errs := make([]error, during)
	for n := range during {
		who := r.Reporter(r.Telegram(), 6, "node")
		who.Reply = 2 * time.Minute
		who.Say(who.Story)
		asked, err := who.Next(ctx)
		if err != nil {
			t.Fatal(err)
		}
		work.Go(func() {
			time.Sleep(time.Second) // the node is gone by now
			if errs[n] = who.Answer(asked); errs[n] == nil {
				_, errs[n] = who.Finish(ctx)
			}
			if errs[n] == nil {
				done.Add(1)
			}
		})
	}
	if err := cluster.Kill(1); err != nil {
		t.Fatal(err)
	}
	// Of three nodes two are there; what they hold is dealt by chance.
	r.Eventually(40*time.Second, "those on other nodes are served", func() bool { return done.Load() >= during/3 })
	without := done.Load()
	if err := cluster.Start(ctx, 1); err != nil {
		t.Fatal(err)
	}
	work.Wait()
	for n, err := range errs {
		if err != nil {
			t.Errorf("resident %d: %v", n, err)
		}
	}
	if n := r.Count(`SELECT count(*) FROM reports`); n != before+during {
		t.Errorf("%d reports, want %d", n, before+during)
	}
	noneCrossed(t, cluster)
	seen.saw("%d of %d reported without the node, all when it was back, each once; no step crossed a slot", without, during)
}

// noneCrossed fails where a node was sent what it doesn't have.
func noneCrossed(t *testing.T, cluster *local.RedisCluster) {
	t.Helper()
	for n := range 3 {
		node := redis.NewClient(&redis.Options{Addr: cluster.Addr(n)})
		info, err := node.Info(t.Context(), "errorstats").Result()
		_ = node.Close()
		if err != nil {
			t.Error(err)
		}
		for _, found := range crossed.FindAllStringSubmatch(info, -1) {
			if times, _ := strconv.Atoi(found[2]); times > 0 {
				t.Errorf("node %d refused %d commands with %s", n, times, found[1])
			}
		}
	}
}
