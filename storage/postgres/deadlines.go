package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/flows"
)

var _ bot.DeadlineStore = (*Store)(nil)

// nothingDue is when something is due that isn't, so that lists have an order.
var nothingDue = time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC)

// KeepDeadlines works off the marks of reports to which something happened, each
// report in a transaction of its own: whoever acts on one waits for that alone.
// One that can't be worked out is put behind the others and named in the error.
func (s *Store) KeepDeadlines(ctx context.Context, most int) (n int, err error) {
	failed := map[string]bool{}
	for n < most {
		report := ""
		kept := s.service(ctx, func(tx pgx.Tx) (err error) {
			if report, err = nextMark(ctx, tx); err != nil || report == "" || failed[report] {
				return err
			}
			return s.keepDeadlines(ctx, tx, report)
		})
		switch {
		case kept != nil && (report == "" || errors.Is(kept, bot.ErrAway)):
			return n, fmt.Errorf("keep deadlines: %w", kept)
		case kept != nil:
			failed[report], err = true, fmt.Errorf("keep deadlines of report %s: %w", report, kept)
			if last := s.markLast(ctx, report); last != nil {
				return n, last
			}
		case report == "" || failed[report]:
			return n, err
		default:
			n++
		}
	}
	return n, err
}

// nextMark is the report that waits longest; empty when none waits.
func nextMark(ctx context.Context, tx pgx.Tx) (report string, err error) {
	err = tx.QueryRow(ctx, `
		SELECT report_id::text FROM deadline_marks ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED`).Scan(&report)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return report, err
}

// markLast puts a report behind all others that wait.
func (s *Store) markLast(ctx context.Context, report string) error {
	_, err := s.pool.Exec(ctx, `
		WITH gone AS (DELETE FROM deadline_marks WHERE report_id = $1 RETURNING late)
		INSERT INTO deadline_marks (report_id, late) SELECT $1, coalesce(bool_or(late), false) FROM gone`, report)
	if err != nil {
		return fmt.Errorf("mark report %s again: %w", report, clean(err))
	}
	return nil
}

// keepDeadlines works out the deadlines of a report that is marked. The report is
// locked before its marks are taken away, so that whatever has marked it is there
// to be read.
func (s *Store) keepDeadlines(ctx context.Context, tx pgx.Tx, report string) error {
	if _, err := tx.Exec(ctx, `SELECT FROM reports WHERE id = $1 FOR NO KEY UPDATE`, report); err != nil {
		return err
	}
	var late bool
	err := tx.QueryRow(ctx, `
		WITH mark AS (
			DELETE FROM deadline_marks WHERE id IN (
				SELECT id FROM deadline_marks WHERE report_id = $1 FOR UPDATE SKIP LOCKED)
			RETURNING late)
		SELECT coalesce(bool_or(late), false) FROM mark`, report).Scan(&late)
	if err != nil {
		return err
	}
	return s.writeDeadlines(ctx, tx, report, late)
}

// writeDeadlines makes what is kept of a report's deadlines that which follows
// from its story. Of one that is older than its deadlines nobody is told what
// has passed.
func (s *Store) writeDeadlines(ctx context.Context, tx pgx.Tx, report string, late bool) error {
	list, err := s.deadlines(ctx, tx, report)
	if errors.Is(err, pgx.ErrNoRows) {
		_, err := tx.Exec(ctx, `DELETE FROM deadlines WHERE report_id = $1`, report)
		return err
	}
	if err != nil {
		return err
	}
	kept, err := keptDeadlines(ctx, tx, report)
	if err != nil {
		return err
	}
	absent, err := absentAgencies(ctx, tx, s.now())
	if err != nil {
		return err
	}
	batch := &pgx.Batch{}
	for _, d := range list {
		s.writeDeadline(batch, report, d, kept[keyOf(d)], late, absent)
		delete(kept, keyOf(d))
	}
	for key, gone := range kept {
		if !gone.Over {
			batch.Queue(`
				UPDATE deadlines SET ended_at = $5, next_at = NULL WHERE report_id = $1 AND agency = $2 AND what = $3 AND from_at = $4`,
				report, key.agency, key.what, gone.FromAt, s.now())
		}
	}
	queueDue(batch, report, list)
	return tx.SendBatch(ctx, batch).Close()
}

