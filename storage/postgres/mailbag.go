package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// mostMail is how many alerts one mail has at the most; the rest waits for the
// next.
const mostMail = "50"

// ClaimMail lets one caller write to a mailbox, and nobody else for a while: of
// several at once, the database picks the one.
func (s *Store) ClaimMail(ctx context.Context, desk string, pause time.Duration) (next time.Time, err error) {
	now := s.now()
	claimed, err := s.pool.Exec(ctx, `
		UPDATE desks SET mailed_at = $2 WHERE id::text = $1 AND (mailed_at IS NULL OR mailed_at <= $3)`, desk, now, now.Add(-pause))
	if err != nil {
		return time.Time{}, fmt.Errorf("claim the mail of desk %s: %w", desk, clean(err))
	}
	if claimed.RowsAffected() > 0 {
		return time.Time{}, nil
	}
	var last time.Time
	err = s.pool.QueryRow(ctx, `SELECT coalesce(mailed_at, $2) FROM desks WHERE id::text = $1`, desk, now).Scan(&last)
	if errors.Is(err, pgx.ErrNoRows) {
		err = bot.ErrNotFound
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("when desk %s had its last mail: %w", desk, clean(err))
	}
	return last.Add(pause), nil
}

// ReleaseMail gives a claim back by which nothing was sent.
func (s *Store) ReleaseMail(ctx context.Context, desk string) error {
	if _, err := s.pool.Exec(ctx, `UPDATE desks SET mailed_at = NULL WHERE id::text = $1`, desk); err != nil {
		return fmt.Errorf("give back the mail of desk %s: %w", desk, clean(err))
	}
	return nil
}

// Mailbag lists what waits for a desk and isn't urgent: that doesn't wait for
// others.
func (s *Store) Mailbag(ctx context.Context, desk string) ([]bot.Delivery, []bot.CommentDelivery, error) {
	alerts, err := s.deliveries(ctx, deliverySQL+`
		WHERE desks.id::text = $1 AND desks.active AND deliveries.state = 'waiting' AND NOT reports.urgent
		ORDER BY deliveries.id LIMIT `+mostMail, desk)
	if err != nil {
		return nil, nil, fmt.Errorf("what waits for desk %s: %w", desk, clean(err))
	}
	ideas, err := s.commentDeliveries(ctx, commentDeliverySQL+`
		WHERE desks.id::text = $1 AND desks.active AND comment_deliveries.state = 'waiting'
		ORDER BY comment_deliveries.id LIMIT `+mostMail, desk)
	if err != nil {
		return nil, nil, fmt.Errorf("what waits for desk %s: %w", desk, clean(err))
	}
	return alerts, ideas, nil
}
