package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"yousaid/bot"
	"yousaid/bot/trail"
)

// eraseDelay is how long after FORGET ME the provider's copies are blanked: the
// last messages must have arrived, or the provider refuses.
const eraseDelay = 5 * time.Minute

// enqueue queues jobs in the transaction that causes them: they can be worked
// once it is committed, and never if it isn't.
func (s *Store) enqueue(ctx context.Context, tx pgx.Tx, jobs ...river.JobArgs) error {
	if len(jobs) == 0 {
		return nil
	}
	cause := trail.Cause(ctx)
	params := make([]river.InsertManyParams, len(jobs))
	for i, job := range jobs {
		options := s.insertOpts(job)
		options.Metadata = cause
		params[i] = river.InsertManyParams{Args: job, InsertOpts: &options}
	}
	_, err := s.queue.InsertManyFastTx(ctx, tx, params)
	return err
}

// insertOpts is when a job is queued for.
func (s *Store) insertOpts(job river.JobArgs) (options river.InsertOpts) {
	switch job := job.(type) {
	case bot.EraseJob:
		options.ScheduledAt = s.now().Add(eraseDelay)
	case bot.SpreadJob:
		options.ScheduledAt = job.At
	}
	return options
}

// unqueue removes the jobs of one kind whose argument is one of ids, unless
// they are being worked right now: a worker looks at the record itself before
// it does anything.
func (s *Store) unqueue(ctx context.Context, tx pgx.Tx, kind, argument string, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `
		DELETE FROM river.river_job
		WHERE kind = $1 AND state <> 'running' AND args->>$2 = ANY($3)`, kind, argument, ids)
	return err
}
