package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

var _ bot.SumsStore = (*Store)(nil)

// WeekSums reads the sums of an agency, or of all. The desk role leaves none that
// aren't the actor's.
func (s *Store) WeekSums(ctx context.Context, by bot.Actor, agency string, from, to time.Time) (list []bot.WeekSum, err error) {
	err = s.desk(ctx, by, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT week, theme::int, filed, channels, outcomes, taken, closed
			FROM figure_weeks WHERE agency = $1 AND week >= $2 AND week < $3 ORDER BY week, theme`, agency, from, to)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, pgx.RowToStructByName[bot.WeekSum])
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("sums of weeks: %w", err)
	}
	return list, nil
}

// FigureCounts reads what was counted by quarter, and pulses by month.
func (s *Store) FigureCounts(ctx context.Context, by bot.Actor, agency string, from, to time.Time) (list []bot.FigureCount, err error) {
	err = s.desk(ctx, by, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT begins, theme::int, dimension, value, count, points
			FROM figure_counts WHERE agency = $1 AND begins >= $2 AND begins < $3 AND dimension <> 'counted'
			ORDER BY begins, dimension, theme, value`, agency, from, to)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, pgx.RowToStructByName[bot.FigureCount])
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("counts by quarter: %w", err)
	}
	return list, nil
}
