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
// goes on though nobody said that it ended, how long a browser may take for what
// it is told, and how long after a session's time it is surely over.
const (
	tellEvery     = time.Second
	stillHere     = 20 * time.Second
	sessionsEvery = time.Minute
	tellWithin    = 10 * time.Second
	afterEnd      = 50 * time.Millisecond // the record rounds times
)

// InboxNews is what the record says of lists that change.
type InboxNews interface {
	// Listen calls changed with an agency's id whenever its list has changed, and
	// ended with an officer's whenever sessions of theirs were ended; both with ""
	// when it may have missed something. It returns when ctx ends.
	Listen(ctx context.Context, changed, ended func(id string))
	// PeekSession finds the officer of a session as Session does, and until when it
	// goes on if nobody uses it. It doesn't count as use: a page that is left open
	// is not in use.
	PeekSession(ctx context.Context, token string, idle time.Duration) (officer bot.Officer, until time.Time, err error)
}

// Live tells open pages what the record says, until ctx ends. Then their
// streams end, too, which would hold the shutdown up.
func (c *Console) Live(ctx context.Context) error {
	defer c.hub.close()
	c.Store.Listen(ctx, c.hub.ring, c.hub.ended)
	return nil
}

// events streams "inbox" whenever a list of the officer's may have changed, and
// "over" when the session has ended. Nothing of any report is in it.
func (c *Console) events(w http.ResponseWriter, r *http.Request, v visit) {
	c.stream(w, r, v, func(l *listener) tidings { return tidings{rings: l.rings, rung: "event: inbox\ndata:\n\n"} })
}

// stream tells an open page what there is to tell, for as long as it is there.
func (c *Console) stream(w http.ResponseWriter, r *http.Request, v visit, tells func(*listener) tidings) {
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
		c.follow(r.Context(), s, l, tells(l))
	}
}

// tidings are what a stream tells: an event whenever the hub rings, or how
// something stands now and then.
type tidings struct {
	rings <-chan struct{}
	rung  string

	every time.Duration // 0: never
	now   func(context.Context) (text string, more bool)
}

// ticks is when to look; nil for never.
func (t tidings) ticks() (<-chan time.Time, func()) {
	if t.every == 0 {
		return nil, func() {}
	}
	ticker := time.NewTicker(t.every)
	return ticker.C, ticker.Stop
}

// follow tells a page what happens until it goes, its session ends or the
// service stops. News that come close together are told as one; the end of the
// session waits for nothing.
func (c *Console) follow(ctx context.Context, s *stream, l *listener, t tidings) {
	ticks, stop := t.ticks()
	defer stop()
	look := time.NewTicker(sessionsEvery)
	defer look.Stop()
	still := time.NewTimer(stillHere)
	defer still.Stop()
	rings, again := t.rings, (<-chan time.Time)(nil)
	in, ends := c.stillIn(ctx, l) // it may have ended before this page could hear of that
	for in {
		text := ""
		select {
		case <-ctx.Done():
			return
		case <-l.done:
			return
		case <-again:
			rings = t.rings
		case <-rings:
			text = t.rung
		case <-ticks:
			var more bool
			if text, more = t.now(ctx); !more {
				_ = s.say(text)
				return
			}
		case <-still.C:
			text = ": still here\n\n"
		case <-l.looks:
			in, ends = c.stillIn(ctx, l)
		case <-ends:
			in, ends = c.stillIn(ctx, l)
		case <-look.C:
			in, ends = c.stillIn(ctx, l)
		}
		if text == "" {
			continue
		}
		if s.say(text) != nil {
			return
		}
		rings, again = nil, time.After(tellEvery)
		still.Reset(stillHere)
	}
	_ = s.say("event: over\ndata:\n\n") // who has gone needn't hear it
}

// stillIn reports whether a page's session goes on, and when to look again
// because it will be over by then if nobody uses it. A record that is away ends
// no session.
func (c *Console) stillIn(ctx context.Context, l *listener) (in bool, ends <-chan time.Time) {
	officer, until, err := c.Store.PeekSession(ctx, l.token, sessionIdle)
	if err != nil {
		return !errors.Is(err, bot.ErrUsed), nil
	}
	c.hub.now(l, officer.Actor())
	return true, time.After(max(until.Sub(c.Now()), 0) + afterEnd)
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
	if _, err := fmt.Fprint(s.w, text); err != nil {
		return err
	}
	return s.flush.Flush()
}

// peek finds who asks, for what a page does by itself. It leads nowhere and
// changes no cookie: the officer didn't ask.
func (c *Console) peek(w http.ResponseWriter, r *http.Request) (visit, bool) {
	token := c.token(r)
	if token == "" {
		http.Error(w, "You have been signed out.", http.StatusUnauthorized)
		return visit{}, false
	}
	officer, _, err := c.Store.PeekSession(r.Context(), token, sessionIdle)
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
