package faults_test

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// Two replicas that send plan updates share one pace: together they keep to what
// is set, so that a Telegram with its limits on never refuses one, though
// residents talk with the service meanwhile. Alone, each of them would keep to it,
// too, and both together would be refused.
func TestTwoReplicasShareTheRate(t *testing.T) {
	t.Parallel()
	const readers, rate, talking = 100, 15, 3 // of 30 a second: residents type as fast as a test does, and calls come in bursts
	seen := proves(t, "two replicas, one resident", "two updates to %d residents at %d a second, Telegram's limits on, %d talk meanwhile", readers, rate, talking)
	r := rig.New(t, rig.Options{Replicas: 2, Pace: 0.001, Limits: true, Env: map[string]string{
		"UPDATE_RATE_TELEGRAM": strconv.Itoa(rate), "PLAN_FILE": daytime(t),
	}})
	ctx := r.Context(3 * time.Minute)
	if _, err := r.Audience(ctx, 6, readers, 0); err != nil {
		t.Fatal(err)
	}
	words := []string{"Forty tonnes " + rig.Word("rate", 1), "Ten cameras " + rig.Word("rate", 2)}
	for _, said := range words {
		publish(ctx, t, r, said)
	}
	var talks sync.WaitGroup
	for range talking {
		who := r.Reporter(r.Telegram(), 6, "rate")
		talks.Go(func() {
			if _, err := who.Report(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	r.Eventually(2*time.Minute, "everybody has got both", func() bool {
		return r.Count(`SELECT count(*) FROM plan_deliveries WHERE state <> 'sent'`) == 0
	})
	talks.Wait()
	var times []time.Time
	refused := 0
	r.Box.Ledger.Entries(0, func(e sandbox.Entry) bool {
		if e.Provider != "telegram" || e.Direction == sandbox.Webhook {
			return false
		}
		text := e.Params["text"]
		if strings.HasPrefix(e.Chat, "-") || !strings.Contains(text, words[0]) && !strings.Contains(text, words[1]) {
			return false // who types as fast as a test meets the limit of their own chat
		}
		if e.Status == 429 {
			refused++
		}
		if e.Done {
			times = append(times, e.At)
		}
		return false
	})
	slices.SortFunc(times, time.Time.Compare)
	if len(times) != 2*readers {
		t.Fatalf("%d calls for %d residents and two updates", len(times), readers)
	}
	took := times[len(times)-1].Sub(times[0])
	got := float64(len(times)-1) / took.Seconds()
	if refused > 0 {
		t.Errorf("Telegram refused %d updates", refused)
	}
	if got > rate*1.05 {
		t.Errorf("%.1f a second, of %d that are allowed together", got, rate)
	}
	seen.saw("%.1f a second, %d refused", got, refused)
	t.Logf("%.1f a second, %d refused", got, refused)
}
