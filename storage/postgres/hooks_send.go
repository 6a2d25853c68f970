package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

var _ bot.HookStore = (*Store)(nil)

// hooksChannel is where the triggers of migration 22 say that a hook is to be told.
const hooksChannel = "yousaid_hooks"

// longFailing is how long a hook must have failed until what waits for it goes
// at once when it is back, instead of each thing at its own time.
const longFailing = time.Minute

// claimed is a hook that was claimed, with the delivery that is due.
type claimed struct {
	ID           int64
	Hook         string
	URL          string
	Secret       []byte
	OldSecret    []byte
	Message      string
	Event        bot.HookEvent
	Data         json.RawMessage
	At           time.Time
	Attempts     int
	FailingSince *time.Time
	Failures     int
}

// ClaimHook takes what is due at the hook that was served longest ago. A hook is
// one replica's at a time, so that one that answers slowly holds up itself alone.
func (s *Store) ClaimHook(ctx context.Context, lease time.Duration) (bot.HookCall, error) {
	var row claimed
	now := s.now()
	err := s.service(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			WITH hook AS (
				SELECT id FROM hooks
				WHERE state = 'on' AND hold_until <= $1 AND leased_until <= $1 AND EXISTS (
					SELECT FROM hook_deliveries due WHERE due.hook_id = hooks.id AND due.state = 'waiting' AND due.next_at <= $1)
				ORDER BY leased_until, id LIMIT 1 FOR UPDATE SKIP LOCKED),
			leased AS (
				UPDATE hooks SET leased_until = $2 FROM hook WHERE hooks.id = hook.id RETURNING hooks.*)
			SELECT due.id, leased.id::text AS hook, leased.url, leased.secret,
			       CASE WHEN leased.old_until > $1 THEN leased.old_secret END AS old_secret,
			       due.message::text, due.event, due.data, due.at, due.attempts, leased.failing_since, leased.failures
			FROM leased JOIN LATERAL (
				SELECT * FROM hook_deliveries WHERE hook_id = leased.id AND state = 'waiting' AND next_at <= $1
				ORDER BY id LIMIT 1) due ON true`, now, now.Add(lease))
		if err != nil {
			return err
		}
		row, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[claimed])
		return err
	})
	if err != nil {
		return bot.HookCall{}, fmt.Errorf("claim a hook: %w", err)
	}
	call := bot.HookCall{
		ID: row.ID, Hook: row.Hook, URL: row.URL, Message: row.Message, Event: row.Event, Data: row.Data, At: row.At,
		Attempts: row.Attempts, Failing: at(row.FailingSince), Failures: row.Failures,
	}
	call.Secrets, err = s.openSecrets(row)
	return call, err
}

func (s *Store) openSecrets(row claimed) (list []string, err error) {
	for column, sealed := range map[string][]byte{"secret": row.Secret, "old_secret": row.OldSecret} {
		if sealed == nil {
			continue
		}
		plain, err := s.hooks.Open(sealed, hookCell(column, row.Hook))
		if err != nil {
			return nil, fmt.Errorf("secret of hook %s: %w", row.Hook, err)
		}
		if column == "secret" {
			list = append([]string{string(plain)}, list...)
		} else {
			list = append(list, string(plain))
		}
	}
	return list, nil
}

// HookTried notes what came of a try. When a hook that failed for a while is
// back, what it missed goes at once; when one is paused or gone, its agency's
// desks are told.
func (s *Store) HookTried(ctx context.Context, call bot.HookCall, result bot.HookResult) error {
	now := s.now()
	err := s.service(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			UPDATE hook_deliveries SET state = $2, attempts = attempts + 1, status = $3, failure = $4, took = $5, tried_at = $6,
			       next_at = coalesce($7, next_at)
			WHERE id = $1`, call.ID, result.State, result.Status, result.Failure, result.Took.Milliseconds(), now, maybe(result.Next))
		if err != nil {
			return err
		}
		if result.State == "sent" {
			err = s.hookBack(ctx, tx, call, now)
		} else {
			err = s.hookFails(ctx, tx, call, result, now)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("note delivery %d of hook %s: %w", call.ID, call.Hook, err)
	}
	return nil
}

