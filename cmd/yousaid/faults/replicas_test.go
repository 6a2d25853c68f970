package faults_test

import (
	"strings"
	"testing"
	"time"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// Two replicas serve the same residents: a hundred quick messages of one
// resident, split between them, are one conversation and one report, in the order
// in which the network brings them. Hardly any of them is answered, until a minute
// has passed.
func TestTwoReplicasAreOneService(t *testing.T) {
	t.Parallel()
	const quick = 100
	seen := proves(t, "two replicas, one resident", "%d quick messages by each network, to each replica in turn", quick)
	r := rig.New(t, rig.Options{Replicas: 2, NoDesks: true})
	ctx := r.Context(4 * time.Minute)
	var floods []*rig.Resident
	for _, phone := range []rig.Phone{r.Telegram(), r.SMS()} {
		who := r.Reporter(phone, 6, "flood")
		who.Say(who.Story)
		if _, err := who.Next(ctx); err != nil {
			t.Fatal(err)
		}
		for n := range quick {
			who.Say("and again on day " + rig.Word("day", n))
		}
		r.Eventually(time.Minute, "by "+phone.Network()+" every message is taken", func() bool {
			return len(r.Box.Ledger.Entries(0, func(e sandbox.Entry) bool {
				return e.Provider == provider(phone) && e.Method == sandbox.Webhook && e.Done
			})) > quick
		})
		floods = append(floods, who)
	}
	if allFaults() { // the minute itself; else its effect on the conversation
		time.Sleep(time.Minute + 5*time.Second)
	}
	for _, who := range floods {
		if said := who.All(); len(said) > 5 {
			t.Errorf("by %s: %d answers to a flood", who.Network(), len(said))
		}
		report := sendsAfterAFlood(ctx, t, r, who)
		words, last := strings.Join(report.What, "\n")+"\n", -1
		for n := range quick {
			if times := strings.Count(words, rig.Word("day", n)+"\n"); times != 1 {
				t.Errorf("by %s: message %d stands %d times in the report", who.Network(), n, times)
			}
			// Telegram keeps a chat's order; text messages overtake each other on their way.
			at := strings.Index(words, rig.Word("day", n)+"\n")
			if who.Network() == "telegram" && at < last {
				t.Errorf("message %d stands before the one that was sent before it", n)
			}
			last = at
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
	seen.saw("1 conversation, 1 report each, every message in it once, by Telegram in order")
}

// provider is a network's provider as the ledger names it.
func provider(phone rig.Phone) string {
	if phone.Network() == "sms" {
		return "twilio"
	}
	return "telegram"
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
