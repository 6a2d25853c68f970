package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// inboxChannel is where the triggers of migration 7 say whose list has changed.
const inboxChannel = "yousaid_inbox"

// How Listen keeps its connection: how long it waits before a ping shows that
// the other end is still there, for the answer, and between attempts.
const (
	listenPing   = 30 * time.Second
	listenAnswer = 5 * time.Second
	listenFirst  = 100 * time.Millisecond
	listenMost   = 10 * time.Second
)

// Listen calls fn with an agency's id each time that its list of reports has
// changed, on one connection of its own. Whenever that had to be made (again),
// fn is called with "": something may have been missed. It returns when ctx
// ends.
func (s *Store) Listen(ctx context.Context, fn func(agency string)) {
	wait := listenFirst
	for ctx.Err() == nil {
		if s.listenOnce(ctx, fn) {
			wait = listenFirst
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait/2 + rand.N(wait)): //nolint:gosec // replicas shall not come back all at once
		}
		wait = min(2*wait, listenMost)
	}
}

// listenOnce listens until its connection is lost; false when there was none.
func (s *Store) listenOnce(ctx context.Context, fn func(agency string)) bool {
	conn, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig)
	if err != nil {
		return false
	}
	defer disconnect(ctx, conn)
	if _, err := conn.Exec(ctx, `LISTEN `+inboxChannel); err != nil {
		return false
	}
	fn("")
	for ctx.Err() == nil {
		heard, err := hear(ctx, conn)
		if err != nil {
			return true
		}
		if heard != "" {
			fn(heard)
		}
	}
	return true
}

// hear waits for one agency; empty when none was named for a while.
func hear(ctx context.Context, conn *pgx.Conn) (agency string, err error) {
	within, cancel := context.WithTimeout(ctx, listenPing)
	defer cancel()
	heard, err := conn.WaitForNotification(within)
	if err == nil {
		return heard.Payload, nil
	}
	if ctx.Err() != nil || within.Err() == nil {
		return "", err
	}
	answer, stop := context.WithTimeout(ctx, listenAnswer)
	defer stop()
	return "", conn.Ping(answer)
}

// PeekSession finds the officer of a console session as Session does, without
// noting that it is in use.
func (s *Store) PeekSession(ctx context.Context, token string, idle time.Duration) (bot.Officer, error) {
	now := s.now()
	var id string
	err := s.pool.QueryRow(ctx, `
		SELECT officer_id::text FROM console_sessions
		WHERE token = $1 AND expires_at > $2 AND seen_at > $3`, hashed(token), now, now.Add(-idle)).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return bot.Officer{}, fmt.Errorf("console session: %w", bot.ErrUsed)
	}
	if err != nil {
		return bot.Officer{}, fmt.Errorf("console session: %w", clean(err))
	}
	list, err := s.officers(ctx, s.pool, ` WHERE officers.id = $1 AND officers.active`, id)
	if err == nil && len(list) == 0 {
		err = bot.ErrUsed
	}
	if err != nil {
		return bot.Officer{}, fmt.Errorf("console session: %w", clean(err))
	}
	return list[0], nil
}
