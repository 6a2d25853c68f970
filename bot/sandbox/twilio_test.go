package sandbox_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/twilio/twilio-go/client"
	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"yousaid/bot/sandbox"
)

const (
	sid       = "AC00000000000000000000000000005a4d"
	authToken = "5a4db0c5000000000000000000000000"
	us        = "+447700900999"
	them      = "+447700900123"
)

// elsewhere sends what is meant for api.twilio.com to the sandbox.
type elsewhere struct{ base *url.URL }

func (e elsewhere) RoundTrip(r *http.Request) (*http.Response, error) {
	r.URL.Scheme, r.URL.Host = e.base.Scheme, e.base.Host
	return http.DefaultTransport.RoundTrip(r)
}

// rest is the library's client, pointed at the sandbox.
func (b *box) rest(t *testing.T, password string) *openapi.ApiService {
	t.Helper()
	base, err := url.Parse(b.url)
	if err != nil {
		t.Fatal(err)
	}
	c := &client.Client{
		Credentials: client.NewCredentials(sid, password),
		HTTPClient:  &http.Client{Transport: elsewhere{base}, Timeout: 30 * time.Second},
	}
	c.SetAccountSid(sid)
	return openapi.NewApiServiceWithClient(c)
}

func message(to, body string) *openapi.CreateMessageParams {
	return (&openapi.CreateMessageParams{}).SetTo(to).SetFrom(us).SetBody(body)
}

func TestSignature(t *testing.T) {
	const token, address = "test-auth-token-0123456789abcdef", "https://bot.example.org/twilio/sms?agency=a1"
	const body = "AccountSid=ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&ApiVersion=2010-04-01&Body=He+hit+me+again+%F0%9F%98%94%0Apls+don%27t+call+%2B44&From=%2B447700900123&FromCity=&FromCountry=GB&MessageSid=SM0123456789abcdef0123456789abcdef&NumMedia=0&NumSegments=1&SmsMessageSid=SM0123456789abcdef0123456789abcdef&SmsSid=SM0123456789abcdef0123456789abcdef&SmsStatus=received&To=%2B447700900999&ToCountry=GB"
	form, err := url.ParseQuery(body)
	if err != nil {
		t.Fatal(err)
	}
	withQuery, dropped := url.Values{"agency": {"a1"}}, url.Values{}
	for name, values := range form {
		withQuery[name] = values
		if values[0] != "" {
			dropped[name] = values
		}
	}
	for _, c := range []struct {
		name, address string
		form          url.Values
		want          string
	}{
		{"right", address, form, "P87xnd91YJ+ftidWtuQwYIdf5WA="},
		{"fragment is not signed", address + "#rc=5&rp=all", form, "P87xnd91YJ+ftidWtuQwYIdf5WA="},
		{"with the port", "https://bot.example.org:443/twilio/sms?agency=a1", form, "xt3WaG/X6bLh6Pf7CetvT3KmTgI="},
		{"query merged: wrong, and known as such", address, withQuery, "oXf6KdnA5UkQ74B++pXQaOWE9WQ="},
		{"empty values dropped: wrong likewise", address, dropped, "LNccB93trqgugzvnHXXg5pl3C4s="},
	} {
		if got := sandbox.Sign(token, c.address, c.form); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestSendingAText(t *testing.T) {
	s := newService(t, nil)
	b := newBox(t, sandbox.Options{})
	sent, err := b.rest(t, authToken).CreateMessage(message(them, "héllo €").SetStatusCallback(s.url + "/status"))
	if err != nil {
		t.Fatal(err)
	}
	if *sent.Status != "queued" || *sent.NumSegments != "1" || *sent.Direction != "outbound-api" || *sent.From != us || sent.DateSent != nil || sent.ErrorCode != nil {
		t.Errorf("created: %+v", sent)
	}
	if _, err := time.Parse(time.RFC1123Z, *sent.DateCreated); err != nil {
		t.Error(err)
	}
	shown, err := b.Twilio.Phone(them).Wait(within(t), 0, nil)
	if err != nil || shown.Said != "héllo €" || shown.Parts != 1 || shown.Sid != *sent.Sid {
		t.Fatalf("%+v %v", shown, err)
	}
	validator := client.NewRequestValidator(authToken)
	for i, want := range []string{"sent", "delivered"} {
		r := s.wait(t, 2)[i]
		form, _ := url.ParseQuery(r.body)
		if form.Get("MessageStatus") != want || form.Get("MessageSid") != *sent.Sid {
			t.Errorf("callback %d: %s", i, r.body)
		}
		if !validator.ValidateBody(s.url+"/status", []byte(r.body), r.header.Get("X-Twilio-Signature")) {
			t.Errorf("callback %d has a bad signature", i)
		}
	}
}

func TestTwilioRefusals(t *testing.T) {
	b := newBox(t, sandbox.Options{})
	rest := b.rest(t, authToken)
	b.Twilio.Phone("+447700900111").Text("STOP")
	b.Twilio.Phone("+447700900112").SetQueueFull(true)
	for _, c := range []struct {
		name         string
		params       *openapi.CreateMessageParams
		status, code int
	}{
		{"bad number", message("07700 900123", "x"), 400, 21211},
		{"no number", (&openapi.CreateMessageParams{}).SetFrom(us).SetBody("x"), 400, 21604},
		{"no body", message(them, ""), 400, 21602},
		{"too long", message(them, strings.Repeat("x", 1601)), 400, 21617},
		{"stopped", message("+447700900111", "x"), 400, 21610},
		{"queue full", message("+447700900112", "x"), 400, 21611},
		{"not our number", message(them, "x").SetFrom("+447700900998"), 400, 21606},
		{"picture", message(them, "x").SetMediaUrl([]string{"https://x.example/a.jpg"}), 400, 21612},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := rest.CreateMessage(c.params)
			var refused *client.TwilioRestError
			if !errors.As(err, &refused) || refused.Code != c.code || refused.Status != c.status || refused.MoreInfo != fmt.Sprintf("https://www.twilio.com/docs/errors/%d", c.code) {
				t.Errorf("got %v, want %d", err, c.code)
			}
		})
	}
	_, err := b.rest(t, "wrong").CreateMessage(message(them, "x"))
	var refused *client.TwilioRestError
	if !errors.As(err, &refused) || refused.Code != 20003 || refused.Status != 401 {
		t.Errorf("wrong token: %v", err)
	}
}

