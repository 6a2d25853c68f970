package hooks_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"go.uber.org/goleak"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/hooks"
	"yousaid/flows"
	"yousaid/storage/postgres"
	"yousaid/storage/storagetest"
)

func TestMain(m *testing.M) { os.Exit(storagetest.Main(m)) }

// heard is one message that a receiver was sent.
type heard struct {
	header http.Header
	body   []byte
}

// receiver is an agency's own system.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	answer http.HandlerFunc // nil: 204
	all    []heard
}

func (v *receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body) // what is cut off fails the test later
	v.mu.Lock()
	v.all = append(v.all, heard{r.Header.Clone(), body})
	answer := v.answer
	v.mu.Unlock()
	if answer == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	answer(w, r)
}

func (v *receiver) answers(fn http.HandlerFunc) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.answer = fn
}

func (v *receiver) heard() []heard {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.all
}

// rig is a record with a lead, and receivers.
type rig struct {
	*postgres.Store
	*hooks.Sender
	t    *testing.T
	lead bot.Officer
	log  *bytes.Buffer
	mu   sync.Mutex
	at   time.Time
}

func start(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, at: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC), log: &bytes.Buffer{}}
	r.Store = storagetest.Store(t, func(c *postgres.Config) { c.Now = r.now })
	r.lead = bot.Officer{ID: uuid.NewString(), Name: "Lena", Agency: "neighbourhood-services", Role: bot.RoleLead, Active: true}
	if err := r.AddOfficer(t.Context(), r.lead); err != nil {
		t.Fatal(err)
	}
	r.Sender = &hooks.Sender{
		Store: r.Store, Now: r.now, Log: zerolog.New(r.log),
		Door: &hooks.Door{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Roots: x509.NewCertPool()},
	}
	return r
}

func (r *rig) now() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.at
}

func (r *rig) later(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at = r.at.Add(d)
}

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

// receives starts a receiver that is a hook of the lead's agency.
func (r *rig) receives() (*receiver, bot.Hook) {
	r.t.Helper()
	v := &receiver{}
	v.Server = httptest.NewTLSServer(v)
	r.t.Cleanup(v.Close)
	r.Door.Roots.AddCert(v.Certificate())
	hook := bot.Hook{ID: uuid.NewString(), Agency: r.lead.Agency, URL: v.URL + "/hook", Description: "Cases", Events: bot.HookEvents()}
	if err := r.AddHook(r.t.Context(), r.lead, hook, secret); err != nil {
		r.t.Fatal(err)
	}
	return v, hook
}

// files has a resident send a report.
func (r *rig) files(n int) {
	r.t.Helper()
	for range n {
		sub := &flows.Submission{
			ID: uuid.NewString(), Reference: bot.NewFresh("LUT")().Reference, Theme: 6, What: []string{"zebra-crossing"},
			Contact: flows.ContactHere, Language: "en", Began: r.now(), Sent: r.now(),
		}
		work := flows.Pending{ID: uuid.NewString(), Effects: []flows.Effect{{Kind: flows.FileReport, Report: sub}}}
		if _, err := r.Commit(r.t.Context(), channel.Address{Channel: channel.SMS, ID: "+447700900123"}, work); err != nil {
			r.t.Fatal(err)
		}
	}
}

// sends sends all that is due now, and counts it.
func (r *rig) sends() (n int) {
	r.t.Helper()
	for {
		did, err := r.Send(r.t.Context())
		if err != nil {
			r.t.Fatal(err)
		}
		if !did {
			return n
		}
		n++
	}
}

// stands reads a hook and its log, the oldest line first.
func (r *rig) stands(hook bot.Hook) (bot.Hook, []bot.HookDelivery) {
	r.t.Helper()
	is, log, err := r.Hook(r.t.Context(), r.lead, hook.ID)
	if err != nil {
		r.t.Fatal(err)
	}
	for i := range len(log) / 2 {
		log[i], log[len(log)-1-i] = log[len(log)-1-i], log[i]
	}
	return is, log
}

func TestAMessageIsSignedAsTheSchemeSays(t *testing.T) {
	r := start(t)
	v, hook := r.receives()
	r.files(1)
	if err := r.RotateHook(t.Context(), r.lead, hook.ID, bot.NewHookSecret()); err != nil {
		t.Fatal(err)
	}
	if n := r.sends(); n != 1 {
		t.Fatalf("%d sent: %s", n, r.log)
	}
	got := v.heard()[0]
	for name, key := range map[string]string{"the secret before": secret} {
		verify, err := standardwebhooks.NewWebhook(key)
		if err != nil {
			t.Fatal(err)
		}
		if err := verify.VerifyIgnoringTimestamp(got.body, got.header); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := verify.VerifyIgnoringTimestamp(append(got.body, ' '), got.header); err == nil {
			t.Error("another body is verified")
		}
	}
	if n := len(strings.Fields(got.header.Get("webhook-signature"))); n != 2 {
		t.Errorf("%d signatures on the day of a new secret", n)
	}
	var told struct {
		Type      string
		Timestamp time.Time
		Data      struct {
			Reference, Status string
			Theme             int
		}
	}
	if err := json.Unmarshal(got.body, &told); err != nil || told.Type != "report.referred" || !told.Timestamp.Equal(r.now()) || told.Data.Theme != 6 {
		t.Errorf("told %s, %v", got.body, err)
	}
	r.later(25 * time.Hour)
	r.files(1)
	r.sends()
	if n := len(strings.Fields(v.heard()[1].header.Get("webhook-signature"))); n != 1 {
		t.Errorf("%d signatures a day later", n)
	}
}

