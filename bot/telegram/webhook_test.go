package telegram_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"yousaid/bot/channel"
	"yousaid/bot/sandbox"
	"yousaid/bot/telegram"
)

func TestTextComesInAndReplyGoesOut(t *testing.T) {
	s := newService(t, options{})
	person := s.box.Telegram.Person(ana.ID)
	person.Private().Say("needles by the swings")
	in := s.last(t, 1)
	if in.Kind != channel.Text || in.Text != "needles by the swings" || in.Chat != to("7") || !in.Private || in.Sent.IsZero() ||
		in.Person != (channel.Person{ID: "7", Name: "Ana Kowalska", Language: "pl"}) || !strings.HasPrefix(in.ID, "u") {
		t.Fatalf("got %+v", in)
	}
	id, err := s.Send(within(t), channel.Outbound{To: in.Chat, Text: "Is that right?", Buttons: [][]channel.Choice{{{Label: "Yes", Data: "y"}, {Label: "No", Data: "n"}}}})
	if err != nil {
		t.Fatal(err)
	}
	shown, err := person.Private().Wait(within(t), 0, nil)
	if err != nil || shown.Text != "Is that right?" || fmt.Sprint(shown.MessageID) != id || fmt.Sprint(shown.Labels()) != "[Yes No]" {
		t.Fatalf("shown: %+v %v", shown, err)
	}
}

// TestOldButtonsGoInTheAnswer: what was answered by words loses its buttons
// without a call, where there is an answer to put that into.
func TestOldButtonsGoInTheAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		poll, held, press bool
		hooks, calls      int
	}{
		"words":                {hooks: 1},
		"words, polled":        {poll: true, calls: 1},
		"a press":              {press: true, calls: 1},
		"in a chat left alone": {held: true},
	} {
		t.Run(name, func(t *testing.T) {
			var question atomic.Pointer[string]
			s := newService(t, options{poll: c.poll, handler: func(_ context.Context, in channel.Inbound) (*channel.Outbound, error) {
				asked := question.Load()
				if asked == nil {
					return nil, nil
				}
				return &channel.Outbound{Verb: channel.Edit, To: in.Chat, Target: *asked}, nil
			}})
			if s.Can().StripInAnswer == c.poll {
				t.Errorf("it can: %v", s.Can().StripInAnswer)
			}
			if c.poll {
				ctx, stop := context.WithCancel(t.Context())
				polling := make(chan error, 1)
				go func() { polling <- s.Poll(ctx) }()
				defer func() { stop(); <-polling }()
			}
			chat, id, shown := s.question(t)
			if c.held {
				s.box.Faults.Set(sandbox.Fault{Provider: "telegram", Kind: sandbox.TooMany, After: time.Minute})
				if _, err := s.Send(within(t), channel.Outbound{To: to("7"), Text: "y"}); err == nil {
					t.Fatal("not told to wait")
				}
			}
			question.Store(&id)
			var err error
			if c.press {
				_, err = chat.Press(shown.MessageID, "Yes")
			} else {
				chat.Say("yes")
			}
			if err != nil {
				t.Fatal(err)
			}
			s.wait(t, 2)
			done := func(hook bool) int {
				return len(s.box.Ledger.Entries(0, func(e sandbox.Entry) bool {
					return e.Done && e.Hook == hook && e.Method == "editMessageReplyMarkup" && e.Params["message_id"] == id
				}))
			}
			if c.held {
				time.Sleep(100 * time.Millisecond)
			} else {
				waitUntil(t, "the buttons went", func() bool { return done(true)+done(false) > 0 })
			}
			if done(true) != c.hooks || done(false) != c.calls {
				t.Errorf("%d in answers and %d by calls, want %d and %d", done(true), done(false), c.hooks, c.calls)
			}
		})
	}
}