func TestIncomingTextAnsweredInTwiML(t *testing.T) {
	const public = "https://bot.example.org"
	s := newService(t, func(_ int, w http.ResponseWriter, _ string) {
		w.Header().Set("Content-Type", "text/xml")
		_, _ = w.Write([]byte(`<?xml version="1.0"?><Response><Message>One &amp; only</Message><Message to="` + them + `"><Body>Two</Body></Message></Response>`))
	})
	b := newBox(t, sandbox.Options{Twilio: sandbox.TwilioOptions{WebhookURL: public + "/sms?a=1#rc=5&rp=all", SignWithPort: true}})
	b.Roads.Lead(public, s.url)
	p := b.Twilio.Phone(them)
	id := p.Text("needles\nhere")
	for _, want := range []string{"One & only", "Two"} {
		if _, err := p.Wait(within(t), 0, func(m sandbox.SMS) bool { return m.Said == want && m.Direction == sandbox.OutboundReply }); err != nil {
			t.Fatalf("%q: %v", want, err)
		}
	}
	r := s.wait(t, 1)[0]
	validator := client.NewRequestValidator(authToken)
	if !validator.ValidateBody(public+"/sms?a=1", []byte(r.body), r.header.Get("X-Twilio-Signature")) {
		t.Error("bad signature")
	}
	form, _ := url.ParseQuery(r.body)
	if form.Get("MessageSid") != id || form.Get("Body") != "needles\nhere" || form.Get("From") != them || !form.Has("FromCity") || form.Get("NumSegments") != "1" {
		t.Errorf("form: %v", form)
	}
	p.Repeat(id, 2)
	if again, _ := url.ParseQuery(s.wait(t, 3)[2].body); again.Get("MessageSid") != id {
		t.Error("a repeat has another SID")
	}
}

func TestStopBlocksUntilStart(t *testing.T) {
	s := newService(t, func(_ int, w http.ResponseWriter, _ string) {
		w.Header().Set("Content-Type", "text/xml")
		_, _ = w.Write([]byte(`<Response><Message>from the service</Message></Response>`))
	})
	b := newBox(t, sandbox.Options{Twilio: sandbox.TwilioOptions{WebhookURL: s.url}})
	p := b.Twilio.Phone(them)
	p.Text(" stop ")
	if _, err := b.Ledger.Wait(within(t), 0, func(e sandbox.Entry) bool { return strings.HasPrefix(e.Error, "21610") }); err != nil {
		t.Fatal("the reply to a blocked number was not dropped")
	}
	waitUntil(t, func() bool { return len(p.History()) == 2 })
	if m := p.History()[1]; !m.ByTwilio || !strings.Contains(m.Said, "unsubscribed") {
		t.Errorf("confirmation: %+v", m)
	}
	p.Text("yes")
	if _, err := p.Wait(within(t), 0, nil); err != nil {
		t.Errorf("after YES: %v", err)
	}
	if p.Stopped() {
		t.Error("still stopped")
	}
	p.Text("We have got to STOP this")
	if p.Stopped() {
		t.Error("a sentence with STOP in it stopped")
	}
}

