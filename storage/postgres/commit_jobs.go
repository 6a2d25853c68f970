package postgres

import (
	"context"
	"encoding/json"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"

	"yousaid/bot"
)

// River's client inserts by COPY and then notifies, in round trips of their own.
// What files a report queues its jobs in its own pipeline instead, as rows of
// river_job, which is what River's clients for other languages do. The table's
// defaults are those of River's own insert. Source:
// https://github.com/riverqueue/river/blob/v0.51.1/riverdriver/riverpgxv5/internal/dbsqlc/river_job.sql

// wakePause is how often the workers are woken at the most. It is River's
// FetchCooldown: they don't look more often.
const wakePause = 5 * time.Millisecond

// wakeSQL wakes the workers of the default queue, once it is committed.
const wakeSQL = `SELECT pg_notify('` + queueSchema + `.river_insert', '{"queue": "` + river.QueueDefault + `"}')`

// courierTime is how long cards of new reports are left to the courier of the
// replica that filed them, before their jobs deliver them.
const courierTime = 10 * time.Second

// jobsSQL queues the ids of a query as jobs of a kind, under the name of their
// argument. What they remember of their request is the statement's parameter of
// that number.
func jobsSQL(kind, argument, from string, request int) string {
	return `
		INSERT INTO ` + queueSchema + `.river_job (kind, args, max_attempts, metadata)
		SELECT '` + kind + `', jsonb_build_object('` + argument + `', id), ` + strconv.Itoa(river.MaxAttemptsDefault) + `, $` + strconv.Itoa(request) + `::jsonb
		FROM ` + from
}

// deliver queues a statement and the delivery of each row of it, as cause does.
// Where there is a courier, the job is a net: it is worked only if the courier
// hasn't taken it away by then, together with noting that the card is there.
func (c *commit) deliver(sql string, args ...any) {
	if c.courier == nil {
		c.cause(bot.DeliverJob{}.Kind(), "delivery", sql, args...)
		return
	}
	args = append(args, c.request, c.now.Add(courierTime))
	c.collect(func(rows pgx.Rows) (err error) {
		c.due, err = pgx.AppendRows(c.due, rows, func(row pgx.CollectableRow) (bot.DueCard, error) {
			due := bot.DueCard{Cause: []byte(c.request)}
			return due, row.Scan(&due.Job, &due.Delivery)
		})
		return err
	}, sql+`
		INSERT INTO `+queueSchema+`.river_job (kind, args, max_attempts, metadata, state, scheduled_at)
		SELECT '`+bot.DeliverJob{}.Kind()+`', jsonb_build_object('delivery', id), `+strconv.Itoa(river.MaxAttemptsDefault)+`,
		       $`+strconv.Itoa(len(args)-1)+`::jsonb, 'scheduled', $`+strconv.Itoa(len(args))+`
		FROM caused RETURNING id, (args->>'delivery')::bigint`, args...)
}

// cause queues a statement and a job for each row of it. The statement is a list
// of WITH that ends in one called caused, with the ids.
func (c *commit) cause(kind, argument, sql string, args ...any) {
	c.wakes = true
	args = append(args, c.request)
	c.write(sql+jobsSQL(kind, argument, "caused", len(args)), args...)
}

// insertJobs puts jobs into a batch that is a transaction by itself. request is
// what they remember of the one that queues them.
func insertJobs(batch *pgx.Batch, jobs []river.JobArgs, request string) error {
	for _, job := range jobs {
		args, err := json.Marshal(job)
		if err != nil {
			return err
		}
		batch.Queue(`INSERT INTO `+queueSchema+`.river_job (kind, args, max_attempts, metadata) VALUES ($1, $2, $3, $4)`,
			job.Kind(), args, river.MaxAttemptsDefault, request)
	}
	return nil
}

// bell wakes the workers, of all replicas, for jobs that this one queued by its
// own statements. Of many in a row only some wake them, but the last always does.
type bell struct {
	pool *pgxpool.Pool

	mu      sync.Mutex
	last    time.Time
	waiting *time.Timer // will wake them
	closed  bool
}

// rings reports whether a transaction is to wake the workers itself.
func (b *bell) rings(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.waiting != nil || now.Sub(b.last) < wakePause {
		return false
	}
	b.last = now
	return true
}

// later wakes the workers soon, for what has been committed.
func (b *bell) later() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.waiting == nil && !b.closed {
		b.waiting = time.AfterFunc(wakePause, b.wake)
	}
}

func (b *bell) wake() {
	b.mu.Lock()
	b.waiting, b.last = nil, time.Now()
	b.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_, _ = b.pool.Exec(ctx, wakeSQL) // the workers look by themselves every second
}

// close leaves what waits to the workers' own looking.
func (b *bell) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	if b.waiting != nil {
		b.waiting.Stop()
	}
}
