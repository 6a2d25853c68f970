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

// passingRow is a deadline about which there is something to do.
type passingRow struct {
	Report string
	Agency string
	What   bot.DeadlineKind
	FromAt time.Time
	Urgent bool
	Step   bot.ReminderStep
	Missed bool
}

// PassDeadlines does what is to be done about deadlines that have come so far:
// it queues reminders, brings cards up to date and says which were missed. Each
// deadline is a transaction of its own, and nobody waits for one that another
// replica is at. One about which nothing can be done is put off for an hour and
// named in the error.
func (s *Store) PassDeadlines(ctx context.Context, most int) (missed []bot.Deadline, n int, err error) {
	for n < most {
		var passed *bot.Deadline
		report := ""
		done := s.service(ctx, func(tx pgx.Tx) (err error) {
			if report, err = s.nextPassing(ctx, tx); err != nil || report == "" {
				return err
			}
			passed, err = s.passDeadline(ctx, tx, report)
			return err
		})
		switch {
		case done != nil && (report == "" || errors.Is(done, bot.ErrAway)):
			return missed, n, fmt.Errorf("pass deadlines: %w", done)
		case done != nil:
			err = fmt.Errorf("pass deadlines of report %s: %w", report, done)
			if later := s.passLater(ctx, report); later != nil {
				return missed, n, later
			}
		case report == "":
			return missed, n, err
		}
		if n++; passed != nil {
			missed = append(missed, *passed)
		}
	}
	return missed, n, err
}

// nextPassing is the report of the deadline that has waited longest; empty when
// none waits. Who acts on a report locks it first and then its deadlines are
// worked out: so here, too.
func (s *Store) nextPassing(ctx context.Context, tx pgx.Tx) (report string, err error) {
	err = tx.QueryRow(ctx, `
		SELECT reports.id::text FROM deadlines JOIN reports ON reports.id = deadlines.report_id
		WHERE deadlines.next_at <= $1 ORDER BY deadlines.next_at LIMIT 1 FOR NO KEY UPDATE OF reports SKIP LOCKED`, s.now()).Scan(&report)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return report, err
}

// passLater puts off what is to be done about a report's deadlines.
func (s *Store) passLater(ctx context.Context, report string) error {
	_, err := s.pool.Exec(ctx, `UPDATE deadlines SET next_at = $2 WHERE report_id = $1 AND next_at <= $3`, report, s.now().Add(time.Hour), s.now())
	if err != nil {
		return fmt.Errorf("put off deadlines of report %s: %w", report, clean(err))
	}
	return nil
}

// passDeadline does it for one deadline of a report that is locked.
func (s *Store) passDeadline(ctx context.Context, tx pgx.Tx, report string) (missed *bot.Deadline, err error) {
	rows, err := tx.Query(ctx, `
		SELECT deadlines.report_id::text AS report, deadlines.agency, deadlines.what, deadlines.from_at, reports.urgent,
		       deadlines.step, deadlines.missed
		FROM deadlines JOIN reports ON reports.id = deadlines.report_id
		WHERE deadlines.report_id = $1 AND deadlines.next_at <= $2 ORDER BY deadlines.next_at LIMIT 1`, report, s.now())
	if err != nil {
		return nil, err
	}
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[passingRow])
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil // another replica has just done it
	}
	if err != nil {
		return nil, err
	}
	return s.pass(ctx, tx, row)
}

// pass does what is to be done about one deadline. What happened just now may
// have been left for the next working out: then there is nothing to do.
func (s *Store) pass(ctx context.Context, tx pgx.Tx, row passingRow) (missed *bot.Deadline, err error) {
	d, err := s.deadlineNow(ctx, tx, row)
	if err != nil {
		return nil, err
	}
	absent, err := absentAgencies(ctx, tx, s.now())
	if err != nil {
		return nil, err
	}
	nobody := slices.Contains(absent, row.Agency) || d.Shut(s.plan)
	step := d.Reached(row.Step, nobody, s.now())
	if until := s.quietUntil(row, step); until.After(s.now()) && !d.Over() {
		return nil, s.putOff(ctx, tx, row, until)
	}
	_, next := d.Next(step, nobody)
	passed := !d.Over() && d.Missed(s.now())
	_, err = tx.Exec(ctx, `
		UPDATE deadlines SET step = $5, next_at = $6, missed = missed OR $7 WHERE report_id = $1 AND agency = $2 AND what = $3 AND from_at = $4`,
		row.Report, row.Agency, row.What, row.FromAt, step, maybe(next), passed)
	if err != nil {
		return nil, err
	}
	for _, one := range stepsTo(row.Step, step) {
		if err := s.remind(ctx, tx, row, one, slices.Contains(absent, row.Agency)); err != nil {
			return nil, err
		}
	}
	if !passed || row.Missed {
		return nil, nil
	}
	if _, err := tx.Exec(ctx, `UPDATE reports SET version = version + 1 WHERE id = $1`, row.Report); err != nil {
		return nil, err
	}
	return &d, s.enqueue(ctx, tx, bot.RefreshJob{Report: row.Report})
}

// stepsTo are the steps that are told when one is reached. It is too late to tell
// a desk of what is soon due when it is overdue; but a lead should hear of what
// the coordinator hears, though both times were slept through.
func stepsTo(from, to bot.ReminderStep) []bot.ReminderStep {
	switch {
	case to <= from:
		return nil
	case to == bot.RemindedLate && from < bot.RemindedMissed:
		return []bot.ReminderStep{bot.RemindedMissed, to}
	}
	return []bot.ReminderStep{to}
}

// deadlineNow works a deadline out as it stands; one that is no more is over.
func (s *Store) deadlineNow(ctx context.Context, tx pgx.Tx, row passingRow) (bot.Deadline, error) {
	gone := bot.Deadline{Agency: row.Agency, What: row.What, From: row.FromAt, Ended: row.FromAt}
	list, err := s.deadlines(ctx, tx, row.Report)
	if errors.Is(err, pgx.ErrNoRows) {
		return gone, nil
	}
	if err != nil {
		return gone, err
	}
	at := slices.IndexFunc(list, func(d bot.Deadline) bool { return keyOf(row.Report, d) == keyOf(row.Report, gone) })
	if at < 0 {
		return gone, nil
	}
	return list[at], nil
}

// quietUntil is until when a step waits because nobody who is told of it works
// at this hour. What is urgent doesn't wait.
func (s *Store) quietUntil(row passingRow, step bot.ReminderStep) time.Time {
	if row.Urgent {
		return s.now()
	}
	if step == bot.RemindedLate {
		return s.plan.WorkingTime(s.plan.Team).Opens(s.now())
	}
	return s.plan.WorkingTime(row.Agency).Opens(s.now())
}

func (s *Store) putOff(ctx context.Context, tx pgx.Tx, row passingRow, until time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE deadlines SET next_at = $5 WHERE report_id = $1 AND agency = $2 AND what = $3 AND from_at = $4`,
		row.Report, row.Agency, row.What, row.FromAt, until)
	return err
}
