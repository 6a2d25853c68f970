package channel

import (
	"errors"
	"sync"
	"time"
)

// Holds remembers to whom a provider wants no calls for a while. One sender's
// refusal holds for all of this process: many alerts to one desk are many jobs,
// of which each would else have to be told by itself. The zero value is ready.
type Holds struct {
	mu    sync.Mutex
	until map[Address]time.Time
}

const manyHolds = 1000 // then those that are over are forgotten

// Check returns a throttled *SendError while nobody may call.
func (h *Holds) Check(to Address, now time.Time) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if left := h.until[to].Sub(now); left > 0 {
		return &SendError{Reason: Throttled, RetryAfter: left, Err: errors.New("not called: the provider has asked for a pause")}
	}
	return nil
}

// Note keeps what the failure of a call asks for.
func (h *Holds) Note(to Address, failure error, now time.Time) {
	asked := RetryAfterOf(failure)
	if ReasonOf(failure) != Throttled || asked <= 0 {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.until == nil || len(h.until) >= manyHolds {
		h.forget(now)
	}
	if until := now.Add(asked); until.After(h.until[to]) {
		h.until[to] = until
	}
}

// forget is with mu held.
func (h *Holds) forget(now time.Time) {
	left := map[Address]time.Time{}
	for to, until := range h.until {
		if until.After(now) {
			left[to] = until
		}
	}
	h.until = left
}
