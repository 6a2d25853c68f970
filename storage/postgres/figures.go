package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

var _ bot.FiguresStore = (*Store)(nil)

// answeredSQL holds for the first comment of a thread that has an answer, which
// has reached its resident or still may.
const answeredSQL = `
	EXISTS (
		SELECT FROM comment_answers
		JOIN comments said ON said.id = comment_answers.comment_id
		WHERE (said.id = comments.id OR said.thread = comments.id) AND comment_answers.state IN ('waiting', 'told', 'read'))`

// UpdateFigures counts what came of an update that the actor may see.
func (s *Store) UpdateFigures(ctx context.Context, by bot.Actor, update string) (bot.UpdateFigures, error) {
	figures := bot.UpdateFigures{Outcomes: map[bot.DeliveryState]int{}}
	err := s.desk(ctx, by, func(tx pgx.Tx) error {
		if _, err := readUpdate(ctx, tx, update, ""); err != nil {
			return err
		}
		if err := asService(ctx, tx); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, `
			SELECT (SELECT count(*) FROM update_thumbs WHERE update_id = as_uuid($1) AND up),
			       (SELECT count(*) FROM update_thumbs WHERE update_id = as_uuid($1) AND NOT up),
			       count(*), count(*) FILTER (WHERE`+answeredSQL+`)
			FROM comments WHERE plan_update = $1 AND plan_update <> '' AND thread IS NULL`, update).
			Scan(&figures.Up, &figures.Down, &figures.Comments, &figures.Answered)
		if err != nil {
			return err
		}
		figures.Outcomes, err = outcomes(ctx, tx, update)
		return err
	})
	if err != nil {
		return bot.UpdateFigures{}, fmt.Errorf("figures of plan update %s: %w", update, err)
	}
	return figures, nil
}

// outcomes counts the residents of an update by how far it came to them: those
// of the last 90 days one by one, earlier ones as the purge has counted them.
func outcomes(ctx context.Context, db querier, update string) (map[bot.DeliveryState]int, error) {
	counts := map[bot.DeliveryState]int{}
	rows, err := db.Query(ctx, `
		SELECT state, sum(count)::int FROM (
			SELECT state, count(*) FROM plan_deliveries WHERE update_id = as_uuid($1) GROUP BY state
			UNION ALL SELECT state, count FROM plan_outcomes WHERE update_id = as_uuid($1)) counted (state, count)
		GROUP BY state`, update)
	if err != nil {
		return nil, err
	}
	var state bot.DeliveryState
	var count int
	_, err = pgx.ForEachRow(rows, []any{&state, &count}, func() error {
		counts[state] = count
		return nil
	})
	return counts, err
}

// ThemeFigures counts by month what residents say about a theme, and how safe
// the town feels.
func (s *Store) ThemeFigures(ctx context.Context, by bot.Actor, theme int, since time.Time) ([]bot.ThemeMonth, error) {
	if !by.SeesTheme(s.plan, theme) {
		return nil, fmt.Errorf("figures of theme %d: %w", theme, bot.ErrNotFound)
	}
	rows, err := s.pool.Query(ctx, `
		WITH months AS (
			SELECT month AT TIME ZONE $2 AS month, (month + interval '1 month') AT TIME ZONE $2 AS ends
			FROM generate_series(date_trunc('month', $3::timestamptz AT TIME ZONE $2), $4::timestamptz AT TIME ZONE $2, interval '1 month') month)
		SELECT months.month, said.comments, said.answered, pressed.up, pressed.down, felt.pulses, felt.feel
		FROM months,
		LATERAL (SELECT count(*)::int AS comments, (count(*) FILTER (WHERE`+answeredSQL+`))::int AS answered
		         FROM comments WHERE theme = $1 AND thread IS NULL AND created_at >= month AND created_at < ends) said,
		LATERAL (SELECT (count(*) FILTER (WHERE up))::int AS up, (count(*) FILTER (WHERE NOT up))::int AS down
		         FROM update_thumbs JOIN plan_updates ON plan_updates.id = update_thumbs.update_id
		         WHERE plan_updates.theme = $1 AND update_thumbs.at >= month AND update_thumbs.at < ends) pressed,
		LATERAL (SELECT count(*)::int AS pulses, coalesce(avg(score), 0)::float8 AS feel
		         FROM pulses WHERE NOT again AND at >= month AND at < ends) felt
		ORDER BY months.month`, theme, s.plan.Zone().String(), since, s.now())
	if err != nil {
		return nil, fmt.Errorf("figures of theme %d: %w", theme, clean(err))
	}
	months, err := pgx.CollectRows(rows, pgx.RowToStructByName[bot.ThemeMonth])
	if err != nil {
		return nil, fmt.Errorf("figures of theme %d: %w", theme, clean(err))
	}
	return months, nil
}
