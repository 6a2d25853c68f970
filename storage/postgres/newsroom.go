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
	ID          string
	Agency      string
	Theme       int
	Words       string
	Story       string
	Texts       []bot.UpdateText // from JSON
	Link        string
	Wish        int
	Answers     string
	SendAt      *time.Time
	Picture     string
	Version     int
	State       bot.UpdateState
	CreatedAt   time.Time
	ChangedAt   time.Time
	Writer      string
	Name        string
	By          string
	DecidedAt   *time.Time
	Comment     string
	Audience    int
	PausedAt    *time.Time
	CancelledAt *time.Time
	Handler     string
}

const updateSQL = `
	SELECT id::text, agency, coalesce(theme, 0)::int AS theme, words, story,
	       coalesce((SELECT jsonb_agg(jsonb_build_object('language', language, 'words', words, 'story', story) ORDER BY language)
	                 FROM update_texts WHERE update_id = plan_updates.id), '[]') AS texts,
	       link, wish::int, coalesce(answers::text, '') AS answers, send_at,
	       coalesce((SELECT words FROM update_pictures WHERE update_id = plan_updates.id), '') AS picture,
	       version, state, created_at, coalesce(changed_at, created_at) AS changed_at, writer::text, writer_name AS name,
	       decider_name AS by, decided_at, comment, audience, paused_at, cancelled_at, handler_name AS handler
	FROM plan_updates`

func (r updateRow) update() bot.PlanUpdate {
	return bot.PlanUpdate{
		ID: r.ID, Agency: r.Agency, Picture: r.Picture, Version: r.Version, State: r.State, Began: r.CreatedAt, Changed: r.ChangedAt,
		Draft: bot.Draft{
			Theme: r.Theme, Words: r.Words, Story: r.Story, Texts: r.Texts, Link: r.Link, Wish: r.Wish, Answers: r.Answers, SendAt: at(r.SendAt),
		},
		Writer: r.Writer, WriterName: r.Name, By: r.By, At: at(r.DecidedAt), Comment: r.Comment,
		Residents: r.Audience, Paused: at(r.PausedAt), Cancelled: at(r.CancelledAt), Handler: r.Handler,
	}
}

func readUpdates(ctx context.Context, tx pgx.Tx, sql string, args ...any) ([]bot.PlanUpdate, error) {
	rows, err := tx.Query(ctx, updateSQL+sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (bot.PlanUpdate, error) {
		found, err := pgx.RowToStructByName[updateRow](row)
		return found.update(), err
	})
}

func readUpdate(ctx context.Context, tx pgx.Tx, id, lock string) (bot.PlanUpdate, error) {
	list, err := readUpdates(ctx, tx, ` WHERE id = as_uuid($1)`+lock, id)
	if err == nil && len(list) == 0 {
		err = bot.ErrNotFound
	}
	if err != nil {
		return bot.PlanUpdate{}, err
	}
	return list[0], nil
}

// PlanUpdate reads an update that the actor may see.
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

