package faults_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"yousaid/cmd/yousaid/internal/rig"
)

// Two replicas serve the same residents: a hundred quick messages of one
// resident, split between them, are one conversation and one report. Hardly any
// of them is answered, until a minute has passed.
func TestTwoReplicasAreOneService(t *testing.T) {
	t.Parallel()
	const flood = 100
	proves(t, "two replicas, one resident", "%d quick messages by each network", flood).saw("1 conversation, 1 report each")
	r := rig.New(t, rig.Options{Replicas: 2, NoDesks: true})
	ctx := r.Context(4 * time.Minute)
	phones := []rig.Phone{r.Telegram(), r.SMS()}
	var talks []*rig.Resident
	for _, phone := range phones {
		who := r.Reporter(phone, 6, "flood")
		who.Say(who.Story)
		if _, err := who.Next(ctx); err != nil {
			t.Fatal(err)
		}
		for n := range flood {
			who.Say(fmt.Sprintf("and again on day %s", rig.Word("day", n)))
		}
		r.Eventually(time.Minute, "by "+phone.Network()+" the flood is noticed", func() bool {
			all := who.All()
			return len(all) > 1 && strings.Contains(all[len(all)-1].Text, "a lot of messages")
		})
		talks = append(talks, who)
	}
	time.Sleep(time.Minute + 5*time.Second)
	for i, phone := range phones {
		who := talks[i]
		if said := who.All(); len(said) > 5 {
			t.Errorf("by %s: %d answers to a flood", phone.Network(), len(said))
		}
		who.Skip()
		again := &rig.Resident{Phone: phone, Theme: who.Theme, Place: who.Place, Reply: rig.Patience}
		again.Say("menu")
		if _, err := again.Finish(ctx); err != nil {
			t.Fatalf("by %s: %v", phone.Network(), err)
		}
	}
	for what, query := range map[string]string{"reports": `SELECT count(*) FROM reports`, "people": `SELECT count(*) FROM vault.contacts`} {
		if n := r.Count(query); n != 2 {
			t.Errorf("%d %s, want two", n, what)
		}
	}
	for i, replica := range r.Replicas {
		if !replica.IsReady() {
			t.Errorf("replica %d isn't ready after the flood", i)
		}
	}
}

// Without PUBLIC_URL Telegram is polled, by one replica at a time. When that
// one is killed, the other goes on.
func TestWithoutAPublicAddressTelegramIsPolled(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{Poll: true, Replicas: 2, NoDesks: true})
	ctx := r.Context(2 * time.Minute)
	first := r.Reporter(r.Telegram(), 6, "poll")
	if _, err := first.Report(ctx); err != nil {
		t.Fatal(err)
	}
	second := r.Reporter(r.Telegram(), 3, "poll")
	second.Reply = 30 * time.Second
	second.Say(second.Story)
	if _, err := second.Until(ctx, "Where was it?"); err != nil {
		t.Fatal(err)
	}
	r.Replicas[0].Kill()
	second.Say(second.Place)
	second.BeforeSend = func() {
		r.Replicas[0].Start()
		r.Replicas[1].Kill()
	}
	if _, err := second.Finish(ctx); err != nil {
		t.Fatal(err)
	}
	if n := r.Count(`SELECT count(*) FROM reports`); n != 2 {
		t.Errorf("%d reports, want two", n)
	}
}
