package postgres

import (
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// queueDeadlines makes what is kept of a report's deadlines that which follows
// from its story. Of one that is older than its deadlines nobody is told what
// has passed.
func (s *Store) queueDeadlines(batch *pgx.Batch, report string, list []bot.Deadline, was []keptRow, late bool, absent []string) {
	kept := map[deadlineKey]keptRow{}
	for _, row := range was {
		kept[deadlineKey{row.Agency, row.What, row.FromAt.UnixMicro()}] = row
	}
	var rows deadlineRows
	for _, d := range list {
		s.writeDeadline(&rows, d, kept[keyOf(d)], late, absent)
		delete(kept, keyOf(d))
	}
	rows.queue(batch, report)
	for key, gone := range kept {
		if !gone.Over {
			batch.Queue(`
				UPDATE deadlines SET ended_at = $5, next_at = NULL WHERE report_id = $1 AND agency = $2 AND what = $3 AND from_at = $4`,
				report, key.agency, key.what, gone.FromAt, s.now())
		}
	}
	queueDue(batch, report, list)
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

func queueKept(batch *pgx.Batch, report string) *[]keptRow {
	kept := &[]keptRow{}
	queueRows(batch, kept, pgx.RowToStructByName[keptRow], `
		SELECT agency, what, from_at, step, missed, num_nonnulls(met_at, ended_at) > 0 AS over FROM deadlines WHERE report_id = $1`, report)
	return kept
}

// writeDeadline says how a deadline stands. One that was over stays as it was
// then: what comes later, such as another theme, changes nothing of it.
func (s *Store) writeDeadline(rows *deadlineRows, d bot.Deadline, kept keptRow, late bool, absent []string) {
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
	rows.put(d, missed, kept.Step, next)
}

// deadlineRows are rows to be written in one statement, column by column.
type deadlineRows struct {
	keys                           []deadlineKey
	agency, what                   []string
	from                           []time.Time
	due, stopped, met, ended, next []*time.Time
	missed                         []bool
	step                           []bot.ReminderStep
}

// put adds a row. A statement may write a row only once, so that of two for the
// same deadline the later one counts.
func (r *deadlineRows) put(d bot.Deadline, missed bool, step bot.ReminderStep, next time.Time) {
	at := slices.Index(r.keys, keyOf(d))
	if at < 0 {
		at = len(r.keys)
		r.keys = append(r.keys, keyOf(d))
		r.agency, r.what, r.from = append(r.agency, d.Agency), append(r.what, string(d.What)), append(r.from, d.From)
		r.due, r.stopped, r.met = append(r.due, nil), append(r.stopped, nil), append(r.met, nil)
		r.ended, r.next = append(r.ended, nil), append(r.next, nil)
		r.missed, r.step = append(r.missed, false), append(r.step, 0)
	}
	r.due[at], r.stopped[at], r.met[at], r.ended[at] = maybe(d.Due), maybe(d.Stopped), maybe(d.Met), maybe(d.Ended)
	r.missed[at], r.step[at], r.next[at] = missed, step, maybe(next)
}

func (r *deadlineRows) queue(batch *pgx.Batch, report string) {
	if len(r.keys) == 0 {
		return
	}
	batch.Queue(`
		INSERT INTO deadlines (report_id, agency, what, from_at, due_at, stopped_at, met_at, ended_at, missed, step, next_at)
		SELECT $1, * FROM unnest($2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[],
		                         $8::timestamptz[], $9::boolean[], $10::smallint[], $11::timestamptz[])
		ON CONFLICT (report_id, agency, what, from_at) DO UPDATE
		SET due_at = excluded.due_at, stopped_at = excluded.stopped_at, met_at = excluded.met_at, ended_at = excluded.ended_at,
		    missed = excluded.missed, step = excluded.step, next_at = excluded.next_at`,
		report, r.agency, r.what, r.from, r.due, r.stopped, r.met, r.ended, r.missed, r.step, r.next)
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
