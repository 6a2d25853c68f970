package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/flows"
)

var _ bot.ReminderStore = (*Store)(nil)

// reminderHeld is how long reminders are held for who sends them: longer than a
// job may run.
const reminderHeld = time.Minute

// reminderRow is a reminder with how its report stands.
type reminderRow struct {
	ID        int64
	ReportID  string
	Reference string
	Theme     int
	Degree    flows.Degree
	Urgent    bool
	Agency    string
	What      bot.DeadlineKind
	DueAt     *time.Time
	Step      bot.ReminderStep
	Over      bool
	HeldUntil *time.Time
}

// Reminders takes all that a desk or an officer is to be told now. Jobs for the
// same one that come meanwhile find nothing, so that a good many things at once
// are told once.
func (s *Store) Reminders(ctx context.Context, to bot.RemindJob) (found bot.Reminders, err error) {
	whom := to.Desk
	if whom == "" {
		whom = to.Officer
	}
	var busy time.Time
	err = s.service(ctx, func(tx pgx.Tx) error {
		found, busy = bot.Reminders{}, time.Time{}
		if err := s.recipient(ctx, tx, to, &found); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `
			SELECT reminders.id, reminders.report_id::text, reports.reference, reports.theme, reports.degree, reports.urgent,
			       reminders.agency, reminders.what, deadlines.due_at, reminders.step,
			       num_nonnulls(deadlines.met_at, deadlines.ended_at) > 0 AS over, reminders.held_until
			FROM reminders
			JOIN deadlines USING (report_id, agency, what, from_at)
			JOIN reports ON reports.id = reminders.report_id
			WHERE coalesce(reminders.desk_id, reminders.officer_id) = as_uuid($1) AND reminders.state = 'waiting'
			ORDER BY reports.urgent DESC, deadlines.due_at, reminders.id FOR UPDATE OF reminders`, whom)
		if err != nil {
			return err
		}
		list, err := pgx.CollectRows(rows, pgx.RowToStructByName[reminderRow])
		if err != nil {
			return err
		}
		for _, row := range list {
			if row.HeldUntil != nil && row.HeldUntil.After(s.now()) {
				busy = *row.HeldUntil
			}
		}
		if !busy.IsZero() {
			return nil
		}
		return s.hold(ctx, tx, list, &found)
	})
	if err == nil && !busy.IsZero() {
		return bot.Reminders{}, &bot.LaterError{At: busy}
	}
	if err != nil {
		return bot.Reminders{}, fmt.Errorf("reminders for %s: %w", whom, err)
	}
	return found, nil
}

// recipient finds whom a job is to tell. ErrNotFound: they are gone.
func (s *Store) recipient(ctx context.Context, tx pgx.Tx, to bot.RemindJob, found *bot.Reminders) error {
	if to.Desk != "" {
		list, err := s.desks(ctx, tx, ` AND id = as_uuid($1)`, to.Desk)
		if err == nil && len(list) == 0 {
			err = bot.ErrNotFound
		}
		if err == nil {
			found.Desk = list[0]
		}
		return err
	}
	officer, err := s.active(ctx, tx, to.Officer)
	if err == nil && officer.ID == "" {
		err = bot.ErrNotFound
	}
	found.Officer = officer
	return err
}

// hold takes what is to be told. What was done meanwhile nobody is told of.
func (s *Store) hold(ctx context.Context, tx pgx.Tx, list []reminderRow, found *bot.Reminders) error {
	var held, over []int64
	for _, row := range list {
		switch {
		case row.Over:
			over = append(over, row.ID)
		default:
			held = append(held, row.ID)
			found.List = append(found.List, bot.Reminder{
				ID: row.ID, Report: row.ReportID, Reference: row.Reference, Theme: row.Theme, Guarded: row.Degree == flows.Guarded,
				Urgent: row.Urgent, Agency: row.Agency, What: row.What, Due: at(row.DueAt), Step: row.Step,
			})
		}
	}
	batch := &pgx.Batch{}
	batch.Queue(`UPDATE reminders SET state = 'over' WHERE id = ANY($1)`, over)
	batch.Queue(`UPDATE reminders SET held_until = $2 WHERE id = ANY($1)`, held, s.now().Add(reminderHeld))
	return tx.SendBatch(ctx, batch).Close()
}

// Reminded notes what became of reminders that were taken.
func (s *Store) Reminded(ctx context.Context, list []bot.Reminder, sent bool) error {
	state := "failed"
	if sent {
		state = "sent"
	}
	return s.reminders(ctx, list, `UPDATE reminders SET state = $2, sent_at = $3, held_until = NULL WHERE id = ANY($1)`, state, s.now())
}

// NotReminded gives back reminders that were taken.
func (s *Store) NotReminded(ctx context.Context, list []bot.Reminder) error {
	return s.reminders(ctx, list, `UPDATE reminders SET held_until = NULL WHERE id = ANY($1) AND state = 'waiting'`)
}

func (s *Store) reminders(ctx context.Context, list []bot.Reminder, sql string, args ...any) error {
	ids := make([]int64, len(list))
	for i, one := range list {
		ids[i] = one.ID
	}
	if _, err := s.pool.Exec(ctx, sql, append([]any{ids}, args...)...); err != nil {
		return fmt.Errorf("note reminders: %w", clean(err))
	}
	return nil
}
