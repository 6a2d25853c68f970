package sandbox_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"yousaid/bot/sandbox"
)

const token = "110201543:sandbox-AAHdqTcvCH1vGWJxfSeofSAs0K5"

// clock is a clock that tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// box is a sandbox behind a server, with quick retries.
type box struct {
	*sandbox.Sandbox
	url   string
	clock *clock
}

func newBox(t *testing.T, opts sandbox.Options) *box {
	t.Helper()
	clock := newClock()
	opts.Now = clock.now
	if opts.Pace == 0 {
		opts.Pace = 0.001
	}
	b := &box{Sandbox: sandbox.New(opts), clock: clock}
	api := httptest.NewServer(b.API())
	b.url = api.URL
	t.Cleanup(func() {
		b.Close()
		api.Close()
	})
	return b
}

// bot is the library's client, pointed at the sandbox.
func (b *box) bot(t *testing.T) *tgbotapi.BotAPI {
	t.Helper()
	bot, err := tgbotapi.NewBotAPIWithClient(token, b.url+"/bot%s/%s", &http.Client{Timeout: 30 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	return bot
}

// received is one request that a service got.
type received struct {
	header http.Header
	body   string
	at     time.Time
}

// service is the service under test, as far as these tests need one.
type service struct {
	mu   sync.Mutex
	got  []received
	url  string
	more chan struct{}
}

// newService serves every webhook by answer, which may be nil for 200.
func newService(t *testing.T, answer func(n int, w http.ResponseWriter, body string)) *service {
	t.Helper()
	s := &service{more: make(chan struct{}, 1000)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.got = append(s.got, received{r.Header, string(body), time.Now()})
		n := len(s.got)
		s.mu.Unlock()
		if answer != nil {
			answer(n, w, string(body))
		}
		s.more <- struct{}{}
	}))
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

// wait waits until n requests have been answered.
func (s *service) wait(t *testing.T, n int) []received {
	t.Helper()
	for range 1000 {
		s.mu.Lock()
		got := append([]received(nil), s.got...)
		s.mu.Unlock()
		if len(got) >= n {
			return got
		}
		select {
		case <-s.more:
		case <-time.After(30 * time.Second):
			t.Fatalf("got %d requests, want %d", len(got), n)
		}
	}
	return nil
}

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func picture(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func itoa(n int) string { return strconv.Itoa(n) }

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(within(t), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func tgUpdates(timeout int) tgbotapi.UpdateConfig { return tgbotapi.UpdateConfig{Timeout: timeout} }

func getAuth(t *testing.T, url string) (int, string) {
	t.Helper()
	return get(t, strings.Replace(url, "://", "://"+sid+":"+authToken+"@", 1))
}

func waitUntil(t *testing.T, holds func() bool) {
	t.Helper()
	for range 3000 {
		if holds() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("did not happen in 30 s")
}
