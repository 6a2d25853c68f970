package trail

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/rs/zerolog"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// Front gives each request its id, which the answer names. What a request says
// of its id or its trace is taken from proxies alone. A panic that nobody else
// caught is logged by its kind: its value may quote what somebody wrote.
func (t Tracks) Front(proxies []netip.Prefix, log zerolog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		trusted := from(proxies, r.RemoteAddr)
		ctx, parent := r.Context(), trace.SpanContext{}
		if trusted {
			parent = readParent(r.Header.Get("traceparent"))
		}
		id := idOf(r, trusted, parent)
		w.Header().Set(Header, id)
		ctx = WithID(ctx, id)
		if parent.IsValid() && t.tracer != nil {
			ctx = trace.ContextWithRemoteSpanContext(ctx, parent)
		}
		defer caught(ctx, log, w)
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// caught ends a request that panicked.
func caught(ctx context.Context, log zerolog.Logger, w http.ResponseWriter) {
	cause := recover()
	if cause == nil {
		return
	}
	if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(cause)
	}
	log.Error().Ctx(ctx).Str("panic", fmt.Sprintf("%T", cause)).Bytes("stack", debug.Stack()).Msg("request not answered")
	w.WriteHeader(http.StatusInternalServerError)
}

// from reports whether a request came from one of the networks.
func from(networks []netip.Prefix, remote string) bool {
	peer, err := netip.ParseAddrPort(remote)
	address := peer.Addr().Unmap()
	return err == nil && slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(address) })
}

// Webhook begins the trace of a message that a provider brings.
func (t Tracks) Webhook(provider string, next http.Handler) http.Handler {
	if t.tracer == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, span := t.tracer.Start(r.Context(), "webhook", trace.WithSpanKind(trace.SpanKindServer),
			trace.WithAttributes(attribute.String("provider", provider)))
		defer span.End()
		noted := &noted{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(noted, r.WithContext(ctx))
		span.SetAttributes(attribute.Int("http.response.status_code", noted.status))
		if noted.status >= http.StatusInternalServerError {
			span.SetStatus(codes.Error, "")
		}
	})
}

// noted remembers the status of an answer.
type noted struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements [http.ResponseWriter].
func (n *noted) WriteHeader(status int) {
	n.status = status
	n.ResponseWriter.WriteHeader(status)
}

// Unwrap is for [http.ResponseController].
func (n *noted) Unwrap() http.ResponseWriter { return n.ResponseWriter }

// readParent reads a traceparent. One that isn't well-formed is invalid.
// Source: https://www.w3.org/TR/trace-context/
func readParent(header string) trace.SpanContext {
	parts := strings.Split(header, "-")
	if len(header) != 55 || len(parts) != 4 || parts[0] != "00" || strings.ToLower(header) != header {
		return trace.SpanContext{}
	}
	id, err := trace.TraceIDFromHex(parts[1])
	if err != nil {
		return trace.SpanContext{}
	}
	span, err := trace.SpanIDFromHex(parts[2])
	if err != nil {
		return trace.SpanContext{}
	}
	config := trace.SpanContextConfig{TraceID: id, SpanID: span, Remote: true}
	if parts[3] == "01" {
		config.TraceFlags = trace.FlagsSampled
	}
	return trace.NewSpanContext(config)
}

// writeParent is what readParent reads; empty when nothing is traced.
func writeParent(ctx context.Context) string {
	span := trace.SpanContextFromContext(ctx)
	if !span.IsSampled() {
		return ""
	}
	return "00-" + span.TraceID().String() + "-" + span.SpanID().String() + "-01"
}
