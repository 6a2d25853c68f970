package sandbox

import (
	"context"
	"sync"
	"time"
)

// Directions of an Entry.
const (
	ToProvider   = "call"     // the service called the provider's API
	FromProvider = "delivery" // the provider called the service's webhook
)

// Entry is one call or one attempt at a delivery. It holds what was said: it
// is for judging tests, and exists nowhere but in the sandbox.
type Entry struct {
	Seq       int               `json:"seq"` // from 1, in order of arrival
	At        time.Time         `json:"at"`
	Took      time.Duration     `json:"took"` // until the answer was written, nanoseconds
	Provider  string            `json:"provider"`
	Direction string            `json:"direction"`
	Method    string            `json:"method"`         // "sendMessage", "Messages.create"; "webhook", "status"
	Chat      string            `json:"chat,omitempty"` // chat id, or the person's number
	Params    map[string]string `json:"params,omitempty"`
	Files     map[string]int    `json:"files,omitempty"`  // field and bytes
	ID        string            `json:"id,omitempty"`     // message id, SID or update_id
	Status    int               `json:"status,omitempty"` // HTTP; 0 when no answer was given or got
	Error     string            `json:"error,omitempty"`
	Fault     Kind              `json:"fault,omitempty"`
	Done      bool              `json:"done"`  // it had its effect
	InWay     bool              `json:"open"`  // not answered yet
	Hook      bool              `json:"hook"`  // a method executed from a webhook's answer
	Retry     int               `json:"retry"` // which attempt of a delivery, from 0
}

// Ledger is every call and delivery since the start.
type Ledger struct {
	mu      sync.Mutex
	bell    bell
	now     func() time.Time
	off     bool // Options.NoLedger
	entries []Entry
}

func newLedger(now func() time.Time, off bool) *Ledger { return &Ledger{now: now, off: off} }

// open records the beginning of a call and returns its number; 0 where nothing
// is recorded.
func (l *Ledger) open(e Entry) int {
	if l.off {
		return 0
	}
	l.mu.Lock()
	e.Seq, e.At, e.InWay = len(l.entries)+1, l.now(), true
	l.entries = append(l.entries, e)
	l.mu.Unlock()
	l.bell.ring()
	return e.Seq
}

// update changes the entry of a call that is still under way.
func (l *Ledger) update(seq int, change func(*Entry)) {
	if seq == 0 {
		return
	}
	l.mu.Lock()
	change(&l.entries[seq-1])
	l.mu.Unlock()
	l.bell.ring()
}

// close records how a call ended.
func (l *Ledger) close(seq int, change func(*Entry)) {
	l.update(seq, func(e *Entry) {
		change(e)
		e.InWay, e.Took = false, l.now().Sub(e.At)
	})
}

// Entries returns what came after the given number (0 for all) and matches;
// a nil match takes everything.
func (l *Ledger) Entries(after int, match func(Entry) bool) []Entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	var found []Entry
	for _, e := range l.entries[min(max(after, 0), len(l.entries)):] {
		if match == nil || match(e) {
			found = append(found, e)
		}
	}
	return found
}

// Len returns the number of the newest entry.
func (l *Ledger) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.entries)
}

// Wait returns the first entry after the given number that matches. Entries
// under way are looked at again when they end.
func (l *Ledger) Wait(ctx context.Context, after int, match func(Entry) bool) (Entry, error) {
	return await(ctx, &l.bell, func() (Entry, bool) {
		if found := l.Entries(after, match); len(found) > 0 {
			return found[0], true
		}
		return Entry{}, false
	})
}