// question has Ana's chat shown a question with a button, and gives it with the
// id that was returned and what she sees.
func (s *service) question(t *testing.T) (chat *sandbox.Seat, id string, shown sandbox.Bubble) {
	t.Helper()
	chat = s.box.Telegram.Person(ana.ID).Private()
	chat.Say("x")
	s.wait(t, 1)
	id, err := s.Send(within(t), channel.Outbound{To: to("7"), Text: "x", Buttons: [][]channel.Choice{{{Label: "Yes", Data: "y:1"}}}})
	if err != nil {
		t.Fatal(err)
	}
	if shown, err = chat.Wait(within(t), 0, nil); err != nil {
		t.Fatal(err)
	}
	return chat, id, shown
}

func TestPressIsAnswered(t *testing.T) {
	for _, c := range []struct {
		name string
		out  *channel.Outbound
		want sandbox.Answer
	}{
		{"without a word", nil, sandbox.Answer{}},
		{"with a toast", &channel.Outbound{Verb: channel.Answer, Text: "Taken by you"}, sandbox.Answer{Text: "Taken by you"}},
		{"with an alert", &channel.Outbound{Verb: channel.Answer, Text: "Not for you", Alert: true}, sandbox.Answer{Text: "Not for you", Alert: true}},
		{"with a toast that is too long", &channel.Outbound{Verb: channel.Answer, Text: strings.Repeat("é😀", 100)}, sandbox.Answer{Text: strings.Repeat("é😀", 66) + "é…"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newService(t, options{handler: func(_ context.Context, in channel.Inbound) (*channel.Outbound, error) {
				if c.out == nil || in.Kind != channel.Press {
					return nil, nil
				}
				out := *c.out
				out.Target = in.Press.Query
				return &out, nil
			}})
			chat, id, shown := s.question(t)
			query, err := chat.Press(shown.MessageID, "Yes")
			if err != nil {
				t.Fatal(err)
			}
			in := s.last(t, 2)
			if in.Kind != channel.Press || in.Press != (channel.Button{Query: query, Data: "y:1", Message: id}) || in.Chat != to("7") || !in.Private || in.Sent.IsZero() {
				t.Errorf("got %+v", in)
			}
			answer, err := s.box.Telegram.WaitAnswer(within(t), query)
			if err != nil || answer != c.want {
				t.Errorf("answered %+v (%v), want %+v", answer, err, c.want)
			}
			if calls := s.box.Ledger.Entries(0, func(e sandbox.Entry) bool { return e.Method == "answerCallbackQuery" && !e.Hook }); len(calls) > 0 {
				t.Error("the answer cost a call of its own")
			}
		})
	}
}

func TestFailedTurnComesAgain(t *testing.T) {
	failures := 2
	s := newService(t, options{handler: func(context.Context, channel.Inbound) (*channel.Outbound, error) {
		if failures--; failures >= 0 {
			return nil, errors.New("redis: connection refused")
		}
		return nil, nil
	}})
	s.box.Telegram.Person(ana.ID).Private().Say("x")
	got := s.wait(t, 3)
	if got[0].ID != got[2].ID {
		t.Errorf("ids %s and %s of one update", got[0].ID, got[2].ID)
	}
	waitUntil(t, "confirmed", func() bool { return s.box.Telegram.Pending() == 0 })
	if !strings.Contains(s.logs.String(), "redis: connection refused") {
		t.Errorf("the log doesn't say why: %s", s.logs)
	}
}

// post sends a request to the webhook without any network.
func post(h http.Handler, change func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, telegram.WebhookPath, strings.NewReader(`{"update_id":1,"message":{"message_id":1,"chat":{"id":7,"type":"private"},"from":{"id":7,"first_name":"A"},"text":"hidden words"}}`))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	change(r)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// unread is a body that must not be touched.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the body was read")
	return 0, io.EOF
}

