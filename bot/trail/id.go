package trail

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"regexp"

	"github.com/rs/zerolog"
	"go.opentelemetry.io/otel/trace"
)

// Header is where an id comes from a proxy, and where the answer names it.
const Header = "X-Request-Id"

// wellFormed is an id that may stand in a log: no spaces, no quotes, not long.
var wellFormed = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

type idKey struct{}

// WithID returns a context that belongs to the request of an id.
func WithID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, idKey{}, id)
}

// ID is the request that a context belongs to; empty when it belongs to none.
func ID(ctx context.Context) string {
	id, _ := ctx.Value(idKey{}).(string)
	return id
}

// NewID makes an id: 16 hexadecimal digits by chance.
func NewID() string {
	var raw [8]byte
	_, _ = rand.Read(raw[:]) // it never fails: the program would have ended
	return hex.EncodeToString(raw[:])
}

// idOf is the id that a proxy gave a request, by its own header or by the trace
// that it began; a new one otherwise.
func idOf(r *http.Request, trusted bool, parent trace.SpanContext) string {
	if given := r.Header.Get(Header); trusted && wellFormed.MatchString(given) {
		return given
	}
	if parent.IsValid() {
		return parent.TraceID().String()
	}
	return NewID()
}

// Hook writes the request's id, and the trace's where there is one, on each line
// of a log that was given a context.
type Hook struct{}

// Run implements [zerolog.Hook].
func (Hook) Run(e *zerolog.Event, _ zerolog.Level, _ string) {
	ctx := e.GetCtx()
	if id := ID(ctx); id != "" {
		e.Str("request", id)
	}
	if span := trace.SpanContextFromContext(ctx); span.IsSampled() {
		e.Str("trace", span.TraceID().String())
	}
}