func TestAReceiverThatIsDownForADayGetsEverythingAfterIt(t *testing.T) {
	r := start(t)
	v, hook := r.receives()
	v.answers(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	tries := 0
	for range 24 * 6 {
		r.files(1)
		tries += r.sends()
		r.later(10 * time.Minute)
	}
	if is, _ := r.stands(hook); is.Waiting != 24*6 || is.Failing.IsZero() || is.State != bot.HookOn {
		t.Fatalf("after a day it stands %+v", is)
	}
	if tries > 24*6+20 {
		t.Errorf("%d tries in a day at a receiver that is down", tries)
	}
	before := len(v.heard())
	first := v.heard()[0].header.Get("webhook-id")
	v.answers(nil)
	r.sends()
	is, log := r.stands(hook)
	if is.Waiting != 0 || is.Failed != 0 || !is.Failing.IsZero() {
		t.Errorf("when it is back it stands %+v", is)
	}
	ids := map[string]bool{}
	for _, got := range v.heard()[before:] {
		ids[got.header.Get("webhook-id")] = true
	}
	if len(ids) != 24*6 || len(v.heard())-before != 24*6 || !ids[first] {
		t.Errorf("it gets %d messages, %d different ones, and the first under its id: %t", len(v.heard())-before, len(ids), ids[first])
	}
	if log[0].State != "sent" {
		t.Errorf("the log says %+v", log[0])
	}
}

func TestOneThatIsSlowHoldsUpNobodyElse(t *testing.T) {
	r := start(t)
	slow, _ := r.receives()
	quick, _ := r.receives()
	ends := make(chan struct{})
	slow.answers(func(_ http.ResponseWriter, q *http.Request) {
		select {
		case <-ends:
		case <-q.Context().Done():
		}
	})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- r.Run(ctx) }()
	r.files(30)
	for begun := time.Now(); len(quick.heard()) < 30; time.Sleep(10 * time.Millisecond) {
		if time.Since(begun) > 10*time.Second {
			t.Fatalf("the quick one has %d of 30", len(quick.heard()))
		}
	}
	if n := len(slow.heard()); n > 1 {
		t.Errorf("the slow one is asked %d times at once", n)
	}
	close(ends)
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestWhatIsNoSuccessFailsAndIsLogged(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		status int
		word   string
		state  bot.HookState
	}{
		"redirect": {func(w http.ResponseWriter, q *http.Request) {
			http.Redirect(w, q, "/elsewhere", http.StatusTemporaryRedirect)
		}, 307, "redirect", bot.HookOn},
		"gone":     {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) }, 410, "gone", bot.HookGone},
		"error":    {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, strings.Repeat("x", 1<<20), 500) }, 500, "answer", bot.HookOn},
		"hangs up": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 0, "unreachable", bot.HookOn},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t)
			v, hook := r.receives()
			v.answers(c.answer)
			r.files(1)
			r.sends()
			is, log := r.stands(hook)
			if len(v.heard()) == 0 || log[0].State != "waiting" || log[0].Status != c.status || log[0].Failure != c.word || is.State != c.state {
				t.Errorf("%d heard, log %+v, hook %+v", len(v.heard()), log[0], is)
			}
		})
	}
}

func TestAHookInsideANetworkIsNotConnectedToWhateverItsNameWas(t *testing.T) {
	r := start(t)
	v, hook := r.receives()
	r.Door.Allow = nil
	for _, address := range []string{v.URL + "/hook", strings.Replace(v.URL, "127.0.0.1", "localhost", 1)} {
		hook.URL = address // it may have led elsewhere when it was entered
		if err := r.ChangeHook(t.Context(), r.lead, hook); err != nil {
			t.Fatal(err)
		}
		r.later(time.Hour)
		r.files(1)
		r.sends()
		if _, log := r.stands(hook); len(v.heard()) > 0 || log[len(log)-1].Failure != "refused" && log[0].Failure != "refused" {
			t.Errorf("%d heard, log %+v", len(v.heard()), log)
		}
	}
	if strings.Contains(r.log.String(), v.URL) {
		t.Error("the address of a hook is in the log")
	}
}

func TestASenderEndsWithNothingLeftBehind(t *testing.T) {
	r := start(t)
	r.receives()
	before := goleak.IgnoreCurrent()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- r.Run(ctx) }()
	r.files(1)
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	goleak.VerifyNone(t, before, goleak.IgnoreTopFunction("github.com/jackc/pgx/v5/pgxpool.(*Pool).backgroundHealthCheck"))
}
