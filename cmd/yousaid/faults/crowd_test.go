package faults_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"yousaid/cmd/yousaid/internal/rig"
)

// mostTexters is how many of a crowd text: the numbers that are kept for drama
// are a thousand.
const mostTexters = 700

// crowd are residents who report while something is broken, one after another
// on each of so many phones at once.
type crowd struct {
	*rig.Rig
	name     string
	patience time.Duration // of a resident with one answer
	pause    time.Duration // between two residents on one phone
	ending   chan struct{}
	phones   sync.WaitGroup

	mu        sync.Mutex
	residents []*rig.Resident
	failures  []error
}

// gather has a crowd begin to talk, and go on until it goes home.
func gather(ctx context.Context, r *rig.Rig, name string, atOnce int, pause time.Duration) *crowd {
	c := &crowd{Rig: r, name: name, patience: time.Minute, pause: pause, ending: make(chan struct{})}
	for range atOnce {
		c.phones.Go(func() { c.talk(ctx) })
	}
	return c
}

func (c *crowd) talk(ctx context.Context) {
	for ctx.Err() == nil {
		c.reports(ctx, c.newcomer())
		select {
		case <-c.ending:
			return
		case <-ctx.Done():
		case <-time.After(c.pause):
		}
	}
}

// reports has somebody report to the end.
func (c *crowd) reports(ctx context.Context, who *rig.Resident) {
	if _, err := who.Report(ctx); err != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.failures = append(c.failures, fmt.Errorf("%s: %w", who.Story, err))
	}
}

// newcomer is the next to report: every theme in turn, every second by SMS.
func (c *crowd) newcomer() *rig.Resident {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := len(c.residents)
	phone := c.Telegram
	if n%2 == 1 && n/2 < mostTexters {
		phone = c.SMS
	}
	who := c.join(phone(), n/2%(len(c.Plan.Themes)+1), n)
	return who
}

// guest is somebody on a network of their own who is judged with the crowd.
func (c *crowd) guest(phone rig.Phone) *rig.Resident {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := len(c.residents)
	return c.join(phone, n%(len(c.Plan.Themes)+1), n)
}

// join is with mu held.
func (c *crowd) join(phone rig.Phone, theme, n int) *rig.Resident {
	who := &rig.Resident{Phone: phone, Story: rig.Story(c.name, n), Place: "Bury Park Road", Reply: c.patience}
	if found, ok := c.Plan.Theme(theme); ok {
		who.Theme = &found
	}
	c.Mark(rig.Word(c.name, n))
	c.residents = append(c.residents, who)
	return who
}

// goHome lets everybody end their report.
func (c *crowd) goHome() error {
	close(c.ending)
	c.phones.Wait()
	return errors.Join(c.failures...)
}

// judge compares what the crowd was told with the record and the desks, once
// every card is there.
func (c *crowd) judge(t *testing.T, seen *finding) {
	t.Helper()
	k := &killing{carnage: carnage{conversations: len(c.residents), patience: 3 * time.Minute}, Rig: c.Rig}
	for _, who := range c.residents {
		if who.Kept {
			k.kept.Add(1)
		}
	}
	v := k.judge(c.residents)
	t.Logf("\n%s", v)
	seen.saw("%d lost, %d double of %d reports", v.lost+v.silent, v.twice+v.untold, v.conversations)
	v.check(t)
}
