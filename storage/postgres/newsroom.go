package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

// updateRow is a plan update.
type updateRow struct {
	ID        string
	Agency    string
	Theme     int
	Words     string
	Version   int
	State     bot.UpdateState
	Writer    string
	Name      string
	By        string
	DecidedAt *time.Time
	Comment   string
	Audience  int
}

const updateSQL = `
	SELECT id::text, agency, coalesce(theme, 0)::int AS theme, words, version, state, writer::text, writer_name AS name,
	       decider_name AS by, decided_at, comment, audience
	FROM plan_updates WHERE id = as_uuid($1)`

func readUpdate(ctx context.Context, tx pgx.Tx, id, lock string) (bot.PlanUpdate, error) {
	rows, err := tx.Query(ctx, updateSQL+lock, id)
	if err != nil {
		return bot.PlanUpdate{}, err
	}
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[updateRow])
	return bot.PlanUpdate{
		ID: row.ID, Agency: row.Agency, Theme: row.Theme, Words: row.Words, Version: row.Version, State: row.State,
		Writer: row.Writer, WriterName: row.Name, By: row.By, At: at(row.DecidedAt), Comment: row.Comment,
		Residents: row.Audience,
	}, err
}

// PlanUpdate reads an update of the actor's agency.
func (s *Store) PlanUpdate(ctx context.Context, by bot.Actor, id string) (bot.PlanUpdate, error) {
	var update bot.PlanUpdate
	err := s.desk(ctx, by, func(tx pgx.Tx) (err error) {
		update, err = readUpdate(ctx, tx, id, "")
		return err
	})
	if err != nil {
		return bot.PlanUpdate{}, fmt.Errorf("plan update %s: %w", id, err)
	}
	return update, nil
}

