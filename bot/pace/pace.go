package pace

import (
	"context"
	"sync"
	"time"
)

// Pace is how often one network is called. It may be used by many at once.
type Pace struct {
	gap, window, credit time.Duration
	room                chan time.Time // of each call that fits in the window, from when on it may be made; nil without a window

	mu   sync.Mutex
	next time.Time     // the first that nobody has
	held time.Time     // nobody calls until then
	seen int           // calls that had an answer
	way  time.Duration // the shortest of them, to the network and back
}

// New makes a pace of one call in each gap. The network counts calls in a
// window of so long; 0: it doesn't.
func New(gap, window time.Duration) *Pace {
	p := &Pace{gap: max(gap, time.Microsecond), window: window, credit: window / 4}
	if window > 0 {
		most := max(1, int(window/p.gap))
		p.room = make(chan time.Time, most)
		for range most {
			p.room <- time.Time{}
		}
	}
	return p
}

// Gap is the time between two calls.
func (p *Pace) Gap() time.Duration { return p.gap }

// Next is how long it is until the first time that nobody has.
func (p *Pace) Next() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return max(time.Until(p.next), time.Until(p.held), 0)
}

// Reserve gives the caller the next few times, and returns the first; the others
// follow a gap apart. A time that has just passed is given, too, and is to be
// made up for.
func (p *Pace) Reserve(calls int) time.Time {
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	if now.Sub(p.next) > p.credit {
		p.next = now
	}
	first := p.next
	if first.Before(p.held) {
		first = p.held
	}
	p.next = first.Add(time.Duration(calls) * p.gap)
	return first
}

// Hold leaves the network alone until a time, in the place of what was said
// before.
func (p *Pace) Hold(until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.held = until
}

// Held reports whether the network is to be left alone now.
func (p *Pace) Held() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Now().Before(p.held)
}

// Enter waits until one more call fits in the window, and returns when that was.
// Leave has to follow; an error says that ctx has ended.
func (p *Pace) Enter(ctx context.Context) (time.Time, error) {
	if p.room == nil {
		return time.Now(), ctx.Err()
	}
	select {
	case <-ctx.Done():
		return time.Time{}, ctx.Err()
	case from := <-p.room: // the one that was answered first
		if err := Sleep(ctx, from); err != nil {
			p.room <- from
			return time.Time{}, err
		}
	}
	return time.Now(), nil
}

// Leave says that a call that began then had its answer, or was given up; the
// zero time, that there was no call after all.
func (p *Pace) Leave(began time.Time) {
	switch {
	case p.room == nil:
	case began.IsZero():
		p.room <- time.Time{}
	default:
		now := time.Now()
		p.room <- now.Add(p.window - p.shortest(now.Sub(began)))
	}
}

// shortest is what every call needs for its way to the network and back, by those
// that were seen, less what is there by chance. The network counted a call before its answer came
// back, and counts the next one after its way there: both ways together are in no
// case shorter than that. Until a few windows have been seen, and where the network
// is near, it is nothing.
func (p *Pace) shortest(took time.Duration) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.seen == 0 || took < p.way {
		p.way = took
	}
	const chance = 20 * time.Millisecond
	if p.seen++; p.seen <= 4*cap(p.room) {
		return 0
	}
	return min(max(0, p.way-chance), p.window/2)
}

// Sleep waits until a time.
func Sleep(ctx context.Context, until time.Time) error {
	left := time.Until(until)
	if left <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(left)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
