package telegram_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"yousaid/bot/channel"
	"yousaid/bot/sandbox"
	"yousaid/bot/telegram"
)

func TestSendErrors(t *testing.T) {
	for _, c := range []struct {
		name   string
		fault  sandbox.Fault
		with   func(*service) string // prepares, and returns the chat to write to
		config func(*telegram.Config)
		reason channel.Reason
		code   int
		after  time.Duration
		loud   bool
		went   bool // Telegram shows it all the same
	}{
		{name: "blocked", with: func(s *service) string { s.box.Telegram.Person(ana.ID).Block(); return "7" }, reason: channel.Blocked, code: 403},
		{name: "account gone", with: func(s *service) string { s.box.Telegram.Person(ana.ID).Deactivate(); return "7" }, reason: channel.Blocked, code: 403},
		{name: "never started", with: func(*service) string { return "8" }, reason: channel.Blocked, code: 403},
		{name: "removed from the group", with: func(s *service) string { s.box.Telegram.Group(group).RemoveBot(omar.ID); return "-1000555" }, reason: channel.Blocked, code: 403},
		{name: "no such chat", with: func(*service) string { return "9999" }, reason: channel.Blocked, code: 400},
		{name: "too fast", fault: sandbox.Fault{Kind: sandbox.TooMany, After: 7 * time.Second}, reason: channel.Throttled, code: 429, after: 7 * time.Second},
		{name: "Telegram's error", fault: sandbox.Fault{Kind: sandbox.Broken}, reason: channel.Unreachable, code: 500},
		{name: "a proxy's page", fault: sandbox.Fault{Kind: sandbox.Gateway}, reason: channel.Unreachable, code: 502},
		{name: "answer lost", fault: sandbox.Fault{Kind: sandbox.Lost}, reason: channel.Unknown, went: true},
		{name: "half an answer", fault: sandbox.Fault{Kind: sandbox.Half}, reason: channel.Unknown, code: 200, went: true},
		{name: "no answer", fault: sandbox.Fault{Kind: sandbox.Hang}, reason: channel.Unknown},
		{name: "connection reset", fault: sandbox.Fault{Kind: sandbox.Reset}, reason: channel.Unknown},
		{name: "nobody there", config: func(c *telegram.Config) { c.APIURL = "http://127.0.0.1:1" }, reason: channel.Unreachable},
		{name: "wrong token", config: func(c *telegram.Config) { c.Token += "x" }, reason: channel.Unreachable, code: 401, loud: true},
		{name: "wrong address", config: func(c *telegram.Config) { c.APIURL += "/no%20where" }, reason: channel.Unreachable, code: 404, loud: true},
	} {
		for _, photo := range []*channel.Picture{nil, {Type: "image/png", Data: picture(t)}} {
			t.Run(c.name, func(t *testing.T) {
				s, chat := started(t, options{})
				if c.config != nil {
					s.replace(t, c.config)
				}
				who := "7"
				if c.with != nil {
					who = c.with(s)
				}
				if c.fault.Kind != "" {
					c.fault.Provider = "telegram"
					s.box.Faults.Set(c.fault)
				}
				ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
				defer cancel()
				began := time.Now()
				_, err := s.Send(ctx, channel.Outbound{To: to(who), Text: "hidden words", Photo: photo})
				got := s.failed(t, err)
				if got.Reason != c.reason || got.Code != c.code || got.RetryAfter != c.after {
					t.Errorf("got %v after %s", got, got.RetryAfter)
				}
				if loud := strings.Contains(s.logs.String(), `"level":"error"`); loud != c.loud {
					t.Errorf("loud: %v; log: %s", loud, s.logs)
				}
				history := chat.History()
				if went := len(history) > 1; went != c.went {
					t.Errorf("Telegram shows it: %v", went)
				}
				if time.Since(began) > 2*time.Second {
					t.Error("it outlived its context")
				}
			})
		}
	}
}

// replace gives the service another bot, with another config.
func (s *service) replace(t *testing.T, change func(*telegram.Config)) {
	t.Helper()
	config := s.config
	change(&config)
	bot, err := telegram.New(config, s.receive)
	if err != nil {
		t.Fatal(err)
	}
	s.Bot = bot
}

func TestGroupThatMovedSaysWhere(t *testing.T) {
	s := newService(t, options{})
	s.box.Telegram.Group(group).Upgrade(-1004503599627370)
	for _, photo := range []*channel.Picture{nil, {Type: "image/png", Data: picture(t)}} {
		_, err := s.Send(within(t), channel.Outbound{To: to("-1000555"), Text: "x", Photo: photo})
		if got := s.failed(t, err); got.Reason != channel.Moved || got.MovedTo != to("-1004503599627370") {
			t.Errorf("got %v to %q", got, got.MovedTo.ID)
		}
	}
}

// answering is an API that gives every call one answer.
func answering(t *testing.T, status int, kind, body string) string {
	t.Helper()
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Location", "http://127.0.0.1:1"+r.URL.Path)
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(api.Close)
	return api.URL
}

