package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/flows/partnership"
)

var _ bot.Open311Store = (*Store)(nil)

// requestRow is a report for an agency's own system.
type requestRow struct {
	ID        string
	Reference string
	Theme     int
	Status    flows.Status
	Outcome   bot.Outcome
	Urgent    bool
	FiledAt   time.Time
	ChangedAt time.Time
	Body      []byte
	DataKey   []byte
}

// A page of an agency's reports is put together from lanes, as the inbox's are:
// of each no more is read than can stand on it, however many reports there are.
const pageSQL = `
	SELECT page.report_id FROM inbox_lanes lanes CROSS JOIN unnest($4::text[]) wanted (status) CROSS JOIN LATERAL (
		SELECT inbox.report_id, inbox.filed_at FROM inbox
		WHERE inbox.agency = lanes.agency AND inbox.theme = lanes.theme AND inbox.degree = lanes.degree AND inbox.status = wanted.status
		  AND inbox.filed_at >= $5 AND inbox.filed_at < $6
		ORDER BY inbox.filed_at DESC, inbox.report_id DESC LIMIT $7::int + $8::int) page
	WHERE lanes.agency = $1 AND lanes.theme = ANY($2) AND cardinality($3::text[]) = 0
	ORDER BY page.filed_at DESC, page.report_id DESC LIMIT $7 OFFSET $8`

// namedSQL are the reports that are asked for by their references.
const namedSQL = `
	SELECT inbox.report_id FROM reports JOIN inbox ON inbox.report_id = reports.id
	WHERE reports.reference = ANY($3) AND inbox.agency = $1 AND inbox.theme = ANY($2) AND inbox.status = ANY($4::text[])
	  AND inbox.filed_at >= $5 AND inbox.filed_at < $6
	ORDER BY inbox.filed_at DESC, inbox.report_id DESC LIMIT $7 OFFSET $8`

// requestSQL reads what a system is given of the reports that such a query
// finds, under the desk role. Keys are looked for only where words are read.
func requestSQL(found string, words bool) string {
	body, keys := "NULL::bytea AS body, NULL::bytea AS data_key", ""
	if words {
		body, keys = "reports.body, report_keys.data_key", "LEFT JOIN vault.report_keys ON report_keys.report_id = reports.id"
	}
	return `WITH found AS (` + found + `)
		SELECT reports.id::text, reports.reference, inbox.theme, inbox.status, reports.outcome, inbox.urgent,
		       inbox.filed_at, greatest(inbox.moved_at, inbox.filed_at) AS changed_at, ` + body + `
		FROM found JOIN inbox ON inbox.report_id = found.report_id AND inbox.agency = $1
		JOIN reports ON reports.id = found.report_id ` + keys + `
		ORDER BY inbox.filed_at DESC, inbox.report_id DESC`
}

// everyStatus are those of reports that are there.
var everyStatus = []flows.Status{flows.StatusNew, flows.StatusTaken, flows.StatusClosed, flows.StatusWithdrawn}

