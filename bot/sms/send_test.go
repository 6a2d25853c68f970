package sms_test

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
	"yousaid/bot/sms"
)

func TestSend(t *testing.T) {
	s := newService(t, options{})
	phone := s.box.Twilio.Phone(them)
	text := strings.Repeat("é", 1599) + "😀" // 1,600 characters
	sid, err := s.Send(within(t), channel.Outbound{To: to(them), Text: text})
	if err != nil {
		t.Fatal(err)
	}
	shown, err := phone.Wait(within(t), 0, nil)
	if err != nil || shown.Said != text || shown.Sid != sid || shown.From != us {
		t.Errorf("shown: %+v %v", shown, err)
	}
	waitUntil(t, "reports of what became of it", func() bool { return len(s.reported()) == 2 })
	if got := s.reported()[1]; got != (sms.Status{ID: sid, Name: "delivered", Rank: 5, To: to(them)}) {
		t.Errorf("reported %+v", got)
	}
}

func TestSendByAMessagingService(t *testing.T) {
	s := newService(t, options{
		box:    sandbox.Options{Twilio: sandbox.TwilioOptions{MessagingServiceSID: "MG1"}},
		config: func(c *sms.Config) { c.From, c.MessagingServiceSID = "", "MG1" },
	})
	if _, err := s.Send(within(t), channel.Outbound{To: to(them), Text: "x"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.box.Twilio.Phone(them).Wait(within(t), 0, nil); err != nil {
		t.Error(err)
	}
}

func TestSendRefusesWhatNoTextMessageIs(t *testing.T) {
	s := newService(t, options{})
	for name, out := range map[string]channel.Outbound{
		"too long":      {To: to(them), Text: strings.Repeat("x", 1601)},
		"empty":         {To: to(them), Text: "\x00"},
		"no number":     {To: to("Vodafone"), Text: "x"},
		"another chat":  {To: channel.Address{Channel: channel.Telegram, ID: them}, Text: "x"},
		"an edit":       {Verb: channel.Edit, To: to(them), Text: "x"},
		"HTML":          {To: to(them), Text: "<b>x</b>", HTML: true},
		"a picture":     {To: to(them), Text: "x", Photo: &channel.Picture{}},
		"a deletion":    {Verb: channel.Delete, To: to(them)},
		"a press's end": {Verb: channel.Answer, To: to(them)},
	} {
		_, err := s.Send(within(t), out)
		if got := s.failed(t, err); got.Reason != channel.Rejected {
			t.Errorf("%s: %v", name, err)
		}
	}
	if s.box.Ledger.Len() > 0 {
		t.Error("Twilio was called")
	}
}

func TestSendErrors(t *testing.T) {
	const stopped, full = "+447700900111", "+447700900112"
	out := channel.Outbound{To: to(them), Text: "hidden words"}
	for _, c := range []struct {
		name   string
		fault  sandbox.Fault
		to     string
		config func(*sms.Config)
		reason channel.Reason
		after  time.Duration
		code   int
		loud   bool
		went   bool // Twilio has it all the same
	}{
		{name: "stopped", to: stopped, reason: channel.Blocked, code: 21610},
		{name: "queue full", to: full, reason: channel.Throttled, after: 10 * time.Second, code: 21611},
		{name: "to ourselves", to: us, reason: channel.Rejected, code: 21266},
		{name: "too many requests", fault: sandbox.Fault{Kind: sandbox.TooMany, After: 7 * time.Second}, reason: channel.Throttled, after: 7 * time.Second, code: 20429},
		{name: "Twilio's error", fault: sandbox.Fault{Kind: sandbox.Broken}, reason: channel.Unreachable, code: 20500},
		{name: "a proxy's page", fault: sandbox.Fault{Kind: sandbox.Gateway}, reason: channel.Unreachable, code: 502},
		{name: "answer lost", fault: sandbox.Fault{Kind: sandbox.Lost}, reason: channel.Unknown, went: true},
		{name: "half an answer", fault: sandbox.Fault{Kind: sandbox.Half}, reason: channel.Unknown, code: 201, went: true},
		{name: "no answer", fault: sandbox.Fault{Kind: sandbox.Hang}, reason: channel.Unknown},
		{name: "connection reset", fault: sandbox.Fault{Kind: sandbox.Reset}, reason: channel.Unknown},
		{name: "nobody there", config: func(c *sms.Config) { c.APIURL = "http://127.0.0.1:1" }, reason: channel.Unreachable},
		{name: "wrong token", config: func(c *sms.Config) { c.AuthToken = "wrong" + authToken }, reason: channel.Unreachable, code: 20003, loud: true},
		{name: "a token that the library refuses", config: func(c *sms.Config) { c.AuthToken = "wrong-" + authToken }, reason: channel.Unreachable},
		{name: "not our number", config: func(c *sms.Config) { c.From = "+447700900998" }, reason: channel.Unreachable, code: 21606, loud: true},
		{name: "no such service", config: func(c *sms.Config) { c.MessagingServiceSID = "MG2" }, reason: channel.Unreachable, code: 21703, loud: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newService(t, options{config: c.config})
			s.box.Twilio.Phone(stopped).TextUnheard("STOP")
			s.box.Twilio.Phone(full).SetQueueFull(true)
			before := len(s.box.Twilio.Messages())
			if c.fault.Kind != "" {
				c.fault.Provider = "twilio"
				s.box.Faults.Set(c.fault)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			if c.to != "" {
				out.To = to(c.to)
			} else {
				out.To = to(them)
			}
			began := time.Now()
			_, err := s.Send(ctx, out)
			got := s.failed(t, err)
			if got.Reason != c.reason || got.RetryAfter != c.after || got.Code != c.code {
				t.Errorf("got %v after %s, code %d", got, got.RetryAfter, got.Code)
			}
			if loud := strings.Contains(s.logs.String(), `"level":"error"`); loud != c.loud {
				t.Errorf("loud: %v; log: %s", loud, s.logs)
			}
			if went := len(s.box.Twilio.Messages()) > before; went != c.went {
				t.Errorf("Twilio has it: %v", went)
			}
			if time.Since(began) > 2*time.Second {
				t.Error("it outlived its context")
			}
		})
	}
}

// An error text of the library quotes what was sent; ours must not.
func TestErrorsQuoteNothing(t *testing.T) {
	for _, answer := range []string{
		`{"code":21211,"message":"Invalid 'To' Phone Number: +447700900123","status":400}`,
		`{"code":99999,"message":"hidden words to +447700900123","status":400,"details":{"to":"+447700900123"}}`,
		`{"code":"+447700900123"}`,
		`hidden words`,
	} {
		api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(answer))
		}))
		s := newService(t, options{config: func(c *sms.Config) { c.APIURL = api.URL + "/below/" }})
		_, err := s.Send(within(t), channel.Outbound{To: to(them), Text: "x"})
		_ = s.failed(t, err)
		api.Close()
	}
}