func TestAnswersOfEveryShape(t *testing.T) {
	const kind = "application/json"
	refusal := func(code, more string) string {
		return `{"ok":false,"error_code":` + code + `,` + more + `}`
	}
	for _, c := range []struct {
		name       string
		status     int
		kind, body string
		reason     channel.Reason
		says       string
	}{
		{"unknown refusal", 400, kind, refusal("400", `"description":"Bad Request: hidden words"`), channel.Rejected, "sendMessage: refused"},
		{"markup", 400, kind, refusal("400", `"description":"Bad Request: can't parse entities: Unsupported start tag \"hidden words\" at byte offset 7"`), channel.Rejected, "can't parse entities"},
		{"muted in the group", 400, kind, refusal("400", `"description":"Bad Request: not enough rights to send text messages to the chat"`), channel.Blocked, "not enough rights"},
		{"group is gone", 400, kind, refusal("400", `"description":"Bad Request: group chat was deactivated"`), channel.Blocked, "deactivated"},
		{"too large", 413, kind, refusal("413", `"description":"Request Entity Too Large"`), channel.Rejected, "too large"},
		{"too many, without a time", 429, kind, refusal("429", `"description":"Too Many Requests"`), channel.Throttled, ""},
		{"too many, by a proxy", 429, "text/html", "<html>hidden words", channel.Throttled, "not the Bot API's"},
		{"gateway in time", 504, "text/html", "<html>", channel.Unknown, "not the Bot API's"},
		{"gateway", 503, "text/html", "<html>", channel.Unreachable, "not the Bot API's"},
		{"a login page", 200, "text/html", "<html>hidden words", channel.Unknown, "not the Bot API's"},
		{"redirect", 302, "text/html", "", channel.Unreachable, "not the Bot API's"},
		{"nothing", 200, kind, "", channel.Unknown, ""},
		{"empty object", 200, kind, "{}", channel.Unknown, ""},
		{"half of it", 200, kind, `{"ok":true,"result":{"message_id":`, channel.Unknown, ""},
		{"no message", 200, kind, `{"ok":true,"result":true}`, channel.Unknown, "makes no sense"},
	} {
		for _, photo := range []*channel.Picture{nil, {}} {
			t.Run(c.name, func(t *testing.T) {
				s := newService(t, options{poll: true, config: func(config *telegram.Config) { config.APIURL = answering(t, c.status, c.kind, c.body) }})
				_, err := s.Send(within(t), channel.Outbound{To: to("7"), Text: "x", Photo: photo})
				got := s.failed(t, err)
				says := c.says
				if photo != nil {
					says = strings.Replace(says, "sendMessage", "sendPhoto", 1)
				}
				if got.Reason != c.reason || !strings.Contains(err.Error(), says) || strings.Contains(err.Error()+s.logs.String(), "hidden words") {
					t.Errorf("got %v", err)
				}
				if got.Reason == channel.Throttled && got.RetryAfter < time.Second && c.kind == kind {
					t.Errorf("retry after %s", got.RetryAfter)
				}
			})
		}
	}
}

// leaky is a transport whose errors quote what was asked for.
type leaky struct{}

func (leaky) RoundTrip(r *http.Request) (*http.Response, error) {
	return nil, errors.New("proxy: no way to " + r.URL.String())
}

func TestTokenIsInNoError(t *testing.T) {
	s := newService(t, options{poll: true, config: func(c *telegram.Config) { c.HTTPClient = &http.Client{Transport: leaky{}} }})
	_, err := s.Send(within(t), channel.Outbound{To: to("7"), Text: "x"})
	_ = s.failed(t, err)
	_, err = s.Fetch(within(t), "file", 10)
	_ = s.failed(t, err)
	_, err = s.Username(within(t))
	_ = s.failed(t, err)
	_ = s.failed(t, s.Setup(within(t), telegram.Setup{}))
	_, err = telegram.New(telegram.Config{Token: "sandbox-AAHdqTcvCH1vGWJxfSeofSAs0K5", APIURL: "::", Secret: "é", PublicURL: "https://x"}, nil)
	if err == nil || strings.Count(err.Error(), "telegram: ") != 3 {
		t.Errorf("got %v", err)
	}
	s.keepsToken(t, err.Error())
}

func TestContextEndsACall(t *testing.T) {
	s := newService(t, options{poll: true})
	s.box.Faults.Set(sandbox.Fault{Provider: "telegram", Kind: sandbox.Hang})
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	began := time.Now()
	_, err := s.Send(ctx, channel.Outbound{To: to("7"), Text: "x"})
	if got := s.failed(t, err); got.Reason != channel.Unknown || !errors.Is(err, context.Canceled) || time.Since(began) > time.Second {
		t.Errorf("got %v after %s", err, time.Since(began))
	}
	_, err = s.Send(ctx, channel.Outbound{To: to("7"), Text: "x"})
	if got := s.failed(t, err); got.Reason != channel.Unreachable {
		t.Errorf("of a context that had ended: %v", err)
	}
}
