package trail_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/rs/zerolog"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"yousaid/bot/trail"
)

const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

// ask sends a request through the front and returns the id that it had within
// and the id that the answer names.
func ask(t *testing.T, tracks trail.Tracks, remote string, headers ...string) (within, answered string) {
	t.Helper()
	front := tracks.Front([]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, zerolog.Nop(), http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		within = trail.ID(r.Context())
	}))
	r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
	r.RemoteAddr = remote
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	front.ServeHTTP(w, r)
	return within, w.Header().Get(trail.Header)
}

func TestAnIDIsTakenFromProxiesAloneAndOnlyWellFormed(t *testing.T) {
	t.Parallel()
	const proxy, stranger = "10.1.2.3:4000", "192.0.2.1:4000"
	for _, c := range []struct{ name, remote, header, value, want string }{
		{"a proxy's own", proxy, trail.Header, "edge-7f3a.00_1", "edge-7f3a.00_1"},
		{"a proxy on a socket of both kinds", "[::ffff:10.1.2.3]:4000", trail.Header, "edge-7f3a.00_1", "edge-7f3a.00_1"},
		{"a proxy's trace", proxy, "traceparent", parent, "0af7651916cd43dd8448eb211c80319c"},
		{"a stranger's", stranger, trail.Header, "edge-7f3a.00_1", ""},
		{"a stranger's trace", stranger, "traceparent", parent, ""},
		{"with a space", proxy, trail.Header, "edge 7f3a 001", ""},
		{"with a line", proxy, trail.Header, "edge-7f3a\nfake=1", ""},
		{"too short", proxy, trail.Header, "edge", ""},
		{"too long", proxy, trail.Header, strings.Repeat("a", 65), ""},
		{"a trace of noughts", proxy, "traceparent", "00-00000000000000000000000000000000-b7ad6b7169203331-01", ""},
		{"a trace in capitals", proxy, "traceparent", strings.ToUpper(parent), ""},
		{"a trace of another version", proxy, "traceparent", "01" + parent[2:], ""},
		{"half a trace", proxy, "traceparent", parent[:30], ""},
	} {
		within, answered := ask(t, trail.Tracks{}, c.remote, c.header, c.value)
		if within != answered || within == "" || (c.want != "" && within != c.want) || (c.want == "" && strings.Contains(c.value, within)) {
			t.Errorf("%s: the request is %q and the answer names %q, want %q", c.name, within, answered, c.want)
		}
		if again, _ := ask(t, trail.Tracks{}, c.remote, c.header, c.value); c.want == "" && again == within {
			t.Errorf("%s: two requests have one id", c.name)
		}
	}
}

func TestTheLogNamesTheRequest(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := zerolog.New(&out).Hook(trail.Hook{})
	log.Warn().Ctx(trail.WithID(t.Context(), "abcdefgh")).Msg("with")
	log.Warn().Ctx(t.Context()).Msg("without")
	log.Warn().Msg("nor")
	want := `{"level":"warn","request":"abcdefgh","message":"with"}` + "\n" + `{"level":"warn","message":"without"}` + "\n" + `{"level":"warn","message":"nor"}` + "\n"
	if out.String() != want {
		t.Errorf("the log is\n%s, want\n%s", out.String(), want)
	}
}

func TestAPanicIsLoggedByItsKindAndTheRequest(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	front := trail.Tracks{}.Front(nil, zerolog.New(&out).Hook(trail.Hook{}), http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		panic("zebra crossing")
	}))
	w := httptest.NewRecorder()
	front.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", http.NoBody))
	if w.Code != http.StatusInternalServerError || strings.Contains(out.String(), "zebra") ||
		!strings.Contains(out.String(), `"panic":"string"`) || !strings.Contains(out.String(), w.Header().Get(trail.Header)) {
		t.Errorf("status %d, the log is %s", w.Code, out.String())
	}
}

// A job belongs to the request that queued it, and its trace is linked to that
// request's. What stands there otherwise is passed over.
func TestAJobKnowsItsCause(t *testing.T) {
	t.Parallel()
	spans := tracetest.NewInMemoryExporter()
	tracks := trail.New(sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans)))
	ctx, end := tracks.Turn(t.Context(), "sms")
	cause := trail.Cause(ctx)
	end(errors.New("zebra crossing"))
	job, endJob := tracks.Job(t.Context(), "deliver", cause)
	endJob(nil)
	if trail.ID(ctx) == "" || trail.ID(job) != trail.ID(ctx) {
		t.Errorf("the job is of request %q, want %q", trail.ID(job), trail.ID(ctx))
	}
	got := spans.GetSpans()
	if len(got) != 2 || len(got[1].Links) != 1 || got[1].Links[0].SpanContext.SpanID() != got[0].SpanContext.SpanID() || got[1].Parent.IsValid() {
		t.Fatalf("the spans are %+v", got)
	}
	if got[0].Status.Description != "" || len(got[0].Events) > 0 {
		t.Errorf("a span quotes its error: %+v", got[0])
	}
	for _, metadata := range []string{"", "null", "{}", `{"request":"a b"}`, `{"request":7}`, `{"traceparent":"00-x"}`, `[1]`} {
		job, end := tracks.Job(t.Context(), "deliver", []byte(metadata))
		end(nil)
		if spans := spans.GetSpans(); trail.ID(job) != "" || len(spans[len(spans)-1].Links) > 0 {
			t.Errorf("%q: the job is of request %q", metadata, trail.ID(job))
		}
	}
	if trail.Cause(context.Background()) != nil {
		t.Error("a job that nobody caused remembers something")
	}
}

// Without tracing a step costs no memory.
func TestStepsCostNothingWithoutTracing(t *testing.T) {
	ctx := trail.WithID(t.Context(), trail.NewID())
	if allocated := testing.AllocsPerRun(1000, func() { steps(ctx) }); allocated != 0 {
		t.Errorf("%v allocations a turn without tracing", allocated)
	}
}

// steps are those of a turn.
func steps(ctx context.Context) {
	for _, name := range []string{"signature", "triage", "session load", "step", "session save", "commit"} {
		_, end := trail.Step(ctx, name)
		end(nil)
	}
	_, end := trail.Call(ctx, "telegram", "sendMessage")
	end(nil)
}

func BenchmarkStepsOfATurn(b *testing.B) {
	off := trail.WithID(b.Context(), trail.NewID())
	provider := sdktrace.NewTracerProvider(sdktrace.WithSampler(sdktrace.AlwaysSample()))
	on, end := trail.New(provider).Turn(off, "telegram")
	defer end(nil)
	for name, ctx := range map[string]context.Context{"off": off, "on": on} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				steps(ctx)
			}
		})
	}
}
