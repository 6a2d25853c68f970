package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"yousaid/bot"
)

// The channels on which replicas hear of each other: where the triggers of
// migration 7 say whose list has changed, and where tellEnded says whose console
// sessions have ended.
const (
	inboxChannel    = "yousaid_inbox"
	sessionsChannel = "yousaid_sessions"
)

// How Listen keeps its connection: how long it waits before a ping shows that
// the other end is still there, for the answer, and between attempts.
const (
	listenPing   = 30 * time.Second
	listenAnswer = 5 * time.Second
	listenFirst  = 100 * time.Millisecond
	listenMost   = 10 * time.Second
)

// Listen calls changed with an agency's id each time that its list of reports
// has changed, and ended with an officer's id each time that sessions of theirs
// were ended, on one connection of its own. Whenever that had to be made (again),
// both are called with "": something may have been missed. It returns when ctx
// ends.
func (s *Store) Listen(ctx context.Context, changed, ended func(id string)) {
	wait := listenFirst
	for ctx.Err() == nil {
		if s.listenOnce(ctx, changed, ended) {
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
func (s *Store) listenOnce(ctx context.Context, changed, ended func(id string)) bool {
	conn, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig)
	if err != nil {
		return false
	}
	defer disconnect(ctx, conn)
	for _, name := range []string{inboxChannel, sessionsChannel} {
		if _, err := conn.Exec(ctx, `LISTEN `+name); err != nil {
			return false
		}
	}
	changed("")
	ended("")
	for ctx.Err() == nil {
		heard, err := hear(ctx, conn)
		switch {
		case err != nil:
			return true
		case heard == nil:
		case heard.Channel == sessionsChannel:
			ended(heard.Payload)
		default:
			changed(heard.Payload)
		}
	}
	return true
}

// tellEnded tells all replicas that sessions of an officer have ended, once the
// transaction is committed.
func tellEnded(ctx context.Context, tx pgx.Tx, officer string) error {
	_, err := tx.Exec(ctx, `SELECT pg_notify($1, $2)`, sessionsChannel, officer)
	return err
}

// hear waits for one piece of news; nil when there was none for a while.
func hear(ctx context.Context, conn *pgx.Conn) (*pgconn.Notification, error) {
	within, cancel := context.WithTimeout(ctx, listenPing)
	defer cancel()
	heard, err := conn.WaitForNotification(within)
	if err == nil {
		return heard, nil
	}
	if ctx.Err() != nil || within.Err() == nil {
		return nil, err
	}
	answer, stop := context.WithTimeout(ctx, listenAnswer)
	defer stop()
	return nil, conn.Ping(answer)
}

// PeekSession finds the officer of a console session as Session does, and until
// when it goes on if nobody uses it, without noting that it is in use.
func (s *Store) PeekSession(ctx context.Context, token string, idle time.Duration) (officer bot.Officer, until time.Time, err error) {
	now := s.now()
	var id string
	err = s.pool.QueryRow(ctx, `
		SELECT officer_id::text, least(expires_at, seen_at + $4::interval) FROM console_sessions
		WHERE token = $1 AND expires_at > $2 AND seen_at > $3`, hashed(token), now, now.Add(-idle), idle).Scan(&id, &until)
	if errors.Is(err, pgx.ErrNoRows) {
		return bot.Officer{}, time.Time{}, fmt.Errorf("console session: %w", bot.ErrUsed)
	}
	if err != nil {
		return bot.Officer{}, time.Time{}, fmt.Errorf("console session: %w", clean(err))
	}
	list, err := s.officers(ctx, s.pool, ` WHERE officers.id = $1 AND officers.active`, id)
	if err == nil && len(list) == 0 {
		err = bot.ErrUsed
	}
	if err != nil {
		return bot.Officer{}, time.Time{}, fmt.Errorf("console session: %w", clean(err))
	}
	return list[0], until, nil
}
