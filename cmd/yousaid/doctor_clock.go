package main

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

const (
	clockWarns = 2 * time.Second  // a clock that is kept by NTP is never so wrong
	clockFails = 30 * time.Second // codes of authenticator apps and the listing of missed texts go wrong
)

// reading is what somebody else's clock showed: a time from and to, as some tell
// whole seconds only, at some moment between asked and heard of ours.
type reading struct {
	of           string
	from, to     time.Time
	asked, heard time.Time
}

// off is by how much the other clock is ahead of ours (behind: below 0) at the
// least: how long the answer took is no fault of a clock.
func (r reading) off() time.Duration {
	switch {
	case r.from.After(r.heard):
		return r.from.Sub(r.heard)
	case r.to.Before(r.asked):
		return r.to.Sub(r.asked)
	}
	return 0
}

// clocks gathers readings, from several goroutines.
type clocks struct {
	mu       sync.Mutex
	readings []reading
}

func (c *clocks) note(r reading) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.readings = append(c.readings, r)
}

// judge says of each clock whether ours goes with it: by the reading that says
// least, as one answer may have waited somewhere.
func (c *clocks) judge() []finding {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []finding
	var names []string
	best := map[string]time.Duration{}
	for _, r := range c.readings {
		least, known := best[r.of]
		if !known {
			names = append(names, r.of)
		}
		if off := r.off(); !known || off.Abs() < least.Abs() {
			best[r.of] = off
		}
	}
	slices.Sort(names)
	for _, name := range names {
		list = append(list, clockOf(name, best[name]))
	}
	return list
}

func clockOf(of string, off time.Duration) finding {
	const name = "clock"
	const set = "see that NTP keeps this machine's clock (timedatectl), and theirs"
	found := fmt.Sprintf("%s's is %v ahead of ours", of, off.Round(time.Second/10))
	if off < 0 {
		found = fmt.Sprintf("%s's is %v behind ours", of, -off.Round(time.Second/10))
	}
	switch {
	case off.Abs() > clockFails:
		return fail(name, found, set)
	case off.Abs() > clockWarns:
		return warn(name, found, set)
	}
	return ok(name, "%s's and ours go together", of)
}

// watch notes what the Date headers of answers say.
// https://www.rfc-editor.org/rfc/rfc9110#name-date
func (c *clocks) watch(of string, next http.RoundTripper) http.RoundTripper {
	return &watching{of: of, clocks: c, next: next}
}

type watching struct {
	of     string
	clocks *clocks
	next   http.RoundTripper
}

func (w *watching) RoundTrip(request *http.Request) (*http.Response, error) {
	asked := time.Now()
	response, err := w.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	if at, err := http.ParseTime(response.Header.Get("Date")); err == nil {
		w.clocks.note(reading{of: w.of, from: at, to: at.Add(time.Second), asked: asked, heard: time.Now()})
	}
	return response, nil
}

// CloseIdleConnections lets go of the connections below.
func (w *watching) CloseIdleConnections() {
	if idle, ok := w.next.(interface{ CloseIdleConnections() }); ok {
		idle.CloseIdleConnections()
	}
}
