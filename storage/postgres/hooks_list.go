package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// mostLogged is how much of a hook's log is shown.
const mostLogged = 100

// overseer is an officer as who looks at connections: an administrator sees all
// agencies' connections, and no more of their reports than before.
func overseer(by bot.Officer) bot.Actor {
	actor := by.Actor()
	actor.All = by.Role == bot.RoleAdministrator
	return actor
}

// hookRow is a hook without its secrets.
type hookRow struct {
	ID           string
	Agency       string
	URL          string
	Description  string
	Events       []bot.HookEvent
	Guarded      bool
	State        bot.HookState
	OldUntil     *time.Time
	FailingSince *time.Time
	Waiting      int
	Failed       int
	AddedBy      string
	AddedAt      time.Time
}

const hookSQL = `
	SELECT id::text, agency, url, description, events, guarded, state, old_until, failing_since,
	       (SELECT count(*)::int FROM hook_deliveries d WHERE d.hook_id = hooks.id AND d.state = 'waiting') AS waiting,
	       (SELECT count(*)::int FROM hook_deliveries d WHERE d.hook_id = hooks.id AND d.state = 'failed') AS failed,
	       added_by, added_at
	FROM hooks`

func (r hookRow) hook(now time.Time) bot.Hook {
	h := bot.Hook{
		ID: r.ID, Agency: r.Agency, URL: r.URL, Description: r.Description, Events: r.Events, Guarded: r.Guarded, State: r.State,
		Failing: at(r.FailingSince), Waiting: r.Waiting, Failed: r.Failed, AddedBy: r.AddedBy, Added: r.AddedAt,
	}
	if old := at(r.OldUntil); old.After(now) {
		h.OldUntil = old
	}
	return h
}

// Hooks lists the hooks that an officer keeps, by agency.
func (s *Store) Hooks(ctx context.Context, by bot.Officer) (list []bot.Hook, err error) {
	err = s.desk(ctx, overseer(by), func(tx pgx.Tx) error {
		list, err = s.readHooks(ctx, tx, by, hookSQL+` ORDER BY agency, added_at, id`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list hooks: %w", err)
	}
	return list, nil
}

func (s *Store) readHooks(ctx context.Context, tx pgx.Tx, by bot.Officer, sql string, args ...any) ([]bot.Hook, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[hookRow])
	if err != nil {
		return nil, err
	}
	var list []bot.Hook
	for _, row := range found {
		if by.KeepsSystems(row.Agency) {
			list = append(list, row.hook(s.now()))
		}
	}
	return list, nil
}

// deliveryLine is a line of a hook's log.
type deliveryLine struct {
	ID        int64
	Message   string
	Event     bot.HookEvent
	Reference string
	State     string
	Attempts  int
	Status    int
	Failure   string
	Took      int
	At        time.Time
	NextAt    time.Time
}

// Hook reads one with the newest of its log. One that an officer doesn't keep is
// ErrNotFound.
func (s *Store) Hook(ctx context.Context, by bot.Officer, id string) (hook bot.Hook, log []bot.HookDelivery, err error) {
	err = s.desk(ctx, overseer(by), func(tx pgx.Tx) error {
		list, err := s.readHooks(ctx, tx, by, hookSQL+` WHERE id = as_uuid($1)`, id)
		if err == nil && len(list) == 0 {
			err = bot.ErrNotFound
		}
		if err != nil {
			return err
		}
		hook = list[0]
		rows, err := tx.Query(ctx, `
			SELECT id, message::text, event, coalesce(data->>'reference', '') AS reference, state, attempts, status, failure, took, at, next_at
			FROM hook_deliveries WHERE hook_id = $1 ORDER BY id DESC LIMIT $2`, id, mostLogged)
		if err != nil {
			return err
		}
		lines, err := pgx.CollectRows(rows, pgx.RowToStructByName[deliveryLine])
		log = log[:0]
		for _, l := range lines {
			log = append(log, bot.HookDelivery{
				ID: l.ID, Message: l.Message, Event: l.Event, Reference: l.Reference, State: l.State, Attempts: l.Attempts,
				Status: l.Status, Failure: l.Failure, Took: time.Duration(l.Took) * time.Millisecond, At: l.At, Next: l.NextAt,
			})
		}
		return err
	})
	if err != nil {
		return bot.Hook{}, nil, fmt.Errorf("hook %s: %w", id, err)
	}
	return hook, log, nil
}
