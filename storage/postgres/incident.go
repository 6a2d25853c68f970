package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/flows"
)

var _ bot.IncidentStore = (*Store)(nil)

// How near to each other reports of one incident are looked for.
const (
	nearby         = 7 * 24 * time.Hour
	mostCandidates = 20
)

// memberRow is a report of an incident.
type memberRow struct {
	Incident  string
	Report    string
	Reference string
	Theme     int
	Degree    flows.Degree
	Status    flows.Status
	Urgent    bool
	Ward      string
	Channel   string
	Language  string
	TakenBy   string
	FiledAt   time.Time
	DueAt     *time.Time
	DueWhat   *bot.DeadlineKind
	Reach     bot.Reach
	Kind      bot.LinkKind
	Original  string
	LinkedBy  string
	LinkedOf  string
	LinkedAt  *time.Time
}

func (r memberRow) member() bot.Member {
	m := bot.Member{
		Report: r.Report, Reference: r.Reference, Theme: r.Theme, Degree: r.Degree, Status: r.Status, Urgent: r.Urgent, Ward: r.Ward,
		Channel: r.Channel, Language: r.Language, TakenBy: r.TakenBy, FiledAt: r.FiledAt, Reach: r.Reach,
		Kind: r.Kind, Original: r.Original, LinkedBy: r.LinkedBy, LinkedOf: r.LinkedOf, LinkedAt: at(r.LinkedAt),
	}
	if r.DueAt != nil && r.DueWhat != nil && r.DueAt.Before(nothingDue) {
		m.DueAt, m.DueWhat = *r.DueAt, *r.DueWhat
	}
	return m
}

// memberColumns are those of a report that stand in every list here. Whether its
// resident can be reached is filled in later: the desk role can't see that.
const memberColumns = `
	reports.id::text AS report, reports.reference, reports.theme, reports.degree, reports.status, reports.urgent, reports.ward,
	reports.channel, reports.language, reports.taken_by, reports.filed_at,
	(SELECT min(due_at) FROM inbox held WHERE held.report_id = reports.id AND held.open) AS due_at,
	(SELECT due_what FROM inbox held WHERE held.report_id = reports.id AND held.open ORDER BY held.due_at LIMIT 1) AS due_what, '' AS reach`

// memberSQL reads the members of incidents that the desk role sees. An original
// that it doesn't see has no reference.
const memberSQL = `
	SELECT incident_members.incident_id::text AS incident, ` + memberColumns + `,
	       incident_members.kind, coalesce(original.reference, '') AS original,
	       incident_members.linked_by, incident_members.agency AS linked_of, incident_members.linked_at
	FROM incident_members
	JOIN reports ON reports.id = incident_members.report_id AND reports.status <> 'forgotten'
	LEFT JOIN reports original ON original.id = incident_members.original`

func readMembers(ctx context.Context, tx pgx.Tx, sql string, args ...any) ([]memberRow, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[memberRow])
}

// Incident reads an incident.
func (s *Store) Incident(ctx context.Context, by bot.Actor, id string) (bot.Incident, error) {
	return s.incident(ctx, by, `incident_members.incident_id = as_uuid($1)`, id)
}

// IncidentOf finds the incident that a report is in.
func (s *Store) IncidentOf(ctx context.Context, by bot.Actor, report string) (bot.Incident, error) {
	return s.incident(ctx, by, `
		incident_members.incident_id = (SELECT incident_id FROM incident_members WHERE report_id = as_uuid($1))`, report)
}

// incident reads one. A single report that is seen of it would only say that
// there are others.
func (s *Store) incident(ctx context.Context, by bot.Actor, where, id string) (bot.Incident, error) {
	var incident bot.Incident
	err := s.desk(ctx, by, func(tx pgx.Tx) error {
		list, err := readMembers(ctx, tx, memberSQL+` WHERE `+where+` ORDER BY reports.filed_at, reports.id`, id)
		if err != nil {
			return err
		}
		if len(list) < 2 {
			return bot.ErrNotFound
		}
		if err := s.reaches(ctx, tx, list); err != nil {
			return err
		}
		incident = bot.Incident{ID: list[0].Incident}
		for _, row := range list {
			incident.Members = append(incident.Members, row.member())
		}
		return nil
	})
	if err != nil {
		return bot.Incident{}, fmt.Errorf("incident of %s: %w", id, err)
	}
	return incident, nil
}

// reaches fills in who can be written to, as the service.
func (s *Store) reaches(ctx context.Context, tx pgx.Tx, list []memberRow) error {
	if err := asService(ctx, tx); err != nil {
		return err
	}
	ids := make([]string, len(list))
	for i, row := range list {
		ids[i] = row.Report
	}
	rows, err := tx.Query(ctx, `
		SELECT reports.id::text, `+reachSQL+`
		FROM reports LEFT JOIN vault.contacts ON contacts.id = reports.contact_id
		WHERE reports.id = ANY(ARRAY(SELECT as_uuid(one) FROM unnest($1::text[]) one))`, ids)
	if err != nil {
		return err
	}
	var id string
	var reach bot.Reach
	_, err = pgx.ForEachRow(rows, []any{&id, &reach}, func() error {
		for i := range list {
			if list[i].Report == id {
				list[i].Reach = reach
			}
		}
		return nil
	})
	return err
}

// Candidates lists reports that may tell of the same as one report does.
func (s *Store) Candidates(ctx context.Context, by bot.Actor, report string) (members []bot.Member, err error) {
	err = s.desk(ctx, by, func(tx pgx.Tx) error {
		list, err := readMembers(ctx, tx, `
			WITH mine AS (
				SELECT theme, ward, filed_at, (SELECT incident_id FROM incident_members WHERE report_id = as_uuid($1)) AS incident
				FROM inbox WHERE inbox.report_id = as_uuid($1) AND ward <> '' LIMIT 1)
			SELECT '' AS incident, `+memberColumns+`, 'same' AS kind, '' AS original, '' AS linked_by, '' AS linked_of,
			       NULL::timestamptz AS linked_at
			FROM mine
			JOIN inbox ON inbox.theme = mine.theme AND inbox.ward = mine.ward AND inbox.status <> 'withdrawn'
			     AND inbox.filed_at BETWEEN mine.filed_at - $4::interval AND mine.filed_at + $4::interval
			JOIN reports ON reports.id = inbox.report_id
			WHERE inbox.report_id::text <> $1 AND CASE WHEN $2 THEN inbox.first ELSE inbox.agency = $3 END
			  AND NOT EXISTS (SELECT FROM incident_members WHERE report_id = inbox.report_id AND incident_id = mine.incident)
			ORDER BY abs(extract(epoch FROM inbox.filed_at - mine.filed_at)), inbox.report_id LIMIT $5`,
			report, by.All, by.Agency, nearby, mostCandidates)
		for _, row := range list {
			members = append(members, row.member())
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reports like %s: %w", report, err)
	}
	return members, nil
}
