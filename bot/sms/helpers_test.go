package sms_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"yousaid/bot/channel"
	"yousaid/bot/sandbox"
	"yousaid/bot/sms"
)

const (
	account   = "AC00000000000000000000000000005a4d"
	authToken = "5a4db0c5000000000000000000000000"
	us        = "+447700900999"
	them      = "+447700900123"
	public    = "https://bot.example.org"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// service is a line with a handler that remembers, beside a Twilio.
type service struct {
	*sms.Line
	box  *sandbox.Sandbox
	api  string
	logs *buffer

	mu       sync.Mutex
	got      []channel.Inbound
	statuses []sms.Status
	troubles int
	handle   channel.Handler // nil: all is well, with nothing to answer
	more     chan struct{}
}

// options say how a service differs from the usual one.
type options struct {
	box     sandbox.Options
	handler channel.Handler
	config  func(*sms.Config)
}

// say is a handler that answers everything with one text.
func say(text string) channel.Handler {
	return func(_ context.Context, in channel.Inbound) (*channel.Outbound, error) {
		return &channel.Outbound{To: in.Chat, Text: text}, nil
	}
}

func newService(t *testing.T, o options) *service {
	t.Helper()
	if o.box.Pace == 0 {
		o.box.Pace = 0.001
	}
	if o.box.Twilio.WebhookURL == "" {
		o.box.Twilio.WebhookURL = public + sms.WebhookPath + "#rc=5&rp=all"
	}
	hooks, calls := &http.Transport{}, &http.Transport{}
	o.box.Client = &http.Client{Transport: hooks}
	s := &service{box: sandbox.New(o.box), logs: &buffer{}, handle: o.handler, more: make(chan struct{}, 1000)}
	api := httptest.NewServer(s.box.API())
	s.api = api.URL
	config := sms.Config{
		AccountSID: account, AuthToken: authToken, From: us, APIURL: api.URL, PublicURL: public,
		HTTPClient: &http.Client{Transport: calls}, Log: zerolog.New(s.logs), OnTrouble: s.trouble, OnStatus: s.status,
	}
	if o.config != nil {
		o.config(&config)
	}
	line, err := sms.New(config, s.receive)
	if err != nil {
		t.Fatal(err)
	}
	s.Line = line
	mux := http.NewServeMux()
	mux.Handle(sms.WebhookPath, line.Webhook())
	mux.Handle(sms.StatusPath, line.Status())
	hook := httptest.NewServer(mux)
	s.box.Roads.Lead(public, hook.URL)
	t.Cleanup(func() {
		s.box.Close()
		hook.Close()
		api.Close()
		line.Close()
		hooks.CloseIdleConnections()
	})
	return s
}

func (s *service) receive(ctx context.Context, in channel.Inbound) (*channel.Outbound, error) {
	s.mu.Lock()
	s.got = append(s.got, in)
	handle := s.handle
	s.mu.Unlock()
	s.more <- struct{}{}
	if handle == nil {
		return nil, nil
	}
	return handle(ctx, in)
}

func (s *service) trouble() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.troubles++
}

func (s *service) status(_ context.Context, status sms.Status) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.statuses = append(s.statuses, status)
	return nil
}

func (s *service) reported() []sms.Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]sms.Status(nil), s.statuses...)
}

// wait waits until the handler has had n Inbounds, and returns them.
func (s *service) wait(t *testing.T, n int) []channel.Inbound {
	t.Helper()
	for range 1000 {
		s.mu.Lock()
		got := append([]channel.Inbound(nil), s.got...)
		s.mu.Unlock()
		if len(got) >= n {
			return got
		}
		select {
		case <-s.more:
		case <-time.After(30 * time.Second):
			t.Fatalf("the handler had %d, want %d; log: %s", len(got), n, s.logs)
		}
	}
	t.Fatalf("the handler had fewer than %d", n)
	return nil
}

// buffer is a log that may be written and read at once.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func waitUntil(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for range 3000 {
		if holds() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("did not happen in 30 s: %s", what)
}

func to(number string) channel.Address { return channel.Address{Channel: channel.SMS, ID: number} }

// failed returns err as the SendError that it must be, and checks that neither
// it nor the log tells anything.
func (s *service) failed(t *testing.T, err error) *channel.SendError {
	t.Helper()
	var send *channel.SendError
	if !errors.As(err, &send) {
		t.Fatalf("got %v, want a SendError", err)
	}
	s.keepsQuiet(t, err.Error())
	return send
}

// keepsQuiet checks that neither the texts nor the log hold a number, a message
// or the auth token.
func (s *service) keepsQuiet(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range append(texts, s.logs.String()) {
		for _, hidden := range []string{authToken, "7700900", "7700 900", "hidden words"} {
			if strings.Contains(text, hidden) {
				t.Errorf("%q is in %q", hidden, text)
			}
		}
	}
}
