package faults_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

const (
	mayBe = "may be gone"
	away  = 700 * time.Millisecond // how long Redis is away at least, while everybody writes

)

// What is promised (DESIGN §2): a conversation survives Redis. Where Redis has
// lost its data all the same, residents are told that a draft may be gone, and
// nothing is filed by accident.
func TestWhateverBecomesOfRedisNothingIsFiledByAccident(t *testing.T) {
	t.Parallel()
	rounds, random := 1, 3
	if allFaults() {
		rounds, random = 4, 30
	}
	seen := proves(t, "Redis killed, flushed, full", "killed, restarted, full, flushed, %d times after 0 to %d answers on both networks, and %d times in mid-load", rounds, steps, random)
	r := rig.New(t, rig.Options{NoDesks: true})
	if r.Redis.Warning() != "" {
		t.Skip("needs redis-server: ", r.Redis.Warning())
	}
	ctx := r.Context(15 * time.Minute)
	outages := redisOutages(t, r)
	var all []*rig.Resident
	for round := range rounds {
		for _, o := range outages {
			all = append(all, interrupted(ctx, t, r, o, fmt.Sprintf("%s%c", strings.ReplaceAll(o.name, " ", ""), 'a'+round))...)
		}
	}
	c := gather(ctx, r, "talks", 20, time.Second)
	for n := range random {
		o := outages[n%len(outages)]
		time.Sleep(time.Duration(n%7) * 100 * time.Millisecond)
		if err := o.begin(ctx); err != nil {
			t.Fatal(err)
		}
		time.Sleep(away)
		if err := o.end(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.goHome(); err != nil {
		t.Error(err)
	}
	lost, extra := accounts(t, r, append(all, c.residents...))
	seen.saw("%d lost, %d filed by accident or twice of %d", lost, extra, len(all)+len(c.residents))

	gone := 0
	for round := range rounds {
		gone += flush(ctx, t, r, fmt.Sprintf("gone%c", 'a'+round))
	}
	seen.saw("after a flush %d of %d told that a draft may be gone, 0 filed by accident", gone, rounds*2*(steps+1))
}

// accounts compares who was told a reference with the record.
func accounts(t *testing.T, r *rig.Rig, residents []*rig.Resident) (lost, extra int) {
	t.Helper()
	k := &killing{carnage: carnage{conversations: len(residents)}, Rig: r}
	v := &verdict{conversations: len(residents)}
	k.judgeReports(v, residents)
	t.Logf("\n%s", v)
	v.check(t)
	return v.lost + v.silent, v.twice + v.untold
}

// redisOutages are what conversations have to survive.
func redisOutages(t *testing.T, r *rig.Rig) []outage {
	t.Helper()
	client := redisOf(t, r)
	memory := func(most string) func(context.Context) error {
		return func(ctx context.Context) error { return client.ConfigSet(ctx, "maxmemory", most).Err() }
	}
	return []outage{
		{"killed", func(context.Context) error { return r.Redis.Kill() }, r.Redis.Start},
		{"restarted", r.Redis.Halt, r.Redis.Start},
		{"out of memory", memory("1"), memory("0")},
	}
}

func redisOf(t *testing.T, r *rig.Rig) *redis.Client {
	t.Helper()
	options, err := redis.ParseURL(r.Redis.URL())
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// halfway is somebody who has given so many answers and reads a question.
type halfway struct {
	*rig.Resident
	asked rig.Heard
}

// halfways are residents on both networks after every number of answers; the
// last have sent their report.
func halfways(ctx context.Context, t *testing.T, r *rig.Rig, test string) []*halfway {
	t.Helper()
	var list []*halfway
	var talks sync.WaitGroup
	for step := range steps + 1 {
		for _, phone := range []rig.Phone{r.Telegram(), r.SMS()} {
			who := &halfway{Resident: r.Reporter(phone, 6, fmt.Sprintf("%s%c", test, 'a'+step))}
			who.Reply = time.Minute
			list = append(list, who)
			talks.Go(func() {
				if err := who.reach(ctx, step); err != nil {
					t.Errorf("%s after %d answers: %v", who.Network(), step, err)
				}
			})
		}
	}
	talks.Wait()
	return list
}

// reach gives so many answers, at most all but the last, which sends.
func (h *halfway) reach(ctx context.Context, step int) (err error) {
	if step == 0 {
		return nil
	}
	if step == steps {
		_, err = h.Report(ctx)
		return err
	}
	h.Say(h.Story)
	for range step {
		if h.asked, err = h.Next(ctx); err != nil || isLast(h.asked) {
			return err
		}
		if err = h.Answer(h.asked); err != nil {
			return err
		}
	}
	h.asked, err = h.Next(ctx)
	return err
}

// isLast reports whether the answer to this sends the report.
func isLast(h rig.Heard) bool {
	return strings.Contains(h.Text, "To send:") || strings.Contains(h.Text, "what we will send")
}

// goesOn says what comes next: the story, the answer, or something afterwards.
func (h *halfway) goesOn() error {
	switch {
	case h.Reference != "":
		h.Say("menu")
	case h.asked.Text == "":
		h.Say(h.Story)
	default:
		return h.Answer(h.asked)
	}
	return nil
}

// interrupted has residents at every step write while something is broken. They
// end their reports, and hear nothing twice.
func interrupted(ctx context.Context, t *testing.T, r *rig.Rig, o outage, test string) []*rig.Resident {
	t.Helper()
	list := halfways(ctx, t, r, test)
	if err := o.begin(ctx); err != nil {
		t.Fatal(err)
	}
	for _, who := range list {
		if err := who.goesOn(); err != nil {
			t.Error(err)
		}
	}
	time.Sleep(away)
	if err := o.end(ctx); err != nil {
		t.Fatal(err)
	}
	var talks sync.WaitGroup
	var residents []*rig.Resident
	for _, who := range list {
		residents = append(residents, who.Resident)
		if who.Reference == "" {
			talks.Go(func() { finishes(t, r, who.Resident) })
			continue
		}
		talks.Go(func() {
			if h, err := who.Next(ctx); err != nil || strings.Contains(h.Text, mayBe) {
				t.Errorf("%s: %s answered with %q, %v", o.name, who.Network(), h.Text, err)
			}
		})
	}
	talks.Wait()
	return residents
}

// flush has Redis lose everything, with residents at every step. Whoever writes
// is told; nothing is filed; whoever tells it again files once.
func flush(ctx context.Context, t *testing.T, r *rig.Rig, test string) (told int) {
	t.Helper()
	list := halfways(ctx, t, r, test)
	before := r.Count(`SELECT count(*) FROM reports`)
	if err := redisOf(t, r).FlushAll(ctx).Err(); err != nil {
		t.Fatal(err)
	}
	for _, who := range list {
		if err := who.goesOn(); err != nil {
			t.Error(err)
		}
	}
	for _, who := range list {
		h, err := who.Next(ctx)
		if err == nil && strings.Contains(h.Text, mayBe) {
			told++
			continue
		}
		t.Errorf("%s isn't told that their draft is gone after %q: %q, %v", who.Network(), who.asked.Text, h.Text, err)
	}
	relists(ctx, t, r, test)
	if n := r.Count(`SELECT count(*) FROM reports`); n != before {
		t.Errorf("%d reports were filed by accident", n-before)
	}
	again := 0
	for _, who := range list {
		if who.Reference != "" {
			continue
		}
		again++
		who.Say("restart")
		second := &rig.Resident{Phone: who.Phone, Theme: who.Theme, Place: who.Place, Story: who.Story, Reply: time.Minute}
		if _, err := second.Next(ctx); err != nil {
			t.Error(err)
		}
		if _, err := second.Report(ctx); err != nil {
			t.Errorf("%s reports again: %v", who.Network(), err)
		}
	}
	if n := r.Count(`SELECT count(*) FROM reports`); n != before+again {
		t.Errorf("%d reports after %d told theirs again", n-before, again)
	}
	return told
}

// relists has the service list at Twilio what it may have missed, as it does
// after any trouble: it finds every text of before the loss, too.
func relists(ctx context.Context, t *testing.T, r *rig.Rig, test string) {
	t.Helper()
	if err := rig.Until(ctx, func() bool { return quietFor(r, away) }); err != nil {
		t.Error(err) // else replies under way come twice
	}
	late := r.Reporter(r.SMS(), 6, test+"late")
	late.Reply = time.Minute // a listing that fails comes again after 20 seconds
	before := r.Box.Ledger.Len()
	if err := r.Redis.Kill(); err != nil {
		t.Fatal(err)
	}
	rig.Mobile(late.Phone).Text(late.Story)
	if _, err := r.Box.Ledger.Wait(ctx, before, func(e sandbox.Entry) bool {
		return e.Chat == rig.Mobile(late.Phone).Number && e.Method == sandbox.Webhook && !e.InWay
	}); err != nil {
		t.Fatal(err)
	}
	if err := r.Redis.Start(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := late.Until(ctx, "It sounds like"); err != nil {
		t.Error(err)
	}
	if _, err := r.Box.Ledger.Wait(ctx, before, func(e sandbox.Entry) bool { return e.Method == "Messages.list" && e.Status == 200 && !e.InWay }); err != nil {
		t.Errorf("nothing was listed: %v", err)
	}
	if err := rig.Until(ctx, func() bool { return quietFor(r, time.Second) }); err != nil {
		t.Error(err)
	}
}

// quietFor reports whether nothing was called or delivered for so long.
func quietFor(r *rig.Rig, long time.Duration) bool {
	return len(r.Box.Ledger.Entries(0, func(e sandbox.Entry) bool { return e.InWay || time.Since(e.At.Add(e.Took)) < long })) == 0
}
