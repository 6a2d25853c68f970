package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
)

// publishedRow is a plan update as everybody may read it.
type publishedRow struct {
	ID       string
	Theme    int
	Agency   string
	Words    string
	Story    string
	Link     string
	Wish     int
	Answers  string
	Language string
	Picture  string
	At       time.Time
	Up       int
	Down     int
	Comments int
}

// publishedColumns read an update in the language of $1 where it has that, with
// what residents made of it.
const publishedColumns = `
	plan_updates.id::text, plan_updates.theme::int, plan_updates.agency,
	coalesce(own.words, plan_updates.words) AS words, CASE WHEN own.words IS NULL THEN plan_updates.story ELSE own.story END AS story,
	plan_updates.link, plan_updates.wish::int, coalesce(plan_updates.answers::text, '') AS answers,
	coalesce(own.language, 'en') AS language, coalesce(update_pictures.words, '') AS picture,
	coalesce(plan_updates.send_at, plan_updates.decided_at) AS at,
	(SELECT count(*)::int FROM update_thumbs WHERE update_id = plan_updates.id AND up) AS up,
	(SELECT count(*)::int FROM update_thumbs WHERE update_id = plan_updates.id AND NOT up) AS down,
	(SELECT count(*)::int FROM comments WHERE plan_update <> '' AND plan_update = plan_updates.id::text) AS comments`

const publishedTexts = `
	LEFT JOIN update_texts own ON own.update_id = plan_updates.id AND own.language = $1
	LEFT JOIN update_pictures ON update_pictures.update_id = plan_updates.id`

// out is what has come out by $2 and was not taken back.
const out = `state = 'published' AND cancelled_at IS NULL AND coalesce(send_at, decided_at) <= $2`

// newestFirst is the order in which updates are listed.
const newestFirst = ` ORDER BY coalesce(send_at, decided_at) DESC, id DESC`

func (s *Store) published(ctx context.Context, what, query string, args ...any) ([]bot.Published, error) {
	rows, err := s.pool.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, clean(err))
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (bot.Published, error) {
		read, err := pgx.RowToStructByName[publishedRow](row)
		return bot.Published(read), err
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, clean(err))
	}
	return list, nil
}

// NewestPublished is the newest update on each of the themes, in their order.
func (s *Store) NewestPublished(ctx context.Context, language string, themes []int) ([]bot.Published, error) {
	return s.published(ctx, "newest updates", `
		SELECT `+publishedColumns+`
		FROM unnest($3::int[]) WITH ORDINALITY wanted (theme, place)
		CROSS JOIN LATERAL (
			SELECT * FROM plan_updates WHERE `+out+` AND answers IS NULL AND theme = wanted.theme`+newestFirst+` LIMIT 1) plan_updates`+
		publishedTexts+` ORDER BY place`, language, s.now(), themes)
}

// PublishedByWish are the newest updates that belong to each of the first wishes
// of the plan, at most so many for one.
func (s *Store) PublishedByWish(ctx context.Context, language string, wishes, most int) ([]bot.Published, error) {
	return s.published(ctx, "updates by wish", `
		SELECT `+publishedColumns+`
		FROM generate_series(1, $3::int) wanted (wish)
		CROSS JOIN LATERAL (
			SELECT * FROM plan_updates
			WHERE `+out+` AND answers IS NULL AND wish > 0 AND wish = wanted.wish`+newestFirst+` LIMIT $4) plan_updates`+
		publishedTexts+` ORDER BY wanted.wish, at DESC, plan_updates.id DESC`, language, s.now(), wishes, most)
}

// PublishedOn lists the updates on a theme behind a key, newest first.
func (s *Store) PublishedOn(ctx context.Context, language string, theme int, behind bot.ListKey, most int) ([]bot.Published, error) {
	return s.published(ctx, fmt.Sprintf("updates on theme %d", theme), `
		SELECT `+publishedColumns+`
		FROM (SELECT * FROM plan_updates
		      WHERE `+out+` AND answers IS NULL AND theme = $3
		        AND ($4::timestamptz IS NULL OR (coalesce(send_at, decided_at), id) < ($4, as_uuid($5)))`+newestFirst+` LIMIT $6) plan_updates`+
		publishedTexts+` ORDER BY at DESC, plan_updates.id DESC`, language, s.now(), theme, maybe(behind.At), behind.ID, most)
}

// PublishedAnswers are what was heard about updates, oldest first, at most so
// many together.
func (s *Store) PublishedAnswers(ctx context.Context, language string, updates []string, most int) ([]bot.Published, error) {
	return s.published(ctx, "what was heard", `
		SELECT `+publishedColumns+`
		FROM (SELECT * FROM plan_updates
		      WHERE `+out+` AND answers = ANY ($3::text[]::uuid[]) ORDER BY coalesce(send_at, decided_at), id LIMIT $4) plan_updates`+
		publishedTexts+` ORDER BY at, plan_updates.id`, language, s.now(), updates, most)
}

// LatestPublished are the newest updates of all.
func (s *Store) LatestPublished(ctx context.Context, language string, most int) ([]bot.Published, error) {
	return s.published(ctx, "latest updates", `
		SELECT `+publishedColumns+`
		FROM (SELECT * FROM plan_updates WHERE `+out+newestFirst+` LIMIT $3) plan_updates`+
		publishedTexts+` ORDER BY at DESC, plan_updates.id DESC`, language, s.now(), most)
}

// PublishedPicture is the picture of an update that is out, as a JPEG.
func (s *Store) PublishedPicture(ctx context.Context, id string) ([]byte, error) {
	var data []byte
	err := s.pool.QueryRow(ctx, `
		SELECT update_pictures.data FROM plan_updates JOIN update_pictures ON update_pictures.update_id = plan_updates.id
		WHERE plan_updates.id = as_uuid($1) AND `+out, id, s.now()).Scan(&data)
	if err != nil {
		return nil, fmt.Errorf("picture of plan update: %w", clean(err))
	}
	return data, nil
}

// ReportsByMonth counts the reports of each month and theme from one time to
// another.
func (s *Store) ReportsByMonth(ctx context.Context, from, to time.Time) ([]bot.MonthlyReports, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT date_trunc('month', filed_at AT TIME ZONE $3) AS month, theme::int, count(*)::int
		FROM reports WHERE filed_at >= $1 AND filed_at < $2 GROUP BY 1, 2 ORDER BY 1, 2`, from, to, s.plan.Zone().String())
	var list []bot.MonthlyReports
	if err == nil {
		list, err = pgx.CollectRows(rows, pgx.RowToStructByName[bot.MonthlyReports])
	}
	if err != nil {
		return nil, fmt.Errorf("reports by month: %w", clean(err))
	}
	return list, nil
}

// PulsesByMonth tells how safe residents felt in each month from one time to
// another.
func (s *Store) PulsesByMonth(ctx context.Context, from, to time.Time) ([]bot.MonthlyPulse, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT date_trunc('month', at AT TIME ZONE $3) AS month, count(*)::int AS answers, avg(score)::float8 AS mean
		FROM pulses WHERE at >= $1 AND at < $2 AND NOT again GROUP BY 1 ORDER BY 1`, from, to, s.plan.Zone().String())
	var list []bot.MonthlyPulse
	if err == nil {
		list, err = pgx.CollectRows(rows, pgx.RowToStructByName[bot.MonthlyPulse])
	}
	if err != nil {
		return nil, fmt.Errorf("pulses by month: %w", clean(err))
	}
	return list, nil
}
