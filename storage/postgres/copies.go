package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/flows"
)

// copyLives is how long a link to a copy can be used (resident-safety rule 9).
const copyLives = 10 * time.Minute

// copyData gives a resident the copy of all that is kept about them, or a link
// to it that can be used once.
func (c *commit) copyData(ctx context.Context, tx pgx.Tx, effect flows.Effect) (flows.Outcome, error) {
	if effect.Text == "" {
		all, err := c.copyOf(ctx, tx, c.lookup)
		return flows.Outcome{Copy: all}, err
	}
	c.write(`
		INSERT INTO copies (token, lookup, expires_at) VALUES ($1, $2, $3)
		ON CONFLICT DO NOTHING`, hashed(effect.Text), c.lookup, c.now.Add(copyLives))
	return flows.Outcome{Link: c.copyLink(effect.Text)}, nil
}

func (s *Store) copyLink(token string) string { return s.publicURL + "/d/" + token }

// copiedBefore is what an earlier commit gave.
func (c *commit) copiedBefore(ctx context.Context, effect flows.Effect) (out flows.Outcome, err error) {
	if effect.Text != "" {
		return flows.Outcome{Link: c.copyLink(effect.Text)}, nil
	}
	err = c.service(ctx, func(tx pgx.Tx) (err error) {
		out.Copy, err = c.copyOf(ctx, tx, c.lookup)
		return err
	})
	return out, err
}

// PeekCopy tells whether a link to a copy can still be used, without using it;
// ErrUsed when it can't. Language is the one that its resident chose.
func (s *Store) PeekCopy(ctx context.Context, token string) (language string, err error) {
	err = s.pool.QueryRow(ctx, `
		SELECT coalesce(preferences.language, '') FROM copies LEFT JOIN preferences ON preferences.lookup = copies.lookup
		WHERE copies.token = $1 AND copies.used_at IS NULL AND copies.expires_at > $2`, hashed(token), s.now()).Scan(&language)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", bot.ErrUsed
	}
	if err != nil {
		return "", fmt.Errorf("look at a link to a copy: %w", clean(err))
	}
	return language, nil
}

// UseCopy uses a link up and returns the copy. Of two at once one gets it.
func (s *Store) UseCopy(ctx context.Context, token string) (all flows.Copy, err error) {
	err = s.service(ctx, func(tx pgx.Tx) error {
		var lookup []byte
		err := tx.QueryRow(ctx, `
			UPDATE copies SET used_at = $2 WHERE token = $1 AND used_at IS NULL AND expires_at > $2
			RETURNING lookup`, hashed(token), s.now()).Scan(&lookup)
		if errors.Is(err, pgx.ErrNoRows) {
			return bot.ErrUsed
		}
		if err != nil {
			return err
		}
		found, err := s.copyOf(ctx, tx, lookup)
		if err == nil {
			all = *found
		}
		return err
	})
	if err != nil {
		return flows.Copy{}, fmt.Errorf("use a link to a copy: %w", err)
	}
	return all, nil
}

// copyOf reads all that is kept about an address.
func (s *Store) copyOf(ctx context.Context, tx pgx.Tx, lookup []byte) (*flows.Copy, error) {
	all := &flows.Copy{}
	if err := s.copySettings(ctx, tx, lookup, all); err != nil {
		return nil, err
	}
	if err := s.copyReports(ctx, tx, lookup, all); err != nil {
		return nil, err
	}
	if err := s.copyComments(ctx, tx, lookup, all); err != nil {
		return nil, err
	}
	if err := copyThumbs(ctx, tx, lookup, all); err != nil {
		return nil, err
	}
	return all, s.copyOther(ctx, tx, lookup, all)
}

