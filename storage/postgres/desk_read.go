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

// headSQL reads reports that still have their key. Under the desk role it finds
// only what the agency has and the actor is cleared for.
const headSQL = `
	SELECT reports.id::text, reports.reference, reports.theme, reports.degree, reports.status, reports.urgent,
	       reports.channel, reports.language, reports.version, reports.contact,
	       reports.taken_by, reports.taken_agency AS taken_for, reports.taken_officer::text AS officer, reports.taken_at,
	       reports.outcome, reports.closed_at, reports.sent_at, reports.filed_at, reports.body, report_keys.data_key
	FROM reports JOIN vault.report_keys ON report_keys.report_id = reports.id`

func readHead(ctx context.Context, tx pgx.Tx, report, lock string) (headRow, error) {
	rows, err := tx.Query(ctx, headSQL+` WHERE reports.id = as_uuid($1)`+lock, report)
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

// entryRow is an entry of a thread, with how far the resident has been told.
type entryRow struct {
	Report string
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
	SELECT entries.report_id::text AS report, entries.id, entries.kind, entries.event, entries.detail, entries.author, entries.agency,
	       entries.text, entries.source, coalesce(notices.state, '') AS state, entries.at
	FROM entries LEFT JOIN notices ON notices.entry_id = entries.id AND notices.report_id = entries.report_id
	WHERE entries.report_id = ANY($1::uuid[]) ORDER BY entries.id`

func readThread(ctx context.Context, tx pgx.Tx, key *seal.DataKey, report string, words bool) ([]bot.Entry, error) {
	rows, err := tx.Query(ctx, threadSQL, []string{report})
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