// deadlineKey tells one deadline of a report from others.
type deadlineKey struct {
	agency string
	what   bot.DeadlineKind
	from   int64 // microseconds, as the record keeps them
}

func keyOf(d bot.Deadline) deadlineKey { return deadlineKey{d.Agency, d.What, d.From.UnixMicro()} }

// keptRow is what is kept of a deadline.
type keptRow struct {
	Agency string
	What   bot.DeadlineKind
	FromAt time.Time
	Step   bot.ReminderStep
	Missed bool
	Over   bool
}

func keptDeadlines(ctx context.Context, tx pgx.Tx, report string) (map[deadlineKey]keptRow, error) {
	rows, err := tx.Query(ctx, `
		SELECT agency, what, from_at, step, missed, num_nonnulls(met_at, ended_at) > 0 AS over FROM deadlines WHERE report_id = $1`, report)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[keptRow])
	kept := map[deadlineKey]keptRow{}
	for _, row := range list {
		kept[deadlineKey{row.Agency, row.What, row.FromAt.UnixMicro()}] = row
	}
	return kept, err
}

// writeDeadline writes how a deadline stands. One that was over stays as it was
// then: what comes later, such as another theme, changes nothing of it.
func (s *Store) writeDeadline(batch *pgx.Batch, report string, d bot.Deadline, kept keptRow, late bool, absent []string) {
	if kept.Over {
		return
	}
	nobody := slices.Contains(absent, d.Agency) || d.Shut(s.plan)
	missed := d.Missed(s.now())
	if late {
		kept.Step = d.Reached(kept.Step, nobody, s.now())
	} else if !d.Over() {
		missed = missed && kept.Missed // that it passed is seen, and told, by PassDeadlines
	}
	_, next := d.Next(kept.Step, nobody)
	batch.Queue(`
		INSERT INTO deadlines (report_id, agency, what, from_at, due_at, stopped_at, met_at, ended_at, missed, step, next_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (report_id, agency, what, from_at) DO UPDATE
		SET due_at = excluded.due_at, stopped_at = excluded.stopped_at, met_at = excluded.met_at, ended_at = excluded.ended_at,
		    missed = excluded.missed, step = excluded.step, next_at = excluded.next_at`,
		report, d.Agency, d.What, d.From, maybe(d.Due), maybe(d.Stopped), maybe(d.Met), maybe(d.Ended),
		missed, kept.Step, maybe(next))
}

