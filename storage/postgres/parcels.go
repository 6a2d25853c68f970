package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

// dueRow is a row that is due, with whether its resident may still get it.
type dueRow struct {
	ID        int64
	Contact   *string
	Weekly    bool
	Forbidden string // why not; empty when they may
	Channel   string
	DataKey   []byte
	Address   []byte
	Language  string
	Update    string
	Theme     int
	Agency    string
	Words     string
	Story     string
	Link      string
	Heard     bool
	English   bool
	At        time.Time
	Alt       *string // what its picture shows, where one goes with it
}

// dueSQL reads rows that are due. Whether a resident may have one is looked at
// now, in the transaction that claims it, and not when it was queued.
const dueSQL = `
	SELECT waiting.id, waiting.contact_id::text AS contact, waiting.weekly,
	       CASE WHEN contacts.id IS NULL THEN 'forgotten'
	            WHEN EXISTS (SELECT FROM stops WHERE stops.lookup = contacts.lookup) THEN 'stopped'
	            WHEN contacts.blocked_at IS NOT NULL THEN 'blocked'
	            WHEN asked.language IS NULL THEN 'unsubscribed'
	            ELSE '' END AS forbidden,
	       waiting.channel, contacts.data_key, contacts.address,
	       reads.language, plan_updates.id::text AS update, plan_updates.theme::int, plan_updates.agency,
	       coalesce(said.words, plan_updates.words) AS words,
	       CASE WHEN said.words IS NULL THEN plan_updates.story ELSE said.story END AS story,
	       said.words IS NULL AND reads.language <> $3 AS english,
	       plan_updates.link, plan_updates.answers IS NOT NULL AS heard,
	       plan_updates.decided_at AS at, update_pictures.words AS alt
	FROM plan_deliveries waiting
	JOIN plan_updates ON plan_updates.id = waiting.update_id
	LEFT JOIN update_pictures ON update_pictures.update_id = waiting.update_id AND waiting.channel = 'telegram' AND NOT waiting.weekly
	LEFT JOIN vault.contacts ON contacts.id = waiting.contact_id
	LEFT JOIN LATERAL (
		SELECT language FROM subscriptions
		WHERE subscriptions.contact_id = contacts.id AND subscriptions.theme IN (0, plan_updates.theme) LIMIT 1) asked ON true
	CROSS JOIN LATERAL (
		SELECT coalesce((SELECT language FROM preferences WHERE preferences.lookup = contacts.lookup), asked.language, '') AS language) reads
	LEFT JOIN update_texts said ON said.update_id = waiting.update_id AND said.language = reads.language
	WHERE waiting.state = 'waiting' AND waiting.due_at <= $1`

// firstSQL picks residents: of a digest the row with the lowest id stands for
// the others, so that no two senders can each have a part of it.
const firstSQL = dueSQL + ` AND waiting.channel = $2
	  AND (NOT waiting.weekly OR NOT EXISTS (
		SELECT FROM plan_deliveries other
		WHERE other.contact_id = waiting.contact_id AND other.weekly AND other.state = 'waiting'
		  AND other.due_at <= $1 AND other.id < waiting.id))
	ORDER BY waiting.due_at, waiting.id LIMIT $4 FOR UPDATE OF waiting SKIP LOCKED`

const digestSQL = dueSQL + ` AND waiting.contact_id = as_uuid($2) AND waiting.weekly
	ORDER BY waiting.id FOR UPDATE OF waiting`

// ClaimParcels claims what is due to so many residents. The claim is committed
// before anything is sent, so whatever happens then, nobody claims it again.
func (s *Store) ClaimParcels(ctx context.Context, network string, most int) ([]bot.Parcel, error) {
	for {
		var parcels []bot.Parcel
		err := s.service(ctx, func(tx pgx.Tx) (err error) {
			parcels, err = s.claim(ctx, tx, network, most)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("claim plan updates: %w", err)
		}
		if len(parcels) > 0 {
			return parcels, nil
		}
	}
}

// claim takes the rows of some residents: those that they may have are their
// parcels, the rest is suppressed.
func (s *Store) claim(ctx context.Context, tx pgx.Tx, network string, most int) ([]bot.Parcel, error) {
	now := s.now()
	first, err := due(ctx, tx, firstSQL, now, network, bot.English, most)
	if err != nil {
		return nil, err
	}
	if len(first) == 0 {
		return nil, bot.ErrNotFound
	}
	var parcels []bot.Parcel
	var claimed []int64
	for _, row := range first {
		rows := []dueRow{row}
		if row.Weekly && row.Contact != nil {
			if rows, err = due(ctx, tx, digestSQL, now, *row.Contact, bot.English); err != nil {
				return nil, err
			}
		}
		parcel, err := s.parcel(ctx, tx, rows, now)
		if err != nil {
			return nil, err
		}
		if len(parcel.Rows) > 0 {
			parcels, claimed = append(parcels, parcel), append(claimed, parcel.Rows...)
		}
	}
	_, err = tx.Exec(ctx, `UPDATE plan_deliveries SET state = 'claimed', claimed_at = $2 WHERE id = ANY($1)`, claimed, now)
	return parcels, err
}

// parcel is what a resident may have of their rows.
func (s *Store) parcel(ctx context.Context, tx pgx.Tx, rows []dueRow, now time.Time) (parcel bot.Parcel, err error) {
	for _, row := range rows {
		if row.Forbidden != "" {
			err = s.suppress(ctx, tx, row, now)
		} else {
			err = s.pack(&parcel, row)
		}
		if err != nil {
			return bot.Parcel{}, err
		}
	}
	return parcel, nil
}

func due(ctx context.Context, tx pgx.Tx, sql string, args ...any) ([]dueRow, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[dueRow])
}

