package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// MoveDesk follows a group to its new id. Messages are numbered anew there, and
// those of the old group can't be edited any more: the old numbers are
// forgotten, and the cards of open reports come again.
func (s *Store) MoveDesk(ctx context.Context, from, to channel.Address) error {
	err := s.service(ctx, func(tx pgx.Tx) error {
		var id string
		err := tx.QueryRow(ctx, `SELECT id::text FROM desks WHERE lookup = $1 AND active FOR UPDATE`, s.blind(from)).Scan(&id)
		if err != nil {
			return err // the desk has moved already, or is none
		}
		_, err = tx.Exec(ctx, `UPDATE desks SET lookup = $2, address = $3, unreachable_at = NULL WHERE id = $1`,
			id, s.blind(to), s.sealAddress("desks", id, to))
		if err != nil {
			return err
		}
		return s.leaveMessages(ctx, tx, id)
	})
	if err != nil {
		return fmt.Errorf("move a desk: %w", err)
	}
	return nil
}

// leaveMessages forgets which messages a desk has, and has the cards of open
// reports sent anew.
func (s *Store) leaveMessages(ctx context.Context, tx pgx.Tx, desk string) error {
	_, err := tx.Exec(ctx, `UPDATE comment_deliveries SET message = '' WHERE desk_id = $1 AND state = 'sent'`, desk)
	if err != nil {
		return err
	}
	rows, err := tx.Query(ctx, `
		WITH left_behind AS (
			UPDATE deliveries SET message = '', shown = 0 WHERE desk_id = $1 AND state = 'sent' RETURNING report_id)
		SELECT DISTINCT reports.id::text FROM left_behind JOIN reports ON reports.id = report_id
		WHERE reports.status IN ('new', 'taken')`, desk)
	if err != nil {
		return err
	}
	jobs, err := pgx.CollectRows(rows, refreshOf)
	if err != nil {
		return err
	}
	return s.enqueue(ctx, tx, jobs...)
}

// DeskReached notes whether a desk can be reached. When it can be again, what
// failed to get there is queued once more, unless it is over. When it can't be
// any more, its colleagues are told.
func (s *Store) DeskReached(ctx context.Context, desk channel.Address, can bool) error {
	err := s.service(ctx, func(tx pgx.Tx) error {
		if !can {
			return s.deskLost(ctx, tx, s.blind(desk))
		}
		if err := s.redeliverComments(ctx, tx, s.blind(desk)); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `
			WITH desk AS (
				UPDATE desks SET unreachable_at = NULL
				WHERE lookup = $1 AND active AND unreachable_at IS NOT NULL RETURNING id)
			UPDATE deliveries SET state = 'waiting', failure = ''
			FROM desk, referrals, reports
			WHERE deliveries.desk_id = desk.id AND deliveries.state = 'failed'
			  AND referrals.id = deliveries.referral_id AND referrals.active
			  AND reports.id = deliveries.report_id AND reports.status IN ('new', 'taken')
			RETURNING deliveries.id`, s.blind(desk))
		if err != nil {
			return err
		}
		return s.enqueueDeliveries(ctx, tx, rows)
	})
	if err != nil {
		return fmt.Errorf("note whether a desk can be reached: %w", err)
	}
	return nil
}

// deskLost notes that a desk can't be reached, and has colleagues told when that
// is news.
func (s *Store) deskLost(ctx context.Context, tx pgx.Tx, lookup []byte) error {
	rows, err := tx.Query(ctx, `
		UPDATE desks SET unreachable_at = $2 WHERE lookup = $1 AND active AND unreachable_at IS NULL RETURNING id::text`, lookup, s.now())
	if err != nil {
		return err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(ids) == 0 {
		return err
	}
	return s.enqueue(ctx, tx, bot.WarnJob{Desk: ids[0]})
}

// enqueueDeliveries queues a delivery for each id that a statement returns.
func (s *Store) enqueueDeliveries(ctx context.Context, tx pgx.Tx, rows pgx.Rows) error {
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := s.enqueue(ctx, tx, deliver(id)); err != nil {
			return err
		}
	}
	return nil
}

// deliverOpen brings a new desk the agency's open reports that none of its
// desks has had.
func (s *Store) deliverOpen(ctx context.Context, tx pgx.Tx, desk, agency string) error {
	rows, err := tx.Query(ctx, `
		INSERT INTO deliveries (report_id, referral_id, desk_id, created_at)
		SELECT referrals.report_id, referrals.id, $1, $3
		FROM referrals JOIN reports ON reports.id = referrals.report_id AND reports.status IN ('new', 'taken')
		WHERE referrals.agency = $2 AND referrals.active AND NOT EXISTS (
			SELECT FROM deliveries
			JOIN desks ON desks.id = deliveries.desk_id AND desks.active AND desks.unreachable_at IS NULL
			WHERE deliveries.referral_id = referrals.id AND deliveries.entry_id IS NULL)
		ORDER BY referrals.id
		ON CONFLICT DO NOTHING
		RETURNING id`, desk, agency, s.now())
	if err != nil {
		return err
	}
	return s.enqueueDeliveries(ctx, tx, rows)
}
