package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Backlog is what waits in the record, for whoever watches the service.
type Backlog struct {
	Jobs       []DueJobs
	Deliveries []Undelivered
}

// DueJobs are jobs of one kind whose time has come.
type DueJobs struct {
	Kind   string
	State  string // available, running or retryable
	Count  int
	Oldest time.Duration // since it was due
}

// Undelivered are messages of one sort that haven't gone yet.
type Undelivered struct {
	What  string // card: to a desk; update: plan updates, to residents
	State string // waiting, or claimed by a process that is sending it
	Count int
}

// Backlog counts what waits, by indexes that hold nothing else. Nothing of it is
// of a person.
func (s *Store) Backlog(ctx context.Context) (Backlog, error) {
	var found Backlog
	rows, err := s.pool.Query(ctx, `
		SELECT kind, state::text AS state, count(*)::int AS count, max($1 - scheduled_at) AS oldest
		FROM river.river_job
		WHERE state IN ('available', 'running', 'retryable') AND scheduled_at <= $1
		GROUP BY kind, state`, s.now())
	if err != nil {
		return Backlog{}, fmt.Errorf("count jobs: %w", clean(err))
	}
	if found.Jobs, err = pgx.CollectRows(rows, pgx.RowToStructByName[DueJobs]); err != nil {
		return Backlog{}, fmt.Errorf("count jobs: %w", clean(err))
	}
	rows, err = s.pool.Query(ctx, `
		SELECT 'card' AS what, 'waiting' AS state, count(*)::int AS count FROM deliveries WHERE state = 'waiting'
		UNION ALL
		SELECT 'update', 'waiting', count(*)::int FROM plan_deliveries WHERE state = 'waiting' AND due_at <= $1
		UNION ALL
		SELECT 'update', 'claimed', count(*)::int FROM plan_deliveries WHERE state = 'claimed'`, s.now())
	if err != nil {
		return Backlog{}, fmt.Errorf("count deliveries: %w", clean(err))
	}
	if found.Deliveries, err = pgx.CollectRows(rows, pgx.RowToStructByName[Undelivered]); err != nil {
		return Backlog{}, fmt.Errorf("count deliveries: %w", clean(err))
	}
	return found, nil
}
