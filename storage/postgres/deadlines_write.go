package postgres

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// writeDeadlines makes what is kept of a report's deadlines that which follows
// from its story. Of one that is older than its deadlines nobody is told what
// has passed.
func (s *Store) writeDeadlines(ctx context.Context, tx pgx.Tx, report string, late bool) error {
	list, err := s.deadlines(ctx, tx, report)
	if errors.Is(err, pgx.ErrNoRows) {
		batch := &pgx.Batch{}
		batch.Queue(`DELETE FROM deadlines WHERE report_id = $1`, report)
		batch.Queue(`DELETE FROM silences WHERE report_id = $1`, report)
		return tx.SendBatch(ctx, batch).Close()
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
