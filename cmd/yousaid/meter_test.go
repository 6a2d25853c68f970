package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
	"yousaid/storage/postgres"
)

// gathered are the metrics of ours, by name and labels: of histograms how often
// something was measured.
func gathered(t *testing.T, metrics *prometheus.Registry) map[string]float64 {
	t.Helper()
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
			got[name] = metric.GetCounter().GetValue() + metric.GetGauge().GetValue() + float64(metric.GetHistogram().GetSampleCount())
		}
	}
	return got
}

func TestTurnsReadingsAndRequestsAreMeasured(t *testing.T) {
	metrics := prometheus.NewRegistry()
	m := newMeters(metrics)
	in := channel.Inbound{Chat: channel.Address{Channel: channel.SMS, ID: "+447700900123"}}
	for _, failure := range []error{nil, nil, errors.New("no")} {
		_, err := m.turn(t.Context(), in, func(context.Context, channel.Inbound) (*channel.Outbound, error) { return nil, failure })
		if !errors.Is(err, failure) {
			t.Errorf("a turn fails with %v, want %v", err, failure)
		}
	}
	for _, degree := range []flows.Danger{flows.NoDanger, flows.SureDanger, flows.UnsureDanger} {
		reading := flows.Reading{Themes: []flows.Guess{{Theme: 6, Confidence: 0.7}}, Danger: degree}
		m.reader(bot.Reader(func(string, time.Time) flows.Reading { return reading }))("words", time.Now())
	}
	m.gaveUp("report", "where")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) }))
	get := func(client *http.Client) error {
		asked, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		response, err := client.Do(asked)
		if err == nil {
			_ = response.Body.Close()
		}
		return err
	}
	clients := []*http.Client{m.client("twilio"), m.client(channel.Telegram)}
	for _, client := range clients {
		if err := get(client); err != nil {
			t.Fatal(err)
		}
	}
	server.Close()
	for _, client := range clients {
		if err := get(client); err == nil {
			t.Error("a server that isn't there answers")
		}
	}
	got := gathered(t, metrics)
	for name, want := range map[string]float64{
		"yousaid_turn_duration_seconds channel=sms outcome=taken":               2,
		"yousaid_turn_duration_seconds channel=sms outcome=failed":              1,
		"yousaid_triage_confidence_ratio":                                       3,
		"yousaid_triage_danger_total degree=sure":                               1,
		"yousaid_triage_danger_total degree=unsure":                             1,
		"yousaid_steps_abandoned_total flow=report step=where":                  1,
		"yousaid_provider_request_duration_seconds code=429 provider=twilio":    1,
		"yousaid_provider_request_duration_seconds code=429 provider=telegram":  1,
		"yousaid_provider_request_duration_seconds code=none provider=twilio":   1,
		"yousaid_provider_request_duration_seconds code=none provider=telegram": 1,
	} {
		if got[name] != want {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
}

func TestGaugesSayWhatWaitsAndThatTheRecordIsAway(t *testing.T) {
	pool, err := pgxpool.New(t.Context(), "postgres://nobody@127.0.0.1:1/nothing?pool_max_conns=7")
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	talks := func() *redis.PoolStats { return &redis.PoolStats{TotalConns: 5, IdleConns: 3} }
	var away error
	backlog := func(context.Context) (postgres.Backlog, error) {
		return postgres.Backlog{
			Jobs:       []postgres.DueJobs{{Kind: "deliver", State: "retryable", Count: 3, Oldest: time.Minute}},
			Deliveries: []postgres.Undelivered{{What: "card", State: "waiting", Count: 2}},
		}, away
	}
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(newGauges(backlog, pool.Stat, talks))
	got := gathered(t, metrics)
	for name, want := range map[string]float64{
		"yousaid_record_away": 0, "yousaid_jobs_due job=deliver state=retryable": 3, "yousaid_jobs_oldest_due_seconds job=deliver state=retryable": 60,
		"yousaid_deliveries state=waiting what=card": 2, "yousaid_connections pool=postgres state=most": 7, "yousaid_connections pool=redis state=busy": 2,
	} {
		if value, there := got[name]; !there || value != want {
			t.Errorf("%s is %v, want %v", name, value, want)
		}
	}
	away = bot.ErrAway
	got = gathered(t, metrics)
	if _, there := got["yousaid_jobs_due job=deliver state=retryable"]; got["yousaid_record_away"] != 1 || there {
		t.Errorf("while the record is away: %v", got)
	}
}
