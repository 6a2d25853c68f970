package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// Sessions lists where an officer is signed in, the last used first; token is
// the browser's that asks.
func (s *Store) Sessions(ctx context.Context, officer, token string, idle time.Duration) ([]bot.SignedIn, error) {
	now := s.now()
	rows, err := s.pool.Query(ctx, `
		SELECT how, created_at AS since, seen_at AS seen, token = $2 AS here FROM console_sessions
		WHERE officer_id = $1 AND expires_at > $3 AND seen_at > $4 ORDER BY seen_at DESC, created_at DESC`,
		officer, hashed(token), now, now.Add(-idle))
	var list []bot.SignedIn
	if err == nil {
		list, err = pgx.CollectRows(rows, pgx.RowToStructByName[bot.SignedIn])
	}
	if err != nil {
		return nil, fmt.Errorf("list console sessions: %w", clean(err))
	}
	return list, nil
}

// OwnApp tells when an officer set their app up, zero for never, and how many
// recovery codes they have left.
func (s *Store) OwnApp(ctx context.Context, officer string) (since time.Time, recoveries int, err error) {
	var at *time.Time
	err = s.pool.QueryRow(ctx, `
		SELECT (SELECT set_up_at FROM officer_apps WHERE officer_id = $1), (SELECT count(*) FROM officer_recoveries WHERE officer_id = $1)`,
		officer).Scan(&at, &recoveries)
	if err != nil {
		return time.Time{}, 0, fmt.Errorf("look for an officer's app: %w", clean(err))
	}
	return when(at), recoveries, nil
}

// NewRecoveries replaces an officer's recovery codes, for a code of their app
// that step knows (see TryApp). False: it was wrong; with a wait: it was not
// looked at.
func (s *Store) NewRecoveries(ctx context.Context, by bot.Officer, step func(secret string) int64, codes []string) (right bool, wait time.Duration, err error) {
	subject := s.subject(triesAs.what, []byte(by.ID))
	err = s.service(ctx, func(tx pgx.Tx) error {
		right = false
		if wait, err = s.spend(ctx, tx, triesAs, subject); err != nil {
			return err
		}
		if right, err = s.useApp(ctx, tx, by.ID, step); err != nil {
			return err
		}
		if !right {
			return s.audit(ctx, tx, by.Actor(), "sign-in-failed", "", map[string]string{"step": "recovery codes"})
		}
		if err := s.setRecoveries(ctx, tx, by.ID, codes); err != nil {
			return err
		}
		if err := s.giveBack(ctx, tx, triesAs, subject); err != nil {
			return err
		}
		return s.audit(ctx, tx, by.Actor(), "recovery-codes", "", nil)
	})
	if errors.Is(err, errSpent) {
		return false, wait, nil
	}
	if err != nil {
		return false, 0, fmt.Errorf("make new recovery codes: %w", err)
	}
	return right, 0, nil
}

// useApp compares a code with the officer's app, and uses its time step up.
// bot.ErrNotFound: they have none.
func (s *Store) useApp(ctx context.Context, tx pgx.Tx, officer string, step func(secret string) int64) (bool, error) {
	var sealed []byte
	var last int64
	err := tx.QueryRow(ctx, `SELECT secret, last_step FROM officer_apps WHERE officer_id = $1 FOR UPDATE`, officer).Scan(&sealed, &last)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, bot.ErrNotFound
	}
	if err != nil {
		return false, err
	}
	secret, err := s.apps.Open(sealed, cellOfApp(officer))
	if err != nil {
		return false, err
	}
	found := step(string(secret))
	if found <= last {
		return false, nil
	}
	_, err = tx.Exec(ctx, `UPDATE officer_apps SET last_step = $2 WHERE officer_id = $1`, officer, found)
	return err == nil, err
}
