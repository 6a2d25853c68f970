package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/flows"
)

var _ bot.InboxStore = (*Store)(nil)

// inboxPageSize is how many reports a page has unless it is said.
const inboxPageSize = 50

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
	Away      *time.Time
	Waits     bot.Waits
	DueAt     time.Time
	DueWhat   bot.DeadlineKind
	FiledAt   time.Time
	MovedAt   time.Time
}

func (r inboxRow) row() bot.InboxRow {
	row := bot.InboxRow{
		Report: r.Report, Reference: r.Reference, Theme: r.Theme, Degree: r.Degree, Status: r.Status, Urgent: r.Urgent, Ward: r.Ward,
		Language: r.Language, Agencies: r.Agencies, TakenBy: r.TakenBy, Away: at(r.Away), Waits: r.Waits,
		DueAt: r.DueAt, DueWhat: r.DueWhat, FiledAt: r.FiledAt, MovedAt: r.MovedAt,
	}
	if !row.DueAt.Before(nothingDue) || row.Status != flows.StatusNew && row.Status != flows.StatusTaken {
		row.DueAt, row.DueWhat = time.Time{}, ""
	}
	return row
}

// Inbox lists reports that an officer may see, by pages: each begins behind the
// last one of the page before, so that all cost the same.
func (s *Store) Inbox(ctx context.Context, by bot.Actor, f bot.InboxFilter) (bot.InboxPage, error) {
	if f.Most == 0 {
		f.Most = inboxPageSize
	}
	sql, args, ok := inboxList(by, f, s.now())
	if !ok {
		return bot.InboxPage{}, nil
	}
	var page bot.InboxPage
	err := s.list(ctx, by, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, sql, args...)
		if err != nil {
			return err
		}
		list, err := pgx.CollectRows(rows, pgx.RowToStructByName[inboxRow])
		if err != nil {
			return err
		}
		page = onePage(list, f)
		return nil
	})
	if err != nil {
		return bot.InboxPage{}, fmt.Errorf("list reports: %w", err)
	}
	return page, nil
}

// list is desk for reading the first rows of lanes. The planner thinks lanes to
// be alike and would read some whole that are long, to sort them: bitmaps and whole
// tables are how it does so.
func (s *Store) list(ctx context.Context, by bot.Actor, fn func(pgx.Tx) error) error {
	return s.desk(ctx, by, func(tx pgx.Tx) error {
		if err := inOrder(ctx, tx); err != nil {
			return err
		}
		return fn(tx)
	})
}

func inOrder(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `
		SELECT set_config('enable_bitmapscan', 'off', true), set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)`)
	return err
}

// onePage is the page of a list that was read one row further.
func onePage(list []inboxRow, f bot.InboxFilter) bot.InboxPage {
	var page bot.InboxPage
	for i, row := range list {
		if i == f.Most {
			last := list[i-1]
			page.Next = bot.InboxPlace{Filed: last.FiledAt, Report: last.Report}
			if f.Due {
				page.Next.Filed = last.DueAt
			}
			break
		}
		page.Rows = append(page.Rows, row.row())
	}
	return page
}

// inboxList reads one row more than a page has: then there is a next one.
func inboxList(by bot.Actor, f bot.InboxFilter, now time.Time) (sql string, args []any, ok bool) {
	q, ok := newInboxQuery(by, f, now)
	if !ok {
		return "", nil, false
	}
	return q.whole(q.first("inbox.*", f, f.Most+1), f, now, "", ""), q.args, true
}

// whole completes rows of the inbox with what stands elsewhere. Over all
// agencies, what is due first is that of any.
func (q *inboxQuery) whole(page string, f bot.InboxFilter, now time.Time, columns, joins string) string {
	due := "page"
	if q.joint {
		due = "due"
		joins += ` CROSS JOIN LATERAL (
			SELECT held.due_at, held.due_what FROM inbox held WHERE held.report_id = page.report_id ORDER BY held.due_at, held.agency LIMIT 1) due`
	}
	order, by := direction(f.Oldest), "page.filed_at"
	if f.Due {
		order, by = " ASC", due+".due_at"
	}
	at := q.arg(now)
	return `
		SELECT page.report_id::text AS report, reports.reference, page.theme, page.degree, page.status, page.urgent, page.ward, page.language,
		       ARRAY(SELECT held.agency FROM inbox held WHERE held.report_id = page.report_id ORDER BY held.agency) AS agencies,
		       reports.taken_by, (SELECT away_until FROM officers
		           WHERE officers.id = page.officer_id AND away_from <= ` + at + ` AND away_until > ` + at + `) AS away,
		       page.waits, ` + due + `.due_at, ` + due + `.due_what, page.filed_at, page.moved_at` + columns + `
		FROM (` + page + `) page
		JOIN reports ON reports.id = page.report_id` + joins + `
		ORDER BY ` + by + order + `, page.report_id` + order
}

// Waiting counts what waits, up to bot.MostWaiting.
func (s *Store) Waiting(ctx context.Context, by bot.Actor) (bot.InboxWaiting, error) {
	var n bot.InboxWaiting
	count := func(tx pgx.Tx, f bot.InboxFilter, into *int) error {
		q, ok := newInboxQuery(by, f, s.now())
		if !ok {
			return nil
		}
		if !f.Urgent && !f.Overdue {
			q.rows = append(q.rows, "inbox.waits = 'desk'")
		}
		sql := q.first("inbox.filed_at, inbox.due_at, inbox.report_id", f, bot.MostWaiting)
		return tx.QueryRow(ctx, `SELECT count(*) FROM (`+sql+`) waiting`, q.args...).Scan(into)
	}
	err := s.list(ctx, by, func(tx pgx.Tx) error {
		if err := count(tx, bot.InboxFilter{View: bot.InboxMine}, &n.Mine); err != nil {
			return err
		}
		if err := count(tx, bot.InboxFilter{View: bot.InboxTeam}, &n.Team); err != nil {
			return err
		}
		if err := count(tx, bot.InboxFilter{View: bot.InboxAll, Urgent: true}, &n.Urgent); err != nil {
			return err
		}
		return count(tx, bot.InboxFilter{View: bot.InboxAll, Overdue: true, Due: true}, &n.Overdue)
	})
	if err != nil {
		return bot.InboxWaiting{}, fmt.Errorf("count what waits: %w", err)
	}
	return n, nil
}

// Colleagues lists the active officers of an agency that the actor may see.
func (s *Store) Colleagues(ctx context.Context, by bot.Actor, agency string) (list []bot.Colleague, err error) {
	err = s.desk(ctx, by, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT id::text, name FROM officers WHERE agency = $1 AND active ORDER BY name, id`, agency)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, pgx.RowToStructByName[bot.Colleague])
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list colleagues: %w", err)
	}
	return list, nil
}
