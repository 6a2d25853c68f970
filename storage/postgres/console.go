package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// seenEvery is how exact a session's last use is kept: not each request writes.
const seenEvery = time.Minute

// OpenSession begins a console session. Only its token's hash is kept.
func (s *Store) OpenSession(ctx context.Context, token, officer, how string, lives time.Duration) error {
	err := s.service(ctx, func(tx pgx.Tx) error {
		who, err := s.active(ctx, tx, officer)
		if err != nil {
			return err
		}
		now := s.now()
		made, err := tx.Exec(ctx, `
			INSERT INTO console_sessions (token, officer_id, how, created_at, seen_at, expires_at)
			SELECT $1, id, $3, $4, $4, $5 FROM officers WHERE id = $2 AND active`,
			hashed(token), nullable(who.ID), how, now, now.Add(lives))
		if err == nil && made.RowsAffected() == 0 {
			err = bot.ErrNotFound
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE officers SET signed_in_at = $2 WHERE id = $1`, who.ID, now); err != nil {
			return err
		}
		return s.audit(ctx, tx, who.Actor(), "sign-in", "", map[string]string{"how": how})
	})
	if err != nil {
		return fmt.Errorf("open a console session: %w", err)
	}
	return nil
}

// Session finds the officer of a console session that is not over and was used
// within idle, and notes that it is in use.
func (s *Store) Session(ctx context.Context, token string, idle time.Duration) (bot.Officer, error) {
	officer, err := s.session(ctx, token, idle)
	if err != nil {
		return bot.Officer{}, fmt.Errorf("console session: %w", clean(err))
	}
	return officer, nil
}

func (s *Store) session(ctx context.Context, token string, idle time.Duration) (bot.Officer, error) {
	now := s.now()
	var id string
	var seen time.Time
	err := s.pool.QueryRow(ctx, `
		SELECT officer_id::text, seen_at FROM console_sessions
		WHERE token = $1 AND expires_at > $2 AND seen_at > $3`, hashed(token), now, now.Add(-idle)).Scan(&id, &seen)
	if errors.Is(err, pgx.ErrNoRows) {
		return bot.Officer{}, bot.ErrUsed
	}
	if err != nil {
		return bot.Officer{}, err
	}
	if now.Sub(seen) > seenEvery {
		if _, err := s.pool.Exec(ctx, `UPDATE console_sessions SET seen_at = $2 WHERE token = $1`, hashed(token), now); err != nil {
			return bot.Officer{}, err
		}
	}
	list, err := s.officers(ctx, s.pool, ` WHERE officers.id = $1 AND officers.active`, id)
	if err == nil && len(list) == 0 {
		err = bot.ErrUsed
	}
	if err != nil {
		return bot.Officer{}, err
	}
	return list[0], nil
}

// EndSession signs one browser out.
func (s *Store) EndSession(ctx context.Context, token string) error {
	err := s.endSessions(ctx, "here", `token = $1`, hashed(token))
	if err != nil {
		return fmt.Errorf("end a console session: %w", err)
	}
	return nil
}

// EndSessions signs an officer out of every browser.
func (s *Store) EndSessions(ctx context.Context, officer string) error {
	err := s.endSessions(ctx, "everywhere", `officer_id::text = $1`, officer)
	if err != nil {
		return fmt.Errorf("end console sessions of officer %s: %w", officer, err)
	}
	return nil
}

// endSessions ends what there is of sessions, and notes whose they were.
func (s *Store) endSessions(ctx context.Context, where, which string, arg any) error {
	return s.service(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `DELETE FROM console_sessions WHERE `+which+` RETURNING officer_id::text`, arg)
		if err != nil {
			return err
		}
		ended, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil || len(ended) == 0 {
			return err
		}
		if err := tellEnded(ctx, tx, ended[0]); err != nil {
			return err
		}
		list, err := s.officers(ctx, tx, ` WHERE officers.id = $1`, ended[0])
		if err != nil || len(list) == 0 {
			return err
		}
		return s.audit(ctx, tx, list[0].Actor(), "sign-out", "", map[string]string{"where": where})
	})
}
