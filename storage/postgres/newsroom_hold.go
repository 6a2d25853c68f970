package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// sending refuses to hold, let go or end what isn't on its way, and whoever may
// not.
func sending(by bot.Actor, update bot.PlanUpdate) error {
	switch {
	case !by.MayApprove() && by.Officer != update.Writer:
		return bot.ErrMayNot
	case update.State != bot.UpdatePublished || !update.Cancelled.IsZero():
		return bot.ErrClosed
	}
	return nil
}

// PauseUpdate holds back every row that nobody has claimed. A message that is on
// its way arrives.
func (s *Store) PauseUpdate(ctx context.Context, by bot.Actor, id string) (bot.PlanUpdate, error) {
	return s.decide(ctx, by, id, func(update bot.PlanUpdate) (decision, error) {
		if err := sending(by, update); err != nil {
			return decision{}, err
		}
		if !update.Paused.IsZero() {
			return nothing("pause update"), nil // it comes again
		}
		return decision{
			did: "pause update", sql: `UPDATE plan_updates SET paused_at = $2, handler_name = $3 WHERE id = $1`,
			args: []any{by.Name}, more: s.moveRows(id, bot.ErrClosed, `
				UPDATE plan_deliveries SET state = 'paused' WHERE update_id = $1 AND state = 'waiting'`),
		}, nil
	})
}

// ResumeUpdate lets go what was held back: at once what is due, and the
// digest's share with the next digest.
func (s *Store) ResumeUpdate(ctx context.Context, by bot.Actor, id string, digest time.Time) (bot.PlanUpdate, error) {
	return s.decide(ctx, by, id, func(update bot.PlanUpdate) (decision, error) {
		if err := sending(by, update); err != nil {
			return decision{}, err
		}
		if !by.MayApprove() {
			return decision{}, bot.ErrMayNot // who wrote it can hold it and end it
		}
		if update.Paused.IsZero() {
			return nothing("resume update"), nil
		}
		due := s.begins(update)
		return decision{
			did: "resume update", sql: `
			UPDATE plan_updates SET paused_at = NULL, handler_name = $3 WHERE id = $1 AND $2::timestamptz IS NOT NULL`,
			args: []any{by.Name}, more: s.moveRows(id, nil, `
				UPDATE plan_deliveries SET state = 'waiting', due_at = CASE WHEN weekly THEN $2 ELSE greatest(due_at, $3::timestamptz) END
				WHERE update_id = $1 AND state = 'paused'`, digest, due), jobs: spreads(due, digest),
		}, nil
	})
}

// CancelUpdate ends a sending for good: who hasn't got it never will.
func (s *Store) CancelUpdate(ctx context.Context, by bot.Actor, id string) (bot.PlanUpdate, error) {
	return s.decide(ctx, by, id, func(update bot.PlanUpdate) (decision, error) {
		if err := sending(by, update); err != nil {
			return decision{}, err
		}
		return decision{
			did: "cancel update", sql: `
			UPDATE plan_updates SET cancelled_at = $2, paused_at = NULL, handler_name = $3 WHERE id = $1`,
			args: []any{by.Name}, more: s.moveRows(id, nil, `
				UPDATE plan_deliveries SET state = 'suppressed', failure = 'cancelled', done_at = $2
				WHERE update_id = $1 AND state IN ('waiting', 'paused')`, s.now()),
		}, nil
	})
}

// nothing is a decision that has been made before.
func nothing(did string) decision {
	return decision{did: did + " again", sql: `SELECT $1::uuid, $2::timestamptz`}
}

// moveRows moves an update's rows; none is an error, where that is given.
func (s *Store) moveRows(id string, none error, sql string, args ...any) func(context.Context, pgx.Tx) error {
	return func(ctx context.Context, tx pgx.Tx) error {
		moved, err := tx.Exec(ctx, sql, append([]any{id}, args...)...)
		if err == nil && moved.RowsAffected() == 0 {
			err = none
		}
		return err
	}
}
