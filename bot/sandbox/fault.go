package sandbox

import (
	"context"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Kind is a way in which a provider fails.
type Kind string

// The kinds of fault. Where nothing else is said the call has no effect.
const (
	TooMany Kind = "429"   // too many requests, with After as Retry-After
	Broken  Kind = "500"   // the provider's own error, in its own shape
	Gateway Kind = "502"   // a proxy's HTML page
	Hang    Kind = "hang"  // no answer until After, or until the caller gives up
	Reset   Kind = "reset" // the connection is reset
	Slow    Kind = "slow"  // After later, everything is as usual
	Half    Kind = "half"  // it has its effect, then half of the answer and a reset
	Lost    Kind = "lost"  // it has its effect, then a reset instead of an answer
)

// Webhook as the method of a fault is the provider's own delivery: Lost makes
// it take an answer for a failure, so that everything comes again; Hang and
// Reset keep it from arriving.
const Webhook = "webhook"

// Fault is a failure that is switched on. Empty fields match everything.
type Fault struct {
	ID       int           `json:"id"`
	Provider string        `json:"provider"` // "telegram", "twilio"
	Method   string        `json:"method"`   // as in Entry
	Chat     string        `json:"chat"`
	Kind     Kind          `json:"kind"`
	After    time.Duration `json:"after"` // nanoseconds; not scaled by the pace
	Skip     int           `json:"skip"`  // this many calls go well first
	Times    int           `json:"times"` // then this many fail; 0 for until it is cleared
}

// Faults are the failures switched on now.
type Faults struct {
	mu   sync.Mutex
	next int
	on   []Fault
}

// Set switches a fault on and returns its id.
func (f *Faults) Set(fault Fault) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.next++
	fault.ID = f.next
	f.on = append(f.on, fault)
	return fault.ID
}

// Clear switches one off, or all of them for id 0.
func (f *Faults) Clear(id int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.on = slices.DeleteFunc(f.on, func(on Fault) bool { return id == 0 || on.ID == id })
}

// List returns what is switched on.
func (f *Faults) List() []Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.on)
}

// take returns the first fault that applies to a call and uses it up by one.
func (f *Faults) take(provider, method, chat string) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.on {
		on := &f.on[i]
		if !on.applies(provider, method, chat) {
			continue
		}
		if on.Skip > 0 {
			on.Skip--
			continue
		}
		taken := *on
		if on.Times == 1 {
			f.on = slices.Delete(f.on, i, i+1)
		} else if on.Times > 1 {
			on.Times--
		}
		return taken
	}
	return Fault{}
}

// applies reports whether the fault is about this call. Deliveries are only
// disturbed by a fault that names them: "the API is down" leaves them alone.
func (f *Fault) applies(provider, method, chat string) bool {
	if f.Method == "" && method == Webhook {
		return false
	}
	return (f.Provider == "" || f.Provider == provider) &&
		(f.Method == "" || f.Method == method) && (f.Chat == "" || f.Chat == chat)
}

// before carries out what comes before any effect. It reports whether the call
// goes on; the kinds 429 and 500 are the provider's to write.
func (c *shared) before(w http.ResponseWriter, r *http.Request, fault Fault) (goesOn bool) {
	switch fault.Kind {
	case Slow:
		return c.hold(r.Context(), fault.After)
	case Hang:
		if fault.After == 0 {
			fault.After = time.Hour
		}
		c.hold(r.Context(), fault.After)
		reset(w)
		return false
	case Reset:
		reset(w)
		return false
	case Gateway:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = w.Write([]byte("<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"))
		return false
	case TooMany, Broken, Half, Lost:
	}
	return true
}

// hold keeps a request waiting and reports whether anybody is still there.
func (c *shared) hold(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
	case <-c.ctx.Done():
	}
	return false
}

// answer writes body, whole, cut or not at all, as the fault says.
func answer(w http.ResponseWriter, fault Fault, status int, contentType string, body []byte) {
	switch fault.Kind {
	case Lost:
		reset(w)
		return
	case Half:
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = w.Write(body[:len(body)/2])
		if flusher, ok := w.(http.Flusher); ok {
			flusher.Flush()
		}
		reset(w)
		return
	default:
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = w.Write(body)
	}
}

// reset ends the connection with a TCP reset, or at least without an answer.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // net/http's own way to drop a connection
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
