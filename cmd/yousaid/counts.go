package main

import (
	"github.com/prometheus/client_golang/prometheus"

	"yousaid/bot"
)

// counts are what an operator is woken by: things that went wrong and that
// nothing mends by itself.
type counts struct {
	aside  *prometheus.CounterVec
	panics *prometheus.CounterVec
	hooks  *prometheus.CounterVec
	missed *prometheus.CounterVec
}

func newCounts(metrics *prometheus.Registry) counts {
	c := counts{
		aside: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "yousaid_messages_set_aside_total",
			Help: "Messages that nothing could be made of, kept in the table set_aside.",
		}, []string{"channel", "reason"}),
		panics: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "yousaid_job_panics_total",
			Help: "Runs of jobs that broke off by a fault of the program. The job is tried again, and given up at last.",
		}, []string{"job"}),
		hooks: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "yousaid_hook_tries_total",
			Help: "Tries to tell agencies' own systems something, by what came of them: sent, waiting for the next try, failed for good.",
		}, []string{"outcome"}),
		missed: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "yousaid_deadlines_missed_total",
			Help: "Deadlines that an agency missed: to take a report, to answer its resident, to close it.",
		}, []string{"agency", "what"}),
	}
	metrics.MustRegister(c.aside, c.panics, c.missed, c.hooks)
	return c
}

func (c counts) setAside(channel, reason string) { c.aside.WithLabelValues(channel, reason).Inc() }
func (c counts) hookTried(outcome string)        { c.hooks.WithLabelValues(outcome).Inc() }
func (c counts) deadlineMissed(agency string, what bot.DeadlineKind) {
	c.missed.WithLabelValues(agency, string(what)).Inc()
}
func (c counts) jobPanicked(kind string) { c.panics.WithLabelValues(kind).Inc() }
