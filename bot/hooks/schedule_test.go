package hooks

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yousaid/bot"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func TestWhatFollowsFromATry(t *testing.T) {
	for name, c := range map[string]struct {
		call bot.HookCall
		said answer
		want bot.HookResult
	}{
		"taken":      {bot.HookCall{}, answer{status: 204}, bot.HookResult{State: "sent", Status: 204}},
		"first fail": {bot.HookCall{}, answer{failure: "unreachable"}, bot.HookResult{State: "waiting", Failure: "unreachable", Next: noon.Add(5 * time.Second), Hold: noon.Add(5 * time.Second)}},
		"third fail": {
			bot.HookCall{Attempts: 2, Failures: 2, Failing: noon.Add(-time.Minute)},
			answer{status: 500, failure: "answer"},
			bot.HookResult{State: "waiting", Status: 500, Failure: "answer", Next: noon.Add(30 * time.Minute), Hold: noon.Add(80 * time.Second)},
		},
		"refused by it alone": {
			bot.HookCall{},
			answer{status: 400, failure: "answer"},
			bot.HookResult{State: "waiting", Status: 400, Failure: "answer", Next: noon.Add(5 * time.Second)},
		},
		"last try": {bot.HookCall{Attempts: len(schedule)}, answer{status: 400, failure: "answer"}, bot.HookResult{State: "failed", Status: 400, Failure: "answer"}},
		"asked to wait": {
			bot.HookCall{},
			answer{status: 429, failure: "answer", wait: time.Hour},
			bot.HookResult{State: "waiting", Status: 429, Failure: "answer", Next: noon.Add(time.Hour), Hold: noon.Add(time.Hour)},
		},
		"gone": {bot.HookCall{}, answer{status: 410, failure: "gone"}, bot.HookResult{State: "waiting", Status: 410, Failure: "gone", Next: noon, Becomes: bot.HookGone}},
		"down for three days": {
			bot.HookCall{Attempts: 3, Failures: 400, Failing: noon.Add(-72 * time.Hour)},
			answer{failure: "slow"},
			bot.HookResult{State: "waiting", Failure: "slow", Next: noon, Hold: noon.Add(10 * time.Minute), Becomes: bot.HookPaused},
		},
	} {
		if diff := cmp.Diff(c.want, judged(c.call, c.said, noon)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	whole := time.Duration(0)
	for _, wait := range schedule {
		whole += wait
	}
	if whole < 3*24*time.Hour || whole > 4*24*time.Hour {
		t.Errorf("tries go on for %s, and the scheme advises about three days", whole)
	}
}

func TestReceiversMayAskUsToWaitWithinBounds(t *testing.T) {
	for asked, want := range map[string]time.Duration{
		"": 0, "120": 2 * time.Minute, "-5": 0, "99999999999": mostWait, "soon": 0,
		noon.Add(time.Hour).Format(http.TimeFormat): time.Hour, noon.AddDate(1, 0, 0).Format(http.TimeFormat): mostWait, noon.Add(-time.Hour).Format(http.TimeFormat): 0,
	} {
		if got := waitOf(http.Header{"Retry-After": {asked}}, 503, noon); got != want {
			t.Errorf("%q: %s, want %s", asked, got, want)
		}
	}
	if got := waitOf(http.Header{"Retry-After": {"120"}}, 500, noon); got != 0 {
		t.Errorf("500 may ask to wait for %s", got)
	}
}
