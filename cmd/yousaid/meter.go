package main

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/channel/direct"
	"yousaid/flows"
)

// meters measure how the service works when nothing is wrong. No label says
// anything of a person: channels, providers, flows and steps are names of ours.
type meters struct {
	turns     *prometheus.HistogramVec
	requests  *prometheus.HistogramVec
	certainty prometheus.Histogram
	danger    *prometheus.CounterVec
	abandoned *prometheus.CounterVec
	delivered *prometheus.CounterVec
}

func newMeters(metrics *prometheus.Registry) meters {
	m := meters{
		turns: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "yousaid_turn_duration_seconds",
			Help:    "From a message of a resident or an officer to its answer being sent, or kept to be sent; by network, and whether it could be taken.",
			Buckets: []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10},
		}, []string{"channel", "outcome"}),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "yousaid_provider_request_duration_seconds",
			Help:    "Requests to a provider, by its status; none: there was no answer. Polling Telegram waits on purpose.",
			Buckets: []float64{0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30},
		}, []string{"provider", "code"}),
		certainty: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "yousaid_triage_confidence_ratio",
			Help:    "How sure triage was of the likeliest theme of a message.",
			Buckets: prometheus.LinearBuckets(0.1, 0.1, 9),
		}),
		danger: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "yousaid_triage_danger_total",
			Help: "Messages in which danger was read, by how surely.",
		}, []string{"degree"}),
		abandoned: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "yousaid_steps_abandoned_total",
			Help: "Conversations that ended because nobody wrote any more, by the question that stood.",
		}, []string{"flow", "step"}),
		delivered: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "yousaid_deliveries_total",
			Help: "Messages handed to a network, by what came of it: sent, or why not; unknown: the answer was lost. A try that fails for now is counted, and so is the next.",
		}, []string{"channel", "outcome"}),
	}
	metrics.MustRegister(m.turns, m.requests, m.certainty, m.danger, m.abandoned, m.delivered)
	return m
}

// turn measures what a network brings.
func (m meters) turn(ctx context.Context, in channel.Inbound, receive func(context.Context, channel.Inbound) (*channel.Outbound, error)) (*channel.Outbound, error) {
	began := time.Now()
	out, err := receive(ctx, in)
	outcome := "taken"
	if err != nil {
		outcome = "failed"
	}
	m.turns.WithLabelValues(in.Chat.Channel, outcome).Observe(time.Since(began).Seconds())
	return out, err
}

// reader measures what triage makes of messages.
func (m meters) reader(read bot.Reader) bot.Reader {
	return func(text string, now time.Time) flows.Reading {
		reading := read(text, now)
		if len(reading.Themes) > 0 {
			m.certainty.Observe(reading.Themes[0].Confidence)
		}
		switch reading.Danger {
		case flows.SureDanger:
			m.danger.WithLabelValues("sure").Inc()
		case flows.UnsureDanger:
			m.danger.WithLabelValues("unsure").Inc()
		case flows.NoDanger:
		}
		return reading
	}
}

func (m meters) gaveUp(flow, step string) { m.abandoned.WithLabelValues(flow, step).Inc() }

// client is what a provider is called by, measured.
func (m meters) client(provider string) *http.Client {
	var by transport = channel.NewTransport()
	if provider == channel.Telegram { // twice in each turn
		by = direct.New(channel.NewTransport())
	}
	return &http.Client{Transport: &metered{by, m.requests.MustCurryWith(prometheus.Labels{"provider": provider})}}
}

// transport is a way to providers that keeps connections.
type transport interface {
	http.RoundTripper
	CloseIdleConnections()
}

// metered is a transport whose requests are measured.
type metered struct {
	transport
	requests prometheus.ObserverVec
}

// RoundTrip implements [http.RoundTripper].
func (m *metered) RoundTrip(r *http.Request) (*http.Response, error) {
	began, code := time.Now(), "none"
	response, err := m.transport.RoundTrip(r)
	if err == nil {
		code = strconv.Itoa(response.StatusCode)
	}
	m.requests.WithLabelValues(code).Observe(time.Since(began).Seconds())
	return response, err
}
