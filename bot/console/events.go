package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"yousaid/bot"
)

// How a stream is kept: how often it may say something, how often it does at
// least (proxies close what is quiet), how often it looks whether its session
// goes on, and how long a browser may take for what it is told.
const (
	tellEvery     = time.Second
	stillHere     = 20 * time.Second
	sessionsEvery = time.Minute
	tellWithin    = 10 * time.Second
)

// InboxNews is what the record says of lists that change.
type InboxNews interface {
	// Listen calls fn with an agency's id whenever its list has changed, and
	// with "" when it may have missed something. It returns when ctx ends.
	Listen(ctx context.Context, fn func(agency string))
	// PeekSession finds the officer of a session as Session does, and doesn't
	// count as use of it: a page that is left open is not in use.
	PeekSession(ctx context.Context, token string, idle time.Duration) (bot.Officer, error)
}

// Live tells open pages what the record says, until ctx ends. Then their
// streams end, too, which would hold the shutdown up.
func (c *Console) Live(ctx context.Context) error {
	defer c.hub.close()
	c.Store.Listen(ctx, c.hub.ring)
	return nil
}

// events streams "inbox" whenever a list of the officer's may have changed, and
// "over" when the session has ended. Nothing of any report is in it.
func (c *Console) events(w http.ResponseWriter, r *http.Request, v visit) {
	l, ok := c.hub.join(v)
	if !ok {
		http.Error(w, "Too many pages are open.", http.StatusServiceUnavailable)
		return
	}
	defer c.hub.leave(l)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // nginx would gather what is to be told now
	s := &stream{w: w, flush: http.NewResponseController(w)}
	if s.say(": here\n\n") == nil {
		c.follow(r.Context(), s, l)
	}
}

// follow tells a page what happens until it goes, its session ends or the
// service stops.
func (c *Console) follow(ctx context.Context, s *stream, l *listener) {
	look := time.NewTicker(c.sessionsEvery())
	defer look.Stop()
	for {
		still := time.NewTimer(stillHere)
		text := ""
		select {
		case <-ctx.Done():
		case <-l.done:
		case <-l.rings:
			text = "event: inbox\ndata:\n\n"
		case <-still.C:
			text = ": still here\n\n"
		case <-look.C:
			text = c.stillIn(ctx, l)
		}
		still.Stop()
		if text == "" || s.say(text) != nil || text == over {
			return
		}
		if !pause(ctx, l.done, tellEvery) {
			return
		}
	}
}

// over tells a page that its session has ended.
const over = "event: over\ndata:\n\n"

// stillIn is what a page is told of its session: a word that it goes on, or
// that it is over. A record that is away ends no session.
func (c *Console) stillIn(ctx context.Context, l *listener) string {
	officer, err := c.Store.PeekSession(ctx, l.token, sessionIdle)
	switch {
	case errors.Is(err, bot.ErrUsed):
		return over
	case err == nil:
		c.hub.now(l, officer.Actor())
	}
	return ": still here\n\n"
}

func (c *Console) sessionsEvery() time.Duration {
	if c.SessionsEvery > 0 {
		return c.SessionsEvery
	}
	return sessionsEvery
}

// stream is an open page's end of a stream.
type stream struct {
	w     http.ResponseWriter
	flush *http.ResponseController
}

// say writes at once. A browser that doesn't take it in time is gone.
func (s *stream) say(text string) error {
	// Where a connection can't do it, the server's own limits hold.
	_ = s.flush.SetWriteDeadline(time.Now().Add(tellWithin))
	if _, err := fmt.Fprint(s.w, text); err != nil { //nolint:gosec // events of ours, made from templates
		return err
	}
	return s.flush.Flush()
}

// pause waits; false when there is nothing to wait for any more.
func pause(ctx context.Context, done <-chan struct{}, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-done:
		return false
	case <-t.C:
		return true
	}
}

// peek finds who asks, for what a page does by itself. It leads nowhere and
// changes no cookie: the officer didn't ask.
func (c *Console) peek(w http.ResponseWriter, r *http.Request) (visit, bool) {
	token := c.token(r)
	if token == "" {
		http.Error(w, "You have been signed out.", http.StatusUnauthorized)
		return visit{}, false
	}
	officer, err := c.Store.PeekSession(r.Context(), token, sessionIdle)
	switch {
	case errors.Is(err, bot.ErrUsed):
		http.Error(w, "You have been signed out.", http.StatusUnauthorized)
		return visit{}, false
	case err != nil:
		c.failed(w, r, err)
		return visit{}, false
	}
	return visit{officer: officer, by: officer.Actor(), token: token}, true
}
