package load

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// pace lets turns begin at a rate. A turn whose time has passed, because every
// resident was waiting for a reply, begins at once. Whose turn it is is drawn
// among those who wait: in the order of their coming, residents who began
// together would go in step, and a hundred reports would be sent at once.
type pace struct {
	gap time.Duration // 0: no pace

	mu      sync.Mutex
	next    time.Time
	waiting []chan struct{}
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
	mine := make(chan struct{})
	p.waiting = append(p.waiting, mine)
	p.mu.Unlock()
	time.AfterFunc(time.Until(at), p.letOneGo) // for each who waits, one goes
	select {
	case <-mine:
		return true
	case <-ctx.Done():
		return false
	}
}

func (p *pace) letOneGo() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.waiting) == 0 {
		return
	}
	i := rand.IntN(len(p.waiting)) //nolint:gosec // no secret
	close(p.waiting[i])
	p.waiting = slices.Delete(p.waiting, i, i+1)
}
