package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	collector "go.opentelemetry.io/proto/slim/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/slim/otlp/common/v1"
	resourcepb "go.opentelemetry.io/proto/slim/otlp/resource/v1"
	tracepb "go.opentelemetry.io/proto/slim/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// exporter sends spans by OTLP over HTTP. The official one does the same, and
// brings gRPC with it: 5 MB of this binary.
// Source: https://opentelemetry.io/docs/specs/otlp/#otlphttp
type exporter struct {
	url     string
	headers map[string]string
	client  *http.Client
	failed  func(error) // told of batches that are lost
}

var _ sdktrace.SpanExporter = (*exporter)(nil)

// ExportSpans implements [sdktrace.SpanExporter]. Spans that the collector
// doesn't take are lost: nothing here waits for it.
func (e *exporter) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	if len(spans) == 0 {
		return nil
	}
	if err := e.send(ctx, spans); err != nil {
		e.failed(err) // an error that is returned goes to the library's own log
	}
	return nil
}

func (e *exporter) send(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	body, err := proto.Marshal(requestOf(spans))
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, e.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-protobuf")
	for name, value := range e.headers {
		request.Header.Set(name, value)
	}
	response, err := e.client.Do(request)
	if err != nil {
		return bare(err)
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10)) // so that the connection serves again
	_ = response.Body.Close()
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("the collector answered %d", response.StatusCode)
	}
	return nil
}

// bare takes the address off a network error: a password may be in it.
func bare(err error) error {
	var outer *url.Error
	if errors.As(err, &outer) {
		return outer.Err
	}
	return err
}

// Shutdown implements [sdktrace.SpanExporter].
func (e *exporter) Shutdown(context.Context) error {
	e.client.CloseIdleConnections()
	return nil
}

// requestOf is spans in OTLP's form; all of them are this service's.
func requestOf(spans []sdktrace.ReadOnlySpan) *collector.ExportTraceServiceRequest {
	list := make([]*tracepb.Span, len(spans))
	for i, s := range spans {
		list[i] = spanOf(s)
	}
	scope := spans[0].InstrumentationScope()
	return &collector.ExportTraceServiceRequest{ResourceSpans: []*tracepb.ResourceSpans{{
		Resource:   &resourcepb.Resource{Attributes: attributesOf(spans[0].Resource().Attributes())},
		ScopeSpans: []*tracepb.ScopeSpans{{Scope: &common.InstrumentationScope{Name: scope.Name}, Spans: list}},
	}}}
}

func spanOf(s sdktrace.ReadOnlySpan) *tracepb.Span {
	id, span, parent := s.SpanContext().TraceID(), s.SpanContext().SpanID(), s.Parent().SpanID()
	out := &tracepb.Span{
		TraceId: id[:], SpanId: span[:], Name: s.Name(), Kind: kindOf(s.SpanKind()), Attributes: attributesOf(s.Attributes()),
		StartTimeUnixNano: uint64(s.StartTime().UnixNano()),
		EndTimeUnixNano:   uint64(s.EndTime().UnixNano()),
		Status:            &tracepb.Status{},
	}
	if parent.IsValid() {
		out.ParentSpanId = parent[:]
	}
	if s.Status().Code == codes.Error {
		out.Status.Code = tracepb.Status_STATUS_CODE_ERROR
	}
	for _, link := range s.Links() {
		to, at := link.SpanContext.TraceID(), link.SpanContext.SpanID()
		out.Links = append(out.Links, &tracepb.Span_Link{TraceId: to[:], SpanId: at[:]})
	}
	return out
}

func kindOf(kind trace.SpanKind) tracepb.Span_SpanKind {
	switch kind {
	case trace.SpanKindServer:
		return tracepb.Span_SPAN_KIND_SERVER
	case trace.SpanKindClient:
		return tracepb.Span_SPAN_KIND_CLIENT
	case trace.SpanKindConsumer:
		return tracepb.Span_SPAN_KIND_CONSUMER
	case trace.SpanKindProducer:
		return tracepb.Span_SPAN_KIND_PRODUCER
	case trace.SpanKindInternal, trace.SpanKindUnspecified:
	}
	return tracepb.Span_SPAN_KIND_INTERNAL
}

// attributesOf are attributes; all of ours are words or whole numbers.
func attributesOf(list []attribute.KeyValue) []*common.KeyValue {
	out := make([]*common.KeyValue, len(list))
	for i, a := range list {
		value := &common.AnyValue{Value: &common.AnyValue_StringValue{StringValue: a.Value.String()}}
		if a.Value.Type() == attribute.INT64 {
			value.Value = &common.AnyValue_IntValue{IntValue: a.Value.AsInt64()}
		}
		out[i] = &common.KeyValue{Key: string(a.Key), Value: value}
	}
	return out
}
