package postgres

import (
	"context"
	"sync"
	"time"
)

// PostgreSQL commits transactions that NOTIFY one after another: each holds a
// lock of the whole server until its commit is on the disk. Where many file at
// once they would stand in line for the disk. So what notifies commits without
// waiting for it (dontWait) and waits afterwards (Store.flush), outside of the lock
// and together with whoever else is waiting.

// dontWait makes a transaction commit without waiting for the disk. It is no SET,
// so that a pipeline may have it that is a transaction by itself.
const dontWait = `SELECT set_config('synchronous_commit', 'off', true)`

// flushTime bounds one flush. Whoever waits for it has a bound of their own.
const flushTime = 10 * time.Second

// flusher lets many wait for one flush.
type flusher struct {
	mu      sync.Mutex
	running bool
	next    *flushRound // not begun: whoever comes now is safe with it
}

type flushRound struct {
	done chan struct{}
	err  error // set before done is closed
}

// flush returns when everything that was committed before is on the disk, and at
// a synchronous standby where there is one. With an error nobody knows.
func (s *Store) flush(ctx context.Context) error {
	round := s.flushes.join(func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTime) // others wait for it, too
		defer cancel()
		// A commit is written to the disk with all before it, if it has written
		// anything itself. This is the least that can be written.
		_, err := s.pool.Exec(ctx, `SELECT pg_logical_emit_message(true, 'yousaid', '')`)
		return clean(err)
	})
	select {
	case <-round.done:
		return round.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// join finds a flush that hasn't begun, and sees that it does.
func (f *flusher) join(flush func() error) *flushRound {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.next == nil {
		f.next = &flushRound{done: make(chan struct{})}
	}
	if !f.running {
		f.running = true
		go f.run(flush)
	}
	return f.next
}

// run flushes until nobody waits any more.
func (f *flusher) run(flush func() error) {
	for {
		f.mu.Lock()
		round := f.next
		f.next = nil
		if round == nil {
			f.running = false
			f.mu.Unlock()
			return
		}
		f.mu.Unlock()
		round.err = flush()
		close(round.done)
	}
}