func TestStatusOfANumberThatCannotBeReached(t *testing.T) {
	s := newService(t, options{box: sandbox.Options{Twilio: sandbox.TwilioOptions{ShuffleCallbacks: true}}})
	s.box.Twilio.Phone(them).SetOutcome("undelivered", 30005)
	sid, err := s.Send(within(t), channel.Outbound{To: to(them), Text: "x"})
	if err != nil {
		t.Fatal(err)
	}
	waitUntil(t, "both reports", func() bool { return len(s.reported()) == 2 })
	first, second := s.reported()[0], s.reported()[1]
	if first != (sms.Status{ID: sid, Name: "undelivered", Rank: 5, Code: 30005, To: to(them), Unreachable: true}) {
		t.Errorf("first %+v", first)
	}
	if second.Name != "sent" || second.Rank >= first.Rank || second.Unreachable {
		t.Errorf("the later report ranks above: %+v", second)
	}
}

func TestStatusThatIsNotKeptIsLogged(t *testing.T) {
	s := newService(t, options{config: func(c *sms.Config) {
		c.OnStatus = func(context.Context, sms.Status) error { return errors.New("no store") }
	}})
	values := form("MessageStatus", "sent")
	if got := serve(s.Status(), request(sms.StatusPath, values)).Code; got != http.StatusNoContent {
		t.Errorf("answered %d", got)
	}
	if !strings.Contains(s.logs.String(), "no store") {
		t.Errorf("log: %s", s.logs)
	}
	if got := serve(s.Status(), request(sms.StatusPath, form())).Code; got != http.StatusBadRequest {
		t.Errorf("a report of nothing was answered %d", got)
	}
}

func TestConfigIsChecked(t *testing.T) {
	_, err := sms.New(sms.Config{AccountSID: "hidden words", From: "07700 900123", Reply: "pigeon", PublicURL: "hidden words"}, nil)
	if err == nil || strings.Count(err.Error(), "sms: ") != 5 || strings.Contains(err.Error(), "hidden") || strings.Contains(err.Error(), "07700") {
		t.Errorf("got %v", err)
	}
}
