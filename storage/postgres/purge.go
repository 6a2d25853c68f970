package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// How long what is over is kept.
const (
	keepUsed   = 7 * 24 * time.Hour  // codes and links, so that a late use is told from a wrong one
	keepDraft  = 48 * time.Hour      // what an officer wrote and didn't send
	keepUpload = 7 * 24 * time.Hour  // of a draft: its report may still go, if the record was away for long
	keepAside  = 30 * 24 * time.Hour // messages that were set aside
	keepTries  = 24 * time.Hour      // wrong PINs: an hour later they count no more
	keepTold   = 30 * 24 * time.Hour // what hooks were told, and what waits for one that is paused
	keepRepeat = 90 * 24 * time.Hour // ids of what was done: nothing comes again after that
)

// purges remove what is past its time; $1 is now less the time it is kept. The
// report of a draft that was never sent doesn't exist, so its key and its
// uploads belong to nothing. A key is marked as a draft's until its report has
// been there for some days, so that nobody looks through all of them. Each
// statement has an index that leads to what is due: an hour in which nothing is
// costs the same, however much there is.
var purges = []struct {
	keep time.Duration
	sql  string
}{
	{keepUsed, `DELETE FROM invites WHERE expires_at < $1 OR used_at < $1`},
	{keepUsed, `DELETE FROM links WHERE expires_at < $1`},
	{0, `DELETE FROM link_sessions WHERE expires_at < $1`},
	{0, `DELETE FROM console_sessions WHERE expires_at < $1`},
	{0, `DELETE FROM sign_ins WHERE expires_at < $1`},
	{0, `DELETE FROM sign_in_states WHERE expires_at < $1`},
	{0, `DELETE FROM sign_in_tries WHERE used_until < $1`},
	{0, `DELETE FROM uploads WHERE expires_at < $1`},
	{0, `DELETE FROM guests WHERE expires_at < $1`},
	{0, `DELETE FROM copies WHERE expires_at < $1`},
	{keepTries, `DELETE FROM pin_tries WHERE last_at < $1`},
	{keepDraft, `DELETE FROM drafts WHERE created_at < $1`},
	{keepUpload, `
		UPDATE vault.report_keys SET draft = false
		WHERE draft AND created_at < $1 AND EXISTS (SELECT FROM reports WHERE reports.id = report_keys.report_id)`},
	{keepUpload, `
		WITH gone AS (
			DELETE FROM vault.report_keys WHERE draft AND created_at < $1
			AND NOT EXISTS (SELECT FROM reports WHERE reports.id = report_keys.report_id)
			AND NOT EXISTS (SELECT FROM uploads WHERE uploads.report_id = report_keys.report_id)
			RETURNING report_id)
		DELETE FROM files USING gone WHERE files.report_id = gone.report_id`},
	{keepAside, `DELETE FROM set_aside WHERE at < $1`},
	{keepRepeat, `DELETE FROM commits WHERE at < $1`},
	{keepRepeat, `DELETE FROM actions WHERE at < $1`},
	{keepUsed, `UPDATE officers SET away_from = NULL, away_until = NULL WHERE away_until < $1`},
	{keepRepeat, `DELETE FROM reminders WHERE created_at < $1`},
	{keepRepeat, `DELETE FROM desk_texts WHERE at < $1`},
	{0, `DELETE FROM desk_residents WHERE until < $1`},
	{keepTold, `DELETE FROM hook_deliveries WHERE at < $1`},
	{keepRepeat, `
		WITH gone AS (
			DELETE FROM plan_deliveries WHERE id = ANY(ARRAY(SELECT id FROM plan_deliveries WHERE done_at < $1 ORDER BY done_at LIMIT 100000))
			RETURNING update_id, state)
		INSERT INTO plan_outcomes AS old (update_id, state, count) SELECT update_id, state, count(*) FROM gone GROUP BY update_id, state
		ON CONFLICT (update_id, state) DO UPDATE SET count = old.count + excluded.count`},
}

// Purge removes what is past its time at now: used and expired codes and links,
// drafts, uploads that no report took, and the ids of what was done long ago.
func (s *Store) Purge(ctx context.Context, now time.Time) error {
	err := s.service(ctx, func(tx pgx.Tx) error {
		batch := &pgx.Batch{}
		for _, p := range purges {
			batch.Queue(p.sql, now.Add(-p.keep))
		}
		return tx.SendBatch(ctx, batch).Close()
	})
	if err != nil {
		return fmt.Errorf("purge the record: %w", err)
	}
	return nil
}
