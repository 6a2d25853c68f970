package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// LinkReports puts reports into one incident. All of them have been locked in one
// order; links are then changed by one transaction at a time, so that two that
// meet in an incident don't part it.
func (s *Store) LinkReports(ctx context.Context, a bot.Action, report string, others []string, kind bot.LinkKind) (bot.Acted, error) {
	return s.actOn(ctx, a, "link", report, others, func(ctx context.Context, d *deed) error {
		if err := d.alone(ctx); err != nil {
			return err
		}
		incident, fresh, err := d.gather(ctx, others)
		if err != nil {
			return err
		}
		changed, err := d.relate(ctx, kind, others)
		if err != nil {
			return err
		}
		if len(fresh) == 0 && !changed {
			return bot.ErrSame
		}
		d.detail = map[string]string{"incident": incident, "kind": string(kind), "with": strings.Join(others, " ")}
		return d.tellLinked(ctx, kind, fresh, others)
	})
}

// alone keeps every other change of links waiting until the transaction ends.
func (d *deed) alone(ctx context.Context) error {
	_, err := d.tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('yousaid incidents', 0))`)
	return err
}

// gather brings the report and the others into one incident, and returns which
// of them were not in it. Incidents that they were in become one: also what the
// actor doesn't see of them, or another agency would lose its links by this. No
// agency sees more by it than what it has.
func (d *deed) gather(ctx context.Context, others []string) (incident string, fresh []string, err error) {
	all := append([]string{d.report.ID}, others...)
	if incident, err = d.incidentOf(ctx, all); err != nil {
		return "", nil, err
	}
	rows, err := d.tx.Query(ctx, `
		WITH moved AS (
			UPDATE incident_members SET incident_id = $2
			WHERE incident_id <> $2 AND incident_id IN (SELECT incident_id FROM incident_members WHERE report_id = ANY($1::uuid[]))
			RETURNING report_id),
		added AS (
			INSERT INTO incident_members (report_id, incident_id, kind, officer_id, linked_by, agency, linked_at)
			SELECT unnest($1::uuid[]), $2, 'same', $3, $4, $5, $6 ON CONFLICT DO NOTHING
			RETURNING report_id)
		SELECT report_id::text FROM moved WHERE report_id = ANY($1::uuid[]) UNION SELECT report_id::text FROM added`,
		all, incident, nullable(d.action.By.Officer), d.action.By.Name, d.action.By.Agency, d.now)
	if err != nil {
		return "", nil, err
	}
	fresh, err = pgx.CollectRows(rows, pgx.RowTo[string])
	return incident, fresh, err
}

// incidentOf is the incident of the first of some reports that has one, or a
// new one.
func (d *deed) incidentOf(ctx context.Context, reports []string) (id string, err error) {
	err = d.tx.QueryRow(ctx, `
		SELECT incident_id::text FROM incident_members JOIN unnest($1::uuid[]) WITH ORDINALITY wanted (report, place) ON report_id = report
		ORDER BY place LIMIT 1`, reports).Scan(&id)
	if !errors.Is(err, pgx.ErrNoRows) {
		return id, err
	}
	id = newID()
	_, err = d.tx.Exec(ctx, `INSERT INTO incidents (id, created_at) VALUES ($1, $2)`, id, d.now)
	return id, err
}

// relate says whether the report repeats another one, and whether that is new.
func (d *deed) relate(ctx context.Context, kind bot.LinkKind, others []string) (bool, error) {
	if kind != bot.LinkDuplicate {
		return false, nil
	}
	// Of two that repeat each other, the later word counts.
	_, err := d.tx.Exec(ctx, `
		UPDATE incident_members SET kind = 'same', original = NULL WHERE report_id = as_uuid($1) AND original = $2`, others[0], d.report.ID)
	if err != nil {
		return false, err
	}
	changed, err := d.tx.Exec(ctx, `
		UPDATE incident_members
		SET kind = 'duplicate', original = $2, officer_id = $3, linked_by = $4, agency = $5, linked_at = $6
		WHERE report_id = $1 AND original IS DISTINCT FROM $2`,
		d.report.ID, others[0], nullable(d.action.By.Officer), d.action.By.Name, d.action.By.Agency, d.now)
	return err == nil && changed.RowsAffected() > 0, err
}

// tellLinked puts the link into the threads of the report and of those that it
// was linked with. It names none of them: not everybody who has one has all.
func (d *deed) tellLinked(ctx context.Context, kind bot.LinkKind, fresh, others []string) error {
	if _, err := d.entry(ctx, bot.EntryEvent, "linked", "", map[string]string{"kind": string(kind)}); err != nil {
		return err
	}
	told := map[bot.LinkKind]string{bot.LinkSame: "same", bot.LinkDuplicate: "original"}[kind]
	detail, err := json.Marshal(map[string]string{"kind": told})
	if err != nil {
		return err
	}
	for _, other := range others {
		if kind == bot.LinkSame && len(without([]string{other}, fresh)) > 0 {
			continue // it was linked before
		}
		_, err := d.tx.Exec(ctx, `
			INSERT INTO entries (report_id, kind, event, detail, officer_id, author, agency, source, at)
			VALUES ($1, 'event', 'linked', $2, $3, $4, $5, $6, $7)`,
			other, detail, nullable(d.action.By.Officer), d.action.By.Name, d.action.By.Agency, "action:"+d.action.ID+":"+other, d.now)
		if err != nil {
			return err
		}
		if _, err := d.tx.Exec(ctx, `UPDATE reports SET version = version + 1 WHERE id = $1`, other); err != nil {
			return err
		}
		d.jobs = append(d.jobs, bot.RefreshJob{Report: other})
	}
	return nil
}

// UnlinkReport takes a report out of its incident. What repeated it doesn't any more,
// and who is left alone is in no incident.
func (s *Store) UnlinkReport(ctx context.Context, a bot.Action, report string) (bot.Acted, error) {
	return s.act(ctx, a, "unlink", report, func(ctx context.Context, d *deed) error {
		if err := d.alone(ctx); err != nil {
			return err
		}
		seen, err := d.linked(ctx)
		if err == nil && !seen {
			err = bot.ErrSame
		}
		if err != nil {
			return err
		}
		var incident string
		err = d.tx.QueryRow(ctx, `DELETE FROM incident_members WHERE report_id = $1 RETURNING incident_id::text`, report).Scan(&incident)
		if err != nil {
			return err
		}
		if _, err := d.tx.Exec(ctx, `UPDATE incident_members SET kind = 'same', original = NULL WHERE original = $1`, report); err != nil {
			return err
		}
		_, err = d.tx.Exec(ctx, `
			DELETE FROM incident_members
			WHERE incident_id = as_uuid($1) AND (SELECT count(*) FROM incident_members WHERE incident_id = as_uuid($1)) < 2`, incident)
		if err != nil {
			return err
		}
		d.detail = map[string]string{"incident": incident}
		_, err = d.entry(ctx, bot.EntryEvent, "linked", "", map[string]string{"kind": "unlinked"})
		return err
	})
}

// linked reports whether the actor sees the report linked with another one.
func (d *deed) linked(ctx context.Context) (seen bool, err error) {
	if err := asDesk(ctx, d.tx, d.action.By); err != nil {
		return false, err
	}
	err = d.tx.QueryRow(ctx, `
		SELECT count(*) > 1 FROM incident_members
		WHERE incident_id = (SELECT incident_id FROM incident_members WHERE report_id = $1)`, d.report.ID).Scan(&seen)
	if err != nil {
		return false, err
	}
	return seen, asService(ctx, d.tx)
}
