package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// marksAtOnce is how many days of marks are taken up in one transaction.
const marksAtOnce = 14

// lastStep is how long a step may take in the end: nothing is begun that may be
// cut off.
const lastStep = 20 * time.Second

// CountFigures brings the sums up to the record: first the quarters and months
// that are over and were never counted, then the weeks that changed, as many as
// there is time for. Any number of replicas may do it at once.
func (s *Store) CountFigures(ctx context.Context) error {
	if err := s.countQuarters(ctx); err != nil {
		return fmt.Errorf("count figures by quarter: %w", err)
	}
	if err := s.countPulses(ctx); err != nil {
		return fmt.Errorf("count pulses by month: %w", err)
	}
	for more := true; more; {
		if ends, limited := ctx.Deadline(); limited && time.Until(ends) < lastStep {
			return nil // the next job goes on
		}
		var err error
		if more, err = s.countMarked(ctx); err != nil {
			return fmt.Errorf("count figures by week: %w", err)
		}
	}
	return nil
}

// countMarked counts the weeks of the oldest marks that no other replica has
// taken up, and reports whether there may be more.
func (s *Store) countMarked(ctx context.Context) (more bool, err error) {
	err = s.service(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			DELETE FROM figure_marks WHERE id IN (
				SELECT id FROM figure_marks WHERE day IN (SELECT DISTINCT day FROM figure_marks ORDER BY day LIMIT $1)
				FOR UPDATE SKIP LOCKED)
			RETURNING day`, marksAtOnce)
		if err != nil {
			return err
		}
		days, err := pgx.CollectRows(rows, pgx.RowTo[time.Time])
		if err != nil {
			return err
		}
		more = len(days) > 0
		for _, week := range s.weeksOf(days) {
			if err := s.countWeek(ctx, tx, week); err != nil {
				return fmt.Errorf("week of %s: %w", week.Format(time.DateOnly), err)
			}
		}
		return nil
	})
	return more, err
}

// weeksOf are the weeks of the area's clock that days by UTC touch, in order. All
// replicas lock them in this order.
func (s *Store) weeksOf(days []time.Time) []time.Time {
	var weeks []time.Time
	for _, day := range days {
		for _, at := range []time.Time{day, day.AddDate(0, 0, 1).Add(-time.Nanosecond)} {
			weeks = append(weeks, bot.WeekOf(bot.DateOf(at, s.plan.Zone())))
		}
	}
	slices.SortFunc(weeks, time.Time.Compare)
	return slices.CompactFunc(weeks, time.Time.Equal)
}

// span is the time between the beginnings of two dates by the area's clock.
func (s *Store) span(from, to time.Time) (begins, ends time.Time) {
	return bot.Starts(from, s.plan.Zone()), bot.Starts(to, s.plan.Zone())
}

// weekRow counts the reports of a week that are alike.
type weekRow struct {
	Agency  string
	Theme   int
	Channel string
	Outcome string
	Taken   *int // which of the bounds; null: never
	Closed  *int
	Reports int
}

// weekSQL counts the reports that were filed from $1 on and before $2: once for
// each agency that has them, and once for all. Who first took a report is in its
// thread: the report itself says who has it now.
const weekSQL = `
	SELECT held.agency, reports.theme::int, reports.channel,
	       CASE WHEN reports.closed_at IS NOT NULL THEN reports.outcome
	            WHEN reports.status IN ('withdrawn', 'forgotten') THEN reports.status ELSE 'open' END AS outcome,
	       width_bucket(extract(epoch FROM coalesce(first.at, reports.taken_at) - reports.filed_at)::float8, $3::float8[]) AS taken,
	       width_bucket(extract(epoch FROM reports.closed_at - reports.filed_at)::float8, $3::float8[]) AS closed,
	       count(*)::int AS reports
	FROM reports
	CROSS JOIN LATERAL (
		SELECT min(at) AS at FROM entries
		WHERE entries.report_id = reports.id AND kind = 'event' AND event IN ('taken', 'handed', 'closed')) first
	CROSS JOIN LATERAL (
		SELECT agency FROM referrals WHERE referrals.report_id = reports.id AND active UNION ALL SELECT $4) held
	WHERE reports.filed_at >= $1 AND reports.filed_at < $2
	GROUP BY 1, 2, 3, 4, 5, 6`

// countWeek counts one week anew from the record. The lock makes a second
// replica wait and then read what the first one couldn't see yet.
func (s *Store) countWeek(ctx context.Context, tx pgx.Tx, week time.Time) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('figures ' || $1, 0))`, week.Format(time.DateOnly)); err != nil {
		return err
	}
	from, to := s.span(week, bot.AddWeeks(week, 1))
	rows, err := tx.Query(ctx, weekSQL, from, to, seconds(bot.TimeBounds()), bot.AllAgencies)
	if err != nil {
		return err
	}
	alike, err := pgx.CollectRows(rows, pgx.RowToStructByName[weekRow])
	if err != nil {
		return err
	}
	batch := &pgx.Batch{}
	batch.Queue(`DELETE FROM figure_weeks WHERE week = $1`, week)
	for of, sum := range summed(week, alike) {
		batch.Queue(`
			INSERT INTO figure_weeks (week, agency, theme, filed, channels, outcomes, taken, closed)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			sum.Week, of.agency, of.theme, sum.Filed, sum.Channels, sum.Outcomes, sum.Taken, sum.Closed)
	}
	return tx.SendBatch(ctx, batch).Close()
}

// weekOf is what a row of sums is of, within its week.
type weekOf struct {
	agency string
	theme  int
}

// summed makes sums of rows that are each of alike reports.
func summed(week time.Time, alike []weekRow) map[weekOf]*bot.WeekSum {
	sums, buckets := map[weekOf]*bot.WeekSum{}, len(bot.TimeBounds())+1
	for _, row := range alike {
		of := weekOf{row.Agency, row.Theme}
		sum := sums[of]
		if sum == nil {
			sum = &bot.WeekSum{
				Week: week, Theme: row.Theme, Channels: map[string]int{}, Outcomes: map[string]int{},
				Taken: make([]int, buckets), Closed: make([]int, buckets),
			}
			sums[of] = sum
		}
		sum.Filed += row.Reports
		sum.Channels[row.Channel] += row.Reports
		sum.Outcomes[row.Outcome] += row.Reports
		if row.Taken != nil {
			sum.Taken[*row.Taken] += row.Reports
		}
		if row.Closed != nil {
			sum.Closed[*row.Closed] += row.Reports
		}
	}
	return sums
}

func seconds(bounds []time.Duration) []float64 {
	list := make([]float64, len(bounds))
	for i, bound := range bounds {
		list[i] = bound.Seconds()
	}
	return list
}
