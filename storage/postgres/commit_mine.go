package postgres

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/flows"
)

// guestLives is how long a report stays open to who gave its PIN.
const guestLives = 30 * time.Minute

// standingSQL reads where reports stand, for scanStanding. It needs contacts.
const standingSQL = `
	SELECT reports.id::text, reports.reference, reports.theme, reports.degree, reports.status, ` + agenciesSQL + `,
	       reports.filed_at, CASE reports.status WHEN 'taken' THEN reports.taken_at ELSE reports.closed_at END, reports.outcome,
	       ARRAY(SELECT notices.id::text FROM notices
	             WHERE notices.report_id = reports.id AND notices.state IN ('waiting', 'told')
	             ORDER BY notices.created_at, notices.id)
	FROM reports JOIN vault.contacts ON contacts.id = reports.contact_id`

func scanStanding(row pgx.CollectableRow) (s flows.Standing, err error) {
	var changed *time.Time
	err = row.Scan(&s.ID, &s.Reference, &s.Theme, &s.Degree, &s.Status, &s.Agencies, &s.Filed, &changed, &s.Result, &s.Unread)
	s.Changed = at(changed)
	return s, err
}

// listReports lists a resident's own reports, as Resident does.
func (c *commit) listReports(ctx context.Context, tx pgx.Tx) (flows.Outcome, error) {
	rows, err := tx.Query(ctx, standingSQL+`
		WHERE contacts.lookup = $1 AND (reports.status IN ('new', 'taken') OR reports.closed_at > $2)
		ORDER BY reports.filed_at DESC, reports.id LIMIT $3`, c.lookup, c.now.Add(-knownAfter), mostKnown)
	if err != nil {
		return flows.Outcome{}, err
	}
	list, err := pgx.CollectRows(rows, scanStanding)
	return flows.Outcome{Reports: list}, err
}

// openReport shows where a report stands: to who sent it, and to who knows its
// reference and PIN. To anybody else it is as if there were none.
func (c *commit) openReport(ctx context.Context, tx pgx.Tx, effect flows.Effect) (flows.Outcome, error) {
	owner, guest, err := c.ownerOf(ctx, tx, effect.Target)
	if err != nil {
		return flows.Outcome{}, err
	}
	own := bytes.Equal(owner, c.lookup)
	if !own && !guest {
		if refused, err := c.tryTheirs(ctx, tx, effect, owner); err != nil || refused.Refused != "" {
			return refused, err
		}
	}
	rows, err := tx.Query(ctx, standingSQL+` WHERE reports.reference = $1`, effect.Target)
	if err != nil {
		return flows.Outcome{}, err
	}
	report, err := pgx.CollectExactlyOneRow(rows, scanStanding)
	if err != nil {
		return flows.Outcome{}, err
	}
	if !own && !guest {
		c.write(`
			INSERT INTO guests (lookup, report_id, expires_at) VALUES ($1, $2, $3)
			ON CONFLICT (lookup, report_id) DO UPDATE SET expires_at = excluded.expires_at`, c.lookup, report.ID, c.now.Add(guestLives))
	}
	out := flows.Outcome{Guest: !own, Reports: []flows.Standing{report}}
	out.Notices, err = c.noticesOf(ctx, tx, owner, report.ID, effect.Targets)
	c.markRead(owner, idsOf(out.Notices))
	return out, err
}

// ownerOf finds whose report has a reference, and whether it is open to this
// address as a guest. Nobody's is nil; so is, to others, one that was taken
// back.
func (c *commit) ownerOf(ctx context.Context, tx pgx.Tx, reference string) (owner []byte, guest bool, err error) {
	err = tx.QueryRow(ctx, `
		SELECT contacts.lookup, EXISTS (SELECT FROM guests
		       WHERE guests.report_id = reports.id AND guests.lookup = $2 AND guests.expires_at > $3 AND reports.status <> 'withdrawn')
		FROM reports JOIN vault.contacts ON contacts.id = reports.contact_id
		WHERE reports.reference = $1 AND (reports.status <> 'withdrawn' OR contacts.lookup = $2)`,
		reference, c.lookup, c.now).Scan(&owner, &guest)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, false, nil
	}
	return owner, guest, err
}

// noticesOf opens those notices of one report that were asked for.
func (c *commit) noticesOf(ctx context.Context, db querier, owner []byte, report string, ids []string) ([]flows.Notice, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	list, err := c.unread(ctx, db, owner, []string{}, ids)
	return slices.DeleteFunc(list, func(n flows.Notice) bool { return n.Report.ID != report }), err
}

