package main

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"

	"yousaid/storage/postgres"
)

// gaugesTimeout bounds what a look at the record may take.
const gaugesTimeout = 2 * time.Second

// gauges are read when somebody looks: how full the pools are, and what waits.
type gauges struct {
	backlog func(context.Context) (postgres.Backlog, error)
	record  func() *pgxpool.Stat
	talks   func() *redis.PoolStats

	away, jobs, oldest, deliveries, connections *prometheus.Desc
}

func newGauges(backlog func(context.Context) (postgres.Backlog, error), record func() *pgxpool.Stat, talks func() *redis.PoolStats) *gauges {
	describe := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("yousaid_"+name, help, labels, nil)
	}
	return &gauges{
		backlog: backlog, record: record, talks: talks,
		away:        describe("record_away", "1 when the record couldn't be asked for what waits; figures of what waits are then left out."),
		jobs:        describe("jobs_due", "Jobs whose time has come and that aren't done, by kind and state.", "job", "state"),
		oldest:      describe("jobs_oldest_due_seconds", "For how long the oldest of them has been due.", "job", "state"),
		deliveries:  describe("deliveries", "Messages of ours that haven't gone yet: cards to desks, plan updates to residents whose time has come; by state.", "what", "state"),
		connections: describe("connections", "Connections of the pools, by state.", "pool", "state"),
	}
}

// Describe implements [prometheus.Collector].
func (g *gauges) Describe(to chan<- *prometheus.Desc) {
	for _, desc := range []*prometheus.Desc{g.away, g.jobs, g.oldest, g.deliveries, g.connections} {
		to <- desc
	}
}

// Collect implements [prometheus.Collector].
func (g *gauges) Collect(to chan<- prometheus.Metric) {
	set := func(desc *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value, labels...)
	}
	pool, talks := g.record(), g.talks()
	set(g.connections, float64(pool.AcquiredConns()), "postgres", "busy")
	set(g.connections, float64(pool.IdleConns()), "postgres", "idle")
	set(g.connections, float64(pool.MaxConns()), "postgres", "most")
	set(g.connections, float64(talks.TotalConns-talks.IdleConns), "redis", "busy")
	set(g.connections, float64(talks.IdleConns), "redis", "idle")

	ctx, cancel := context.WithTimeout(context.Background(), gaugesTimeout)
	defer cancel()
	found, err := g.backlog(ctx)
	if err != nil {
		set(g.away, 1)
		return
	}
	set(g.away, 0)
	for _, jobs := range found.Jobs {
		set(g.jobs, float64(jobs.Count), jobs.Kind, jobs.State)
		set(g.oldest, jobs.Oldest.Seconds(), jobs.Kind, jobs.State)
	}
	for _, sent := range found.Deliveries {
		set(g.deliveries, float64(sent.Count), sent.What, sent.State)
	}
}
