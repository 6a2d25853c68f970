package postgres

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/flows/partnership"
)

// allThemes is the theme of a subscription to all of them.
const allThemes = 0

// subscribe puts what a resident asked for in the place of what they had. The
// yes to a theme that they had before keeps its date. They have just written,
// so whatever the network said before, they can be reached.
func (c *commit) subscribe(wanted *flows.Subscription) flows.Outcome {
	themes, known := c.themes(wanted)
	if !known {
		return flows.Outcome{Refused: flows.RefusedTheme}
	}
	contact := uuid.NewString()
	wrapped, address := c.newContact(contact, c.from)
	c.write(`
		WITH contact AS (
			INSERT INTO vault.contacts (id, lookup, channel, data_key, address, created_at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (lookup) DO UPDATE SET blocked_at = NULL
			RETURNING id),
		gone AS (
			DELETE FROM subscriptions USING contact
			WHERE subscriptions.contact_id = contact.id AND subscriptions.theme <> ALL($7))
		INSERT INTO subscriptions (contact_id, theme, weekly, language, since)
		SELECT contact.id, wanted.theme, $8, $9, $6 FROM contact, unnest($7::smallint[]) AS wanted (theme)
		ON CONFLICT (contact_id, theme) DO UPDATE SET weekly = excluded.weekly, language = excluded.language`,
		contact, c.lookup, c.from.Channel, wrapped, address, c.now, themes, wanted.Weekly, wanted.Language)
	c.noteAsked()
	return flows.Outcome{}
}

// themes are the themes of a subscription as they are kept; false where there
// are none, or one that the plan doesn't have.
func (c *commit) themes(wanted *flows.Subscription) ([]int16, bool) {
	switch {
	case wanted == nil || wanted.IsZero():
		return nil, false
	case wanted.All:
		return []int16{allThemes}, true
	}
	themes := make([]int16, len(wanted.Themes))
	for i, n := range wanted.Themes {
		theme, ok := c.plan.Theme(n)
		if !ok {
			return nil, false
		}
		themes[i] = int16(theme.Number) //nolint:gosec // a plan has a handful of themes
	}
	return themes, true
}

// endUpdates ends every subscription. What waits to be sent finds none.
func (c *commit) endUpdates() {
	c.write(`
		DELETE FROM subscriptions USING vault.contacts
		WHERE contacts.id = subscriptions.contact_id AND contacts.lookup = $1`, c.lookup)
	c.noteAsked()
}

// noteAsked notes that a resident has been asked whether they want updates, or
// has said so unasked.
func (c *commit) noteAsked() {
	c.write(`
		INSERT INTO preferences (lookup, updates_asked_at, changed_at) VALUES ($1, $2, $2)
		ON CONFLICT (lookup) DO UPDATE SET updates_asked_at = coalesce(preferences.updates_asked_at, excluded.updates_asked_at)`,
		c.lookup, c.now)
}

// forgetUpdates ends what a contact subscribed to and unties what was sent. A
// call that is under way may still note how it ended.
func (c *commit) forgetUpdates(contact string) {
	c.write(`DELETE FROM subscriptions WHERE contact_id = $1`, contact)
	c.write(`
		UPDATE plan_deliveries
		SET contact_id = NULL,
		    failure = CASE WHEN state IN ('waiting', 'paused') THEN 'forgotten' ELSE failure END,
		    done_at = CASE WHEN state IN ('waiting', 'paused') THEN $2 ELSE done_at END,
		    state = CASE WHEN state IN ('waiting', 'paused') THEN 'suppressed' ELSE state END
		WHERE contact_id = $1`, contact, c.now)
}

// heardFor is how long what was heard is shown beside the newest update.
const heardFor = 30 * 24 * time.Hour

// readProgress reads the newest update of each theme that is wanted, and what was
// heard of late, newest first.
func (c *commit) readProgress(ctx context.Context, tx pgx.Tx, wanted *flows.Subscription) (flows.Outcome, error) {
	var out flows.Outcome
	if wanted == nil {
		return out, nil
	}
	for _, theme := range wanted.Themes {
		for _, heard := range []bool{false, true} {
			news, err := newestUpdate(ctx, tx, theme, heard, c.now)
			if errors.Is(err, pgx.ErrNoRows) || heard && c.now.Sub(news.At) > heardFor {
				continue
			}
			if err != nil {
				return flows.Outcome{}, err
			}
			out.Progress = append(out.Progress, news)
		}
	}
	slices.SortStableFunc(out.Progress, func(a, b flows.Progress) int { return b.At.Compare(a.At) })
	return out, nil
}

// thumb counts what a resident thinks of an update, in the place of what they
// thought before. Of one that nobody was sent, or that was only pointed to, there
// is nothing to count.
func (c *commit) thumb(effect flows.Effect) {
	c.write(`
		INSERT INTO update_thumbs (update_id, lookup, up, at)
		SELECT id, $2, $3, $4 FROM plan_updates WHERE id = as_uuid($1) AND state = 'published' AND theme <> ALL($5)
		ON CONFLICT (update_id, lookup) DO UPDATE SET up = excluded.up, at = excluded.at`,
		effect.Target, c.lookup, effect.Value == flows.ThumbUp, c.now, c.guardedThemes())
}

// guardedThemes are those of which our own words name nothing.
func (s *Store) guardedThemes() []int16 {
	guarded := []int16{}
	for _, theme := range s.plan.Themes {
		if s.plan.Degree(theme.Number) == partnership.Guarded {
			guarded = append(guarded, int16(theme.Number)) //nolint:gosec // a plan has a handful of themes
		}
	}
	return guarded
}

// queueUpdates has the subscription of an address read, and the plan update
// that it was sent last, if that was of late and not only pointed to.
func (s *Store) queueUpdates(batch *pgx.Batch, lookup []byte, resident *flows.Resident) {
	batch.Queue(`
		SELECT subscriptions.theme::int, subscriptions.weekly, subscriptions.language
		FROM subscriptions JOIN vault.contacts ON contacts.id = subscriptions.contact_id
		WHERE contacts.lookup = $1 ORDER BY subscriptions.theme`, lookup).
		Query(func(rows pgx.Rows) error {
			var theme int
			_, err := pgx.ForEachRow(rows, []any{&theme, &resident.Updates.Weekly, &resident.Updates.Language}, func() error {
				if theme == allThemes {
					resident.Updates.All = true
				} else {
					resident.Updates.Themes = append(resident.Updates.Themes, theme)
				}
				return nil
			})
			return err
		})
	batch.Queue(`
		SELECT plan_updates.id::text, plan_updates.theme::int, plan_deliveries.done_at
		FROM plan_deliveries
		JOIN plan_updates ON plan_updates.id = plan_deliveries.update_id
		JOIN vault.contacts ON contacts.id = plan_deliveries.contact_id
		WHERE contacts.lookup = $1 AND plan_deliveries.state = 'sent' AND plan_deliveries.done_at > $2
		  AND NOT plan_deliveries.weekly AND plan_updates.theme <> ALL($3)
		ORDER BY plan_deliveries.done_at DESC LIMIT 1`, lookup, s.now().Add(-flows.NewsLasts), s.guardedThemes()).
		QueryRow(func(row pgx.Row) error {
			err := row.Scan(&resident.News.ID, &resident.News.Theme, &resident.News.At)
			if errors.Is(err, pgx.ErrNoRows) {
				err = nil
			}
			return err
		})
}

var _ bot.UpdateStore = (*Store)(nil)