// queueDue writes what is due first into the rows of lists, where it is news,
// and tells open pages of these.
func queueDue(batch *pgx.Batch, report string, list []bot.Deadline) {
	var agencies, what []string
	var due []time.Time
	first := nothingDue
	for _, d := range list {
		if d.Over() || d.Due.IsZero() {
			continue
		}
		first = earlier(first, d.Due)
		at := slices.Index(agencies, d.Agency)
		switch {
		case at < 0:
			agencies, what, due = append(agencies, d.Agency), append(what, string(d.What)), append(due, d.Due)
		case d.Due.Before(due[at]):
			what[at], due[at] = string(d.What), d.Due
		}
	}
	batch.Queue(`
		WITH now AS (
			SELECT held.agency, coalesce(due.at, $6) AS due_at, coalesce(due.what, '') AS due_what,
			       CASE WHEN held.first THEN $5 ELSE $6 END::timestamptz AS first_due_at
			FROM inbox held LEFT JOIN unnest($2::text[], $3::timestamptz[], $4::text[]) AS due (agency, at, what) USING (agency)
			WHERE held.report_id = $1),
		changed AS (
			UPDATE inbox SET due_at = now.due_at, due_what = now.due_what, first_due_at = now.first_due_at
			FROM now WHERE inbox.report_id = $1 AND inbox.agency = now.agency
			  AND (inbox.due_at, inbox.due_what, inbox.first_due_at) IS DISTINCT FROM (now.due_at, now.due_what, now.first_due_at)
			RETURNING inbox.agency)
		SELECT pg_notify('yousaid_inbox', agency) FROM changed`, report, agencies, due, what, first, nothingDue)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// storyRow is what deadlines go by, beside what happened.
type storyRow struct {
	Theme   int
	Urgent  bool
	Status  flows.Status
	TakenAt *time.Time
	Reach   bot.Reach
}

// happenedRow is a happening as the record has it.
type happenedRow struct {
	What   string
	Agency string
	At     time.Time
}

// deadlines works out the deadlines of a report, as the service. It is
// pgx.ErrNoRows for one that was forgotten.
func (s *Store) deadlines(ctx context.Context, tx pgx.Tx, report string) ([]bot.Deadline, error) {
	if len(s.plan.Deadlines) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `
		SELECT reports.theme, reports.urgent, reports.status, reports.taken_at, `+reachSQL+` AS reach
		FROM reports LEFT JOIN vault.contacts ON contacts.id = reports.contact_id
		WHERE reports.id = $1 AND reports.status <> 'forgotten'`, report)
	if err != nil {
		return nil, err
	}
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[storyRow])
	if err != nil {
		return nil, err
	}
	// What happens at one time happens in this order: a report leaves an agency,
	// comes to others, and then it is said that it was passed on.
	rows, err = tx.Query(ctx, `
		SELECT what, agency, at FROM (
			SELECT 'left' AS what, agency, ended_at AS at, 0 AS place, id FROM referrals WHERE report_id = $1 AND NOT active
			UNION ALL
			SELECT 'referred', agency, created_at, 1, id FROM referrals WHERE report_id = $1 AND NOT active
			UNION ALL
			SELECT 'referred', agency, created_at, 1, id FROM referrals WHERE report_id = $1 AND active
			UNION ALL
			SELECT CASE kind WHEN 'event' THEN event ELSE kind END, coalesce(detail->>'urgent', detail->>'agency', agency), at, 2, id
			FROM entries WHERE report_id = $1 AND (kind IN ('resident', 'reply') OR
				kind = 'event' AND event IN ('taken', 'handed', 'passed', 'urgent', 'closed', 'reopened', 'withdrawn'))
			UNION ALL
			SELECT 'silent', '', at, 2, 0 FROM silences WHERE report_id = $1) story
		ORDER BY at, place, id`, report)
	if err != nil {
		return nil, err
	}
	happened, err := pgx.CollectRows(rows, pgx.RowToStructByName[happenedRow])
	if err != nil {
		return nil, err
	}
	return bot.Deadlines(s.plan, storyOf(row, happened)), nil
}

// storyOf turns what the record has of a report into its story. A report that
// was passed on is nobody's, unless who has it is of an agency that keeps it.
func storyOf(row storyRow, happened []happenedRow) bot.Story {
	story := bot.Story{Theme: row.Theme, Urgent: row.Urgent, Silent: row.Reach != bot.ReachOpen}
	holder, has := "", map[string]bool{}
	for _, h := range happened {
		next := bot.Happening{What: h.What, Agency: h.Agency, At: h.At}
		switch h.What {
		case bot.HappenedReferred, bot.HappenedLeft:
			has[h.Agency] = h.What == bot.HappenedReferred
		case "handed", bot.HappenedTaken:
			next.What, holder = bot.HappenedTaken, h.Agency
		case "passed":
			if holder == "" || has[holder] {
				continue
			}
			next.What, holder = bot.HappenedUntaken, ""
		case bot.HappenedUrgent:
			if h.Agency != yes(true) {
				continue
			}
		case bot.HappenedReopened:
			holder = ""
		}
		story.Happened = append(story.Happened, next)
	}
	// Whose agency it was is not told of those that were handed over before there
	// were deadlines.
	if row.Status == flows.StatusTaken && holder == "" && row.TakenAt != nil {
		story.Happened = append(story.Happened, bot.Happening{What: bot.HappenedTaken, At: *row.TakenAt})
	}
	return story
}
