package postgres

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/storage/seal"
)

// headRow is a report without its words.
type headRow struct {
	ID        string
	Reference string
	Theme     int
	Degree    flows.Degree
	Status    flows.Status
	Urgent    bool
	Channel   string
	Language  string
	Version   int
	Contact   flows.Contact
	TakenBy   string
	TakenFor  string
	Officer   *string
	TakenAt   *time.Time
	Outcome   bot.Outcome
	ClosedAt  *time.Time
	SentAt    time.Time
	FiledAt   time.Time
	Body      []byte
	DataKey   []byte
}

// headSQL reads a report that still has its key. Under the desk role it finds
// only what the agency has and the actor is cleared for.
const headSQL = `
	SELECT reports.id::text, reports.reference, reports.theme, reports.degree, reports.status, reports.urgent,
	       reports.channel, reports.language, reports.version, reports.contact,
	       reports.taken_by, reports.taken_agency AS taken_for, reports.taken_officer::text AS officer, reports.taken_at,
	       reports.outcome, reports.closed_at, reports.sent_at, reports.filed_at, reports.body, report_keys.data_key
	FROM reports JOIN vault.report_keys ON report_keys.report_id = reports.id
	WHERE reports.id = as_uuid($1)`

func readHead(ctx context.Context, tx pgx.Tx, report, lock string) (headRow, error) {
	rows, err := tx.Query(ctx, headSQL+lock, report)
	if err != nil {
		return headRow{}, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[headRow])
}

func (h headRow) report() bot.Report {
	return bot.Report{
		ID: h.ID, Reference: h.Reference, Theme: h.Theme, Degree: h.Degree, Status: h.Status, Urgent: h.Urgent,
		Channel: h.Channel, Language: h.Language, Version: h.Version, Contact: h.Contact,
		TakenBy: h.TakenBy, TakenFor: h.TakenFor, TakenAt: at(h.TakenAt),
		Outcome: h.Outcome, ClosedAt: at(h.ClosedAt), SentAt: h.SentAt, FiledAt: h.FiledAt,
	}
}

func at(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// maybe is a time as it is kept: null for none.
func maybe(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// readReport reads a report under the desk role that the transaction works as,
// and leaves it working as the service: who else has the report, and whether
// its resident can be reached, the desk role can't see. Unless words may be
// shown nothing sealed is opened.
func (s *Store) readReport(ctx context.Context, tx pgx.Tx, id string, words func(headRow) bool) (bot.Report, error) {
	var heads []headRow
	var entries []entryRow
	var photos []bot.Photo
	batch := &pgx.Batch{}
	queueRows(batch, &heads, pgx.RowToStructByName[headRow], headSQL, id)
	queueRows(batch, &photos, pgx.RowToStructByName[bot.Photo], photosSQL, id)
	queueRows(batch, &entries, pgx.RowToStructByName[entryRow], threadSQL, id)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return bot.Report{}, err
	}
	if len(heads) == 0 {
		return bot.Report{}, pgx.ErrNoRows
	}
	head := heads[0]
	report := head.report()
	report.Photos = photos
	key, err := s.reportKey(id, head.DataKey)
	if err != nil {
		return bot.Report{}, err
	}
	shown := words(head)
	if shown && head.Body != nil {
		body, err := openContent(key, id, head.Body)
		if err != nil {
			return bot.Report{}, err
		}
		report.What, report.Place, report.When = body.What, body.Place, body.When
		report.Safe, report.Name, report.Phone = body.Safe, body.Name, body.Phone
	}
	if report.Thread, err = openThread(key, entries, shown); err != nil {
		return bot.Report{}, err
	}
	return report, s.readAround(ctx, tx, &report)
}

// always and never say whether a report's words are opened, whatever it is.
func always(headRow) bool { return true }
func never(headRow) bool  { return false }

// readAround reads what stands around a report, as the service.
func (s *Store) readAround(ctx context.Context, tx pgx.Tx, report *bot.Report) error {
	batch := &pgx.Batch{}
	batch.Queue(asServiceSQL)
	var agency string
	var all bool
	var until *time.Time
	batch.Queue(`
		SELECT `+agenciesSQL+`, `+reachSQL+`, `+readsSQL+`,
		       (SELECT away_until FROM officers WHERE id = reports.taken_officer AND away_from <= $2 AND away_until > $2),
		       coalesce(current_setting('yousaid.agency', true), ''), coalesce(current_setting('yousaid.all', true), '') = 'yes'
		FROM reports LEFT JOIN vault.contacts ON contacts.id = reports.contact_id
		WHERE reports.id = $1`, report.ID, s.now()).QueryRow(func(row pgx.Row) error {
		return row.Scan(&report.Agencies, &report.Reach, &report.Reads, &until, &agency, &all)
	})
	var story *readStory
	if !report.Over() {
		story = s.queueStory(batch, report.ID)
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil || story == nil {
		return err
	}
	report.Away = at(until)
	list, err := s.deadlinesOf(story)
	for _, d := range list {
		if !d.Over() && (all || d.Agency == agency) {
			report.Deadlines = append(report.Deadlines, d)
		}
	}
	return err
}

// photosSQL lists the photos that came with a report or later, in order.
const photosSQL = `
	SELECT id::text, state = 'stored' AS ready, width, height FROM files
	WHERE report_id = as_uuid($1) AND state IN ('waiting', 'stored') ORDER BY created_at, id`

// entryRow is an entry of a thread, with how far the resident has been told.
type entryRow struct {
	ID     int64
	Kind   bot.EntryKind
	Event  string
	Detail []byte
	Author string
	Agency string
	Text   []byte
	Source string
	State  bot.NoticeState
	At     time.Time
}

const threadSQL = `
	SELECT entries.id, entries.kind, entries.event, entries.detail, entries.author, entries.agency,
	       entries.text, entries.source, coalesce(notices.state, '') AS state, entries.at
	FROM entries LEFT JOIN notices ON notices.entry_id = entries.id AND notices.report_id = entries.report_id
	WHERE entries.report_id = as_uuid($1) ORDER BY entries.id`

func readThread(ctx context.Context, tx pgx.Tx, key *seal.DataKey, report string, words bool) ([]bot.Entry, error) {
	rows, err := tx.Query(ctx, threadSQL, report)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[entryRow])
	if err != nil {
		return nil, err
	}
	return openThread(key, list, words)
}

func openThread(key *seal.DataKey, list []entryRow, words bool) ([]bot.Entry, error) {
	thread := make([]bot.Entry, 0, len(list))
	for _, row := range list {
		entry, err := row.entry(key, words)
		if err != nil {
			return nil, err
		}
		thread = append(thread, entry)
	}
	return thread, nil
}

func (r entryRow) entry(key *seal.DataKey, words bool) (bot.Entry, error) {
	entry := bot.Entry{
		ID: r.ID, Kind: r.Kind, Event: r.Event, Author: r.Author, Agency: r.Agency, State: r.State, At: r.At,
	}
	if err := json.Unmarshal(r.Detail, &entry.Detail); err != nil {
		return bot.Entry{}, err
	}
	if !words {
		return entry, nil
	}
	var err error
	entry.Text, err = openText(key, "entries", r.Source, r.Text)
	return entry, err
}
