package trail

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// scope names this service's spans.
const scope = "yousaid"

// End ends a step; err says only whether it failed.
type End func(err error)

func nothing(error) {}

// Step begins a step of what ctx belongs to. Where that isn't traced, it does
// nothing.
func Step(ctx context.Context, name string) (context.Context, End) {
	within := trace.SpanFromContext(ctx)
	if !within.IsRecording() {
		return ctx, nothing
	}
	ctx, span := within.TracerProvider().Tracer(scope).Start(ctx, name)
	return ctx, ended(span)
}

// Call begins a step that asks a provider for something, by the name of its
// method.
func Call(ctx context.Context, provider, method string) (context.Context, End) {
	within := trace.SpanFromContext(ctx)
	if !within.IsRecording() {
		return ctx, nothing
	}
	ctx, span := within.TracerProvider().Tracer(scope).Start(ctx, "send", trace.WithSpanKind(trace.SpanKindClient),
		trace.WithAttributes(attribute.String("provider", provider), attribute.String("method", method)))
	return ctx, ended(span)
}

func ended(span trace.Span) End {
	return func(err error) {
		if err != nil {
			span.SetStatus(codes.Error, "") // its text stays in the log
		}
		span.End()
	}
}

// Tracks begin traces. The zero value begins none.
type Tracks struct {
	tracer trace.Tracer
}

// New makes Tracks; nil for none.
func New(provider trace.TracerProvider) Tracks {
	if provider == nil {
		return Tracks{}
	}
	return Tracks{tracer: provider.Tracer(scope)}
}

// Turn begins what a message causes: a step of the request that brought it, or
// a trace of its own where the service fetched it.
func (t Tracks) Turn(ctx context.Context, network string) (context.Context, End) {
	if ID(ctx) == "" {
		ctx = WithID(ctx, NewID())
	}
	if t.tracer == nil {
		return ctx, nothing
	}
	ctx, span := t.tracer.Start(ctx, "receive", trace.WithAttributes(attribute.String("network", network)))
	return ctx, ended(span)
}
