package pace

import (
	"sync"
	"time"
)

// Book keeps the pace of each network for as long as the process lives: what one
// job has sent counts for the next. The zero value is ready; with nil each job
// has a pace of its own.
type Book struct {
	mu    sync.Mutex
	paces map[string]*Pace
	users map[string]int
}

// Join returns a network's pace, and how to say that it isn't needed any more:
// leave reports whether nobody else is at it.
func (b *Book) Join(network string, gap, window time.Duration) (p *Pace, leave func() (last bool)) {
	if b == nil {
		return New(gap, window), func() bool { return true }
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.paces == nil {
		b.paces, b.users = map[string]*Pace{}, map[string]int{}
	}
	p = b.paces[network]
	if p == nil || p.gap != max(gap, time.Microsecond) {
		p = New(gap, window)
		b.paces[network] = p
	}
	b.users[network]++
	return p, func() bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.users[network]--
		return b.users[network] == 0
	}
}
