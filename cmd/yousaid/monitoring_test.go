package main

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"

	"yousaid/storage/postgres"
)

// What the alert rules and the dashboard in docs/monitoring speak of is
// measured, and nothing that is measured is missing there.
func TestWhatIsWatchedIsMeasured(t *testing.T) {
	counted, metered := newCounts(prometheus.NewRegistry()), newMeters(prometheus.NewRegistry())
	gauges := newGauges(func(context.Context) (postgres.Backlog, error) { return postgres.Backlog{}, nil },
		func() *pgxpool.Stat { return nil }, func() *redis.PoolStats { return nil })
	described := make(chan *prometheus.Desc, 100)
	for _, c := range []prometheus.Collector{
		counted.aside, counted.panics, counted.hooks, counted.missed,
		metered.turns, metered.requests, metered.certainty, metered.danger, metered.abandoned, metered.delivered, buildInfo(), gauges,
	} {
		c.Describe(described)
	}
	close(described)
	measured := map[string]bool{}
	named := regexp.MustCompile(`fqName: "(\w+)"`)
	for desc := range described {
		measured[named.FindStringSubmatch(desc.String())[1]] = false
	}
	for _, page := range []string{"alerts.yaml", "dashboard.json"} {
		text, err := os.ReadFile("../../docs/monitoring/" + page)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range regexp.MustCompile(`yousaid_\w+`).FindAllString(string(text), -1) {
			for _, ending := range []string{"_bucket", "_count", "_sum"} {
				name = strings.TrimSuffix(name, ending)
			}
			if _, there := measured[name]; !there {
				t.Errorf("%s speaks of %s, which nothing measures", page, name)
			}
			measured[name] = true
		}
	}
	for name, watched := range measured {
		if !watched {
			t.Errorf("%s is measured and nobody watches it", name)
		}
	}
}