func TestBadRequestsAreRefused(t *testing.T) {
	body := func(text string) func(*http.Request) {
		return func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(text)) }
	}
	for _, c := range []struct {
		name   string
		change func(*http.Request)
		want   int
	}{
		{"a good one", func(*http.Request) {}, 200},
		{"GET", func(r *http.Request) { r.Method = http.MethodGet }, 405},
		{"no secret", func(r *http.Request) {
			r.Header.Del("X-Telegram-Bot-Api-Secret-Token")
			r.Body = io.NopCloser(unread{t})
		}, 403},
		{"wrong secret", func(r *http.Request) {
			r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret+"x")
			r.Body = io.NopCloser(unread{t})
		}, 403},
		{"form", func(r *http.Request) { r.Header.Set("Content-Type", "application/x-www-form-urlencoded") }, 415},
		{"no content type", func(r *http.Request) { r.Header.Del("Content-Type") }, 415},
		{"JSON with a character set", func(r *http.Request) { r.Header.Set("Content-Type", "application/json; charset=utf-8") }, 200},
		{"too large", body(`{"update_id":1,"x":"` + strings.Repeat("x", 1<<20) + `"}`), 413},
		{"empty", body(``), 400},
		{"half", body(`{"update_id":1,"message":{"hidden words`), 400},
		{"two", body(`{"update_id":1}{"update_id":2}`), 400},
		{"no update", body(`{"hello":"hidden words"}`), 400},
		{"a list", body(`[1,2]`), 400},
		{"nothing of use", body(`{"update_id":1}`), 200},
		{"a kind that is new", body(`{"update_id":1,"telepathy":{}}`), 200},
		{"other types than known", body(`{"update_id":1,"message":{"message_id":"one","chat":{"id":7,"type":"private"},"text":{"a":1}}}`), 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newService(t, options{})
			if got := post(s.Webhook(), c.change).Code; got != c.want {
				t.Errorf("answered %d, want %d", got, c.want)
			}
			if strings.Contains(s.logs.String(), "hidden words") {
				t.Error("the log quotes the message")
			}
			if c.want >= 400 && len(s.logs.String()) == 0 {
				t.Error("the refusal is not in the log")
			}
		})
	}
}

func TestUnsafeTurnAsksToComeAgain(t *testing.T) {
	s := newService(t, options{handler: func(context.Context, channel.Inbound) (*channel.Outbound, error) {
		return nil, errors.New("nowhere to keep it")
	}})
	w := post(s.Webhook(), func(*http.Request) {})
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("answered %d with Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
}

// Telegram keeps an update for a day. What is older was recorded by somebody,
// and its id may be forgotten.
func TestUpdatesOfOtherDaysHaveNoEffect(t *testing.T) {
	for _, c := range []struct {
		age  time.Duration
		want int
	}{{0, 1}, {24 * time.Hour, 1}, {47 * time.Hour, 1}, {49 * time.Hour, 0}, {59 * 24 * time.Hour, 0}} {
		for _, kind := range []string{"message", "edited_message"} {
			s := newService(t, options{})
			sent := strconv.FormatInt(time.Now().Add(-c.age).Unix(), 10)
			body := `{"update_id":1,"` + kind + `":{` + private + `,"date":` + sent + `,"text":"hidden words"}}`
			w := post(s.Webhook(), func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(body)) })
			if w.Code != http.StatusOK || len(s.got) != c.want {
				t.Errorf("%s of %v ago: answered %d, handled %d times, want %d", kind, c.age, w.Code, len(s.got), c.want)
			}
			if strings.Contains(s.logs.String(), "hidden words") {
				t.Error("the log quotes the message")
			}
		}
	}
}

func TestWebhookWithoutSecretTakesNothing(t *testing.T) {
	s := newService(t, options{poll: true})
	w := post(s.Webhook(), func(r *http.Request) { r.Header.Set("X-Telegram-Bot-Api-Secret-Token", "") })
	if w.Code != http.StatusForbidden {
		t.Errorf("answered %d", w.Code)
	}
}
