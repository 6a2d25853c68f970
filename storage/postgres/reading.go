package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// reading is a report as the record has it: all that is read of it in one round
// trip. It is read under the desk role, and then as the service: who else has the
// report, and whether its resident can be reached, the desk role can't see.
type reading struct {
	heads  []headRow // one, or none that is there for who asks
	photos []bot.Photo
	thread []entryRow
	around []aroundRow
	story  *readStory
}

// aroundRow is what stands around a report, and for whom it is read.
type aroundRow struct {
	Agencies []string
	Reach    bot.Reach
	Reads    string
	Away     *time.Time
	Agency   string
	All      bool
}

// photosSQL lists the photos that came with a report or later, in order.
const photosSQL = `
	SELECT id::text, state = 'stored' AS ready, width, height FROM files
	WHERE report_id = as_uuid($1) AND state IN ('waiting', 'stored') ORDER BY created_at, id`

const aroundSQL = `
	SELECT ` + agenciesSQL + ` AS agencies, ` + reachSQL + ` AS reach, ` + readsSQL + ` AS reads,
	       (SELECT away_until FROM officers WHERE id = reports.taken_officer AND away_from <= $2 AND away_until > $2) AS away,
	       coalesce(current_setting('yousaid.agency', true), '') AS agency,
	       coalesce(current_setting('yousaid.all', true), '') = 'yes' AS all
	FROM reports LEFT JOIN vault.contacts ON contacts.id = reports.contact_id
	WHERE reports.id = as_uuid($1)`

// queue queues the reading of a report in a transaction that works under the desk
// role, and leaves it working as the service.
func (r *reading) queue(s *Store, batch *pgx.Batch, report string) {
	queueRows(batch, &r.heads, pgx.RowToStructByName[headRow], headSQL, report)
	queueRows(batch, &r.photos, pgx.RowToStructByName[bot.Photo], photosSQL, report)
	queueRows(batch, &r.thread, pgx.RowToStructByName[entryRow], threadSQL, report)
	batch.Queue(asServiceSQL)
	queueRows(batch, &r.around, pgx.RowToStructByName[aroundRow], aroundSQL, report, s.now())
	r.story = s.queueStory(batch, report)
}

// report makes a report of what was read. It is pgx.ErrNoRows where nothing was
// there. Without words nothing sealed is opened.
func (r *reading) report(s *Store, words bool) (bot.Report, error) {
	if len(r.heads) == 0 || len(r.around) == 0 {
		return bot.Report{}, pgx.ErrNoRows
	}
	head, around := r.heads[0], r.around[0]
	report := head.report()
	key, err := s.reportKey(head.ID, head.DataKey)
	if err != nil {
		return bot.Report{}, err
	}
	if words && head.Body != nil {
		body, err := openContent(key, head.ID, head.Body)
		if err != nil {
			return bot.Report{}, err
		}
		report.What, report.Place, report.When = body.What, body.Place, body.When
		report.Safe, report.Name, report.Phone = body.Safe, body.Name, body.Phone
	}
	if report.Thread, err = threadOf(r.thread, key, words); err != nil {
		return bot.Report{}, err
	}
	report.Photos, report.Agencies, report.Reach, report.Reads = r.photos, around.Agencies, around.Reach, around.Reads
	if report.Over() {
		return report, nil
	}
	report.Away = at(around.Away)
	list, err := s.deadlinesOf(r.story)
	if err != nil {
		return bot.Report{}, err
	}
	for _, d := range list {
		if !d.Over() && (around.All || d.Agency == around.Agency) {
			report.Deadlines = append(report.Deadlines, d)
		}
	}
	return report, nil
}

// readReport reads a report under the desk role that the transaction works as,
// and leaves it working as the service.
func (s *Store) readReport(ctx context.Context, tx pgx.Tx, id string, words bool) (bot.Report, error) {
	var r reading
	batch := &pgx.Batch{}
	r.queue(s, batch, id)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return bot.Report{}, err
	}
	return r.report(s, words)
}
