package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// heartbeat keeps proxies from closing a quiet stream.
const heartbeat = 20 * time.Second

// stream is one page that is open.
type stream struct {
	w      http.ResponseWriter
	flush  *http.ResponseController
	seen   map[string]int // versions by phone
	world  int
	toasts int
}

// serveEvents streams what changes: "world", "chat", "sms" and "toast"
// events, everything at first.
func (s *Sandbox) serveEvents(w http.ResponseWriter, r *http.Request) {
	out := &stream{w: w, flush: http.NewResponseController(w), seen: map[string]int{}, world: -1}
	out.toasts = len(s.Telegram.toastsAfter(0))
	_ = out.flush.SetWriteDeadline(time.Time{}) // not every server sets one
	w.Header().Set("Content-Type", "text/event-stream")
	for {
		telegram, twilio := s.Telegram.bell.wait(), s.Twilio.bell.wait()
		if s.sendChanges(out) != nil {
			return
		}
		select {
		case <-telegram:
		case <-twilio:
		case <-time.After(heartbeat):
			_, _ = fmt.Fprint(w, ": still here\n\n")
		case <-r.Context().Done():
			return
		case <-s.Telegram.ctx.Done():
			return
		}
	}
}

// sendChanges sends all that has changed since the last time.
func (s *Sandbox) sendChanges(out *stream) error {
	if world := s.View(); world.Version != out.world || s.moved(world, out) {
		out.world = world.Version
		out.event("world", world)
	}
	for _, chat := range s.Telegram.changedSince(out.seen) {
		out.event("chat", chat)
	}
	for _, phone := range s.Twilio.changedSince(out.seen) {
		out.event("sms", phone)
	}
	for _, toast := range s.Telegram.toastsAfter(out.toasts) {
		out.toasts = toast.Seq
		out.event("toast", toast)
	}
	return out.flush.Flush()
}

// moved reports whether a group has a new id that this page hasn't heard of.
func (s *Sandbox) moved(world WorldView, out *stream) bool {
	for _, group := range world.Groups {
		if _, known := out.seen["telegram:"+chatKey(group.ID)]; !known {
			return true
		}
	}
	return false
}

func (o *stream) event(name string, body any) {
	encoded, _ := json.Marshal(body) // holds only what encodes
	_, _ = fmt.Fprintf(o.w, "event: %s\ndata: %s\n\n", name, encoded)
}
