package main

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"yousaid/bot/channel"
	"yousaid/bot/trail"
)

const (
	exportTime = 10 * time.Second // one batch, as OpenTelemetry has it
	lastExport = 3 * time.Second  // what is left when the service ends
)

// tracing is where traces go: nil when nobody asked for them. The settings are
// OpenTelemetry's own; those for sampling and batches are read by its library.
// Source: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
func tracing(getenv func(string) string, failed func(error)) (*sdktrace.TracerProvider, error) {
	endpoint, err := tracesEndpoint(getenv)
	if endpoint == "" || err != nil {
		return nil, err
	}
	headers, err := tracesHeaders(cmp.Or(getenv("OTEL_EXPORTER_OTLP_TRACES_HEADERS"), getenv("OTEL_EXPORTER_OTLP_HEADERS")))
	if err != nil {
		return nil, err
	}
	to := &exporter{url: endpoint, headers: headers, client: &http.Client{Transport: channel.NewTransport(), Timeout: exportTime}, failed: failed}
	about := resource.NewSchemaless(
		attribute.String("service.name", cmp.Or(getenv("OTEL_SERVICE_NAME"), "yousaid")),
		attribute.String("service.version", release()),
	)
	return sdktrace.NewTracerProvider(sdktrace.WithBatcher(to), sdktrace.WithResource(about)), nil
}

// tracesEndpoint is where traces are posted; empty when tracing is off.
func tracesEndpoint(getenv func(string) string) (string, error) {
	if strings.EqualFold(getenv("OTEL_SDK_DISABLED"), "true") || getenv("OTEL_TRACES_EXPORTER") == "none" {
		return "", nil
	}
	name := "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
	endpoint := getenv(name)
	if endpoint == "" {
		name = "OTEL_EXPORTER_OTLP_ENDPOINT"
		endpoint = getenv(name)
	}
	if endpoint == "" {
		return "", nil
	}
	address, err := url.Parse(endpoint)
	if err != nil || address.Host == "" || (address.Scheme != "http" && address.Scheme != "https") {
		return "", &settingsError{[]string{name + " must be an address such as http://127.0.0.1:4318"}}
	}
	if kind := cmp.Or(getenv("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"), getenv("OTEL_EXPORTER_OTLP_PROTOCOL"), "http/protobuf"); kind != "http/protobuf" {
		return "", &settingsError{[]string{"OTEL_EXPORTER_OTLP_PROTOCOL is " + kind + ": traces go by http/protobuf, mostly on port 4318"}}
	}
	if name == "OTEL_EXPORTER_OTLP_ENDPOINT" {
		address = address.JoinPath("v1/traces")
	}
	return address.String(), nil
}

// tracesHeaders reads "name=value,name=value", values as in a URL.
func tracesHeaders(list string) (map[string]string, error) {
	headers := map[string]string{}
	for pair := range strings.SplitSeq(list, ",") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		name, value, ok := strings.Cut(pair, "=")
		plain, err := url.PathUnescape(strings.TrimSpace(value))
		if !ok || err != nil || strings.TrimSpace(name) == "" {
			return nil, &settingsError{[]string{"OTEL_EXPORTER_OTLP_HEADERS must be a list such as authorization=Bearer%20abc"}}
		}
		headers[strings.TrimSpace(name)] = plain
	}
	return headers, nil
}

// startTraces makes the service's tracks. Their end is endTraces.
func (a *app) startTraces(context.Context) error {
	provider, err := tracing(a.cfg.getenv, func(err error) { a.log.Warn().Err(err).Msg("traces not sent: they are lost") })
	if provider == nil || err != nil {
		return err
	}
	a.traces, a.trail = provider, trail.New(provider)
	a.log.Info().Msg("traces are on")
	return nil
}

// endTraces sends what is left.
func (a *app) endTraces() {
	if a.traces == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), lastExport)
	defer cancel()
	if err := a.traces.Shutdown(ctx); err != nil {
		a.log.Warn().Ctx(ctx).Err(err).Msg("the last traces were not sent")
	}
}
