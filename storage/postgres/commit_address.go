package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// openOfSQL gives the open reports of an address their next version, since
// their cards say whether the resident can be reached. $1 is the lookup.
const openOfSQL = `
	UPDATE reports SET version = version + 1
	FROM vault.contacts
	WHERE contacts.id = reports.contact_id AND contacts.lookup = $1 AND reports.status IN ('new', 'taken')
	RETURNING reports.id::text`

// stop notes that nothing may go to this address. It holds whether or not the
// record knows anything else of it, and outlives FORGET ME.
func (c *commit) stop() {
	c.write(`INSERT INTO stops (lookup, since) VALUES ($1, $2) ON CONFLICT DO NOTHING`, c.lookup, c.now)
	c.refreshOpen()
}

// start undoes stop. Who asks for messages can be reached again, whatever the
// network said before.
func (c *commit) start() {
	c.write(`UPDATE vault.contacts SET blocked_at = NULL WHERE lookup = $1`, c.lookup)
	c.write(`DELETE FROM stops WHERE lookup = $1`, c.lookup)
	c.refreshOpen()
}

func (c *commit) refreshOpen() {
	c.cause(bot.RefreshJob{}.Kind(), "report", `WITH caused (id) AS (`+openOfSQL+`)`, c.lookup)
}

func refreshOf(row pgx.CollectableRow) (river.JobArgs, error) {
	var job bot.RefreshJob
	err := row.Scan(&job.Report)
	return job, err
}

func (c *commit) setLanguage(language string) {
	c.write(`
		INSERT INTO preferences (lookup, language, changed_at) VALUES ($1, $2, $3)
		ON CONFLICT (lookup) DO UPDATE SET language = excluded.language, changed_at = excluded.changed_at`,
		c.lookup, language, c.now)
}

// Unreachable marks that the network refuses this address: cards of its open
// reports say so. Of an address without reports nothing is noted.
func (s *Store) Unreachable(ctx context.Context, who channel.Address) error {
	return s.reachable(ctx, who, `
		UPDATE vault.contacts SET blocked_at = $2 WHERE lookup = $1 AND blocked_at IS NULL`, s.blind(who), s.now())
}

// Reachable undoes Unreachable.
func (s *Store) Reachable(ctx context.Context, who channel.Address) error {
	return s.reachable(ctx, who, `
		UPDATE vault.contacts SET blocked_at = NULL WHERE lookup = $1 AND blocked_at IS NOT NULL`, s.blind(who))
}

func (s *Store) reachable(ctx context.Context, who channel.Address, sql string, args ...any) error {
	err := s.service(ctx, func(tx pgx.Tx) error {
		changed, err := tx.Exec(ctx, sql, args...)
		if err != nil || changed.RowsAffected() == 0 {
			return err
		}
		rows, err := tx.Query(ctx, openOfSQL, s.blind(who))
		if err != nil {
			return err
		}
		jobs, err := pgx.CollectRows(rows, refreshOf)
		if err != nil {
			return err
		}
		return s.enqueue(ctx, tx, jobs...)
	})
	if err != nil {
		return fmt.Errorf("note whether an address can be reached: %w", err)
	}
	return nil
}
