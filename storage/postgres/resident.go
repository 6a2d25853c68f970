package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot/channel"
	"yousaid/flows"
)

// How much of their own reports a resident is shown.
const (
	mostKnown   = 5
	knownAfter  = 30 * 24 * time.Hour // closed reports
	agenciesSQL = `ARRAY(SELECT agency FROM referrals WHERE referrals.report_id = reports.id AND referrals.active ORDER BY agency)`
)

// knownSQL reads reports as their residents know them, for scanKnown.
const knownSQL = `
	SELECT reports.id::text, reports.reference, reports.theme, reports.degree, reports.status, ` + agenciesSQL + `
	FROM reports`

func scanKnown(row pgx.CollectableRow) (known flows.Known, err error) {
	err = row.Scan(&known.ID, &known.Reference, &known.Theme, &known.Degree, &known.Status, &known.Agencies)
	return known, err
}

// Resident reads what outlives a conversation: whether STOP
// holds, the reports that are open or were closed within 30 days (5 at the
// most, newest first), what they were told of and haven't read, whether they set
// a PIN, when they were last offered the pulse, and the language that they chose,
// empty when they chose none. Of who never sent anything, as most who write for
// the first time, that is one statement; of others there is more to read.
func (s *Store) Resident(ctx context.Context, who channel.Address) (flows.Resident, string, error) {
	lookup := s.blind(who)
	resident := flows.Resident{Known: true}
	var language string
	var pulsed *time.Time
	var contact, comments bool
	err := s.pool.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM stops WHERE lookup = $1), EXISTS (SELECT FROM pins WHERE lookup = $1),
		       coalesce((SELECT language FROM preferences WHERE lookup = $1), ''),
		       EXISTS (SELECT FROM preferences WHERE lookup = $1 AND updates_asked_at IS NOT NULL),
		       (SELECT offered_at FROM pulse_offers WHERE lookup = $1),
		       EXISTS (SELECT FROM vault.contacts WHERE lookup = $1 AND blocked_at IS NOT NULL),
		       EXISTS (SELECT FROM vault.contacts WHERE lookup = $1), EXISTS (SELECT FROM comments WHERE lookup = $1)`, lookup).
		Scan(&resident.Stopped, &resident.PIN, &language, &resident.Asked, &pulsed, &resident.Blocked, &contact, &comments)
	if err == nil && (contact || comments) {
		err = s.residentSent(ctx, lookup, &resident)
	}
	if err != nil {
		return flows.Resident{}, "", fmt.Errorf("read what is known of a resident: %w", clean(err))
	}
	resident.Pulsed = at(pulsed)
	return resident, language, nil
}

// residentSent reads what has come of all that a resident sent, in one round trip.
func (s *Store) residentSent(ctx context.Context, lookup []byte, resident *flows.Resident) error {
	batch := &pgx.Batch{}
	s.queueUpdates(batch, lookup, resident)
	batch.Queue(knownSQL+`
		JOIN vault.contacts ON contacts.id = reports.contact_id
		WHERE contacts.lookup = $1 AND (reports.status IN ('new', 'taken') OR reports.closed_at > $2)
		ORDER BY reports.filed_at DESC, reports.id LIMIT $3`, lookup, s.now().Add(-knownAfter), mostKnown).
		Query(func(rows pgx.Rows) (err error) {
			resident.Reports, err = pgx.CollectRows(rows, scanKnown)
			return err
		})
	batch.Queue(unreadSQL, lookup, []string{"told"}, []string(nil)).
		Query(func(rows pgx.Rows) (err error) {
			resident.Waiting, err = s.collectNotices(rows)
			return err
		})
	batch.Queue(unreadAnswersSQL, lookup, []string{"told"}, []string(nil)).
		Query(func(rows pgx.Rows) error {
			answers, err := s.collectAnswers(rows)
			resident.Waiting = append(resident.Waiting, answers...)
			return err
		})
	s.queueAnswered(batch, lookup, resident)
	return s.pool.SendBatch(ctx, batch).Close()
}

// rateSQL says whether a notice is the first to say that its report is closed:
// then it asks how that was dealt with.
const rateSQL = `
	notices.kind = 'closed' AND NOT EXISTS (
		SELECT FROM notices earlier
		WHERE earlier.report_id = notices.report_id AND earlier.kind = 'closed' AND earlier.state IN ('told', 'read')
		  AND (earlier.created_at, earlier.id) < (notices.created_at, notices.id))`

// unreadSQL reads notices to an address, oldest first, for collectNotices. $1
// is the lookup, $2 are states, $3 ids that are wanted in any state.
const unreadSQL = `
	SELECT notices.id::text, notices.kind, notices.agency, notices.result, ` + rateSQL + ` AS rate, entries.source, entries.text,
	       report_keys.data_key,
	       reports.id::text AS report, reports.reference, reports.theme, reports.degree, reports.status,
	       ` + agenciesSQL + ` AS agencies
	FROM notices
	JOIN reports ON reports.id = notices.report_id
	JOIN vault.contacts ON contacts.id = reports.contact_id
	JOIN vault.report_keys ON report_keys.report_id = reports.id
	LEFT JOIN entries ON entries.id = notices.entry_id
	WHERE contacts.lookup = $1 AND (notices.state = ANY($2) OR notices.id::text = ANY($3))
	ORDER BY notices.created_at, notices.id`

// unreadStates are those of notices that can still be read.
var unreadStates = []string{"waiting", "told"}

// unread opens the notices to an address that are in one of the states, and
// those with one of the ids: those about reports, then answers to comments.
func (s *Store) unread(ctx context.Context, db querier, lookup []byte, states, ids []string) ([]flows.Notice, error) {
	rows, err := db.Query(ctx, unreadSQL, lookup, states, ids)
	if err != nil {
		return nil, err
	}
	notices, err := s.collectNotices(rows)
	if err != nil {
		return nil, err
	}
	if rows, err = db.Query(ctx, unreadAnswersSQL, lookup, states, ids); err != nil {
		return nil, err
	}
	answers, err := s.collectAnswers(rows)
	return append(notices, answers...), err
}

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// noticeRow is a notice as unreadSQL reads it.
type noticeRow struct {
	ID        string
	Kind      flows.NoticeKind
	Agency    string
	Result    string
	Rate      bool
	Source    *string
	Text      []byte
	DataKey   []byte
	Report    string
	Reference string
	Theme     int
	Degree    flows.Degree
	Status    flows.Status
	Agencies  []string
}

func (s *Store) collectNotices(rows pgx.Rows) ([]flows.Notice, error) {
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[noticeRow])
	if err != nil {
		return nil, err
	}
	var notices []flows.Notice
	for _, row := range list {
		notice, err := s.notice(row)
		if err != nil {
			return nil, err
		}
		notices = append(notices, notice)
	}
	return notices, nil
}

// notice opens one row.
func (s *Store) notice(row noticeRow) (flows.Notice, error) {
	notice := flows.Notice{
		ID: row.ID, Kind: row.Kind, Agency: s.agencyName(row.Agency), Result: row.Result, Rate: row.Rate,
		Report: flows.Known{
			ID: row.Report, Reference: row.Reference, Theme: row.Theme,
			Degree: row.Degree, Status: row.Status, Agencies: row.Agencies,
		},
	}
	if row.Source == nil {
		return notice, nil
	}
	key, err := s.reportKey(row.Report, row.DataKey)
	if err != nil {
		return flows.Notice{}, err
	}
	notice.Text, err = openText(key, "entries", *row.Source, row.Text)
	return notice, err
}

// agencyName is the name that residents know an agency by.
func (s *Store) agencyName(id string) string {
	if agency, ok := s.plan.Agency(id); ok {
		return agency.Name
	}
	return id
}