// ServiceRequests reads an agency's reports for its own system, as its desk role.
func (s *Store) ServiceRequests(ctx context.Context, key bot.APIKey, filter bot.ServiceFilter) (list []bot.ServiceRequest, err error) {
	err = s.list(ctx, key.Actor(), func(tx pgx.Tx) error {
		source := pageSQL
		if len(filter.References) > 0 {
			source = namedSQL
		}
		rows, err := tx.Query(ctx, requestSQL(source, key.Words), key.Agency, s.themes(filter), append([]string{}, filter.References...),
			statuses(filter), filter.From, filter.To, filter.Most, filter.Skip)
		if err != nil {
			return err
		}
		found, err := pgx.CollectRows(rows, pgx.RowToStructByName[requestRow])
		if err != nil {
			return err
		}
		if list, err = s.requests(found, key.Words); err != nil {
			return err
		}
		if key.Words {
			if err := s.auditRequests(ctx, tx, key, list); err != nil {
				return err
			}
		}
		if err := asService(ctx, tx); err != nil {
			return err
		}
		if err := whoHas(ctx, tx, list); err != nil || len(filter.References) == 0 {
			return err
		}
		elsewhere, err := s.filedElsewhere(ctx, tx, key, filter, list)
		list = append(list, elsewhere...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reports for API key %s: %w", key.ID, err)
	}
	return list, nil
}

func (s *Store) themes(filter bot.ServiceFilter) []int {
	if len(filter.Themes) > 0 {
		return filter.Themes
	}
	list := []int{partnership.NoTheme}
	for _, theme := range s.plan.Themes {
		list = append(list, theme.Number)
	}
	return list
}

func statuses(filter bot.ServiceFilter) []flows.Status {
	if len(filter.Statuses) > 0 {
		return filter.Statuses
	}
	return everyStatus
}

// requests opens what rows hold.
func (s *Store) requests(rows []requestRow, words bool) ([]bot.ServiceRequest, error) {
	list := make([]bot.ServiceRequest, 0, len(rows))
	for _, row := range rows {
		one := bot.ServiceRequest{
			ID: row.ID, Reference: row.Reference, Own: true, Theme: row.Theme, Status: row.Status, Outcome: row.Outcome,
			Urgent: row.Urgent, Filed: row.FiledAt, Changed: row.ChangedAt,
		}
		if words && row.Body != nil {
			key, err := s.reportKey(row.ID, row.DataKey)
			if err != nil {
				return nil, err
			}
			body, err := openContent(key, row.ID, row.Body)
			if err != nil {
				return nil, err
			}
			one.What, one.Place = body.What, body.Place
		}
		list = append(list, one)
	}
	return list, nil
}

// auditRequests notes each report whose words a system read.
func (s *Store) auditRequests(ctx context.Context, tx pgx.Tx, key bot.APIKey, list []bot.ServiceRequest) error {
	ids := make([]string, len(list))
	for i, one := range list {
		ids[i] = one.ID
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO audit (at, agency, actor, action, report_id, detail)
		SELECT $1, $2, $3, $4, unnest($5::uuid[]), jsonb_build_object('how', 'open311', 'key', $6::text)`,
		s.now(), key.Agency, key.Actor().Name, bot.AuditRead, ids, key.ID)
	return err
}

// whoHas fills in which agencies have reports, as the service: a desk sees only
// itself.
func whoHas(ctx context.Context, tx pgx.Tx, list []bot.ServiceRequest) error {
	place := map[string]int{}
	ids := make([]string, len(list))
	for i, one := range list {
		ids[i], place[one.ID] = one.ID, i
	}
	rows, err := tx.Query(ctx, `
		SELECT report_id::text, agency FROM referrals WHERE active AND report_id = ANY($1::uuid[]) ORDER BY agency`, ids)
	if err != nil {
		return err
	}
	var report, agency string
	_, err = pgx.ForEachRow(rows, []any{&report, &agency}, func() error {
		list[place[report]].Agencies = append(list[place[report]].Agencies, agency)
		return nil
	})
	return err
}

// filedElsewhere finds reports that the agency's keys filed and that it doesn't
// have: how they stand, and nothing else.
func (s *Store) filedElsewhere(ctx context.Context, tx pgx.Tx, key bot.APIKey, filter bot.ServiceFilter, own []bot.ServiceRequest) (list []bot.ServiceRequest, err error) {
	had := make([]string, len(own))
	for i, one := range own {
		had[i] = one.ID
	}
	rows, err := tx.Query(ctx, `
		SELECT reports.id::text, reports.reference, reports.status, reports.outcome, reports.filed_at,
		       coalesce(reports.closed_at, reports.taken_at, reports.filed_at)
		FROM api_filings JOIN reports ON reports.id = api_filings.report_id
		WHERE api_filings.agency = $1 AND reports.reference = ANY($2) AND reports.status = ANY($3)
		  AND NOT reports.id = ANY($4::uuid[]) ORDER BY reports.filed_at DESC, reports.id`,
		key.Agency, filter.References, statuses(filter), had)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (one bot.ServiceRequest, err error) {
		return one, row.Scan(&one.ID, &one.Reference, &one.Status, &one.Outcome, &one.Filed, &one.Changed)
	})
}

// KeepFiling gives a request the ids under which it is filed. Of the same
// requests at once all get the same: they wait for each other.
func (s *Store) KeepFiling(ctx context.Context, key bot.APIKey, digest string, lives time.Duration) (filing bot.Filing, err error) {
	sum := s.lookup.OfMessage("open311 "+key.ID, digest)
	now := s.now()
	err = s.service(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT FROM api_keys WHERE id = $1 FOR UPDATE`, key.ID); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `
			SELECT report_id::text AS report, work_id::text AS work, true AS before FROM api_filings
			WHERE key_id = $1 AND digest = $2 AND until > $3 ORDER BY at DESC LIMIT 1`, key.ID, sum[:], now)
		if err != nil {
			return err
		}
		found, err := pgx.CollectRows(rows, pgx.RowToStructByName[bot.Filing])
		if err != nil {
			return err
		}
		if len(found) > 0 {
			filing = found[0]
			return nil
		}
		filing = bot.Filing{Report: uuid.NewString(), Work: uuid.NewString()}
		_, err = tx.Exec(ctx, `
			INSERT INTO api_filings (report_id, work_id, key_id, agency, digest, until, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			filing.Report, filing.Work, key.ID, key.Agency, sum[:], now.Add(lives), now)
		return err
	})
	if err != nil {
		return bot.Filing{}, fmt.Errorf("keep a filing of API key %s: %w", key.ID, err)
	}
	return filing, nil
}
