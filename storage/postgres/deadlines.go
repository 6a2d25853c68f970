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

// KeepDeadlines works off the marks of reports to which something happened, many
// in one transaction: whoever acts on one of them waits for these. Where that
// fails each has a transaction of its own; one that can't be worked out is put
// behind the others and named in the error.
func (s *Store) KeepDeadlines(ctx context.Context, most int) (n int, err error) {
	if err := s.turnAbsences(ctx); err != nil {
		return 0, err
	}
	for n < most {
		kept, err := s.keepMarked(ctx, most-n)
		if err != nil {
			if errors.Is(err, bot.ErrAway) {
				return n, fmt.Errorf("keep deadlines: %w", err)
			}
			m, err := s.keepEach(ctx, most-n)
			return n + m, err
		}
		if len(kept) == 0 {
			break
		}
		n += len(kept)
	}
	return n, nil
}

// keepEach is KeepDeadlines with a transaction for each report.
func (s *Store) keepEach(ctx context.Context, most int) (n int, err error) {
	failed := map[string]bool{}
	for n < most {
		reports, kept := s.keepMarked(ctx, 1)
		switch {
		case kept != nil && (len(reports) == 0 || errors.Is(kept, bot.ErrAway)):
			return n, fmt.Errorf("keep deadlines: %w", kept)
		case kept != nil && failed[reports[0]]:
			return n, err // the others are done
		case kept != nil:
			failed[reports[0]], err = true, fmt.Errorf("keep deadlines of report %s: %w", reports[0], kept)
			if last := s.markLast(ctx, reports[0]); last != nil {
				return n, last
			}
		case len(reports) == 0:
			return n, err
		default:
			n++
		}
	}
	return n, err
}

// keepMarked works out the deadlines of the reports that have waited longest, in
// one transaction, and says which it came to, also when it failed. What is worked
// out needn't be on the disk at once: should it be lost, so is that the marks were
// taken away.
func (s *Store) keepMarked(ctx context.Context, most int) (reports []string, err error) {
	err = s.service(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT report_id::text FROM deadline_marks, (`+dontWait+`) AS light, (`+genericSQL+`) AS planned
			ORDER BY id LIMIT $1 FOR UPDATE OF deadline_marks SKIP LOCKED`, most)
		if err != nil {
			return err
		}
		if reports, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil || len(reports) == 0 {
			return err
		}
		slices.Sort(reports)
		reports = slices.Compact(reports)
		return s.keepDeadlines(ctx, tx, reports)
	})
	return reports, err
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

// keepDeadlines works out the deadlines of reports that are marked. They are
// locked before their marks are taken away, so that whatever has marked them is
// there to be read.
func (s *Store) keepDeadlines(ctx context.Context, tx pgx.Tx, reports []string) error {
	batch := &pgx.Batch{}
	batch.Queue(`SELECT FROM reports WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`, reports)
	var marks []markRow
	queueRows(batch, &marks, pgx.RowToStructByName[markRow], `
		DELETE FROM deadline_marks WHERE ctid = ANY(ARRAY(
			SELECT ctid FROM deadline_marks WHERE report_id = ANY($1::uuid[]) FOR UPDATE SKIP LOCKED))
		RETURNING report_id::text AS report, late`, reports)
	story := s.queueStory(batch, reports...)
	var was []keptRow
	queueRows(batch, &was, pgx.RowToStructByName[keptRow], keptSQL, reports)
	var absent []string
	queueRows(batch, &absent, pgx.RowTo[string], absentSQL, s.now())
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return err
	}
	news := &deadlineNews{Store: s, absent: absent}
	var forgotten []string
	for _, report := range reports {
		list, err := s.deadlinesOf(story, report)
		if errors.Is(err, pgx.ErrNoRows) {
			forgotten = append(forgotten, report)
			continue
		}
		if err != nil {
			return err
		}
		late := slices.Contains(marks, markRow{report, true})
		news.add(report, list, rowsOf(was, func(row keptRow) bool { return row.Report == report }), late)
	}
	batch = &pgx.Batch{}
	if len(forgotten) > 0 {
		batch.Queue(`DELETE FROM deadlines WHERE report_id = ANY($1::uuid[])`, forgotten)
		batch.Queue(`DELETE FROM silences WHERE report_id = ANY($1::uuid[])`, forgotten)
	}
	news.queue(batch)
	return tx.SendBatch(ctx, batch).Close()
}

// markRow is a mark: something happened to a report. Of one that is older than
// its deadlines nobody is told what has passed.
type markRow struct {
	Report string
	Late   bool
}
