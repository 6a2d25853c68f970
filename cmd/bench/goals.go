package main

import (
	"fmt"
	"time"

	"yousaid/cmd/internal/load"
)

// goal is one line of what is wanted, and what came of it.
type goal struct {
	what, goal, got string
	holds           bool
}

// goals are DESIGN §7's and those of the work on speed, in the page's order.
func (f *found) goals() []goal {
	list := f.ratioGoals()
	list = append(list, f.storeGoals()...)
	list = append(list, f.memoryGoals()...)
	return append(list, f.otherGoals()...)
}

func atMost(what string, got, most float64) goal {
	return goal{what, fmt.Sprintf("≤ %.2f", most), fmt.Sprintf("%.2f", got), got <= most}
}

func atLeast(what string, got, least float64) goal {
	return goal{what, fmt.Sprintf("≥ %.2f", least), fmt.Sprintf("%.2f", got), got >= least}
}

func (f *found) ratioGoals() []goal {
	few, many, steady := ratiosOf(f.crowd["50 residents"]), ratiosOf(f.crowd["500 residents"]), ratiosOf(f.crowd["170 turns/s"])
	return []goal{
		atLeast("turns/s with 50 residents, of the floor's", few.turns, 0.75),
		atLeast("turns/s with 500 residents, of the floor's", many.turns, 0.75),
		atMost("CPU a turn with 50 residents, of the floor's", few.cpu, 1.4),
		atMost("CPU a turn with 500 residents, of the floor's", many.cpu, 1.4),
		atMost("p99 of the reply with 50 residents, of the floor's", few.p99, 1.3),
		atMost("p99 of the reply with 500 residents, of the floor's", many.p99, 1.3),
		atMost("p99 of the reply at 170 turns/s, of the floor's", steady.p99, 1.35),
	}
}

func (f *found) storeGoals() []goal {
	rounds := f.crowd["50 residents"]
	at := func(figure func(*load.Result) float64) float64 { return middleOf(rounds, serviceOf, figure) }
	session, wrote := f.state()
	return []goal{
		atMost("round trips to Redis a turn", at(func(r *load.Result) float64 { return r.Redis.RoundTrips }), 2),
		atMost("commands to Redis a turn, as the service sends them", at(func(r *load.Result) float64 { return r.Redis.Sent }), 3),
		{
			"a session before Send", fmt.Sprintf("≤ %.0f bytes: what the resident wrote and 500", wrote+500), fmt.Sprintf("%.0f bytes", session),
			session <= wrote+500,
		},
		alertGoal("card at the desk, p99 at 170 turns/s", f.crowd["170 turns/s"]),
		alertGoal("card at the desk, p99 with 50 residents", f.crowd["50 residents"]),
	}
}

// alertGoal compares the way to the desk with a turn.
func alertGoal(what string, rounds []pair) goal {
	alert := middleOf(rounds, serviceOf, func(r *load.Result) float64 { return r.Alert.P99 })
	turn := middleOf(rounds, serviceOf, func(r *load.Result) float64 { return r.Reply.P50 })
	missing := 0
	for _, both := range rounds {
		missing += both.service.AlertsMissing
	}
	got := fmt.Sprintf("%.0f ms", alert)
	if missing > 0 {
		got += fmt.Sprintf(", %d not within 15 s", missing)
	}
	return goal{what, fmt.Sprintf("≤ %.0f ms: ten times the p50 of a turn", 10*turn), got, alert > 0 && alert <= 10*turn && missing == 0}
}

// state is what a session takes, and what its resident wrote.
func (f *found) state() (session, wrote float64) {
	for _, both := range f.crowd["50 residents"] {
		if s := both.service.State; s != nil {
			return s.Session, s.Written
		}
	}
	return 0, 0
}

// maxMemory is what the service may have, in bytes.
const maxMemory = 64e6

func (f *found) memoryGoals() []goal {
	if f.awake == nil || f.after == nil || f.asleep == nil {
		return nil
	}
	before, after := f.idle[0], f.idle[1]
	more := float64(after.anonymous-before.anonymous) / 1e6
	return []goal{
		{
			"memory with 500 residents talking, all of it", "≤ 64 MB",
			fmt.Sprintf("%.0f MB; of it %.0f MB are pages of the program's file", float64(f.awake.Process.Memory)/1e6, float64(before.file)/1e6),
			float64(f.awake.Process.Memory) <= maxMemory,
		},
		{
			fmt.Sprintf("memory once %d conversations sleep", f.asleep.Conversations), "flat",
			fmt.Sprintf("%+.1f MB at rest; with 500 talking beside them %.0f MB", more, float64(f.after.Process.Memory)/1e6),
			more < 8 && float64(f.after.Process.Memory) < 1.1*float64(f.awake.Process.Memory),
		},
	}
}

func (f *found) otherGoals() []goal {
	list := []goal{{
		"start to ready with a warm database", "< 1 s", fmt.Sprintf("%.2f s", middleTime(f.starts).Seconds()), middleTime(f.starts) < time.Second,
	}}
	if r := f.repeats; r != nil {
		list = append(list, goal{
			"repeated webhooks, 5 %", "none answered twice, none failed",
			fmt.Sprintf("%d repeated: %d answered twice, %d failed; %d of %d turns without a reply", r.Repeated, r.Twice, r.Failed, r.Unanswered, r.Turns),
			r.Repeated > 0 && r.Twice == 0 && r.Failed == 0 && r.Unanswered == 0,
		})
	}
	if node := f.spread["node-bare"]; node > 0 {
		free := f.spread["free"]
		list = append(list, goal{
			"a plan update to many, of what 50 senders in Node send that keep nothing", "≥ 2",
			fmt.Sprintf("%.2f: %.0f a second, and %.0f by bare node:http, the fastest that Node can; %.0f by its own fetch", free/node, free, node, f.spread["node-fetch"]),
			free >= 2*node,
		})
	}
	if rate := f.spread["limited"]; rate > 0 {
		list = append(list, goal{
			"a plan update at 30 a second", "≥ 29 a second, none refused", fmt.Sprintf("%.1f a second, %.0f refused", rate, f.spread["refused"]),
			rate >= 29 && f.spread["refused"] == 0,
		})
	}
	return list
}
