package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"yousaid/bot"
)

const absentSQL = `
	SELECT agency FROM (
		SELECT agency, role = 'officer' AS works, coalesce(away_from <= $1 AND away_until > $1, false) AS away FROM officers WHERE active) staff
	GROUP BY agency
	HAVING CASE WHEN bool_or(works) THEN bool_and(away) FILTER (WHERE works) ELSE bool_and(away) END`

// absentAgencies are those of which everybody is away who works their reports:
// the officers, and where there are none whoever there is.
func absentAgencies(ctx context.Context, tx pgx.Tx, now time.Time) ([]string, error) {
	rows, err := tx.Query(ctx, absentSQL, now)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// remind keeps who is to be told of a step, and queues a job for each of them. A
// desk is told where somebody works at it; else its lead is, who is in, or the
// coordinator.
func (s *Store) remind(ctx context.Context, tx pgx.Tx, row passingRow, step bot.ReminderStep, absent bool) error {
	desk := whom{`SELECT id AS desk, NULL::uuid AS officer FROM desks WHERE active AND unreachable_at IS NULL AND agency = $7`, row.Agency}
	team := whom{desk.sql, s.plan.Team}
	lead := whom{`SELECT NULL::uuid AS desk, id AS officer FROM officers WHERE role = 'lead' AND agency = $7 AND ` + inSQL, row.Agency}
	coordinator := whom{`SELECT NULL::uuid AS desk, id AS officer FROM officers WHERE role = 'coordinator' AND $7 <> '' AND ` + inSQL, s.plan.Team}
	list := []whom{lead, coordinator, team}
	switch {
	case step == bot.RemindedSoon && !absent:
		list = append([]whom{desk}, list...)
	case step == bot.RemindedLate:
		list = list[1:]
	}
	for _, one := range list {
		n, err := s.tellOf(ctx, tx, row, step, one)
		if err != nil || n > 0 {
			return err
		}
	}
	return nil // the partnership has nobody who could be told
}

// whom is a query for desks or officers, of an agency ($7), at a time ($6).
type whom struct{ sql, agency string }

// inSQL is true of officers who are in, and can be written to.
const inSQL = `active AND NOT coalesce(away_from <= $6 AND away_until > $6, false)
	AND EXISTS (SELECT FROM officer_addresses WHERE officer_id = officers.id)`

// told is somebody who is to be told.
type told struct {
	Desk    *string
	Officer *string
}

func (s *Store) tellOf(ctx context.Context, tx pgx.Tx, row passingRow, step bot.ReminderStep, who whom) (int, error) {
	rows, err := tx.Query(ctx, `
		INSERT INTO reminders (desk_id, officer_id, report_id, agency, what, from_at, step, created_at)
		SELECT who.desk, who.officer, $1, $2, $3, $4, $5, $6 FROM (`+who.sql+`) who
		ON CONFLICT DO NOTHING
		RETURNING desk_id::text AS desk, officer_id::text AS officer`,
		row.Report, row.Agency, row.What, row.FromAt, step, s.now(), who.agency)
	if err != nil {
		return 0, err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[told])
	if err != nil {
		return 0, err
	}
	jobs := make([]river.JobArgs, 0, len(list))
	for _, one := range list {
		job := bot.RemindJob{}
		if one.Desk != nil {
			job.Desk = *one.Desk
		}
		if one.Officer != nil {
			job.Officer = *one.Officer
		}
		jobs = append(jobs, job)
	}
	return len(list), s.enqueue(ctx, tx, jobs...)
}