// copyComments opens what they said, each with what agencies answered.
func (s *Store) copyComments(ctx context.Context, tx pgx.Tx, lookup []byte, all *flows.Copy) error {
	rows, err := tx.Query(ctx, commentSQL+` WHERE comments.lookup = $1 ORDER BY comments.created_at, comments.id`, lookup)
	if err != nil {
		return err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[commentRow])
	if err != nil {
		return err
	}
	ids := make([]string, len(list))
	for i, row := range list {
		ids[i] = row.ID
	}
	answers, err := readAnswers(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, row := range list {
		c, err := s.openComment(row, answers[row.ID], true)
		if err != nil {
			return err
		}
		copied := flows.CopiedComment{Theme: c.Theme, Score: c.Score, Text: c.Text, At: c.At}
		for _, a := range c.Answers {
			copied.Answers = append(copied.Answers, flows.CopiedEntry{Agency: a.Agency, Text: a.Text, At: a.At})
		}
		all.Comments = append(all.Comments, copied)
	}
	return nil
}

func copyThumbs(ctx context.Context, tx pgx.Tx, lookup []byte, all *flows.Copy) error {
	rows, err := tx.Query(ctx, `
		SELECT plan_updates.theme::int, update_thumbs.up, update_thumbs.at
		FROM update_thumbs JOIN plan_updates ON plan_updates.id = update_thumbs.update_id
		WHERE update_thumbs.lookup = $1 ORDER BY update_thumbs.at, update_thumbs.id`, lookup)
	if err != nil {
		return err
	}
	all.Thumbs, err = pgx.CollectRows(rows, pgx.RowToStructByName[flows.CopiedThumb])
	return err
}

func (s *Store) copySettings(ctx context.Context, tx pgx.Tx, lookup []byte, all *flows.Copy) error {
	var stopped, pin *time.Time
	err := tx.QueryRow(ctx, `
		SELECT coalesce((SELECT language FROM preferences WHERE lookup = $1), ''),
		       (SELECT since FROM stops WHERE lookup = $1), (SELECT set_at FROM pins WHERE lookup = $1)`, lookup).
		Scan(&all.Language, &stopped, &pin)
	if err != nil {
		return err
	}
	all.Stopped, all.PIN = at(stopped), at(pin)
	var id string
	var wrapped, address []byte
	err = tx.QueryRow(ctx, `SELECT id::text, channel, data_key, address FROM vault.contacts WHERE lookup = $1`, lookup).
		Scan(&id, &all.Channel, &wrapped, &address)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	who, err := s.contactAddress(id, all.Channel, wrapped, address)
	all.Address = who.ID
	return err
}

func (s *Store) copyReports(ctx context.Context, tx pgx.Tx, lookup []byte, all *flows.Copy) error {
	rows, err := tx.Query(ctx, standingSQL+` WHERE contacts.lookup = $1 ORDER BY reports.filed_at, reports.id`, lookup)
	if err != nil {
		return err
	}
	list, err := pgx.CollectRows(rows, scanStanding)
	if err != nil {
		return err
	}
	for _, standing := range list {
		report, err := s.copyReport(ctx, tx, standing)
		if err != nil {
			return err
		}
		all.Reports = append(all.Reports, report)
	}
	return nil
}

// copyReport opens one report. Notes that officers wrote for each other are
// left out, and so is who asked to see their contact: whoever holds the phone
// reads a copy, and that may be who they are in danger from.
func (s *Store) copyReport(ctx context.Context, tx pgx.Tx, standing flows.Standing) (flows.CopiedReport, error) {
	report := flows.CopiedReport{Standing: standing}
	var wrapped, sealed []byte
	err := tx.QueryRow(ctx, `
		SELECT reports.contact, reports.body, report_keys.data_key,
		       (SELECT count(*) FROM files WHERE files.report_id = reports.id AND files.state <> 'refused')
		FROM reports JOIN vault.report_keys ON report_keys.report_id = reports.id WHERE reports.id = as_uuid($1)`, standing.ID).
		Scan(&report.Contact, &sealed, &wrapped, &report.Photos)
	if err != nil {
		return report, err
	}
	key, err := s.reportKey(standing.ID, wrapped)
	if err != nil {
		return report, err
	}
	body, err := openContent(key, standing.ID, sealed)
	if err != nil {
		return report, err
	}
	report.What, report.Place, report.When = body.What, body.Place, body.When
	report.Safe, report.Name, report.Phone = body.Safe, body.Name, body.Phone
	thread, err := readThread(ctx, tx, key, standing.ID, true)
	for _, entry := range thread {
		if entry.Kind == bot.EntryNote || entry.Event == "reveal" {
			continue
		}
		copied := flows.CopiedEntry{Event: entry.Event, Agency: entry.Agency, Text: entry.Text, At: entry.At}
		switch entry.Event {
		case "passed", "handed", "urgent", "reopened", "linked":
			copied.Text = "" // why is for colleagues
		}
		report.Thread = append(report.Thread, copied)
	}
	return report, err
}

// copied are the tables by address whose rows copyOf gives in words, or which
// hold nothing of a resident's but the address itself, for a little while.
var copied = []string{
	"stops", "preferences", "pins", "uploads", "set_aside", "guests", "copies", "comments", "update_thumbs", "officer_addresses", "desks",
}

// copyOther gives the rows of every further table that is kept by address, so
// that nothing is left out which comes to be kept later. What is sealed there,
// and the address's own blind value, say nothing to anybody.
func (s *Store) copyOther(ctx context.Context, tx pgx.Tx, lookup []byte, all *flows.Copy) error {
	rows, err := tx.Query(ctx, `
		SELECT relname FROM pg_class
		JOIN pg_namespace ON pg_namespace.oid = relnamespace AND nspname = 'public'
		JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'lookup' AND atttypid = 'bytea'::regtype
		WHERE relkind = 'r' AND relname <> ALL ($1) ORDER BY relname`, copied)
	if err != nil {
		return err
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, table := range tables {
		rows, err := tx.Query(ctx, `
			SELECT $2 || ': ' || (to_jsonb(kept) - ARRAY(
				SELECT attname::text FROM pg_attribute WHERE attrelid = $2::regclass AND atttypid = 'bytea'::regtype))
			FROM `+pgx.Identifier{table}.Sanitize()+` kept WHERE lookup = $1`, lookup, table) //nolint:misspell // the library's name
		if err != nil {
			return err
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return err
		}
		all.Other = slices.Concat(all.Other, lines)
	}
	return nil
}
