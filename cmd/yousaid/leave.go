package main

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// longestDelay bounds DRAIN_DELAY: whoever stops the service waits no longer.
const longestDelay = time.Minute

// errLeaving is why a replica that was told to stop isn't ready.
var errLeaving = errors.New("told to stop")

// serving returns a context that ends DRAIN_DELAY after ctx. In between the
// service says that it isn't ready and serves as before, so that balancers,
// which only look every few seconds, lead nobody to a closed door.
func (a *app) serving(ctx context.Context) (context.Context, context.CancelFunc) {
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	context.AfterFunc(ctx, func() {
		a.leaving.Store(true)
		a.say("STOPPING=1")
		a.log.Info().Stringer("for", a.cfg.DrainDelay).Msg("told to stop: not ready any more, still serving")
		wait(serving, a.cfg.DrainDelay)
		stop()
	})
	return serving, stop
}

// stays is the part of /readyz that says no once the service leaves.
func (a *app) stays(context.Context) error {
	if a.leaving.Load() {
		return errLeaving
	}
	return nil
}

// lastAnswers has connections end with their next answer once the service
// leaves: a balancer that kept one open could send a request into it just when
// it is closed.
func (a *app) lastAnswers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.leaving.Load() {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}
