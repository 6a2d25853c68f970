package postgres

import (
	"context"
	"fmt"
	"time"

	"yousaid/bot"
)

// TakeNetwork goes by the database's own clock, which all replicas share. Who had
// the network before may have sent until the end of its spell.
func (s *Store) TakeNetwork(ctx context.Context, network string, spell, rest time.Duration) (bot.Turn, error) {
	var turn bot.Turn
	var seconds float64
	err := s.pool.QueryRow(ctx, `
		WITH taken AS (
			INSERT INTO paces AS pace (channel, free_at, holder, held_until)
			VALUES ($1, clock_timestamp(), $2, clock_timestamp() + $3::interval)
			ON CONFLICT (channel) DO UPDATE SET
				free_at = CASE WHEN pace.holder = $2 THEN pace.free_at
				               ELSE greatest(pace.free_at, pace.held_until + $4::interval) END,
				holder = $2, held_until = clock_timestamp() + $3::interval
			WHERE pace.holder IS NULL OR pace.holder = $2 OR pace.held_until <= clock_timestamp()
			RETURNING free_at)
		SELECT EXISTS (SELECT FROM taken),
		       coalesce((SELECT extract(epoch FROM free_at - clock_timestamp())::float8 FROM taken), 0),
		       (SELECT id FROM plan_deliveries WHERE channel = $1 AND state = 'waiting' AND due_at <= $5
		        ORDER BY due_at, id LIMIT 1) IS NOT NULL`,
		network, s.self, spell, rest, s.now()).Scan(&turn.Ours, &seconds, &turn.Due)
	if err != nil {
		return bot.Turn{}, fmt.Errorf("take %s: %w", network, clean(err))
	}
	turn.Wait = max(0, time.Duration(seconds*float64(time.Second)))
	return turn, nil
}

// LeaveNetwork ends this process's spell; it may go on without a rest if nobody
// else takes the network.
func (s *Store) LeaveNetwork(ctx context.Context, network string) error {
	_, err := s.pool.Exec(ctx, `UPDATE paces SET held_until = clock_timestamp() WHERE channel = $1 AND holder = $2`, network, s.self)
	if err != nil {
		return fmt.Errorf("leave %s: %w", network, clean(err))
	}
	return nil
}

// HoldPace has every replica leave a network alone for a while.
func (s *Store) HoldPace(ctx context.Context, network string, pause time.Duration) error {
	_, err := s.pool.Exec(ctx, `
		INSERT INTO paces (channel, free_at) VALUES ($1, clock_timestamp() + $2::interval)
		ON CONFLICT (channel) DO UPDATE SET free_at = greatest(paces.free_at, clock_timestamp() + $2::interval)`, network, pause)
	if err != nil {
		return fmt.Errorf("hold %s: %w", network, clean(err))
	}
	return nil
}
