package postgres

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/bot/channel"
)

var (
	_ bot.TextStore = (*Store)(nil)
	_ bot.MailStore = (*Store)(nil)
)

// Numbers lists the numbers that are a desk or bound to an officer.
func (s *Store) Numbers(ctx context.Context) ([]channel.Address, error) {
	desks, err := s.desks(ctx, s.pool, ` AND channel = 'sms'`)
	if err != nil {
		return nil, fmt.Errorf("list numbers of desks: %w", clean(err))
	}
	numbers := make([]channel.Address, 0, len(desks))
	for _, desk := range desks {
		numbers = append(numbers, desk.Address)
	}
	rows, err := s.pool.Query(ctx, `
		SELECT held.lookup, held.address FROM officer_addresses held
		JOIN officers ON officers.id = held.officer_id AND officers.active WHERE held.channel = 'sms'`)
	if err != nil {
		return nil, fmt.Errorf("list numbers of officers: %w", clean(err))
	}
	var lookup, sealed []byte
	_, err = pgx.ForEachRow(rows, []any{&lookup, &sealed}, func() error {
		number, err := s.openAddress("officer_addresses", hex.EncodeToString(lookup), channel.SMS, sealed)
		numbers = append(numbers, number)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list numbers of officers: %w", clean(err))
	}
	return numbers, nil
}

// NumberAt finds whose a number is.
func (s *Store) NumberAt(ctx context.Context, a channel.Address) (bot.Number, error) {
	desk, err := s.DeskAt(ctx, a)
	if err != nil && !errors.Is(err, bot.ErrNotFound) {
		return bot.Number{}, err
	}
	officer, err := s.OfficerAt(ctx, a)
	if err != nil && !errors.Is(err, bot.ErrNotFound) {
		return bot.Number{}, err
	}
	n := bot.Number{Desk: desk, Officer: officer}
	if desk.ID == "" && officer.ID == "" {
		return bot.Number{}, fmt.Errorf("find whose a number is: %w", bot.ErrNotFound)
	}
	err = s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM desk_residents WHERE lookup = $1 AND until > $2)`,
		s.blind(a), s.now()).Scan(&n.Resident)
	if err != nil {
		return bot.Number{}, fmt.Errorf("find how a number writes: %w", clean(err))
	}
	return n, nil
}

// WriteAsResident has a number count as a resident's until then.
func (s *Store) WriteAsResident(ctx context.Context, a channel.Address, until time.Time) error {
	_, err := s.pool.Exec(ctx, `
		INSERT INTO desk_residents (lookup, until) VALUES ($1, $2)
		ON CONFLICT (lookup) DO UPDATE SET until = excluded.until`, s.blind(a), until)
	if err != nil {
		return fmt.Errorf("note how a number writes: %w", clean(err))
	}
	return nil
}

// HearText notes that a text came, and the report that it is about.
func (s *Store) HearText(ctx context.Context, id string, from channel.Address, report string) error {
	_, err := s.pool.Exec(ctx, `
		INSERT INTO desk_texts (id, lookup, report_id, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO UPDATE SET report_id = coalesce(desk_texts.report_id, excluded.report_id)`,
		id, s.blind(from), nullable(report), s.now())
	if err != nil {
		return fmt.Errorf("note a text: %w", clean(err))
	}
	return nil
}

// TextAbout finds the report that a text was about when it came before.
func (s *Store) TextAbout(ctx context.Context, id string) (report string, err error) {
	err = s.pool.QueryRow(ctx, `SELECT coalesce(report_id::text, '') FROM desk_texts WHERE id = $1`, id).Scan(&report)
	if errors.Is(err, pgx.ErrNoRows) {
		err = bot.ErrNotFound
	}
	if err != nil {
		return "", fmt.Errorf("find a text: %w", clean(err))
	}
	return report, nil
}

// SpokenOf lists the reports that a number wrote about, or was told of.
func (s *Store) SpokenOf(ctx context.Context, by bot.Actor, from channel.Address, since time.Time) ([]string, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT reports.id::text FROM reports
		JOIN referrals ON referrals.report_id = reports.id AND referrals.active AND referrals.agency = $1
		WHERE (reports.degree <> 'guarded' OR $2) AND reports.status <> 'forgotten' AND reports.id IN (
			SELECT report_id FROM desk_texts WHERE lookup = $3 AND at >= $4
			UNION ALL SELECT report_id FROM deliveries WHERE desk_id = nullif($5, '')::uuid AND sent_at >= $4)
		ORDER BY reports.id`, by.Agency, by.Cleared, s.blind(from), since, by.Desk)
	if err != nil {
		return nil, fmt.Errorf("list what was spoken of: %w", clean(err))
	}
	reports, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list what was spoken of: %w", clean(err))
	}
	return reports, nil
}
