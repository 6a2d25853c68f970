package faults_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// What is promised (DESIGN §2) of sends whose outcome nobody knows: alerts come
// at least once, plan updates at most once.
func TestSendsWhoseAnswersAreLost(t *testing.T) {
	t.Parallel()
	conversations, updates := 20, 40
	if allFaults() {
		conversations, updates = 430, 500
	}
	r := rig.New(t, rig.Options{Pace: 0.001, Env: map[string]string{
		"UPDATE_RATE_TELEGRAM": "100", "UPDATE_RATE_SMS": "100", "PLAN_FILE": daytime(t),
	}})
	lostAlerts(t, r, conversations)
	r.Box.Faults.Clear(0)
	lostUpdates(t, r, updates/2)
}

// lostAlerts loses as many answers as there are alerts of reports. None is
// missed; one that comes twice has the same reference.
func lostAlerts(t *testing.T, r *rig.Rig, conversations int) {
	t.Helper()
	const atOnce = 40
	c := &crowd{Rig: r, name: "alert", patience: 2 * time.Minute}
	ctx := r.Context(10 * time.Minute)
	for range conversations {
		c.newcomer()
	}
	wanted := map[*rig.Desk]int{}
	for _, who := range c.residents {
		for _, desk := range r.Leads(who) {
			wanted[desk]++
		}
	}
	lost := 0
	for desk, cards := range wanted {
		for n := range cards { // every second call, as often as there are cards
			lost++
			r.Box.Faults.Set(sandbox.Fault{Provider: "telegram", Method: "sendMessage", Chat: fmt.Sprint(desk.Chat), Kind: sandbox.Lost, Skip: min(n, 1), Times: 1})
		}
	}
	seen := proves(t, "send whose answer is lost", "%d alerts to desks, %d answers lost", lost, lost)
	var talks sync.WaitGroup
	places := make(chan struct{}, atOnce)
	for _, who := range c.residents {
		places <- struct{}{}
		talks.Go(func() {
			c.reports(ctx, who)
			<-places
		})
	}
	talks.Wait()
	c.ending = make(chan struct{})
	if err := c.goHome(); err != nil {
		t.Error(err)
	}
	c.judge(t, seen)
	came, twice, strange := cardsOf(c)
	gone := len(r.Box.Ledger.Entries(0, func(e sandbox.Entry) bool { return e.Fault == sandbox.Lost && strings.HasPrefix(e.Chat, "-") }))
	seen.saw("%d answers lost, %d alerts missed, %d came twice, each with its reference", gone, lost-came, twice)
	if gone < lost*9/10 || came != lost || strange != 0 {
		t.Errorf("%d of %d answers were lost, %d of %d alerts came, %d cards of no report", gone, lost, came, lost, strange)
	}
	if twice > gone {
		t.Errorf("%d cards came twice, with %d answers lost", twice, gone)
	}
}

// cardsOf counts the alerts that came, how many of them again, and the cards
// that are nobody's.
func cardsOf(c *crowd) (came, again, strange int) {
	leads := map[string]map[*rig.Desk]bool{}
	for _, who := range c.residents {
		leads[who.Reference] = map[*rig.Desk]bool{}
		for _, desk := range c.Leads(who) {
			leads[who.Reference][desk] = true
		}
	}
	for _, desk := range c.Desks {
		for reference, n := range desk.Cards() {
			if !leads[reference][desk] {
				strange++
				continue
			}
			came++
			again += n - 1
		}
	}
	return came, again, strange
}

// lostUpdates loses so many answers on each network, while half as many more
// residents get the update as usual. Those that were lost are unknown, and
// nobody gets it twice.
func lostUpdates(t *testing.T, r *rig.Rig, each int) {
	t.Helper()
	seen := proves(t, "send whose answer is lost", "%d updates to residents", 2*each)
	ctx := r.Context(5 * time.Minute)
	audience, err := r.Audience(ctx, 6, each*3/2, each*3/2)
	if err != nil {
		t.Fatal(err)
	}
	for n := range each {
		r.Box.Faults.Set(sandbox.Fault{Provider: "telegram", Method: "sendMessage", Chat: fmt.Sprint(audience.Readers[n].ID), Kind: sandbox.Lost})
		r.Box.Faults.Set(sandbox.Fault{Provider: "twilio", Method: "Messages.create", Chat: audience.Numbers[n], Kind: sandbox.Lost})
	}
	words := "We took away forty tonnes of rubbish from " + rig.Word("unknown", 1)
	publish(ctx, t, r, words)
	count := func(state string) int { return r.Count(`SELECT count(*) FROM plan_deliveries WHERE state = $1`, state) }
	all := 2 * (each * 3 / 2)
	r.Eventually(4*time.Minute, "everybody of the audience is counted", func() bool {
		return count("waiting")+count("claimed") == 0 && count("sent")+count("unknown") == all
	})
	r.Replicas[0].Kill() // one that starts looks for what is left to send
	r.Replicas[0].Start()
	if err := rig.Until(ctx, func() bool { return quietFor(r, 2*time.Second) }); err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, e := range r.Box.Ledger.Entries(0, func(e sandbox.Entry) bool {
		return e.Done && strings.Contains(e.Params["text"]+e.Params["Body"], words) && !strings.HasPrefix(e.Chat, "-")
	}) {
		got[e.Chat]++
	}
	twice := 0
	for _, n := range got {
		twice += n - 1
	}
	seen.saw("%d unknown, %d sent of %d, %d twice", count("unknown"), count("sent"), all, twice)
	if twice != 0 || len(got) != all || count("unknown") != 2*each || count("sent") != all-2*each {
		t.Errorf("%d unknown and %d sent, %d got it of %d, %d twice", count("unknown"), count("sent"), len(got), all, twice)
	}
}
