package desk

import (
	"context"
	"sync"
	"time"

	"yousaid/bot/channel"
)

const (
	rollEvery   = 15 * time.Second       // how old what a replica knows of the numbers gets
	rollTimeout = 700 * time.Millisecond // how long a text waits for the first look
)

// roll is which numbers are a desk's or an officer's, kept in memory: by it a
// resident's text is told from an officer's without a look at the record. It
// only spares looks. Whoever is on it is looked up before anything is done, and
// a text that can only be an officer's is looked up whoever is on it, so that a
// number that another replica has just bound is known at once.
type roll struct {
	mu      sync.RWMutex
	numbers map[string]bool // nil: not read yet
}

func (r *roll) has(number string) (on, read bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.numbers[number], r.numbers != nil
}

func (r *roll) set(list []channel.Address) {
	numbers := make(map[string]bool, len(list))
	for _, a := range list {
		numbers[a.ID] = true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.numbers = numbers
}

// Watch keeps up with who is a desk or an officer by text message, until ctx
// ends. While the record is away, what was known last counts.
func (d *Desk) Watch(ctx context.Context) error {
	tick := time.NewTicker(rollEvery)
	defer tick.Stop()
	for {
		if err := d.readRoll(ctx); err != nil && ctx.Err() == nil {
			d.Log.Warn().Ctx(ctx).Err(err).Msg("numbers of desks not read; what was known counts")
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (d *Desk) readRoll(ctx context.Context) error {
	list, err := d.Store.Numbers(ctx)
	if err == nil {
		d.roll.set(list)
	}
	return err
}

// onRoll says whether a number may be a desk's or an officer's.
func (d *Desk) onRoll(ctx context.Context, number string) bool {
	on, read := d.roll.has(number)
	if read {
		return on
	}
	ctx, cancel := context.WithTimeout(ctx, rollTimeout)
	defer cancel()
	if err := d.readRoll(ctx); err != nil {
		return false
	}
	on, _ = d.roll.has(number)
	return on
}
