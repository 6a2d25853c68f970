package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/flows/partnership"
)

// countedRow is what is counted of a quarter or a month.
type countedRow struct {
	Theme     int
	Dimension bot.FigureDimension
	Value     string
	Count     int
	Points    int
}

// quarterSQL counts the reports that were filed from $1 on and before $2. What is
// fewer than $3 is not even read. English has no row: it is what is left, and so
// nobody can tell how many wrote in a language that is hidden.
const quarterSQL = `
	WITH filed AS (SELECT id, theme, ward, language FROM reports WHERE filed_at >= $1 AND filed_at < $2)
	SELECT theme::int, 'total' AS dimension, '' AS value, count(*)::int AS count, 0 AS points FROM filed GROUP BY theme
	UNION ALL
	SELECT theme, 'area', ward, count(*), 0 FROM filed WHERE ward <> '' GROUP BY theme, ward HAVING count(*) >= $3
	UNION ALL
	SELECT theme, 'language', language, count(*), 0 FROM filed WHERE language <> $4 GROUP BY theme, language HAVING count(*) >= $3
	UNION ALL
	SELECT theme, 'rating', '', count(*), sum((detail->>'rating')::int) FROM filed
	JOIN entries ON entries.report_id = filed.id AND kind = 'event' AND event = 'rated'
	GROUP BY theme HAVING count(*) >= $3`

// pulseSQL counts the pulses from $1 on and before $2, each resident once within
// 90 days.
const pulseSQL = `
	SELECT 0 AS theme, 'pulse' AS dimension, '' AS value, count(*)::int AS count, sum(score)::int AS points
	FROM pulses WHERE at >= $1 AND at < $2 AND NOT again HAVING count(*) >= $3`

// countQuarters counts each quarter once that has been over for long enough, from
// that of the first report on.
func (s *Store) countQuarters(ctx context.Context) error {
	first, err := s.firstOf(ctx, `SELECT min(filed_at) FROM reports`)
	if err != nil || first.IsZero() {
		return err
	}
	settled := bot.QuarterOf(bot.DateOf(s.now().Add(-bot.FiguresSettle), s.plan.Zone()))
	for quarter := bot.QuarterOf(first); quarter.Before(settled); quarter = bot.NextQuarter(quarter) {
		if err := s.countOnce(ctx, quarter, bot.NextQuarter(quarter), "quarter", quarterSQL, bot.FewestShown, bot.English); err != nil {
			return err
		}
	}
	return nil
}

// countPulses counts each month once that is over.
func (s *Store) countPulses(ctx context.Context) error {
	first, err := s.firstOf(ctx, `SELECT min(at) FROM pulses`)
	if err != nil || first.IsZero() {
		return err
	}
	month := func(date time.Time) time.Time { return date.AddDate(0, 0, 1-date.Day()) }
	now := month(bot.DateOf(s.now(), s.plan.Zone()))
	for at := month(first); at.Before(now); at = at.AddDate(0, 1, 0) {
		if err := s.countOnce(ctx, at, at.AddDate(0, 1, 0), "month", pulseSQL, bot.FewestShown); err != nil {
			return err
		}
	}
	return nil
}

// firstOf is the date of the first of something; the zero time where there is
// none.
func (s *Store) firstOf(ctx context.Context, query string) (time.Time, error) {
	var first *time.Time
	if err := s.pool.QueryRow(ctx, query).Scan(&first); err != nil || first == nil {
		return time.Time{}, clean(err)
	}
	return bot.DateOf(*first, s.plan.Zone()), nil
}

// countOnce counts what lies between two dates unless that has been done: what
// was counted stays, whatever becomes of the reports. A row says that it was
// counted, so that there is one where nothing is to be told.
func (s *Store) countOnce(ctx context.Context, from, to time.Time, what, query string, args ...any) error {
	return s.service(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
			INSERT INTO figure_counts (begins, agency, theme, dimension, value, count) VALUES ($1, $2, 0, 'counted', $3, 0)
			ON CONFLICT DO NOTHING`, from, bot.AllAgencies, what)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		begins, ends := s.span(from, to)
		rows, err := tx.Query(ctx, query, append([]any{begins, ends}, args...)...)
		if err != nil {
			return err
		}
		counted, err := pgx.CollectRows(rows, pgx.RowToStructByName[countedRow])
		if err != nil {
			return err
		}
		batch := &pgx.Batch{}
		for _, row := range counted {
			batch.Queue(`
				INSERT INTO figure_counts (begins, agency, theme, dimension, value, guarded, count, points)
				SELECT $1, unnest($2::text[]), $3, $4, $5, $6, $7, $8`,
				from, s.figureReaders(row), row.Theme, row.Dimension, row.Value, s.figureGuarded(row), row.Count, row.Points)
		}
		return tx.SendBatch(ctx, batch).Close()
	})
}

// figureReaders are the agencies that may read a count: the leads of its theme
// and the partnership's team, of the whole town's everybody. They all read the
// same one: two that overlap would tell of what neither shows.
func (s *Store) figureReaders(row countedRow) []string {
	readers := []string{bot.AllAgencies, s.plan.Team}
	agencies := s.plan.Leads(row.Theme)
	if row.Dimension == bot.FigurePulse {
		agencies = s.plan.Agencies
	}
	for _, agency := range agencies {
		readers = append(readers, agency.ID)
	}
	slices.Sort(readers)
	return slices.Compact(readers)
}

// figureGuarded reports whether a count is only for who is cleared.
func (s *Store) figureGuarded(row countedRow) bool {
	return s.plan.Degree(row.Theme) == partnership.Guarded && (row.Dimension == bot.FigureArea || row.Dimension == bot.FigureLanguage)
}