func idsOf(list []flows.Notice) []string {
	ids := make([]string, len(list))
	for i, notice := range list {
		ids[i] = notice.ID
	}
	return ids
}

// openedBefore finds the notices again that an earlier commit has shown.
func (c *commit) openedBefore(ctx context.Context, out flows.Outcome, ids []string) ([]flows.Notice, error) {
	if len(out.Reports) != 1 || len(ids) == 0 {
		return nil, nil
	}
	var owner []byte
	err := c.pool.QueryRow(ctx, `
		SELECT contacts.lookup FROM reports JOIN vault.contacts ON contacts.id = reports.contact_id
		WHERE reports.id = as_uuid($1)`, out.Reports[0].ID).Scan(&owner)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return c.noticesOf(ctx, c.pool, owner, out.Reports[0].ID, ids)
}

// addTo puts more into the thread of a report, for its resident or a guest.
func (c *commit) addTo(ctx context.Context, tx pgx.Tx, place int, effect flows.Effect) (flows.Outcome, error) {
	report, err := c.lockFor(ctx, tx, effect.Target, true)
	if err != nil || report == nil {
		return flows.Outcome{Refused: flows.RefusedOver}, err
	}
	return c.answered(report, place, effect)
}

// withdraw takes an open report back: its cards say so, and nobody works on it
// any more.
func (c *commit) withdraw(ctx context.Context, tx pgx.Tx, place int, effect flows.Effect) (flows.Outcome, error) {
	report, err := c.lockOwn(ctx, tx, effect.Target)
	if err != nil || report == nil || report.Status == flows.StatusClosed {
		return flows.Outcome{Refused: flows.RefusedOver}, err
	}
	report.Status = flows.StatusWithdrawn
	c.write(`UPDATE reports SET status = 'withdrawn' WHERE id = $1`, report.ID)
	c.write(`
		INSERT INTO entries (report_id, kind, event, source, at) VALUES ($1, 'event', 'withdrawn', $2, $3)
		ON CONFLICT (source) DO NOTHING`, report.ID, fmt.Sprintf("%s:%d:withdrawn", c.work.ID, place), c.now)
	c.touch(report.ID)
	return flows.Outcome{Report: report.Known, Agencies: report.Agencies}, nil
}

// rate notes how a report was dealt with, and then why. A report has one such
// line in its thread.
func (c *commit) rate(ctx context.Context, tx pgx.Tx, effect flows.Effect) (flows.Outcome, error) {
	report, err := c.lockOwn(ctx, tx, effect.Target)
	if err != nil || report == nil || effect.Value < 1 || effect.Value > 5 {
		return flows.Outcome{Refused: flows.RefusedOver}, err
	}
	detail, err := json.Marshal(map[string]string{"rating": strconv.Itoa(effect.Value)})
	if err != nil {
		return flows.Outcome{}, err
	}
	source := "rated:" + report.ID
	c.write(`
		INSERT INTO entries (report_id, kind, event, detail, text, source, at) VALUES ($1, 'event', 'rated', $2, $3, $4, $5)
		ON CONFLICT (source) DO UPDATE SET detail = excluded.detail, text = coalesce(excluded.text, entries.text)`,
		report.ID, detail, sealText(report.key, "entries", source, effect.Text), source, c.now)
	c.touch(report.ID)
	return flows.Outcome{Report: report.Known}, nil
}

// countFiled counts the reports that give a right to a case review
// (resident-safety rule 12), the new one included. It is known only when the
// report is there, so it is added to the outcome that was stored.
func (c *commit) countFiled(place, theme int) {
	review := c.plan.CaseReview
	if review == nil || review.Theme != theme {
		return
	}
	c.collect(func(rows pgx.Rows) error {
		count, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int])
		c.counts[place] = count
		return err
	}, `
		WITH counted AS (
			SELECT count(*) AS reports FROM reports JOIN vault.contacts ON contacts.id = reports.contact_id
			WHERE contacts.lookup = $1 AND reports.theme = $2 AND reports.filed_at > $3
			  AND reports.status NOT IN ('withdrawn', 'forgotten'))
		UPDATE commits SET outcomes = jsonb_set(outcomes, ARRAY[$4::text, 'ct'], to_jsonb(counted.reports))
		FROM counted WHERE commits.id = $5
		RETURNING counted.reports::int`, c.lookup, theme, c.now.AddDate(0, -review.Months, 0), strconv.Itoa(place), c.work.ID)
}
