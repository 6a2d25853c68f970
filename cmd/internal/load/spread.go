package load

import (
	"slices"
	"sync"
	"time"
)

// Spread is how long something took, over all of it; in milliseconds.
type Spread struct {
	Count int     `json:"count"`
	P50   float64 `json:"p50_ms"`
	P90   float64 `json:"p90_ms"`
	P99   float64 `json:"p99_ms"`
	Max   float64 `json:"max_ms"`
}

// times collects how long something took. It may be used by many at once.
type times struct {
	mu   sync.Mutex
	list []time.Duration
}

func (t *times) add(d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.list = append(t.list, d)
}

func (t *times) spread() Spread {
	t.mu.Lock()
	defer t.mu.Unlock()
	return spreadOf(t.list)
}

// spreadOf takes the nearest rank: a percentile is a time that was measured.
func spreadOf(list []time.Duration) Spread {
	if len(list) == 0 {
		return Spread{}
	}
	sorted := slices.Sorted(slices.Values(list))
	at := func(percent int) float64 {
		rank := (len(sorted)*percent + 99) / 100
		return milliseconds(sorted[max(rank, 1)-1])
	}
	return Spread{Count: len(sorted), P50: at(50), P90: at(90), P99: at(99), Max: milliseconds(sorted[len(sorted)-1])}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
