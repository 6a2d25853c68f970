package rig

import (
	"bytes"
	"net/url"
	"regexp"
	"strings"
	"sync"
)

// logBook collects what a process writes.
type logBook struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (b *logBook) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.Write(p)
}

func (b *logBook) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.String()
}

// marks are what must not stand in any log, nor be readable where it was
// forgotten: words of residents and officers, and secrets.
type marks struct {
	mu    sync.Mutex
	known []string
}

func (m *marks) secrets(values ...string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.known = append(m.known, values...)
}

// personal matches what is personal by its form: references, phone numbers of
// the tests, ids of Telegram's people and groups, and the sandbox's SIDs.
var personal = regexp.MustCompile(`LUT-[0-9A-Z]{4}-[0-9A-Z]{3}|447700900\d{3}|\b5550\d{6}\b|-100555\d+|\bSM[0-9a-f]{32}\b`)

// found returns the marks that a text shows, as they are or encoded.
func (m *marks) found(text string) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := personal.FindAllString(text, 3)
	for _, mark := range m.known {
		if strings.Contains(text, mark) || strings.Contains(text, url.QueryEscape(mark)) {
			list = append(list, mark)
		}
	}
	return list
}

// Mark says that a text may not stand in any log.
func (r *Rig) Mark(values ...string) { r.marks.secrets(values...) }

// readLogs fails the test for whatever is personal in a log.
func (r *Rig) readLogs() {
	for i, replica := range r.Replicas {
		for line := range strings.Lines(replica.Log()) {
			if found := r.marks.found(line); len(found) > 0 {
				r.T.Errorf("the log of replica %d shows %q: %s", i, found, strings.TrimSpace(line))
				return
			}
		}
		if strings.Contains(replica.Log(), "DATA RACE") || strings.Contains(replica.Log(), "goroutine 1 [") {
			r.T.Errorf("replica %d crashed:\n%s", i, replica.Log())
		}
	}
}

// Personal returns what is personal in a text: marks, and what has the form of
// a reference, a number or an id.
func (r *Rig) Personal(text string) []string { return r.marks.found(text) }
