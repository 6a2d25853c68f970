package main_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// A running service notices by itself that a deadline passes: its card says so,
// its desk was reminded, the miss is counted. The police work day and night, so
// that it doesn't matter when this runs.
func TestADeadlinePassesInARunningService(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{Invited: true})
	ctx := r.Context(2 * time.Minute)
	who := r.Reporter(r.Telegram(), 5, "deadline")
	reference, err := who.Report(ctx)
	if err != nil {
		t.Fatal(err)
	}
	desk := r.Leads(who)[0]
	card, err := desk.Card(ctx, reference)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(card.Says(), "Take due by") {
		t.Errorf("the card doesn't say by when: %s", card.Says())
	}
	for _, step := range []struct{ age, says string }{{"7 hours", "1 thing is due soon"}, {"9 hours", "Overdue: take, since"}} {
		if err := r.Exec(`UPDATE referrals SET created_at = now() - interval '` + step.age + `'`); err != nil {
			t.Fatal(err)
		}
		_, err := desk.Sees(ctx, 0, func(b sandbox.Bubble) bool {
			return strings.Contains(b.Says(), reference) && strings.Contains(b.Says(), step.says)
		})
		if err != nil {
			t.Errorf("after %s nothing says %q: %v", step.age, step.says, err)
		}
	}
	const counted = `yousaid_deadlines_missed_total{agency="bedfordshire-police",what="take"} 1`
	said := ""
	err = rig.Until(ctx, func() bool {
		for _, replica := range r.Replicas {
			said += metricsOf(t, replica)
		}
		return strings.Contains(said, counted)
	})
	if err != nil {
		t.Errorf("the miss is not counted: %v", err)
	}
}

func metricsOf(t *testing.T, replica *rig.Replica) string {
	t.Helper()
	asked, err := http.NewRequestWithContext(t.Context(), http.MethodGet, replica.Admin()+"/metrics", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(asked)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
