package sandbox

import (
	"context"
	"sync"
)

// bell wakes everybody who waits for something to have changed.
type bell struct {
	mu sync.Mutex
	ch chan struct{}
}

// wait returns a channel that is closed at the next ring. Take it before
// looking, or a change between the look and the wait is missed.
func (b *bell) wait() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ch == nil {
		b.ch = make(chan struct{})
	}
	return b.ch
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ch != nil {
		close(b.ch)
		b.ch = nil
	}
}

// await calls look until it finds something or ctx ends.
func await[T any](ctx context.Context, b *bell, look func() (T, bool)) (T, error) {
	for {
		changed := b.wait()
		if found, ok := look(); ok {
			return found, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			var zero T
			return zero, ctx.Err()
		}
	}
}
