package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// watchEvery is how often the holder of a lock looks whether it still has it,
// and how long it waits for an answer.
const watchEvery = 2 * time.Second

// PollLock takes a lock that one process can have at a time, such as the right
// to poll Telegram; ok is false when another has it. The lock lives as long as
// its connection: held ends when that is lost, and what the lock guards must
// stop then. For some seconds two processes may believe that they hold it,
// since a connection may die at one end first; Telegram itself refuses the
// second of two polls.
func (s *Store) PollLock(ctx context.Context, name string) (held context.Context, release func(), ok bool, err error) {
	pooled, err := s.pool.Acquire(ctx)
	if err != nil {
		return nil, nil, false, fmt.Errorf("lock %s: %w", name, clean(err))
	}
	conn := pooled.Hijack() // it isn't the pool's any more: nobody else may get it
	err = conn.QueryRow(ctx, `SELECT pg_try_advisory_lock(hashtextextended($1, 0))`, "yousaid "+name).Scan(&ok)
	if err != nil || !ok {
		disconnect(ctx, conn)
		return nil, nil, false, lockError(name, err)
	}
	held, lose := context.WithCancel(context.WithoutCancel(ctx))
	watching := make(chan struct{})
	go func() {
		defer close(watching)
		defer lose()
		watch(held, conn)
		disconnect(held, conn)
	}()
	return held, func() { lose(); <-watching }, true, nil
}

func lockError(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("lock %s: %w", name, clean(err))
}

// watch returns when the connection is lost or ctx ends.
func watch(ctx context.Context, conn *pgx.Conn) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		within, cancel := context.WithTimeout(ctx, watchEvery)
		err := conn.Ping(within)
		cancel()
		if err != nil {
			return
		}
	}
}

// disconnect ends a connection, and with it the lock.
func disconnect(ctx context.Context, conn *pgx.Conn) {
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), watchEvery)
	defer cancel()
	_ = conn.Close(within) // the server ends it in any case
}