func (s *Store) suppress(ctx context.Context, tx pgx.Tx, row dueRow, now time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE plan_deliveries
		SET state = 'suppressed', failure = $2, done_at = $3, contact_id = CASE $2 WHEN 'forgotten' THEN NULL ELSE contact_id END
		WHERE id = $1`, row.ID, row.Forbidden, now)
	return err
}

// pack adds a row to a parcel.
func (s *Store) pack(parcel *bot.Parcel, row dueRow) error {
	if parcel.To.IsZero() {
		to, err := s.contactAddress(*row.Contact, row.Channel, row.DataKey, row.Address)
		if err != nil {
			return err
		}
		parcel.To, parcel.Language, parcel.Weekly = to, row.Language, row.Weekly
	}
	parcel.Rows = append(parcel.Rows, row.ID)
	letter := bot.Letter{
		Progress: flows.Progress{ID: row.Update, Theme: row.Theme, Agency: row.Agency, Words: row.Words, At: row.At, Heard: row.Heard},
		Story:    row.Story, Link: row.Link, English: row.English,
	}
	if row.Alt != nil {
		letter.Picture = &bot.UpdatePicture{Words: *row.Alt}
	}
	parcel.News = append(parcel.News, letter)
	return nil
}

// ReleaseParcels lets claims be made anew. A claim that was given up as lost
// stays unknown; one of an update that was held or ended meanwhile joins the
// others.
func (s *Store) ReleaseParcels(ctx context.Context, parcels ...bot.Parcel) error {
	var rows []int64
	for _, p := range parcels {
		rows = append(rows, p.Rows...)
	}
	_, err := s.pool.Exec(ctx, `
		UPDATE plan_deliveries
		SET state = CASE WHEN contact_id IS NULL OR cancelled_at IS NOT NULL THEN 'suppressed'
		                 WHEN paused_at IS NOT NULL THEN 'paused' ELSE 'waiting' END,
		    failure = CASE WHEN contact_id IS NULL THEN 'forgotten' WHEN cancelled_at IS NOT NULL THEN 'cancelled' ELSE '' END,
		    claimed_at = NULL
		FROM (SELECT id, paused_at, cancelled_at FROM plan_updates
		      WHERE id IN (SELECT update_id FROM plan_deliveries WHERE id = ANY($1)) FOR SHARE) held
		WHERE plan_deliveries.id = ANY($1) AND held.id = update_id AND state = 'claimed'`, rows)
	if err != nil {
		return fmt.Errorf("give back plan updates: %w", clean(err))
	}
	return nil
}

// ParcelsDone notes what came of parcels; the failures are words of ours. It
// doesn't wait for the disk: what a crash of the database takes back stays claimed,
// and nothing is sent again.
func (s *Store) ParcelsDone(ctx context.Context, ends ...bot.ParcelEnd) error {
	var rows []int64
	var states, failures []string
	for _, end := range ends {
		for _, row := range end.Rows {
			rows, states, failures = append(rows, row), append(states, string(end.State)), append(failures, end.Failure)
		}
	}
	_, err := s.pool.Exec(ctx, `
		UPDATE plan_deliveries SET state = ended.state, failure = ended.failure, done_at = $4
		FROM (`+dontWait+`) AS light, unnest($1::bigint[], $2::text[], $3::text[]) AS ended (id, state, failure)
		WHERE plan_deliveries.id = ended.id AND plan_deliveries.state IN ('claimed', 'unknown')`, rows, states, failures, s.now())
	if err != nil {
		return fmt.Errorf("note what came of %d plan updates: %w", len(ends), clean(err))
	}
	return nil
}

// LoseClaims gives up claims that nobody will note anything of any more.
func (s *Store) LoseClaims(ctx context.Context, before time.Time) (int, error) {
	lost, err := s.pool.Exec(ctx, `
		UPDATE plan_deliveries SET state = 'unknown', failure = 'lost', done_at = $2
		WHERE state = 'claimed' AND claimed_at < $1`, before, s.now())
	if err != nil {
		return 0, fmt.Errorf("give up lost plan updates: %w", clean(err))
	}
	return int(lost.RowsAffected()), nil
}

// QueueSpread looks for networks on which something is due and nobody is about
// to take it up. A job that is being worked doesn't count: its process may be
// gone.
func (s *Store) QueueSpread(ctx context.Context) error {
	err := s.service(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT network FROM unnest($1::text[]) AS network
			WHERE EXISTS (SELECT FROM plan_deliveries WHERE channel = network AND state = 'waiting' AND due_at <= $2)
			  AND NOT EXISTS (
				SELECT FROM river.river_job
				WHERE kind = $3 AND args->>'network' = network
				  AND (state IN ('available', 'retryable') OR state = 'scheduled' AND scheduled_at <= now() + interval '5 seconds'))`,
			[]string{channel.Telegram, channel.SMS}, s.now(), bot.SpreadJob{}.Kind())
		if err != nil {
			return err
		}
		networks, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return err
		}
		for _, network := range networks {
			if err := s.enqueue(ctx, tx, bot.SpreadJob{Network: network}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("queue plan updates: %w", err)
	}
	return nil
}
