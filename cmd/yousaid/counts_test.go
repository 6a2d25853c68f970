package main

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"yousaid/bot"
)

func TestMissedDeadlinesAreCountedByAgencyAndWhat(t *testing.T) {
	metrics := prometheus.NewRegistry()
	counted := newCounts(metrics)
	counted.deadlineMissed("probation", bot.DueTake)
	counted.deadlineMissed("probation", bot.DueTake)
	counted.deadlineMissed("probation", bot.DueClose)
	got := gathered(t, metrics)
	if got["yousaid_deadlines_missed_total agency=probation what=take"] != 2 || got["yousaid_deadlines_missed_total agency=probation what=close"] != 1 || len(got) != 2 {
		t.Errorf("counted: %v", got)
	}
}
