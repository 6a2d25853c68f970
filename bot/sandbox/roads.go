package sandbox

import (
	"strings"
	"sync"
)

// Roads lead from public addresses to where the service really listens, so
// that signatures are made over https://bot.example.org while the request
// goes to a test's port, or to one of several replicas in turn.
type Roads struct {
	mu    sync.Mutex
	ways  map[string][]string
	turns map[string]int
}

// Lead sends requests for the public base address to the actual ones, in
// turn. Without actual ones the road is taken away.
func (r *Roads) Lead(public string, actual ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ways == nil {
		r.ways, r.turns = map[string][]string{}, map[string]int{}
	}
	public = strings.TrimSuffix(public, "/")
	delete(r.ways, public)
	if len(actual) > 0 {
		r.ways[public] = actual
	}
}

// resolve returns where a request for address goes.
func (r *Roads) resolve(address string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	for public, actual := range r.ways {
		rest, ok := strings.CutPrefix(address, public)
		if !ok || rest != "" && rest[0] != '/' && rest[0] != '?' {
			continue
		}
		r.turns[public]++
		return strings.TrimSuffix(actual[r.turns[public]%len(actual)], "/") + rest
	}
	return address
}
