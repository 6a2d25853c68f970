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
	now := s.now()
	made, err := s.pool.Exec(ctx, `
		INSERT INTO console_sessions (token, officer_id, how, created_at, seen_at, expires_at)
		SELECT $1, id, $3, $4, $4, $5 FROM officers WHERE id::text = $2 AND active`,
		hashed(token), officer, how, now, now.Add(lives))
	if err == nil && made.RowsAffected() == 0 {
		err = bot.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("open a console session: %w", clean(err))
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
	if _, err := s.pool.Exec(ctx, `DELETE FROM console_sessions WHERE token = $1`, hashed(token)); err != nil {
		return fmt.Errorf("end a console session: %w", clean(err))
	}
	return nil
}

// EndSessions signs an officer out of every browser.
func (s *Store) EndSessions(ctx context.Context, officer string) error {
	if _, err := s.pool.Exec(ctx, `DELETE FROM console_sessions WHERE officer_id::text = $1`, officer); err != nil {
		return fmt.Errorf("end console sessions of officer %s: %w", officer, clean(err))
	}
	return nil
}
