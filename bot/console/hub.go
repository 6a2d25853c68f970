package console

import (
	"sync"

	"yousaid/bot"
)

// mostStreams is how many pages of one session may listen at a time. A browser
// opens no more than six connections to a place, and needs some of them.
const mostStreams = 8

// hub tells open pages that a list may have changed, or their session ended.
type hub struct {
	mu        sync.Mutex
	over      bool
	listeners map[*listener]bool
}

// listener is one page that listens.
type listener struct {
	token string
	by    bot.Actor     // under the hub's lock
	rings chan struct{} // holds one ring; more say nothing more
	looks chan struct{} // as rings, when the session may have ended
	done  chan struct{} // closed when the hub is over
}

// join adds a page; false when there are too many of its session, or the
// service is stopping.
func (h *hub) join(v visit) (*listener, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	same := 0
	for l := range h.listeners {
		if l.token == v.token {
			same++
		}
	}
	if h.over || same >= mostStreams {
		return nil, false
	}
	if h.listeners == nil {
		h.listeners = map[*listener]bool{}
	}
	l := &listener{token: v.token, by: v.by, rings: make(chan struct{}, 1), looks: make(chan struct{}, 1), done: make(chan struct{})}
	h.listeners[l] = true
	return l, true
}

// leave takes a page out.
func (h *hub) leave(l *listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.listeners, l)
}

// now notes who a page's officer is by now: they may have changed agency.
func (h *hub) now(l *listener, by bot.Actor) {
	h.mu.Lock()
	defer h.mu.Unlock()
	l.by = by
}

// ring wakes the pages of who may see an agency's reports. An empty agency
// stands for any: something may have been missed.
func (h *hub) ring(agency string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for l := range h.listeners {
		if agency != "" && !l.by.All && l.by.Agency != agency {
			continue
		}
		wake(l.rings)
	}
}

// ended has the pages of an officer look whether their session goes on. Nobody
// stands for everybody: something may have been missed.
func (h *hub) ended(officer string) {
	h.look(func(l *listener) bool { return officer == "" || l.by.Officer == officer })
}

// left has the pages of one session do so.
func (h *hub) left(token string) {
	h.look(func(l *listener) bool { return l.token == token })
}

func (h *hub) look(whose func(*listener) bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for l := range h.listeners {
		if whose(l) {
			wake(l.looks)
		}
	}
}

func wake(bell chan<- struct{}) {
	select {
	case bell <- struct{}{}:
	default:
	}
}

// close ends all pages' streams, and lets no new ones begin.
func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.over = true
	for l := range h.listeners {
		close(l.done)
	}
	h.listeners = nil
}
