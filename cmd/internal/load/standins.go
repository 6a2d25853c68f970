package load

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"yousaid/bot/sandbox"
)

// standIns are the networks, with what is measured of them.
type standIns struct {
	box    *sandbox.Sandbox
	server *http.Server
	hooks  hookClock

	counting atomic.Bool // what happens now is counted

	mu    sync.Mutex
	calls map[string]int // by method
}

// updatesInMilli is more updates than a run has in a millisecond.
const updatesInMilli = 64

// openStandIns listens and leads the public address to the service.
func openStandIns(ctx context.Context, o Options) (*standIns, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.StandIns)
	if err != nil {
		return nil, fmt.Errorf("the stand-ins can't listen: %w; name another place with --stand-ins and in the service's TELEGRAM_API_URL and TWILIO_API_URL", err)
	}
	s := &standIns{calls: map[string]int{}}
	transport := http.DefaultTransport.(*http.Transport).Clone() //nolint:errcheck // nobody replaces it
	transport.Proxy, transport.MaxIdleConns, transport.MaxIdleConnsPerHost = nil, 0, 200
	s.hooks = hookClock{base: transport, counting: &s.counting, statuses: map[int]int{}}
	s.box = sandbox.New(sandbox.Options{
		Pace: 0.01, NoLedger: true,
		Client:   &http.Client{Transport: &s.hooks, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		World:    sandbox.World{Groups: groups(o.Desks)},
		Telegram: sandbox.TelegramOptions{Token: o.TelegramToken, Username: "load_bot", Privacy: true},
		Twilio: sandbox.TwilioOptions{
			AccountSID: o.TwilioSID, AuthToken: o.TwilioToken, From: o.TwilioNumber, WebhookURL: o.PublicURL + "/webhooks/twilio/sms",
		},
	})
	s.box.Telegram.JumpUpdates(time.Now().UnixMilli() * updatesInMilli) // past those of a run that has only just ended
	s.box.Roads.Lead(o.PublicURL, o.URL)
	s.server = &http.Server{Handler: s.counted(s.box.API()), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = s.server.Serve(listener) }() // ends with close
	return s, s.setWebhook(ctx, o, listener.Addr().String())
}

// setWebhook tells Telegram where the service is, as the service itself does
// when it starts; it may have started long ago.
func (s *standIns) setWebhook(ctx context.Context, o Options, api string) error {
	if o.TelegramToken == "" {
		return nil
	}
	form := url.Values{"url": {o.PublicURL + "/webhooks/telegram"}, "secret_token": {o.TelegramSecret}, "max_connections": {"100"}}
	address := "http://" + api + "/bot" + o.TelegramToken + "/setWebhook"
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return errors.New("TELEGRAM_BOT_TOKEN makes no address")
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return errors.New("the stand-in for Telegram doesn't answer")
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the stand-in for Telegram refuses PUBLIC_URL or TELEGRAM_WEBHOOK_SECRET: status %d", response.StatusCode)
	}
	return nil
}

func (s *standIns) close() {
	s.box.Close()
	_ = s.server.Close()
}

// counted counts what the service calls, by method.
func (s *standIns) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.counting.Load() {
			method := path.Base(r.URL.Path)
			if strings.HasPrefix(r.URL.Path, "/file/") {
				method = "file"
			}
			s.mu.Lock()
			s.calls[method]++
			s.mu.Unlock()
		}
		next.ServeHTTP(w, r)
	})
}

// called is how often each method was called while it was counted.
func (s *standIns) called() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.calls)
}

// groups are the desks' chats.
func groups(desks []int64) []sandbox.GroupInfo {
	var list []sandbox.GroupInfo
	for _, id := range desks {
		list = append(list, sandbox.GroupInfo{ID: id, Title: "desk", Supergroup: true, BotAdmin: true})
	}
	return list
}

// hookClock measures how long the service takes to answer a webhook.
type hookClock struct {
	base     http.RoundTripper
	counting *atomic.Bool
	took     times

	mu       sync.Mutex
	statuses map[int]int // while it is counted; 0 for no answer
	last     int         // status, -1 for no answer, 0 for none yet
}

// RoundTrip implements [http.RoundTripper].
func (c *hookClock) RoundTrip(r *http.Request) (*http.Response, error) {
	began, counting := time.Now(), c.counting.Load()
	response, err := c.base.RoundTrip(r)
	if counting {
		c.took.add(time.Since(began))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	status := 0
	if c.last = -1; err == nil {
		status, c.last = response.StatusCode, response.StatusCode
	}
	if counting {
		c.statuses[status]++
	}
	return response, err
}

func (c *hookClock) lastStatus() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last
}

// failed counts what was not answered well.
func (c *hookClock) failed() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := 0
	for status, count := range c.statuses {
		if status/100 != 2 {
			n += count
		}
	}
	return n
}
