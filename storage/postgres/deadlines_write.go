package postgres

import (
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// deadlineNews is what is to be written of reports' deadlines.
type deadlineNews struct {
	*Store
	absent []string // agencies of which nobody is there

	rows deadlineRows
	gone goneRows
	due  dueRows
}

// add makes what is kept of a report's deadlines that which follows from its
// story.
func (n *deadlineNews) add(report string, list []bot.Deadline, was []keptRow, late bool) {
	kept := map[deadlineKey]keptRow{}
	for _, row := range was {
		kept[deadlineKey{report, row.Agency, row.What, row.FromAt.UnixMicro()}] = row
	}
	for _, d := range list {
		key := keyOf(report, d)
		n.write(key, d, kept[key], late)
		delete(kept, key)
	}
	for _, gone := range kept {
		if !gone.Over {
			n.gone.put(gone)
		}
	}
	n.due.put(report, list)
}

func (n *deadlineNews) queue(batch *pgx.Batch) {
	n.rows.queue(batch)
	n.gone.queue(batch, n.now())
	n.due.queue(batch)
}

// deadlineKey tells a deadline from others.
type deadlineKey struct {
	report string
	agency string
	what   bot.DeadlineKind
	from   int64 // microseconds, as the record keeps them
}

func keyOf(report string, d bot.Deadline) deadlineKey {
	return deadlineKey{report, d.Agency, d.What, d.From.UnixMicro()}
}

// keptRow is what is kept of a deadline.
type keptRow struct {
	Report string
	Agency string
	What   bot.DeadlineKind
	FromAt time.Time
	Step   bot.ReminderStep
	Missed bool
	Over   bool
}

const keptSQL = `
	SELECT report_id::text AS report, agency, what, from_at, step, missed, num_nonnulls(met_at, ended_at) > 0 AS over
	FROM deadlines WHERE report_id = ANY($1::uuid[])`

// write says how a deadline stands. One that was over stays as it was then: what
// comes later, such as another theme, changes nothing of it.
func (n *deadlineNews) write(key deadlineKey, d bot.Deadline, kept keptRow, late bool) {
	if kept.Over {
		return
	}
	nobody := slices.Contains(n.absent, d.Agency) || d.Shut(n.plan)
	missed := d.Missed(n.now())
	if late {
		kept.Step = d.Reached(kept.Step, nobody, n.now())
	} else if !d.Over() {
		missed = missed && kept.Missed // that it passed is seen, and told, by PassDeadlines
	}
	_, next := d.Next(kept.Step, nobody)
	n.rows.put(key, d, missed, kept.Step, next)
}

// deadlineRows are rows to be written in one statement, column by column.
type deadlineRows struct {
	keys                           []deadlineKey
	report, agency, what           []string
	from                           []time.Time
	due, stopped, met, ended, next []*time.Time
	missed                         []bool
	step                           []bot.ReminderStep
}

// put adds a row. A statement may write a row only once, so that of two for the
// same deadline the later one counts.
func (r *deadlineRows) put(key deadlineKey, d bot.Deadline, missed bool, step bot.ReminderStep, next time.Time) {
	at := slices.Index(r.keys, key)
	if at < 0 {
		at = len(r.keys)
		r.keys, r.report = append(r.keys, key), append(r.report, key.report)
		r.agency, r.what, r.from = append(r.agency, d.Agency), append(r.what, string(d.What)), append(r.from, d.From)
		r.due, r.stopped, r.met = append(r.due, nil), append(r.stopped, nil), append(r.met, nil)
		r.ended, r.next = append(r.ended, nil), append(r.next, nil)
		r.missed, r.step = append(r.missed, false), append(r.step, 0)
	}
	r.due[at], r.stopped[at], r.met[at], r.ended[at] = maybe(d.Due), maybe(d.Stopped), maybe(d.Met), maybe(d.Ended)
	r.missed[at], r.step[at], r.next[at] = missed, step, maybe(next)
}

func (r *deadlineRows) queue(batch *pgx.Batch) {
	if len(r.keys) == 0 {
		return
	}
	batch.Queue(`
		INSERT INTO deadlines (report_id, agency, what, from_at, due_at, stopped_at, met_at, ended_at, missed, step, next_at)
		SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[],
		                         $8::timestamptz[], $9::boolean[], $10::smallint[], $11::timestamptz[])
		ON CONFLICT (report_id, agency, what, from_at) DO UPDATE
		SET due_at = excluded.due_at, stopped_at = excluded.stopped_at, met_at = excluded.met_at, ended_at = excluded.ended_at,
		    missed = excluded.missed, step = excluded.step, next_at = excluded.next_at`,
		r.report, r.agency, r.what, r.from, r.due, r.stopped, r.met, r.ended, r.missed, r.step, r.next)
}

// goneRows are deadlines that don't follow from the story any more.
type goneRows struct {
	report, agency, what []string
	from                 []time.Time
}

func (r *goneRows) put(gone keptRow) {
	r.report, r.agency = append(r.report, gone.Report), append(r.agency, gone.Agency)
	r.what, r.from = append(r.what, string(gone.What)), append(r.from, gone.FromAt)
}

func (r *goneRows) queue(batch *pgx.Batch, now time.Time) {
	if len(r.report) == 0 {
		return
	}
	batch.Queue(`
		UPDATE deadlines SET ended_at = $5, next_at = NULL
		FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) AS gone (report, agency, what, from_at)
		WHERE deadlines.report_id = gone.report AND deadlines.agency = gone.agency AND deadlines.what = gone.what
		  AND deadlines.from_at = gone.from_at`, r.report, r.agency, r.what, r.from, now)
}

// dueRows are what is due first: of each report, and of each of its agencies.
type dueRows struct {
	reports []string
	first   []time.Time

	report, agency, what []string
	due                  []time.Time
}

func (r *dueRows) put(report string, list []bot.Deadline) {
	first, from := nothingDue, len(r.agency)
	for _, d := range list {
		if d.Over() || d.Due.IsZero() {
			continue
		}
		first = earlier(first, d.Due)
		at := from + slices.Index(r.agency[from:], d.Agency)
		switch {
		case at < from:
			r.report, r.agency = append(r.report, report), append(r.agency, d.Agency)
			r.what, r.due = append(r.what, string(d.What)), append(r.due, d.Due)
		case d.Due.Before(r.due[at]):
			r.what[at], r.due[at] = string(d.What), d.Due
		}
	}
	r.reports, r.first = append(r.reports, report), append(r.first, first)
}

// queue writes it into the rows of lists, where it is news, and tells open pages
// of these.
func (r *dueRows) queue(batch *pgx.Batch) {
	if len(r.reports) == 0 {
		return
	}
	batch.Queue(`
		WITH now AS (
			SELECT held.report_id, held.agency, coalesce(due.at, $7) AS due_at, coalesce(due.what, '') AS due_what,
			       CASE WHEN held.first THEN kept.first ELSE $7 END::timestamptz AS first_due_at
			FROM unnest($1::uuid[], $2::timestamptz[]) AS kept (report, first)
			JOIN inbox held ON held.report_id = kept.report
			LEFT JOIN unnest($3::uuid[], $4::text[], $5::timestamptz[], $6::text[]) AS due (report, agency, at, what)
			       ON due.report = held.report_id AND due.agency = held.agency),
		changed AS (
			UPDATE inbox SET due_at = now.due_at, due_what = now.due_what, first_due_at = now.first_due_at
			FROM now WHERE inbox.report_id = now.report_id AND inbox.agency = now.agency
			  AND (inbox.due_at, inbox.due_what, inbox.first_due_at) IS DISTINCT FROM (now.due_at, now.due_what, now.first_due_at)
			RETURNING inbox.agency)
		SELECT pg_notify('yousaid_inbox', agency) FROM (SELECT DISTINCT agency FROM changed) told`,
		r.reports, r.first, r.report, r.agency, r.due, r.what, nothingDue)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
