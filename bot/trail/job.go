package trail

import (
	"context"
	"encoding/json"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// cause is what a job remembers of the request that queued it.
type cause struct {
	Request     string `json:"request,omitempty"`
	Traceparent string `json:"traceparent,omitempty"`
}

// Cause is what a job is to remember of the request that queues it, as JSON; nil
// when ctx belongs to none.
func Cause(ctx context.Context) []byte {
	id := ID(ctx)
	if id == "" {
		return nil
	}
	written, err := json.Marshal(cause{Request: id, Traceparent: writeParent(ctx)})
	if err != nil {
		return nil // two strings: it never fails
	}
	return written
}

// Job begins the trace of a job, linked to the turn that caused it. Its context
// belongs to the same request.
func (t Tracks) Job(ctx context.Context, kind string, metadata []byte) (context.Context, End) {
	var by cause
	if json.Unmarshal(metadata, &by) == nil && wellFormed.MatchString(by.Request) {
		ctx = WithID(ctx, by.Request)
	}
	if t.tracer == nil {
		return ctx, nothing
	}
	options := []trace.SpanStartOption{
		trace.WithNewRoot(), trace.WithSpanKind(trace.SpanKindConsumer),
		trace.WithAttributes(attribute.String("job", kind)),
	}
	if turn := readParent(by.Traceparent); turn.IsValid() {
		options = append(options, trace.WithLinks(trace.Link{SpanContext: turn}))
	}
	ctx, span := t.tracer.Start(ctx, "job", options...)
	return ctx, ended(span)
}
