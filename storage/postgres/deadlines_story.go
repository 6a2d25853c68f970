package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/flows"
)

// storyRow is what deadlines go by, beside what happened.
type storyRow struct {
	Report  string
	Theme   int
	Urgent  bool
	Status  flows.Status
	TakenAt *time.Time
	Reach   bot.Reach
}

// happenedRow is a happening as the record has it.
type happenedRow struct {
	Report string
	What   string
	Agency string
	At     time.Time
}

// readStory is what the record has of the stories of reports, once the batch is
// done that reads it.
type readStory struct {
	reports  []storyRow // of those that weren't forgotten
	happened []happenedRow
}

// queueStory puts the reading of reports' stories into a batch, which is done as
// the service.
//
// What happens at one time happens in this order: a report leaves an agency,
// comes to others, and then it is said that it was passed on.
func (s *Store) queueStory(batch *pgx.Batch, reports ...string) *readStory {
	read := &readStory{}
	if len(s.plan.Deadlines) == 0 {
		return read
	}
	queueRows(batch, &read.reports, pgx.RowToStructByName[storyRow], `
		SELECT reports.id::text AS report, reports.theme, reports.urgent, reports.status, reports.taken_at, `+reachSQL+` AS reach
		FROM reports LEFT JOIN vault.contacts ON contacts.id = reports.contact_id
		WHERE reports.id = ANY($1::uuid[]) AND reports.status <> 'forgotten'`, reports)
	queueRows(batch, &read.happened, pgx.RowToStructByName[happenedRow], `
		SELECT report_id::text AS report, what, agency, at FROM (
			SELECT report_id, 'left' AS what, agency, coalesce(ended_at, created_at) AS at, 0 AS place, id
			FROM referrals WHERE report_id = ANY($1::uuid[]) AND NOT active
			UNION ALL
			SELECT report_id, 'referred', agency, created_at, 1, id FROM referrals WHERE report_id = ANY($1::uuid[]) AND NOT active
			UNION ALL
			SELECT report_id, 'referred', agency, created_at, 1, id FROM referrals WHERE report_id = ANY($1::uuid[]) AND active
			UNION ALL
			SELECT report_id, CASE kind WHEN 'event' THEN event ELSE kind END, coalesce(detail->>'urgent', detail->>'agency', agency), at, 2, id
			FROM entries WHERE report_id = ANY($1::uuid[]) AND (kind IN ('resident', 'reply') OR
				kind = 'event' AND event IN ('taken', 'handed', 'passed', 'urgent', 'closed', 'reopened', 'withdrawn'))
			UNION ALL
			SELECT report_id, 'silent', '', at, 2, 0 FROM silences WHERE report_id = ANY($1::uuid[])) story
		ORDER BY at, place, id`, reports)
	return read
}

// deadlinesOf works out the deadlines of a report whose story was read. It is
// pgx.ErrNoRows for one that was forgotten.
func (s *Store) deadlinesOf(read *readStory, report string) ([]bot.Deadline, error) {
	if len(s.plan.Deadlines) == 0 {
		return nil, nil
	}
	row, there := rowOf(read.reports, func(row storyRow) bool { return row.Report == report })
	if !there {
		return nil, pgx.ErrNoRows
	}
	return bot.Deadlines(s.plan, storyOf(row, rowsOf(read.happened, func(row happenedRow) bool { return row.Report == report }))), nil
}

// deadlines works out the deadlines of a report, as the service. It is
// pgx.ErrNoRows for one that was forgotten.
func (s *Store) deadlines(ctx context.Context, tx pgx.Tx, report string) ([]bot.Deadline, error) {
	batch := &pgx.Batch{}
	read := s.queueStory(batch, report)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, err
	}
	return s.deadlinesOf(read, report)
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
