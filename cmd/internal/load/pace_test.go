package load

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// Turns begin at the rate, each resident gets theirs, and who began together
// doesn't go in step.
func TestPaceKeepsItsRateAndNoOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const residents, each = 20, 7
		p := newPace(100)
		began := time.Now()
		var mu sync.Mutex
		var order []int
		var all sync.WaitGroup
		for who := range residents {
			all.Go(func() {
				for range each {
					if !p.wait(t.Context()) {
						t.Error("the context had not ended")
					}
					mu.Lock()
					order = append(order, who)
					mu.Unlock()
				}
			})
		}
		all.Wait()
		if took, want := time.Since(began), (residents*each-1)*10*time.Millisecond; took != want {
			t.Errorf("%d turns at 100 a second took %v, and not %v", residents*each, took, want)
		}
		inStep := true
		for i := residents; i < len(order); i++ {
			inStep = inStep && order[i] == order[i-residents]
		}
		if inStep {
			t.Error("residents go in step")
		}
	})
}

func TestPaceEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace(1)
		ctx, cancel := context.WithCancel(t.Context())
		if !p.wait(ctx) {
			t.Error("the first turn may begin at once")
		}
		cancel()
		if p.wait(ctx) {
			t.Error("a turn began after the end")
		}
		time.Sleep(2 * time.Second) // what was to let it go finds nobody, or one who left
	})
}