// WriteUpdate keeps a new update; theme 0 is still to be said. An update that
// is there under this id stays as it is.
func (s *Store) WriteUpdate(ctx context.Context, by bot.Actor, id string, theme int, words string) (bot.PlanUpdate, error) {
	var update bot.PlanUpdate
	err := s.service(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			INSERT INTO plan_updates (id, agency, theme, words, writer, writer_name, created_at)
			VALUES ($1, $2, nullif($3::int, 0), $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`,
			id, by.Agency, theme, words, by.Officer, by.Name, s.now())
		if err != nil {
			return err
		}
		if err := asDesk(ctx, tx, by); err != nil {
			return err
		}
		update, err = readUpdate(ctx, tx, id, "")
		return err
	})
	if err != nil {
		return bot.PlanUpdate{}, fmt.Errorf("write plan update %s: %w", id, err)
	}
	return update, nil
}

// decision is what an officer does to an update that is locked for it: a
// statement, of which $1 is the id and $2 is now.
type decision struct {
	did  string
	sql  string
	args []any
	jobs []bot.SpreadJob
}

// decide locks an update as the actor's agency, lets choose say what is to be
// done and does that as the service. The update comes back as it stands then,
// beside a refusal, too.
func (s *Store) decide(ctx context.Context, by bot.Actor, id string, choose func(bot.PlanUpdate) (decision, error)) (bot.PlanUpdate, error) {
	var update bot.PlanUpdate
	var refused error
	err := s.service(ctx, func(tx pgx.Tx) (err error) {
		if err := asDesk(ctx, tx, by); err != nil {
			return err
		}
		if update, err = readUpdate(ctx, tx, id, ` FOR UPDATE`); err != nil {
			return err
		}
		do, err := choose(update)
		if refused = err; err != nil {
			return nil
		}
		if err := asService(ctx, tx); err != nil {
			return err
		}
		if err := s.done(ctx, tx, by, id, do); err != nil {
			return err
		}
		update, err = readUpdate(ctx, tx, id, "")
		return err
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return update, fmt.Errorf("plan update %s: %w", id, err)
	}
	return update, nil
}

// done carries a decision out, with its audit and its jobs.
func (s *Store) done(ctx context.Context, tx pgx.Tx, by bot.Actor, id string, do decision) error {
	if _, err := tx.Exec(ctx, do.sql, append([]any{id, s.now()}, do.args...)...); err != nil {
		return err
	}
	if err := s.audit(ctx, tx, by, do.did, "", map[string]string{"update": id}); err != nil {
		return err
	}
	for _, job := range do.jobs {
		if err := s.enqueue(ctx, tx, job); err != nil {
			return err
		}
	}
	return nil
}

// ChangeUpdate gives an update its next version; whoever changed it wrote that.
func (s *Store) ChangeUpdate(ctx context.Context, by bot.Actor, id string, theme int, words string) (bot.PlanUpdate, error) {
	return s.decide(ctx, by, id, func(update bot.PlanUpdate) (decision, error) {
		if update.State == bot.UpdatePublished {
			return decision{}, bot.ErrClosed
		}
		return decision{did: "change update", sql: `
			UPDATE plan_updates
			SET theme = coalesce(nullif($3::int, 0), theme), words = $4, version = version + 1, state = 'draft',
			    writer = $5, writer_name = $6, decider = NULL, decider_name = '', decided_at = NULL, comment = '',
			    created_at = least(created_at, $2)
			WHERE id = $1`, args: []any{theme, words, by.Officer, by.Name}}, nil
	})
}

// undecided refuses what was changed or decided since it was shown.
func undecided(update bot.PlanUpdate, version int) error {
	switch {
	case update.State != bot.UpdateDraft:
		return bot.ErrClosed
	case update.Version != version || update.Theme == 0:
		return bot.ErrConflict
	}
	return nil
}

// ApproveUpdate publishes an update: each resident who asked for its theme gets
// a row, which is due now or, for the digest, at the given time.
func (s *Store) ApproveUpdate(ctx context.Context, by bot.Actor, id string, version int, digest time.Time) (bot.PlanUpdate, error) {
	return s.decide(ctx, by, id, func(update bot.PlanUpdate) (decision, error) {
		if err := undecided(update, version); err != nil {
			return decision{}, err
		}
		if by.Officer == "" || by.Officer == update.Writer {
			return decision{}, bot.ErrOwn
		}
		approve := decision{did: "approve update", sql: `
			WITH audience AS (
				INSERT INTO plan_deliveries (update_id, contact_id, channel, weekly, due_at)
				SELECT $1::uuid, contacts.id, contacts.channel, bool_and(weekly), CASE WHEN bool_and(weekly) THEN $6::timestamptz ELSE $2 END
				FROM subscriptions JOIN vault.contacts ON contacts.id = subscriptions.contact_id
				WHERE subscriptions.theme IN (` + themeOrAll("$5") + `)
				GROUP BY contacts.id, contacts.channel
				RETURNING 1)
			UPDATE plan_updates
			SET state = 'published', decider = $3, decider_name = $4, decided_at = $2, audience = (SELECT count(*) FROM audience)
			WHERE id = $1`, args: []any{by.Officer, by.Name, update.Theme, digest}}
		for _, network := range []string{channel.Telegram, channel.SMS} {
			approve.jobs = append(approve.jobs, bot.SpreadJob{Network: network}, bot.SpreadJob{Network: network, At: digest})
		}
		return approve, nil
	})
}

func themeOrAll(theme string) string { return fmt.Sprintf("%d, %s::int", allThemes, theme) }

// RejectUpdate keeps an update from going out, with a word to its writer.
func (s *Store) RejectUpdate(ctx context.Context, by bot.Actor, id string, version int, comment string) (bot.PlanUpdate, error) {
	return s.decide(ctx, by, id, func(update bot.PlanUpdate) (decision, error) {
		if err := undecided(update, version); err != nil {
			return decision{}, err
		}
		return decision{did: "reject update", sql: `
			UPDATE plan_updates SET state = 'rejected', decider = $3, decider_name = $4, decided_at = $2, comment = $5
			WHERE id = $1`, args: []any{by.Officer, by.Name, comment}}, nil
	})
}

// Audience counts who will get an update on a theme, of those who can be
// reached.
func (s *Store) Audience(ctx context.Context, theme int) (bot.Audience, error) {
	found := bot.Audience{Now: map[string]int{}, Weekly: map[string]int{}}
	var network string
	var weekly bool
	var count int
	rows, err := s.pool.Query(ctx, `
		SELECT channel, weekly, count(*)::int
		FROM (SELECT contacts.id, contacts.channel, bool_and(weekly) AS weekly
		      FROM subscriptions JOIN vault.contacts ON contacts.id = subscriptions.contact_id
		      WHERE subscriptions.theme IN (`+themeOrAll("$1")+`) AND contacts.blocked_at IS NULL
		        AND NOT EXISTS (SELECT FROM stops WHERE stops.lookup = contacts.lookup)
		      GROUP BY contacts.id, contacts.channel) residents
		GROUP BY channel, weekly`, theme)
	if err == nil {
		_, err = pgx.ForEachRow(rows, []any{&network, &weekly, &count}, func() error {
			if weekly {
				found.Weekly[network] = count
			} else {
				found.Now[network] = count
			}
			return nil
		})
	}
	if err != nil {
		return bot.Audience{}, fmt.Errorf("audience of theme %d: %w", theme, clean(err))
	}
	return found, nil
}

// Progress is the newest published update on a theme, for whoever shows the
// plan.
func (s *Store) Progress(ctx context.Context, theme int) (flows.Progress, error) {
	news, err := progress(ctx, s.pool, theme)
	if errors.Is(err, pgx.ErrNoRows) {
		err = bot.ErrNotFound
	}
	if err != nil {
		return flows.Progress{}, fmt.Errorf("progress on theme %d: %w", theme, clean(err))
	}
	return news, nil
}

func progress(ctx context.Context, db querier, theme int) (flows.Progress, error) {
	rows, err := db.Query(ctx, `
		SELECT id::text, theme::int, agency, words, decided_at AS at
		FROM plan_updates WHERE state = 'published' AND theme = $1 ORDER BY decided_at DESC, id LIMIT 1`, theme)
	if err != nil {
		return flows.Progress{}, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[flows.Progress])
}

// UpdateOutcomes counts the residents of an update by how far it came to them.
func (s *Store) UpdateOutcomes(ctx context.Context, id string) (map[bot.DeliveryState]int, error) {
	counts := map[bot.DeliveryState]int{}
	var state bot.DeliveryState
	var count int
	rows, err := s.pool.Query(ctx, `SELECT state, count(*)::int FROM plan_deliveries WHERE update_id = as_uuid($1) GROUP BY state`, id)
	if err == nil {
		_, err = pgx.ForEachRow(rows, []any{&state, &count}, func() error {
			counts[state] = count
			return nil
		})
	}
	if err != nil {
		return nil, fmt.Errorf("outcomes of plan update %s: %w", id, clean(err))
	}
	return counts, nil
}
