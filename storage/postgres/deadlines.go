package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

var _ bot.DeadlineStore = (*Store)(nil)

// nothingDue is when something is due that isn't, so that lists have an order.
var nothingDue = time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC)

// KeepDeadlines works off the marks of reports to which something happened, each
// report in a transaction of its own: whoever acts on one waits for that alone.
// One that can't be worked out is put behind the others and named in the error.
func (s *Store) KeepDeadlines(ctx context.Context, most int) (n int, err error) {
	if err := s.turnAbsences(ctx); err != nil {
		return 0, err
	}
	failed := map[string]bool{}
	for n < most {
		report := ""
		kept := s.service(ctx, func(tx pgx.Tx) (err error) {
			if report, err = nextMark(ctx, tx); err != nil || report == "" || failed[report] {
				return err
			}
			return s.keepDeadlines(ctx, tx, report)
		})
		switch {
		case kept != nil && (report == "" || errors.Is(kept, bot.ErrAway)):
			return n, fmt.Errorf("keep deadlines: %w", kept)
		case kept != nil:
			failed[report], err = true, fmt.Errorf("keep deadlines of report %s: %w", report, kept)
			if last := s.markLast(ctx, report); last != nil {
				return n, last
			}
		case report == "" || failed[report]:
			return n, err
		default:
			n++
		}
	}
	return n, err
}

// nextMark is the report that waits longest; empty when none waits. What is
// worked out from it needn't be on the disk at once: should it be lost, so is
// that its mark was taken away.
func nextMark(ctx context.Context, tx pgx.Tx) (report string, err error) {
	err = tx.QueryRow(ctx, `
		SELECT report_id::text FROM deadline_marks, (`+dontWait+`) AS light
		ORDER BY id LIMIT 1 FOR UPDATE OF deadline_marks SKIP LOCKED`).Scan(&report)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return report, err
}

// markLast puts a report behind all others that wait.
func (s *Store) markLast(ctx context.Context, report string) error {
	_, err := s.pool.Exec(ctx, `
		WITH gone AS (DELETE FROM deadline_marks WHERE report_id = $1 RETURNING late)
		INSERT INTO deadline_marks (report_id, late) SELECT $1, coalesce(bool_or(late), false) FROM gone`, report)
	if err != nil {
		return fmt.Errorf("mark report %s again: %w", report, clean(err))
	}
	return nil
}

// keepDeadlines works out the deadlines of a report that is marked. The report is
// locked before its marks are taken away, so that whatever has marked it is there
// to be read.
func (s *Store) keepDeadlines(ctx context.Context, tx pgx.Tx, report string) error {
	batch := &pgx.Batch{}
	batch.Queue(`SELECT FROM reports WHERE id = $1 FOR NO KEY UPDATE`, report)
	var late []bool
	queueRows(batch, &late, pgx.RowTo[bool], `
		DELETE FROM deadline_marks WHERE ctid = ANY(ARRAY(
			SELECT ctid FROM deadline_marks WHERE report_id = $1 FOR UPDATE SKIP LOCKED))
		RETURNING late`, report)
	story := s.queueStory(batch, report)
	kept := queueKept(batch, report)
	var absent []string
	queueRows(batch, &absent, pgx.RowTo[string], absentSQL, s.now())
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return err
	}
	list, err := s.deadlinesOf(story, report)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	batch = &pgx.Batch{}
	if err != nil { // forgotten
		batch.Queue(`DELETE FROM deadlines WHERE report_id = $1`, report)
		batch.Queue(`DELETE FROM silences WHERE report_id = $1`, report)
	} else {
		s.queueDeadlines(batch, report, list, *kept, slices.Contains(late, true), absent)
	}
	return tx.SendBatch(ctx, batch).Close()
}
