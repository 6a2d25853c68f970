package load

import (
	"context"
	"sync"
	"time"
)

// pace lets turns begin at a rate. A turn whose time has passed, because every
// resident was waiting for a reply, begins at once.
type pace struct {
	gap time.Duration // 0: no pace

	mu   sync.Mutex
	next time.Time
}

func newPace(rate float64) *pace {
	if rate <= 0 {
		return &pace{}
	}
	return &pace{gap: time.Duration(float64(time.Second) / rate)}
}

// wait waits for a turn's time; false when the context ended before.
func (p *pace) wait(ctx context.Context) bool {
	if p.gap == 0 {
		return ctx.Err() == nil
	}
	p.mu.Lock()
	now := time.Now()
	if p.next.Before(now) {
		p.next = now
	}
	at := p.next
	p.next = p.next.Add(p.gap)
	p.mu.Unlock()
	timer := time.NewTimer(time.Until(at))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
