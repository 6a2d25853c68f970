package main_test

import (
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	collector "go.opentelemetry.io/proto/slim/otlp/collector/trace/v1"
	tracepb "go.opentelemetry.io/proto/slim/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"yousaid/cmd/yousaid/internal/rig"
)

// receiver is a collector: it takes OTLP over HTTP and keeps what came.
type receiver struct {
	*httptest.Server
	mu    sync.Mutex
	raw   strings.Builder
	spans []*tracepb.Span
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, asked *http.Request) {
		body, err := io.ReadAll(asked.Body)
		var batch collector.ExportTraceServiceRequest
		if err != nil || asked.URL.Path != "/v1/traces" || asked.Header.Get("Content-Type") != "application/x-protobuf" ||
			asked.Header.Get("X-Key") != "a b" || proto.Unmarshal(body, &batch) != nil {
			t.Errorf("the collector got %s %v, %d bytes", asked.URL.Path, asked.Header, len(body))
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.raw.Write(body)
		for _, resource := range batch.GetResourceSpans() {
			for _, scope := range resource.GetScopeSpans() {
				r.spans = append(r.spans, scope.GetSpans()...)
			}
		}
	}))
	t.Cleanup(r.Close)
	return r
}

// tree is a trace as it is written down: each name with those of its children
// in the order in which they began.
func tree(spans []*tracepb.Span, parent []byte) string {
	var names []string
	for _, s := range spans {
		if string(s.GetParentSpanId()) == string(parent) {
			name := s.GetName()
			if below := tree(spans, s.GetSpanId()); below != "" {
				name += "(" + below + ")"
			}
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

// A turn is one trace from the webhook to the send, a job that it queued is one
// of its own that is linked to it, and nothing that anybody wrote is in either.
func TestATurnIsATraceFromWebhookToSend(t *testing.T) {
	t.Parallel()
	to := newReceiver(t)
	r := rig.New(t, rig.Options{Env: map[string]string{
		"OTEL_EXPORTER_OTLP_ENDPOINT": to.URL, "OTEL_EXPORTER_OTLP_HEADERS": "x-key=a%20b", "OTEL_BSP_SCHEDULE_DELAY": "100",
	}})
	ctx := r.Context(time.Minute)
	private := []string{rig.Number}
	for _, phone := range []rig.Phone{r.Telegram(), r.SMS()} {
		who := r.Reporter(phone, 5, "trace"+phone.Network())
		reference, err := who.Report(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, desk := range r.Leads(who) {
			if _, err := desk.Card(ctx, reference); err != nil {
				t.Fatal(err)
			}
		}
		private = append(private, reference, who.Story, rig.Word("trace"+phone.Network(), 5), who.Place)
	}
	r.Replicas[0].Stop() // sends what is left

	to.mu.Lock()
	defer to.mu.Unlock()
	traces, roots := map[string][]*tracepb.Span{}, map[string]*tracepb.Span{}
	slices.SortStableFunc(to.spans, func(a, b *tracepb.Span) int {
		return int(int64(a.GetStartTimeUnixNano()) - int64(b.GetStartTimeUnixNano()))
	})
	for _, s := range to.spans {
		id := hex.EncodeToString(s.GetTraceId())
		traces[id] = append(traces[id], s)
		if len(s.GetParentSpanId()) == 0 {
			roots[id] = s
		}
	}
	seen, linked := map[string]int{}, 0
	for id, spans := range traces {
		if roots[id] == nil {
			t.Errorf("a trace has no root: %s", tree(spans, spans[0].GetParentSpanId()))
			continue
		}
		seen[tree(spans, nil)]++
		for _, link := range roots[id].GetLinks() {
			if cause := roots[hex.EncodeToString(link.GetTraceId())]; cause != nil && cause.GetName() == "webhook" && roots[id].GetName() == "job" {
				linked++
			}
		}
	}
	for _, want := range []string{
		"webhook(signature receive(triage session load step session save send))",        // Telegram
		"webhook(signature receive(triage step session save commit session save send))", // a report is filed: the replica remembers the conversation
		"webhook(signature receive(triage session load step session save))",             // SMS: the reply is the answer
		"webhook(signature receive(triage step session save commit session save))",      // and with a report
	} {
		if seen[want] == 0 && seen[strings.Replace(want, "send))", "send send))", 1)] == 0 {
			t.Errorf("no trace is %s; there are: %v", want, seen)
		}
	}
	if linked < 2 {
		t.Errorf("%d jobs are linked to the turn that caused them; there are: %v", linked, seen)
	}
	payload := to.raw.String()
	for _, words := range private {
		if words != "" && strings.Contains(payload, words) {
			t.Errorf("the traces hold %q", words)
		}
	}
	if found := r.Personal(payload); len(found) > 0 {
		t.Errorf("the traces hold what is personal or secret: %q", found)
	}
}

// Every setting of traces that is wrong is said before anything starts.
func TestBadSettingsOfTracesAreSaid(t *testing.T) {
	t.Parallel()
	for setting, value := range map[string]string{
		"OTEL_EXPORTER_OTLP_ENDPOINT": "127.0.0.1:4318", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc", "OTEL_EXPORTER_OTLP_HEADERS": "nothing",
	} {
		r := rig.New(t, rig.Options{Stopped: true, NoDesks: true, Env: map[string]string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", setting: value}})
		if code, printed := rig.Command(t, r.Env(), "serve"); code != 2 || !strings.Contains(printed, setting) {
			t.Errorf("%s=%s: exit code %d:\n%s", setting, value, code, printed)
		}
	}
}
