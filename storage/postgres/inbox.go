package postgres

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/flows"
)

var _ bot.InboxStore = (*Store)(nil)

// inboxRow is a row of a list.
type inboxRow struct {
	Report    string
	Reference string
	Theme     int
	Degree    flows.Degree
	Status    flows.Status
	Urgent    bool
	Ward      string
	Language  string
	Agencies  []string
	TakenBy   string
	Waits     bot.Waits
	FiledAt   time.Time
	MovedAt   time.Time
}

// Inbox lists reports that an officer may see, by pages: each begins behind the
// last one of the page before, so that all cost the same.
func (s *Store) Inbox(ctx context.Context, by bot.Actor, f bot.InboxFilter) (bot.InboxPage, error) {
	if f.Most == 0 {
		f.Most = 50
	}
	q := inboxQuery(by, f, s.now())
	var page bot.InboxPage
	err := s.desk(ctx, by, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, q.sql(f), q.args...)
		if err != nil {
			return err
		}
		list, err := pgx.CollectRows(rows, pgx.RowToStructByName[inboxRow])
		if err != nil {
			return err
		}
		page = bot.InboxPage{}
		for i, row := range list {
			if i == f.Most {
				last := page.Rows[f.Most-1]
				page.Next = bot.InboxPlace{Filed: last.FiledAt, Report: last.Report}
				break
			}
			page.Rows = append(page.Rows, bot.InboxRow(row))
		}
		return nil
	})
	if err != nil {
		return bot.InboxPage{}, fmt.Errorf("list reports: %w", err)
	}
	return page, nil
}

// conditions gathers what a list asks for, with its arguments.
type conditions struct {
	where []string
	args  []any
}

// add takes a condition in which ? stands for its argument.
func (c *conditions) add(condition string, arg any) {
	c.args = append(c.args, arg)
	c.where = append(c.where, strings.ReplaceAll(condition, "?", "$"+strconv.Itoa(len(c.args))))
}

func inboxQuery(by bot.Actor, f bot.InboxFilter, now time.Time) *conditions {
	c := &conditions{}
	switch {
	case !by.All || f.View != bot.InboxAll:
		c.add("inbox.agency = ?", by.Agency)
	case f.Agency != "":
		c.add("inbox.agency = ?", f.Agency)
	default:
		c.where = append(c.where, "inbox.first")
	}
	switch f.View {
	case bot.InboxMine:
		c.add("inbox.officer_id::text = ?", by.Officer)
		c.where = append(c.where, "inbox.open")
	case bot.InboxTeam:
		c.where = append(c.where, "inbox.open")
	case bot.InboxAll:
	}
	if f.Theme != nil {
		c.add("inbox.theme = ?", *f.Theme)
	}
	if f.Status == "open" {
		c.where = append(c.where, "inbox.open")
	} else if f.Status != "" {
		c.add("inbox.status = ?", f.Status)
	}
	if f.Ward != "" {
		c.add("inbox.ward = ?", f.Ward)
	}
	if f.Language != "" {
		c.add("inbox.language = ?", f.Language)
	}
	if f.Urgent {
		c.where = append(c.where, "inbox.urgent AND inbox.open")
	}
	if f.Officer == "none" {
		c.where = append(c.where, "inbox.officer_id IS NULL")
	} else if f.Officer != "" {
		c.add("inbox.officer_id::text = ?", f.Officer)
	}
	if f.Older > 0 {
		c.add("inbox.filed_at <= ?", now.Add(-f.Older))
	}
	if f.After.Report != "" {
		behind := "<"
		if f.Oldest {
			behind = ">"
		}
		c.add("inbox.filed_at "+behind+"= ?", f.After.Filed)
		c.args = append(c.args, f.After.Report)
		c.where = append(c.where, fmt.Sprintf("(inbox.filed_at, inbox.report_id) %s ($%d, $%d::uuid)", behind, len(c.args)-1, len(c.args)))
	}
	return c
}

func (c *conditions) sql(f bot.InboxFilter) string {
	order := "DESC"
	if f.Oldest {
		order = "ASC"
	}
	where := "true"
	if len(c.where) > 0 {
		where = strings.Join(c.where, " AND ")
	}
	return `
		SELECT page.report_id::text AS report, reports.reference, page.theme, page.degree, page.status, page.urgent, page.ward, page.language,
		       ARRAY(SELECT held.agency FROM inbox held WHERE held.report_id = page.report_id ORDER BY held.agency) AS agencies,
		       reports.taken_by, page.waits, page.filed_at, page.moved_at
		FROM (SELECT * FROM inbox WHERE ` + where + `
		      ORDER BY filed_at ` + order + `, report_id ` + order + ` LIMIT ` + strconv.Itoa(f.Most+1) + `) page
		JOIN reports ON reports.id = page.report_id
		ORDER BY page.filed_at ` + order + `, page.report_id ` + order
}
