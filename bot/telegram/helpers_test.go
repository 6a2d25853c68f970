package telegram_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"yousaid/bot/channel"
	"yousaid/bot/channel/direct"
	"yousaid/bot/sandbox"
	"yousaid/bot/telegram"
)

const (
	token  = "110201543:sandbox-AAHdqTcvCH1vGWJxfSeofSAs0K5"
	secret = "s3cret_of-the-webhook"
	group  = -1000555
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	ana  = sandbox.User{ID: 7, FirstName: "Ana", LastName: "Kowalska", LanguageCode: "pl"}
	omar = sandbox.User{ID: 8, FirstName: "Omar", LanguageCode: "en"}
)

// service is a bot with a handler that remembers, beside a Telegram.
type service struct {
	*telegram.Bot
	box    *sandbox.Sandbox
	api    string
	public string
	logs   *buffer
	client *http.Client
	config telegram.Config

	mu     sync.Mutex
	got    []channel.Inbound
	handle channel.Handler // nil: all is well, with nothing to answer
	more   chan struct{}
}

// options say how a service differs from the usual one, which has a webhook.
type options struct {
	box     sandbox.Options
	poll    bool
	handler channel.Handler
	now     func() time.Time
	config  func(*telegram.Config)
}

func newService(t *testing.T, o options) *service {
	t.Helper()
	if o.box.Pace == 0 {
		o.box.Pace = 0.001
	}
	o.box.World.Groups = append(o.box.World.Groups, sandbox.GroupInfo{ID: group, Title: "Wardens", Supergroup: true, Officers: []sandbox.User{omar}})
	o.box.World.Residents = append(o.box.World.Residents, ana)
	hooks := &http.Transport{}
	o.box.Client = &http.Client{Transport: hooks}
	s := &service{box: sandbox.New(o.box), logs: &buffer{}, handle: o.handler, more: make(chan struct{}, 1000), client: &http.Client{Transport: direct.New(&http.Transport{})}}
	api := httptest.NewServer(s.box.API())
	mux := http.NewServeMux()
	hook := httptest.NewServer(mux)
	s.api, s.public = api.URL, hook.URL
	config := telegram.Config{Token: token, APIURL: api.URL, Secret: secret, PublicURL: s.public, Log: zerolog.New(s.logs), HTTPClient: s.client, Now: o.now}
	if o.poll {
		config.PublicURL, config.Secret = "", ""
	}
	if o.config != nil {
		o.config(&config)
	}
	s.config = config
	bot, err := telegram.New(config, s.receive)
	if err != nil {
		t.Fatal(err)
	}
	bot.Hurry()
	s.Bot = bot
	mux.Handle(telegram.WebhookPath, bot.Webhook())
	t.Cleanup(func() {
		s.box.Close()
		hook.Close()
		api.Close()
		bot.Close()
		hooks.CloseIdleConnections()
	})
	if !o.poll {
		if err := bot.Setup(t.Context(), telegram.Setup{}); err != nil {
			t.Fatal(err)
		}
	}
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

// last is what the handler had last, of n.
func (s *service) last(t *testing.T, n int) channel.Inbound {
	t.Helper()
	return s.wait(t, n)[n-1]
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

func picture(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func to(chat string) channel.Address { return channel.Address{Channel: channel.Telegram, ID: chat} }

// failed returns err as the SendError that it must be, and checks that neither
// it nor the log tells the token.
func (s *service) failed(t *testing.T, err error) *channel.SendError {
	t.Helper()
	var send *channel.SendError
	if !errors.As(err, &send) {
		t.Fatalf("got %v, want a SendError", err)
	}
	s.keepsToken(t, err.Error())
	return send
}

func (s *service) keepsToken(t *testing.T, texts ...string) {
	t.Helper()
	_, hidden, _ := strings.Cut(token, ":")
	for _, text := range append(texts, s.logs.String()) {
		if strings.Contains(text, hidden) {
			t.Errorf("the token is in %q", text)
		}
	}
}
