package hooks

import (
	"net/http"
	"strconv"
	"time"

	"yousaid/bot"
)

// schedule is how long after each failed try the next one comes: about three
// days together, as the scheme advises. After the last one it is given up.
var schedule = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

const (
	firstHold = 5 * time.Second  // how long a hook that failed is left alone; four times as long after each further failure
	mostHold  = 10 * time.Minute // so that one that is back hears everything soon
	mostWait  = 6 * time.Hour    // how long a receiver may ask us to wait
	mostDays  = 72 * time.Hour   // a hook that has failed for so long is paused
)

// answer is what a receiver said; without a status it said nothing.
type answer struct {
	status  int
	wait    time.Duration // it asked for
	failure string        // a word of ours; empty when all is well
}

// judged says what follows from a try.
func judged(call bot.HookCall, a answer, now time.Time) bot.HookResult {
	result := bot.HookResult{State: "sent", Status: a.status, Failure: a.failure}
	if a.failure == "" {
		return result
	}
	if away := a.status == 0 || a.status >= 500 || a.status == http.StatusTooManyRequests; away {
		result.Hold = now.Add(max(hold(call.Failures), a.wait))
	}
	if !call.Failing.IsZero() && now.Sub(call.Failing) >= mostDays {
		result.Becomes = bot.HookPaused
	}
	if a.status == http.StatusGone {
		result.Becomes = bot.HookGone
	}
	if result.Becomes != "" { // it waits for whoever switches the hook on again
		result.State, result.Next = "waiting", now
		return result
	}
	if call.Attempts >= len(schedule) {
		result.State = "failed"
		return result
	}
	result.State, result.Next = "waiting", now.Add(max(schedule[call.Attempts], a.wait))
	return result
}

func hold(failures int) time.Duration {
	return min(firstHold<<(2*min(failures, 10)), mostHold)
}

// failureOf names an answer that isn't success. A redirect is none: where it
// leads, nobody has looked at.
func failureOf(status int) string {
	switch {
	case status >= 200 && status <= 299:
		return ""
	case status >= 300 && status <= 399:
		return "redirect"
	case status == http.StatusGone:
		return "gone"
	}
	return "answer"
}

// waitOf reads how long a receiver asks us to wait, within bounds.
func waitOf(header http.Header, status int, now time.Time) time.Duration {
	if status != http.StatusTooManyRequests && status != http.StatusServiceUnavailable {
		return 0
	}
	asked := header.Get("Retry-After")
	if seconds, err := strconv.Atoi(asked); err == nil {
		return bounded(time.Duration(min(max(seconds, 0), int(mostWait/time.Second))) * time.Second)
	}
	if at, err := http.ParseTime(asked); err == nil {
		return bounded(at.Sub(now))
	}
	return 0
}

func bounded(wait time.Duration) time.Duration { return min(max(wait, 0), mostWait) }
