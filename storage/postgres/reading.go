package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// shown is what the desk role sees of some reports.
type shown struct {
	heads  []headRow
	photos []photoRow
	thread []entryRow
}

// photoRow is a photo with the report that it came with.
type photoRow struct {
	Report string
	bot.Photo
}

// photosSQL lists the photos that came with reports or later, in order.
const photosSQL = `
	SELECT report_id::text AS report, id::text, state = 'stored' AS ready, width, height FROM files
	WHERE report_id = ANY($1::uuid[]) AND state IN ('waiting', 'stored') ORDER BY created_at, id`

// queueShown puts the reading of reports into a batch, in a transaction that
// works under the desk role.
func queueShown(batch *pgx.Batch, reports []string) *shown {
	read := &shown{}
	queueRows(batch, &read.heads, pgx.RowToStructByName[headRow], headSQL+` WHERE reports.id = ANY($1::uuid[])`, reports)
	queueRows(batch, &read.photos, pgx.RowToStructByName[photoRow], photosSQL, reports)
	queueRows(batch, &read.thread, pgx.RowToStructByName[entryRow], threadSQL, reports)
	return read
}

// around is what stands around some reports: who else has them and whether their
// residents can be reached, which the desk role can't see.
type around struct {
	rows  []aroundRow
	story *readStory
}

type aroundRow struct {
	Report   string
	Agencies []string
	Reach    bot.Reach
	Reads    string
	Away     *time.Time // until when whoever has it is away
}

const aroundSQL = `
	SELECT reports.id::text AS report, ` + agenciesSQL + ` AS agencies, ` + reachSQL + ` AS reach, ` + readsSQL + ` AS reads,
	       (SELECT away_until FROM officers WHERE id = reports.taken_officer AND away_from <= $2 AND away_until > $2) AS away
	FROM reports LEFT JOIN vault.contacts ON contacts.id = reports.contact_id
	WHERE reports.id = ANY($1::uuid[])`

// queueAround puts the reading of what stands around reports into a batch, and
// leaves the transaction working as the service.
func (s *Store) queueAround(batch *pgx.Batch, reports []string) *around {
	read := &around{}
	batch.Queue(asServiceSQL)
	queueRows(batch, &read.rows, pgx.RowToStructByName[aroundRow], aroundSQL, reports, s.now())
	read.story = s.queueStory(batch, reports...)
	return read
}

// report makes a report, for an actor, of what was read. It is pgx.ErrNoRows
// where the desk role saw nothing. Unless words may be shown nothing sealed is
// opened.
func (s *Store) report(by bot.Actor, id string, seen *shown, near *around, words func(headRow) bool) (bot.Report, error) {
	head, there := rowOf(seen.heads, func(row headRow) bool { return row.ID == id })
	if !there {
		return bot.Report{}, pgx.ErrNoRows
	}
	report := head.report()
	for _, photo := range seen.photos {
		if photo.Report == id {
			report.Photos = append(report.Photos, photo.Photo)
		}
	}
	key, err := s.reportKey(id, head.DataKey)
	if err != nil {
		return bot.Report{}, err
	}
	opened := words(head)
	if opened && head.Body != nil {
		body, err := openContent(key, id, head.Body)
		if err != nil {
			return bot.Report{}, err
		}
		report.What, report.Place, report.When = body.What, body.Place, body.When
		report.Safe, report.Name, report.Phone = body.Safe, body.Name, body.Phone
	}
	if report.Thread, err = openThread(key, rowsOf(seen.thread, func(row entryRow) bool { return row.Report == id }), opened); err != nil {
		return bot.Report{}, err
	}
	if row, there := rowOf(near.rows, func(row aroundRow) bool { return row.Report == id }); there {
		report.Agencies, report.Reach, report.Reads = row.Agencies, row.Reach, row.Reads
		if !report.Over() {
			report.Away = at(row.Away)
		}
	}
	if report.Over() {
		return report, nil
	}
	list, err := s.deadlinesOf(near.story, id)
	for _, d := range list {
		if !d.Over() && (by.All || d.Agency == by.Agency) {
			report.Deadlines = append(report.Deadlines, d)
		}
	}
	return report, err
}

// readReport reads a report, for an actor as whose desk role the transaction
// works, and leaves it working as the service.
func (s *Store) readReport(ctx context.Context, tx pgx.Tx, by bot.Actor, id string, words func(headRow) bool) (bot.Report, error) {
	parsed, err := uuid.Parse(id)
	if err != nil {
		return bot.Report{}, pgx.ErrNoRows
	}
	id = parsed.String()
	batch := &pgx.Batch{}
	batch.Queue(genericSQL)
	seen := queueShown(batch, []string{id})
	near := s.queueAround(batch, []string{id})
	batch.Queue(customSQL)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return bot.Report{}, err
	}
	return s.report(by, id, seen, near, words)
}

// always and never say whether a report's words are opened, whatever it is.
func always(headRow) bool { return true }
func never(headRow) bool  { return false }

// rowsOf are the rows that are of one report.
func rowsOf[T any](rows []T, of func(T) bool) (list []T) {
	for _, row := range rows {
		if of(row) {
			list = append(list, row)
		}
	}
	return list
}

func rowOf[T any](rows []T, of func(T) bool) (row T, there bool) {
	for _, row := range rows {
		if of(row) {
			return row, true
		}
	}
	return row, false
}
