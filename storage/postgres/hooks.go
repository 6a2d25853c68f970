package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/storage/seal"
)

// mostHooks is how many hooks an agency may have: each may hold up one of the
// places from which hooks are told.
const mostHooks = 8

// oldSecret is how long the secret before signs as well, as the scheme advises.
const oldSecret = 24 * time.Hour

func hookCell(column, id string) []byte { return seal.Cell("hooks", column, id) }

// keepHook runs a change to a hook, by an officer who may, and notes it.
// ErrNotFound for anybody else.
func (s *Store) keepHook(ctx context.Context, by bot.Officer, id, action string, may func(bot.Officer, string) bool, fn func(pgx.Tx, time.Time) error) error {
	err := s.service(ctx, func(tx pgx.Tx) error {
		self, err := s.active(ctx, tx, by.ID)
		if err != nil {
			return err
		}
		var agency string
		if err := tx.QueryRow(ctx, `SELECT agency FROM hooks WHERE id = as_uuid($1) FOR UPDATE`, id).Scan(&agency); err != nil {
			return err
		}
		if !may(self, agency) {
			return bot.ErrNotFound
		}
		if err := fn(tx, s.now()); err != nil {
			return err
		}
		return s.audit(ctx, tx, self.Actor(), action, "", map[string]string{"hook": id, "agency": agency})
	})
	if err != nil {
		return fmt.Errorf("%s %s: %w", action, id, err)
	}
	return nil
}

// AddHook adds a hook of the officer's agency, once for each id. ErrMayNot: it
// is not theirs to connect; ErrConflict: there are as many as there may be.
func (s *Store) AddHook(ctx context.Context, by bot.Officer, h bot.Hook, secret string) error {
	err := s.service(ctx, func(tx pgx.Tx) error {
		self, err := s.lockPeople(ctx, tx, by)
		if err != nil {
			return err
		}
		if !self.ConnectsSystems(h.Agency) || h.Guarded && !self.Cleared {
			return bot.ErrMayNot
		}
		var there int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM hooks WHERE agency = $1 AND id <> $2`, h.Agency, h.ID).Scan(&there); err != nil {
			return err
		}
		if there >= mostHooks {
			return bot.ErrConflict
		}
		tag, err := tx.Exec(ctx, `
			INSERT INTO hooks (id, agency, url, description, events, guarded, secret, hold_until, leased_until, added_by, added_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $8) ON CONFLICT DO NOTHING`,
			h.ID, h.Agency, h.URL, h.Description, h.Events, h.Guarded, s.hooks.Seal([]byte(secret), hookCell("secret", h.ID)), s.now(), self.Name)
		if err == nil && tag.RowsAffected() == 0 {
			err = bot.ErrUsed
		}
		if err != nil {
			return err
		}
		return s.audit(ctx, tx, self.Actor(), "hook-added", "", map[string]string{"hook": h.ID, "guarded": yes(h.Guarded)})
	})
	if err != nil {
		return fmt.Errorf("add hook %s: %w", h.ID, err)
	}
	return nil
}

// ChangeHook changes where a hook is, what it is called and what it is told.
// ErrMayNot: guarded themes are not the officer's to open.
func (s *Store) ChangeHook(ctx context.Context, by bot.Officer, h bot.Hook) error {
	return s.keepHook(ctx, by, h.ID, "hook-changed", bot.Officer.ConnectsSystems, func(tx pgx.Tx, _ time.Time) error {
		tag, err := tx.Exec(ctx, `
			UPDATE hooks SET url = $2, description = $3, events = $4, guarded = $5
			WHERE id = $1 AND (guarded OR NOT $5 OR EXISTS (SELECT FROM officers WHERE officers.id::text = $6 AND officers.cleared))`,
			h.ID, h.URL, h.Description, h.Events, h.Guarded, by.ID)
		if err == nil && tag.RowsAffected() == 0 {
			err = bot.ErrMayNot
		}
		return err
	})
}

// SwitchHook lets a hook be told again, or not any more. What waited while it
// was paused goes at once; what happened while it was off, it never hears.
func (s *Store) SwitchHook(ctx context.Context, by bot.Officer, id string, on bool) error {
	may, action, state := bot.Officer.KeepsSystems, "hook-off", bot.HookOff
	if on {
		may, action, state = bot.Officer.ConnectsSystems, "hook-on", bot.HookOn
	}
	return s.keepHook(ctx, by, id, action, may, func(tx pgx.Tx, now time.Time) error {
		_, err := tx.Exec(ctx, `
			UPDATE hooks SET state = $2, failures = 0, failing_since = NULL, hold_until = $3 WHERE id = $1`, id, state, now)
		if err != nil || !on {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE hook_deliveries SET next_at = $2 WHERE hook_id = $1 AND state = 'waiting'`, id, now); err != nil {
			return err
		}
		return tellHooks(ctx, tx)
	})
}

// RotateHook gives a hook another secret. The one before signs as well for a day.
func (s *Store) RotateHook(ctx context.Context, by bot.Officer, id, secret string) error {
	return s.keepHook(ctx, by, id, "hook-secret", bot.Officer.ConnectsSystems, func(tx pgx.Tx, now time.Time) error {
		var was []byte
		if err := tx.QueryRow(ctx, `SELECT secret FROM hooks WHERE id = $1`, id).Scan(&was); err != nil {
			return err
		}
		plain, err := s.hooks.Open(was, hookCell("secret", id))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE hooks SET secret = $2, old_secret = $3, old_until = $4 WHERE id = $1`,
			id, s.hooks.Seal([]byte(secret), hookCell("secret", id)), s.hooks.Seal(plain, hookCell("old_secret", id)), now.Add(oldSecret))
		return err
	})
}

// RemoveHook removes a hook with its log.
func (s *Store) RemoveHook(ctx context.Context, by bot.Officer, id string) error {
	return s.keepHook(ctx, by, id, "hook-removed", bot.Officer.ConnectsSystems, func(tx pgx.Tx, _ time.Time) error {
		_, err := tx.Exec(ctx, `DELETE FROM hooks WHERE id = $1`, id)
		return err
	})
}

// TestHook has a hook told that this is a test.
func (s *Store) TestHook(ctx context.Context, by bot.Officer, id string) error {
	return s.keepHook(ctx, by, id, "hook-tested", bot.Officer.ConnectsSystems, func(tx pgx.Tx, now time.Time) error {
		_, err := tx.Exec(ctx, `INSERT INTO hook_deliveries (hook_id, event, at, next_at) VALUES ($1, $2, $3, $3)`, id, bot.HookTest, now)
		if err != nil {
			return err
		}
		return tellHooks(ctx, tx)
	})
}

// SendAgain has a hook told once more what it was told, or was not. The message
// keeps its id, so that a receiver knows it again.
func (s *Store) SendAgain(ctx context.Context, by bot.Officer, id string, delivery int64) error {
	return s.keepHook(ctx, by, id, "hook-again", bot.Officer.ConnectsSystems, func(tx pgx.Tx, now time.Time) error {
		tag, err := tx.Exec(ctx, `
			UPDATE hook_deliveries SET state = 'waiting', attempts = 0, next_at = $3 WHERE hook_id = $1 AND id = $2`, id, delivery, now)
		if err == nil && tag.RowsAffected() == 0 {
			err = bot.ErrNotFound
		}
		if err != nil {
			return err
		}
		return tellHooks(ctx, tx)
	})
}

// tellHooks wakes those who send, once the transaction is committed.
func tellHooks(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `SELECT pg_notify($1, '')`, hooksChannel)
	return err
}