func TestWebhookPolicyAndFallback(t *testing.T) {
	fallback := newService(t, func(_ int, w http.ResponseWriter, _ string) { w.WriteHeader(http.StatusNoContent) })
	for _, c := range []struct {
		fragment string
		tries    int
	}{{"", 1}, {"#rc=2&rp=5xx", 3}, {"#rc=5&rp=all", 6}, {"#rc=3&rp=4xx,ct", 1}} {
		t.Run(c.fragment, func(t *testing.T) {
			primary := newService(t, func(_ int, w http.ResponseWriter, _ string) { w.WriteHeader(http.StatusServiceUnavailable) })
			b := newBox(t, sandbox.Options{Pace: 1, Twilio: sandbox.TwilioOptions{WebhookURL: primary.url + "/a" + c.fragment, FallbackURL: fallback.url + "/b"}})
			b.Twilio.Phone(them).Text("x")
			if _, err := b.Ledger.Wait(within(t), 0, func(e sandbox.Entry) bool { return e.Method == sandbox.Webhook && e.Done }); err != nil {
				t.Fatal(err)
			}
			tries := primary.wait(t, c.tries)
			if len(tries) != c.tries {
				t.Errorf("%d tries, want %d", len(tries), c.tries)
			}
			got := fallback.wait(t, 1)
			form, _ := url.ParseQuery(got[len(got)-1].body)
			if form.Get("ErrorCode") != "11200" || !strings.HasSuffix(form.Get("ErrorUrl"), "/a") {
				t.Errorf("fallback: %v", form)
			}
			for _, r := range tries {
				if r.header.Get("I-Twilio-Idempotency-Token") != tries[0].header.Get("I-Twilio-Idempotency-Token") {
					t.Error("tries of one event differ in their token")
				}
			}
		})
	}
}

func TestListBlankDelete(t *testing.T) {
	b := newBox(t, sandbox.Options{})
	rest := b.rest(t, authToken)
	var ids []string
	for i := range 5 {
		ids = append(ids, b.Twilio.Phone(them).TextUnheard(fmt.Sprint("missed ", i)))
		b.clock.add(time.Hour)
	}
	began := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	all, err := rest.ListMessage((&openapi.ListMessageParams{}).SetTo(us).SetPageSize(2))
	if err != nil || len(all) != 5 || *all[0].Body != "missed 4" {
		t.Fatalf("pages of two: %d %v", len(all), err)
	}
	late, err := rest.ListMessage((&openapi.ListMessageParams{}).SetFrom(them).SetDateSentAfter(began.Add(3 * time.Hour)))
	if err != nil || len(late) != 2 {
		t.Fatalf("since noon: %d %v", len(late), err)
	}
	if early, _ := rest.ListMessage((&openapi.ListMessageParams{}).SetDateSentBefore(began)); len(early) != 1 {
		t.Fatalf("until nine: %d", len(early))
	}
	if status, body := getAuth(t, b.url+"/2010-04-01/Accounts/"+sid+"/Messages.json?DateSent%3E=2026-03-02&PageSize=3"); status != 200 || !strings.Contains(body, `"next_page_uri":"/2010-04-01/`) {
		t.Errorf("by day: %d %s", status, body)
	}
	blank, err := rest.UpdateMessage(ids[0], (&openapi.UpdateMessageParams{}).SetBody(""))
	if err != nil || *blank.Body != "" || b.Twilio.Phone(them).History()[0].Said != "missed 0" {
		t.Errorf("blanked: %+v %v", blank, err)
	}
	if err := rest.DeleteMessage(ids[0], nil); err != nil {
		t.Error(err)
	}
	if _, err := rest.FetchMessage(ids[0], nil); err == nil {
		t.Error("a deleted message is still there")
	}
}

func TestOutcomesAndDisorder(t *testing.T) {
	s := newService(t, nil)
	b := newBox(t, sandbox.Options{Pace: 0.1, Twilio: sandbox.TwilioOptions{ShuffleCallbacks: true}})
	rest := b.rest(t, authToken)
	b.Twilio.Phone(them).SetOutcome("undelivered", 30003)
	sent, err := rest.CreateMessage(message(them, "x").SetStatusCallback(s.url))
	if err != nil {
		t.Fatal(err)
	}
	if err := rest.DeleteMessage(*sent.Sid, nil); err == nil || !strings.Contains(err.Error(), "20009") {
		t.Errorf("deleted in progress: %v", err)
	}
	got := s.wait(t, 2)
	first, _ := url.ParseQuery(got[0].body)
	second, _ := url.ParseQuery(got[1].body)
	if first.Get("MessageStatus") != "undelivered" || first.Get("ErrorCode") != "30003" || second.Get("MessageStatus") != "sent" {
		t.Errorf("callbacks: %v then %v", first, second)
	}
	if len(b.Twilio.Phone(them).History()) != 0 {
		t.Error("the phone shows an undelivered message")
	}
}
