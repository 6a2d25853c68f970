package main

import "github.com/prometheus/client_golang/prometheus"

// counts are what an operator is woken by: things that went wrong and that
// nothing mends by itself.
type counts struct {
	aside  *prometheus.CounterVec
	panics *prometheus.CounterVec
	hooks  *prometheus.CounterVec
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
	}
	metrics.MustRegister(c.aside, c.panics, c.hooks)
	return c
}

func (c counts) setAside(channel, reason string) { c.aside.WithLabelValues(channel, reason).Inc() }
func (c counts) hookTried(outcome string)        { c.hooks.WithLabelValues(outcome).Inc() }
func (c counts) jobPanicked(kind string)         { c.panics.WithLabelValues(kind).Inc() }
