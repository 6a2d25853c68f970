package load

import (
	"context"
	"sync"
	"time"

	"yousaid/bot/sandbox"
)

// alerts measures how long a report takes from Send to its agency's desk.
type alerts struct {
	box   *sandbox.Sandbox
	desks []int64

	mu       sync.Mutex
	sentAt   map[string]time.Time // by reference
	came     map[string]time.Time
	watchers sync.WaitGroup
}

func newAlerts(box *sandbox.Sandbox, desks []int64) *alerts {
	return &alerts{box: box, desks: desks, sentAt: map[string]time.Time{}, came: map[string]time.Time{}}
}

// watch notes when cards come, until the context ends.
func (a *alerts) watch(ctx context.Context) {
	for _, desk := range a.desks {
		a.watchers.Go(func() {
			for last := 0; ; {
				card, err := a.box.Telegram.WaitMessage(ctx, desk, last, nil)
				if err != nil {
					return
				}
				last = card.MessageID
				a.arrived(reference.FindString(card.Says()))
			}
		})
	}
}

func (a *alerts) arrived(reference string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, known := a.came[reference]; !known && reference != "" {
		a.came[reference] = time.Now()
	}
}

// sent notes a report that counts.
func (a *alerts) sent(reference string, at time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.sentAt[reference] = at
}

// missing counts the reports that no desk has had.
func (a *alerts) missing() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := 0
	for reference := range a.sentAt {
		if _, came := a.came[reference]; !came {
			n++
		}
	}
	return n
}

// settle waits until every desk has had its cards, at most so long.
func (a *alerts) settle(ctx context.Context, most time.Duration) {
	for end := time.Now().Add(most); a.missing() > 0 && time.Now().Before(end) && ctx.Err() == nil; {
		time.Sleep(20 * time.Millisecond)
	}
}

func (a *alerts) spread() Spread {
	a.mu.Lock()
	defer a.mu.Unlock()
	var took []time.Duration
	for reference, came := range a.came {
		if at, counted := a.sentAt[reference]; counted {
			took = append(took, came.Sub(at))
		}
	}
	return spreadOf(took)
}
