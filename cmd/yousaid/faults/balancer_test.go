package faults_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yousaid/cmd/yousaid/internal/rig"
)

// looksEvery is how often the balancer asks for /readyz. Those that people run
// look every few seconds, and DRAIN_DELAY is a few times that.
const looksEvery = 200 * time.Millisecond

// balancer stands in front of the replicas as any that follows /readyz does: it
// leads each request to the next replica that was ready when it last looked,
// keeps connections, and tries nothing twice.
type balancer struct {
	server *httptest.Server
	bad    atomic.Int64 // answers of 500 and above, its own included

	mu    sync.Mutex
	ready []*httputil.ReverseProxy
	turn  int
}

// balance starts a balancer, for as long as the test runs.
func balance(t *testing.T, r *rig.Rig) *balancer {
	t.Helper()
	b := &balancer{}
	b.server = httptest.NewServer(b)
	ways := map[*rig.Replica]*httputil.ReverseProxy{}
	for _, replica := range r.Replicas {
		to, err := url.Parse(replica.URL())
		if err != nil {
			t.Fatal(err)
		}
		way := httputil.NewSingleHostReverseProxy(to)
		way.Transport = &http.Transport{MaxIdleConnsPerHost: 100}
		way.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, err error) {
			t.Logf("the balancer got no answer: %v", err)
			w.WriteHeader(http.StatusBadGateway)
		}
		ways[replica] = way
	}
	looking, stop := context.WithCancel(t.Context())
	var looks sync.WaitGroup
	looks.Go(func() { b.look(looking, r.Replicas, ways) })
	t.Cleanup(func() {
		stop()
		looks.Wait()
		b.server.Close()
	})
	return b
}

// look asks each replica whether it is ready, again and again.
func (b *balancer) look(ctx context.Context, replicas []*rig.Replica, ways map[*rig.Replica]*httputil.ReverseProxy) {
	for ctx.Err() == nil {
		var ready []*httputil.ReverseProxy
		for _, replica := range replicas {
			if isReady(ctx, replica) {
				ready = append(ready, ways[replica])
			}
		}
		b.mu.Lock()
		b.ready = ready
		b.mu.Unlock()
		select {
		case <-ctx.Done():
		case <-time.After(looksEvery):
		}
	}
}

// isReady asks /readyz by a connection of its own, as somebody else uses the
// replica's client meanwhile.
func isReady(ctx context.Context, replica *rig.Replica) bool {
	return statusOf(ctx, replica.Admin()+"/readyz") == http.StatusOK
}

// statusOf is what an address answers with; 0 for nothing.
func statusOf(ctx context.Context, address string) int {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return 0
	}
	request.Close = true
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0
	}
	_ = response.Body.Close()
	return response.StatusCode
}

// leads reports how many replicas the balancer leads to.
func (b *balancer) leads() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.ready)
}

func (b *balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	ready := slices.Clone(b.ready)
	b.turn++
	turn := b.turn
	b.mu.Unlock()
	noted := &noting{ResponseWriter: w}
	if len(ready) == 0 {
		noted.WriteHeader(http.StatusServiceUnavailable)
	} else {
		ready[turn%len(ready)].ServeHTTP(noted, r)
	}
	if noted.status >= http.StatusInternalServerError {
		b.bad.Add(1)
	}
}

// noting remembers the status of an answer.
type noting struct {
	http.ResponseWriter
	status int
}

func (n *noting) WriteHeader(status int) {
	n.status = status
	n.ResponseWriter.WriteHeader(status)
}
