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
// its resident can be reached, the desk role can't see. Without words nothing
// sealed is opened.
func (s *Store) readReport(ctx context.Context, tx pgx.Tx, id string, words bool) (bot.Report, error) {
	head, err := readHead(ctx, tx, id, "")
	if err != nil {
		return bot.Report{}, err
	}
	report := head.report()
	key, err := s.reportKey(id, head.DataKey)
	if err != nil {
		return bot.Report{}, err
	}
	if words && head.Body != nil {
		body, err := openContent(key, id, head.Body)
		if err != nil {
			return bot.Report{}, err
		}
		report.What, report.Place, report.When = body.What, body.Place, body.When
		report.Safe, report.Name, report.Phone = body.Safe, body.Name, body.Phone
	}
	if report.Photos, err = readPhotos(ctx, tx, id); err != nil {
		return bot.Report{}, err
	}
	if report.Thread, err = readThread(ctx, tx, key, id, words); err != nil {
		return bot.Report{}, err
	}
	return report, s.readAround(ctx, tx, &report)
}

// readAround reads what stands around a report, as the service.
func (s *Store) readAround(ctx context.Context, tx pgx.Tx, report *bot.Report) error {
	if err := asService(ctx, tx); err != nil {
		return err
	}
	var agency string
	var all bool
	var until *time.Time
	err := tx.QueryRow(ctx, `
		SELECT `+agenciesSQL+`, `+reachSQL+`, `+readsSQL+`,
		       (SELECT away_until FROM officers WHERE id = reports.taken_officer AND away_from <= $2 AND away_until > $2),
		       coalesce(current_setting('yousaid.agency', true), ''), coalesce(current_setting('yousaid.all', true), '') = 'yes'
		FROM reports LEFT JOIN vault.contacts ON contacts.id = reports.contact_id
		WHERE reports.id = $1`, report.ID, s.now()).Scan(&report.Agencies, &report.Reach, &report.Reads, &until, &agency, &all)
	if err != nil || report.Over() {
		return err
	}
	report.Away = at(until)
	list, err := s.deadlines(ctx, tx, report.ID)
	for _, d := range list {
		if !d.Over() && (all || d.Agency == agency) {
			report.Deadlines = append(report.Deadlines, d)
		}
	}
	return err
}

// readPhotos lists the photos that came with a report or later, in order.
func readPhotos(ctx context.Context, tx pgx.Tx, report string) ([]bot.Photo, error) {
	rows, err := tx.Query(ctx, `
		SELECT id::text, state = 'stored' AS ready, width, height FROM files
		WHERE report_id = $1 AND state IN ('waiting', 'stored') ORDER BY created_at, id`, report)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[bot.Photo])
}

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

func readThread(ctx context.Context, tx pgx.Tx, key *seal.DataKey, report string, words bool) ([]bot.Entry, error) {
	rows, err := tx.Query(ctx, `
		SELECT entries.id, entries.kind, entries.event, entries.detail, entries.author, entries.agency,
		       entries.text, entries.source, coalesce(notices.state, '') AS state, entries.at
		FROM entries LEFT JOIN notices ON notices.entry_id = entries.id AND notices.report_id = entries.report_id
		WHERE entries.report_id = $1 ORDER BY entries.id`, report)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[entryRow])
	if err != nil {
		return nil, err
	}
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
