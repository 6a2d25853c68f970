package postgres

import (
	"context"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// How much an officer may open and search within an hour before somebody is told.
const (
	bulkReads    = 60 // different reports; unless set otherwise
	bulkSearches = 30
	bulkWithin   = time.Hour
)

// bulkSQL counts what an officer did of late, from the index alone.
const bulkSQL = `
	SELECT count(DISTINCT report_id) FILTER (WHERE action = '` + bot.AuditRead + `') AS reads,
	       count(*) FILTER (WHERE action = '` + bot.AuditSearched + `') AS searches,
	       coalesce(bool_or(action = '` + bot.AuditBulk + `'), false) AS told
	FROM audit WHERE officer_id = $1 AND at > $2`

// watch looks, in the transaction that has just noted a reading or a search,
// whether it was one too many: then it is noted and the partnership's team is
// told, at most once an hour for each officer. Readings of one officer wait for
// each other here, whichever replica they come by, so that none is overlooked.
// The transaction works on under the role that it had.
func (s *Store) watch(ctx context.Context, tx pgx.Tx, by bot.Actor) error {
	var reads, searches int
	var told bool
	batch := &pgx.Batch{}
	batch.Queue(`SELECT set_config('yousaid.role', current_setting('role'), true), set_config('role', $1, true)`, serviceRole)
	batch.Queue(aloneSQL, by.Officer)
	batch.Queue(bulkSQL, by.Officer, s.now().Add(-bulkWithin)).QueryRow(func(row pgx.Row) error {
		return row.Scan(&reads, &searches, &told)
	})
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return err
	}
	if (reads > s.bulkReads || searches > bulkSearches) && !told {
		if err := s.tell(ctx, tx, by, reads, searches); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `SELECT set_config('role', current_setting('yousaid.role'), true)`)
	return err
}

// tell notes bulk reading and queues a message to each desk of the partnership's
// team.
func (s *Store) tell(ctx context.Context, tx pgx.Tx, by bot.Actor, reads, searches int) error {
	counts := map[string]string{"reads": strconv.Itoa(reads), "searches": strconv.Itoa(searches)}
	if err := s.audit(ctx, tx, by, bot.AuditBulk, "", counts); err != nil {
		return err
	}
	rows, err := tx.Query(ctx, `SELECT id::text FROM desks WHERE agency = $1 AND active ORDER BY created_at, id`, s.plan.Team)
	if err != nil {
		return err
	}
	desks, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, desk := range desks {
		if err := s.enqueue(ctx, tx, bot.BulkJob{Desk: desk}); err != nil {
			return err
		}
	}
	return nil
}