// PlanUpdates lists what the actor may see, newest first.
func (s *Store) PlanUpdates(ctx context.Context, by bot.Actor, states []bot.UpdateState, before bot.ListKey, most int) ([]bot.PlanUpdate, error) {
	var list []bot.PlanUpdate
	err := s.desk(ctx, by, func(tx pgx.Tx) (err error) {
		list, err = readUpdates(ctx, tx, `
			WHERE ($1::text[] IS NULL OR state = ANY($1))
			  AND ($2::timestamptz IS NULL OR (created_at, id) < ($2, as_uuid($3)))
			ORDER BY created_at DESC, id DESC LIMIT $4`, states, maybe(before.At), before.ID, most)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("plan updates of %s: %w", by.Agency, err)
	}
	return list, nil
}

// WriteUpdate keeps a new update; what it lacks is still to be said. An update
// that is there under this id stays as it is.
func (s *Store) WriteUpdate(ctx context.Context, by bot.Actor, id string, draft bot.Draft) (bot.PlanUpdate, error) {
	var update bot.PlanUpdate
	err := s.service(ctx, func(tx pgx.Tx) error {
		made, err := tx.Exec(ctx, `
			INSERT INTO plan_updates (id, agency, theme, words, story, link, wish, answers, send_at, writer, writer_name, created_at)
			VALUES ($1, $2, nullif($3::int, 0), $4, $5, $6, $7, as_uuid($8), $9, $10, $11, $12) ON CONFLICT (id) DO NOTHING`,
			id, by.Agency, draft.Theme, draft.Words, draft.Story, draft.Link, draft.Wish, draft.Answers, maybe(draft.SendAt),
			by.Officer, by.Name, s.now())
		if err != nil {
			return err
		}
		if made.RowsAffected() == 1 {
			if err := keepTexts(ctx, tx, id, draft.Texts); err != nil {
				return err
			}
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

// keepTexts puts an update's texts in further languages in the place of those
// that it had.
func keepTexts(ctx context.Context, tx pgx.Tx, id string, texts []bot.UpdateText) error {
	if _, err := tx.Exec(ctx, `DELETE FROM update_texts WHERE update_id = $1`, id); err != nil {
		return err
	}
	for _, text := range texts {
		_, err := tx.Exec(ctx, `INSERT INTO update_texts (update_id, language, words, story) VALUES ($1, $2, $3, $4)`,
			id, text.Language, text.Words, text.Story)
		if err != nil {
			return err
		}
	}
	return nil
}

// decision is what an officer does to an update that is locked for it: a
// statement, of which $1 is the id and $2 is now.
type decision struct {
	did  string
	sql  string
	args []any
	more func(context.Context, pgx.Tx) error // after it; nil for nothing
	jobs []bot.SpreadJob
	tell bool // the desks of its agency, where it was done in the console
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
		if do.tell && by.Desk == "" {
			if err := s.ringUpdate(ctx, tx, update); err != nil {
				return err
			}
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
	if do.more != nil {
		if err := do.more(ctx, tx); err != nil {
			return err
		}
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

// unpublished refuses to write anew what is published, or another version.
func unpublished(update bot.PlanUpdate, version int) error {
	switch {
	case update.State == bot.UpdatePublished:
		return bot.ErrClosed
	case version != 0 && update.Version != version:
		return bot.ErrConflict
	}
	return nil
}

// nextVersion makes a draft of an update, of which the actor is the writer.
const nextVersion = `
	version = version + 1, state = 'draft', writer = $3, writer_name = $4, changed_at = $2,
	decider = NULL, decider_name = '', decided_at = NULL, comment = ''`

// ringUpdate lets the desks of an update's agency know of what was done to it.
func (s *Store) ringUpdate(ctx context.Context, tx pgx.Tx, update bot.PlanUpdate) error {
	rows, err := tx.Query(ctx, `SELECT id::text FROM desks WHERE agency = $1 AND active ORDER BY id`, update.Agency)
	if err != nil {
		return err
	}
	desks, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, desk := range desks {
		if err := s.enqueue(ctx, tx, bot.UpdateBellJob{Update: update.ID, Version: update.Version, Desk: desk}); err != nil {
			return err
		}
	}
	return nil
}

// UpdateBell finds a desk of an update's agency, and the update as it stands.
func (s *Store) UpdateBell(ctx context.Context, job bot.UpdateBellJob) (desk bot.Desk, update bot.PlanUpdate, err error) {
	err = s.service(ctx, func(tx pgx.Tx) error {
		update, err = readUpdate(ctx, tx, job.Update, "")
		if err != nil {
			return err
		}
		desk, err = s.deskOf(ctx, tx, job.Desk)
		if err == nil && (desk.Agency != update.Agency || update.Version != job.Version) {
			err = bot.ErrNotFound
		}
		return err
	})
	if err != nil {
		return bot.Desk{}, bot.PlanUpdate{}, fmt.Errorf("bell about plan update %s: %w", job.Update, err)
	}
	return desk, update, nil
}

// ChangeUpdate gives an update its next version; whoever changed it wrote that.
func (s *Store) ChangeUpdate(ctx context.Context, by bot.Actor, id string, version int, draft bot.Draft) (bot.PlanUpdate, error) {
	return s.decide(ctx, by, id, func(update bot.PlanUpdate) (decision, error) {
		if err := unpublished(update, version); err != nil {
			return decision{}, err
		}
		return decision{
			did: "change update", sql: `
			UPDATE plan_updates
			SET theme = nullif($5::int, 0), words = $6, story = $7, link = $8, wish = $9, send_at = $10,` + nextVersion + ` WHERE id = $1`,
			args: []any{by.Officer, by.Name, draft.Theme, draft.Words, draft.Story, draft.Link, draft.Wish, maybe(draft.SendAt)},
			more: func(ctx context.Context, tx pgx.Tx) error { return keepTexts(ctx, tx, id, draft.Texts) },
		}, nil
	})
}

// SetPicture gives an update a picture, or takes it away.
func (s *Store) SetPicture(ctx context.Context, by bot.Actor, id string, version int, picture bot.UpdatePicture) (bot.PlanUpdate, error) {
	return s.decide(ctx, by, id, func(update bot.PlanUpdate) (decision, error) {
		if err := unpublished(update, version); err != nil {
			return decision{}, err
		}
		change := decision{did: "change picture", sql: `UPDATE plan_updates SET` + nextVersion + ` WHERE id = $1`, args: []any{by.Officer, by.Name}}
		change.more = func(ctx context.Context, tx pgx.Tx) (err error) {
			if picture.Words == "" {
				_, err = tx.Exec(ctx, `DELETE FROM update_pictures WHERE update_id = $1`, id)
			} else {
				_, err = tx.Exec(ctx, `
					INSERT INTO update_pictures (update_id, words, data) VALUES ($1, $2, $3)
					ON CONFLICT (update_id) DO UPDATE SET words = excluded.words, data = coalesce(excluded.data, update_pictures.data)`,
					id, picture.Words, picture.Data)
			}
			return err
		}
		return change, nil
	})
}

// Picture reads the picture of an update that the actor may see.
func (s *Store) Picture(ctx context.Context, by bot.Actor, id string) (bot.UpdatePicture, error) {
	var picture bot.UpdatePicture
	err := s.desk(ctx, by, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT words, data FROM update_pictures WHERE update_id = as_uuid($1)`, id).Scan(&picture.Words, &picture.Data)
	})
	if err != nil {
		return bot.UpdatePicture{}, fmt.Errorf("picture of plan update %s: %w", id, err)
	}
	return picture, nil
}

// PictureToSend reads the picture of an update that goes out.
func (s *Store) PictureToSend(ctx context.Context, id string) (data []byte, err error) {
	err = s.pool.QueryRow(ctx, `SELECT data FROM update_pictures WHERE update_id = as_uuid($1)`, id).Scan(&data)
	if err != nil {
		return nil, fmt.Errorf("picture of plan update %s: %w", id, clean(err))
	}
	return data, nil
}

// OfferUpdate asks for the approval of a version. An offer that comes again
// changes nothing.
func (s *Store) OfferUpdate(ctx context.Context, by bot.Actor, id string, version int) (bot.PlanUpdate, error) {
	return s.decide(ctx, by, id, func(update bot.PlanUpdate) (decision, error) {
		switch {
		case update.Version != version:
			return decision{}, bot.ErrConflict
		case update.State == bot.UpdatePublished || update.State == bot.UpdateRejected:
			return decision{}, bot.ErrClosed
		}
		return decision{did: "offer update", tell: update.State != bot.UpdateOffered, sql: `UPDATE plan_updates SET state = 'offered' WHERE id = $1 AND $2::timestamptz IS NOT NULL`}, nil
	})
}

// undecided refuses what was changed or decided since it was shown, and whoever
// doesn't decide.
func undecided(by bot.Actor, update bot.PlanUpdate, version int) error {
	switch {
	case update.State == bot.UpdatePublished || update.State == bot.UpdateRejected:
		return bot.ErrClosed
	case by.Officer == update.Writer:
		return bot.ErrOwn
	case !by.MayApprove():
		return bot.ErrMayNot
	case update.Version != version || update.State != bot.UpdateOffered:
		return bot.ErrConflict
	}
	return nil
}

// ApproveUpdate publishes an update: each resident who asked for its theme gets
// a row, which is due at its time or, for the digest, at the given one.
func (s *Store) ApproveUpdate(ctx context.Context, by bot.Actor, id string, version int, digest time.Time) (bot.PlanUpdate, error) {
	return s.decide(ctx, by, id, func(update bot.PlanUpdate) (decision, error) {
		if err := undecided(by, update, version); err != nil {
			return decision{}, err
		}
		due := s.begins(update)
		return decision{did: "approve update", sql: `
			WITH audience AS (
				INSERT INTO plan_deliveries (update_id, contact_id, channel, weekly, due_at)
				SELECT $1::uuid, contacts.id, contacts.channel, bool_and(weekly), CASE WHEN bool_and(weekly) THEN $6::timestamptz ELSE $7::timestamptz END
				FROM subscriptions JOIN vault.contacts ON contacts.id = subscriptions.contact_id
				WHERE subscriptions.theme IN (` + themeOrAll("$5") + `)
				GROUP BY contacts.id, contacts.channel
				RETURNING 1)
			UPDATE plan_updates
			SET state = 'published', decider = $3, decider_name = $4, decided_at = $2, audience = (SELECT count(*) FROM audience)
			WHERE id = $1`, args: []any{by.Officer, by.Name, update.Theme, digest, due}, jobs: spreads(due, digest), tell: true}, nil
	})
}

// begins is when an update that is let go now goes out.
func (s *Store) begins(update bot.PlanUpdate) time.Time {
	if now := s.now(); update.SendAt.Before(now) {
		return now
	}
	return update.SendAt
}

// spreads are the jobs that bring out what is due at some times.
func spreads(times ...time.Time) (jobs []bot.SpreadJob) {
	for _, at := range times {
		for _, network := range []string{channel.Telegram, channel.SMS} {
			jobs = append(jobs, bot.SpreadJob{Network: network, At: at})
		}
	}
	return jobs
}

func themeOrAll(theme string) string { return fmt.Sprintf("%d, %s::int", allThemes, theme) }

// DecideUpdate keeps an update from going out, with a word to its writer.
func (s *Store) DecideUpdate(ctx context.Context, by bot.Actor, id string, version int, state bot.UpdateState, comment string) (bot.PlanUpdate, error) {
	return s.decide(ctx, by, id, func(update bot.PlanUpdate) (decision, error) {
		if err := undecided(by, update, version); err != nil {
			return decision{}, err
		}
		did := "reject update"
		if state == bot.UpdateDraft {
			did = "send back update"
		}
		return decision{did: did, sql: `
			UPDATE plan_updates SET state = $3, decider = $4, decider_name = $5, decided_at = $2, comment = $6
			WHERE id = $1`, args: []any{state, by.Officer, by.Name, comment}, tell: true}, nil
	})
}

// Audience counts who will get an update on a theme, of those who can be
// reached, by network and the language that they read.
func (s *Store) Audience(ctx context.Context, theme int) (bot.Audience, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT channel, language, weekly, count(*)::int AS residents
		FROM (SELECT contacts.channel, bool_and(weekly) AS weekly,
		             coalesce((SELECT language FROM preferences WHERE preferences.lookup = contacts.lookup), min(subscriptions.language)) AS language
		      FROM subscriptions JOIN vault.contacts ON contacts.id = subscriptions.contact_id
		      WHERE subscriptions.theme IN (`+themeOrAll("$1")+`) AND contacts.blocked_at IS NULL
		        AND NOT EXISTS (SELECT FROM stops WHERE stops.lookup = contacts.lookup)
		      GROUP BY contacts.id, contacts.channel, contacts.lookup) residents
		GROUP BY channel, language, weekly ORDER BY channel, language, weekly`, theme)
	if err != nil {
		return nil, fmt.Errorf("audience of theme %d: %w", theme, clean(err))
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[bot.Share])
	if err != nil {
		return nil, fmt.Errorf("audience of theme %d: %w", theme, clean(err))
	}
	return found, nil
}

// Progress is the newest published update on a theme, for whoever shows the
// plan.
func (s *Store) Progress(ctx context.Context, theme int) (flows.Progress, error) {
	news, err := progress(ctx, s.pool, theme, s.now())
	if errors.Is(err, pgx.ErrNoRows) {
		err = bot.ErrNotFound
	}
	if err != nil {
		return flows.Progress{}, fmt.Errorf("progress on theme %d: %w", theme, clean(err))
	}
	return news, nil
}

// progress reads what is told of a theme: what has gone out, or has begun to,
// and was not taken back.
func progress(ctx context.Context, db querier, theme int, now time.Time) (flows.Progress, error) {
	return newestUpdate(ctx, db, theme, false, now)
}

// newestUpdate reads the newest update of a theme: its progress, or what was heard.
func newestUpdate(ctx context.Context, db querier, theme int, heard bool, now time.Time) (flows.Progress, error) {
	rows, err := db.Query(ctx, `
		SELECT id::text, theme::int, agency, words, coalesce(send_at, decided_at) AS at, answers IS NOT NULL AS heard
		FROM plan_updates
		WHERE state = 'published' AND theme = $1 AND cancelled_at IS NULL AND (answers IS NOT NULL) = $3 AND (send_at IS NULL OR send_at <= $2)
		ORDER BY decided_at DESC, id LIMIT 1`, theme, now, heard)
	if err != nil {
		return flows.Progress{}, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[flows.Progress])
}

// UpdateOutcomes counts the residents of an update by how far it came to them.
func (s *Store) UpdateOutcomes(ctx context.Context, id string) (map[bot.DeliveryState]int, error) {
	counts, err := outcomes(ctx, s.pool, id)
	if err != nil {
		return nil, fmt.Errorf("outcomes of plan update %s: %w", id, clean(err))
	}
	return counts, nil
}
