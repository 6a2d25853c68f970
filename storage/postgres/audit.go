package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// auditRow is a line of the audit.
type auditRow struct {
	ID        int64
	At        time.Time
	Agency    string
	Officer   string
	Actor     string
	Action    string
	Reference string
	Detail    []byte
}

// Audit reads the audit of all agencies, by pages: each begins behind the last
// line of the page before, so that all cost the same.
func (s *Store) Audit(ctx context.Context, f bot.AuditFilter) (bot.AuditPage, error) {
	if f.Most == 0 {
		f.Most = 50
	}
	q := auditQuery(f)
	var page bot.AuditPage
	rows, err := s.pool.Query(ctx, auditSQL(q, f.Most+1), q.args...)
	if err == nil {
		var list []auditRow
		if list, err = pgx.CollectRows(rows, pgx.RowToStructByName[auditRow]); err == nil {
			page, err = auditPage(list, f.Most)
		}
	}
	if err != nil {
		return bot.AuditPage{}, fmt.Errorf("read the audit: %w", clean(err))
	}
	return page, nil
}

// auditPage makes a page of the rows for it and, if there is one, the row behind.
func auditPage(list []auditRow, most int) (page bot.AuditPage, err error) {
	if len(list) > most {
		list = list[:most]
		page.Next = bot.AuditPlace{At: list[most-1].At, ID: list[most-1].ID}
	}
	for _, row := range list {
		line := bot.AuditLine{
			ID: row.ID, At: row.At, Agency: row.Agency, Officer: row.Officer, Actor: row.Actor, Action: row.Action, Reference: row.Reference,
		}
		if err := json.Unmarshal(row.Detail, &line.Detail); err != nil {
			return bot.AuditPage{}, err
		}
		page.Lines = append(page.Lines, line)
	}
	return page, nil
}

func auditQuery(f bot.AuditFilter) *conditions {
	c := &conditions{}
	for _, by := range []struct{ condition, value string }{
		{"officer_id = as_uuid(?)", f.Officer},
		{"agency = ?", f.Agency},
		{"action = ?", f.Action},
		{"report_id = (SELECT id FROM reports WHERE reference = ?)", f.Reference},
	} {
		if by.value != "" {
			c.add(by.condition, by.value)
		}
	}
	if !f.From.IsZero() {
		c.add("at >= ?", f.From)
	}
	if !f.To.IsZero() {
		c.add("at < ?", f.To)
	}
	if f.After.ID != 0 {
		c.args = append(c.args, f.After.At, f.After.ID)
		c.where = append(c.where, fmt.Sprintf("(at, id) < ($%d, $%d)", len(c.args)-1, len(c.args)))
	}
	return c
}

func auditSQL(c *conditions, most int) string {
	where := "true"
	if len(c.where) > 0 {
		where = strings.Join(c.where, " AND ")
	}
	return `
		SELECT page.id, page.at, page.agency, coalesce(page.officer_id::text, '') AS officer, page.actor, page.action,
		       coalesce(reports.reference, '') AS reference, page.detail
		FROM (SELECT * FROM audit WHERE ` + where + ` ORDER BY at DESC, id DESC LIMIT ` + strconv.Itoa(most) + `) page
		LEFT JOIN reports ON reports.id = page.report_id
		ORDER BY page.at DESC, page.id DESC`
}

// NoteAudit notes that somebody looked at the audit or took a copy: at most once
// in a time, which is 0 for always.
func (s *Store) NoteAudit(ctx context.Context, by bot.Actor, action string, detail map[string]string, every time.Duration) error {
	err := s.service(ctx, func(tx pgx.Tx) error {
		if err := alone(ctx, tx, by.Officer); err != nil {
			return err
		}
		var lately bool
		err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM audit WHERE officer_id = $1 AND action = $2 AND at > $3)`,
			by.Officer, action, s.now().Add(-every)).Scan(&lately)
		if err != nil || lately && every > 0 {
			return err
		}
		return s.audit(ctx, tx, by, action, "", detail)
	})
	if err != nil {
		return fmt.Errorf("note %s: %w", action, err)
	}
	return nil
}

// alone keeps others off what is counted of one officer until the transaction
// ends.
func alone(ctx context.Context, tx pgx.Tx, officer string) error {
	_, err := tx.Exec(ctx, aloneSQL, officer)
	return err
}

const aloneSQL = `SELECT pg_advisory_xact_lock(hashtextextended('audit ' || $1, 0))`
