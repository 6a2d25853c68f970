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
	families, err := metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			name := family.GetName()
			for _, label := range metric.GetLabel() {
				name += " " + label.GetName() + "=" + label.GetValue()
			}
			got[name] = metric.GetCounter().GetValue()
		}
	}
	if got["yousaid_deadlines_missed_total agency=probation what=take"] != 2 || got["yousaid_deadlines_missed_total agency=probation what=close"] != 1 || len(got) != 2 {
		t.Errorf("counted: %v", got)
	}
}