func (s *Store) hookBack(ctx context.Context, tx pgx.Tx, call bot.HookCall, now time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE hooks SET failures = 0, failing_since = NULL, hold_until = least(hold_until, $2), leased_until = $2 WHERE id = $1`, call.Hook, now)
	if err != nil || call.Failing.IsZero() || now.Sub(call.Failing) < longFailing {
		return err
	}
	_, err = tx.Exec(ctx, `
		UPDATE hook_deliveries SET next_at = $2
		WHERE hook_id = $1 AND state = 'waiting' AND next_at > $2 AND (status = 0 OR status >= 500 OR status = 429)`, call.Hook, now)
	return err
}

func (s *Store) hookFails(ctx context.Context, tx pgx.Tx, call bot.HookCall, result bot.HookResult, now time.Time) error {
	var agency string
	var changed bool
	err := tx.QueryRow(ctx, `
		UPDATE hooks SET failures = hooks.failures + 1, failing_since = coalesce(hooks.failing_since, $2),
		       hold_until = greatest(hooks.hold_until, coalesce($3, $2)), leased_until = $2,
		       state = CASE WHEN hooks.state = 'on' AND $4 <> '' THEN $4 ELSE hooks.state END
		FROM hooks was WHERE hooks.id = $1 AND was.id = hooks.id
		RETURNING hooks.agency, hooks.state <> was.state`, call.Hook, now, maybe(result.Hold), result.Becomes).Scan(&agency, &changed)
	if err != nil || !changed {
		return err
	}
	actor := bot.Actor{Name: "service", Agency: agency}
	if err := s.audit(ctx, tx, actor, "hook-"+string(result.Becomes), "", map[string]string{"hook": call.Hook}); err != nil {
		return err
	}
	rows, err := tx.Query(ctx, `SELECT id::text FROM desks WHERE agency = $1 AND active ORDER BY id`, agency)
	if err != nil {
		return err
	}
	desks, err := pgx.CollectRows(rows, pgx.RowTo[string])
	for _, desk := range desks {
		if err := s.enqueue(ctx, tx, bot.HookBellJob{Hook: call.Hook, Desk: desk}); err != nil {
			return err
		}
	}
	return err
}

// HookBell finds the desk that is to hear that a hook is not told anything any
// more, and the hook; ErrNotFound when there is nothing to hear.
func (s *Store) HookBell(ctx context.Context, job bot.HookBellJob) (desk bot.Desk, hook bot.Hook, err error) {
	err = s.service(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, hookSQL+` WHERE id = as_uuid($1) AND state IN ('paused', 'gone')`, job.Hook)
		if err != nil {
			return err
		}
		row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[hookRow])
		if err != nil {
			return err
		}
		hook = row.hook(s.now())
		desk, err = s.deskOf(ctx, tx, job.Desk)
		return err
	})
	if err != nil {
		return bot.Desk{}, bot.Hook{}, fmt.Errorf("bell about hook %s: %w", job.Hook, err)
	}
	return desk, hook, nil
}

// ListenHooks calls due when a hook is to be told something, on a connection of
// its own; whenever that had to be made (again), too.
func (s *Store) ListenHooks(ctx context.Context, due func()) {
	wait := listenFirst
	for ctx.Err() == nil {
		if s.listenHooksOnce(ctx, due) {
			wait = listenFirst
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait/2 + rand.N(wait)): //nolint:gosec // replicas shall not come back all at once
		}
		wait = min(2*wait, listenMost)
	}
}

func (s *Store) listenHooksOnce(ctx context.Context, due func()) bool {
	conn, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig)
	if err != nil {
		return false
	}
	defer disconnect(ctx, conn)
	if _, err := conn.Exec(ctx, `LISTEN `+hooksChannel); err != nil {
		return false
	}
	due()
	for ctx.Err() == nil {
		heard, err := hear(ctx, conn)
		if err != nil {
			return true
		}
		if heard != nil {
			due()
		}
	}
	return true
}
