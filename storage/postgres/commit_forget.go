package postgres

import (
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

// forget destroys what the record has of this address: the keys of its contact
// and of its reports, and with them every sealed copy, wherever it lies; then
// what was sealed, too. What stays names nobody: that there was a report on a
// theme in a ward, when, and what became of it. STOP stays as well.
func (c *commit) forget(ctx context.Context, tx pgx.Tx) (flows.Outcome, error) {
	contact, reports, err := c.lockAll(ctx, tx)
	if err != nil {
		return flows.Outcome{}, err
	}
	drafts, err := c.openDrafts(ctx, tx)
	if err != nil {
		return flows.Outcome{}, err
	}
	c.write(`DELETE FROM uploads WHERE lookup = $1`, c.lookup)
	c.write(`DELETE FROM preferences WHERE lookup = $1`, c.lookup)
	c.write(`DELETE FROM set_aside WHERE lookup = $1`, c.lookup)
	c.write(`DELETE FROM pins WHERE lookup = $1`, c.lookup)
	c.write(`DELETE FROM copies WHERE lookup = $1`, c.lookup)
	c.write(`DELETE FROM guests WHERE lookup = $1 OR report_id = ANY($2)`, c.lookup, reports)
	c.write(`UPDATE update_thumbs SET lookup = NULL WHERE lookup = $1`, c.lookup)
	c.write(`DELETE FROM pin_tries WHERE subject = $1`, c.subject("by", c.lookup))
	if err := c.forgetComments(ctx, tx); err != nil {
		return flows.Outcome{}, err
	}
	c.forgetReports(reports, slices.Concat(reports, drafts))
	if contact != "" {
		c.write(`INSERT INTO tombstones (kind, target, at) VALUES ('contact', $1, $2)`, contact, c.now)
		c.write(`DELETE FROM vault.contacts WHERE id = $1`, contact)
		c.forgetUpdates(contact)
	}
	for _, report := range reports {
		c.jobs = append(c.jobs, bot.RefreshJob{Report: report})
	}
	if c.from.Channel == channel.SMS {
		c.jobs = append(c.jobs, bot.EraseJob{})
	}
	return flows.Outcome{}, nil
}

// forgetReports queues the end of the reports and of what belongs to them. The
// uploads have been locked and deleted before, so no photo can come in behind.
func (c *commit) forgetReports(reports, keys []string) {
	c.write(`DELETE FROM uploads WHERE report_id = ANY($1)`, reports) // also those of guests
	c.write(`DELETE FROM vault.report_keys WHERE report_id = ANY($1)`, keys)
	c.collect(c.cancel(bot.PhotoJob{}.Kind(), "photo"), `DELETE FROM files WHERE report_id = ANY($1) RETURNING id::text`, keys)
	c.write(`
		UPDATE reports SET status = 'forgotten', body = NULL, contact_id = NULL, version = version + 1
		WHERE id = ANY($1)`, reports)
	c.write(`UPDATE entries SET text = NULL WHERE report_id = ANY($1)`, reports)
	c.collect(c.cancel(bot.NotifyJob{}.Kind(), "notice"), `DELETE FROM notices WHERE report_id = ANY($1) RETURNING id::text`, reports)
	c.collect(c.cancel(bot.DeliverJob{}.Kind(), "delivery"), `
		UPDATE deliveries SET state = 'suppressed' WHERE report_id = ANY($1) AND state IN ('waiting', 'failed')
		RETURNING id::text`, reports)
	c.write(`UPDATE incident_members SET kind = 'same', original = NULL WHERE original = ANY($1)`, reports)
	c.write(`DELETE FROM incident_members WHERE report_id = ANY($1)`, reports)
	c.write(`UPDATE reveals SET state = 'forgotten', reason = NULL, word = NULL WHERE report_id = ANY($1)`, reports)
	for _, table := range []string{"drafts", "links", "link_sessions"} {
		c.write(`DELETE FROM `+table+` WHERE report_id = ANY($1)`, reports)
	}
	c.write(`INSERT INTO tombstones (kind, target, at) SELECT 'report', unnest($1::uuid[]), $2`, reports, c.now)
}

// cancel removes the queued jobs of the rows that a write returns.
func (c *commit) cancel(kind, argument string) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
		c.after = append(c.after, func(ctx context.Context) error { return c.unqueue(ctx, c.tx, kind, argument, ids) })
		return err
	}
}

// lockAll locks the contact, so that no report of theirs can be filed
// meanwhile, and then their reports.
func (c *commit) lockAll(ctx context.Context, tx pgx.Tx) (contact string, reports []string, err error) {
	err = tx.QueryRow(ctx, `SELECT id::text FROM vault.contacts WHERE lookup = $1 FOR UPDATE`, c.lookup).Scan(&contact)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil, nil
	}
	if err != nil {
		return "", nil, err
	}
	rows, err := tx.Query(ctx, `SELECT id::text FROM reports WHERE contact_id = $1 ORDER BY id FOR UPDATE`, contact)
	if err != nil {
		return "", nil, err
	}
	reports, err = pgx.CollectRows(rows, pgx.RowTo[string])
	return contact, reports, err
}

// openDrafts lists what has a key but no report yet, because an upload link was
// given out for it.
func (c *commit) openDrafts(ctx context.Context, tx pgx.Tx) ([]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT report_id::text FROM uploads
		WHERE lookup = $1 AND NOT EXISTS (SELECT FROM reports WHERE reports.id = uploads.report_id)
		FOR UPDATE`, c.lookup)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
