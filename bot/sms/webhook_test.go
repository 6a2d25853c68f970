package sms_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"yousaid/bot/channel"
	"yousaid/bot/sandbox"
	"yousaid/bot/sms"
)

func TestTextIsAnsweredInTwiML(t *testing.T) {
	for _, port := range []bool{false, true} {
		s := newService(t, options{handler: say("Where was it? <b> & \"c\"\n1 Yes € 😀"), box: sandbox.Options{Twilio: sandbox.TwilioOptions{SignWithPort: port}}})
		phone := s.box.Twilio.Phone(them)
		sid := phone.Text("needles by the swings £5\nhidden words")
		in := s.wait(t, 1)[0]
		if in.Kind != channel.Text || in.Text != "needles by the swings £5\nhidden words" || in.ID != sid || in.Chat != to(them) ||
			in.Person != (channel.Person{ID: them}) || !in.Private || in.Sent.IsZero() || in.OptOut != "" {
			t.Errorf("got %+v", in)
		}
		reply, err := phone.Wait(within(t), 0, nil)
		if err != nil || reply.Said != "Where was it? <b> & \"c\"\n1 Yes € 😀" || reply.Direction != sandbox.OutboundReply {
			t.Errorf("reply: %+v %v", reply, err)
		}
		if calls := s.box.Ledger.Entries(0, func(e sandbox.Entry) bool { return e.Direction == sandbox.ToProvider }); len(calls) > 0 {
			t.Error("the reply cost a call")
		}
		waitUntil(t, "the reply is reported as delivered", func() bool {
			reported := s.reported()
			return len(reported) == 2 && reported[1].Name == "delivered" && reported[1].ID == reply.Sid
		})
		s.keepsQuiet(t)
	}
}

func TestTextIsAnsweredByACall(t *testing.T) {
	s := newService(t, options{handler: say("Thank you"), config: func(c *sms.Config) { c.Reply = sms.REST }})
	if s.Can().InAnswer {
		t.Error("replies don't go in the answer")
	}
	phone := s.box.Twilio.Phone(them)
	phone.Text("x")
	reply, err := phone.Wait(within(t), 0, nil)
	if err != nil || reply.Said != "Thank you" || reply.Direction != sandbox.OutboundAPI {
		t.Errorf("reply: %+v %v", reply, err)
	}
}

func TestUnsafeTurnComesAgain(t *testing.T) {
	failures := 2
	s := newService(t, options{box: sandbox.Options{Pace: 1}, handler: func(_ context.Context, in channel.Inbound) (*channel.Outbound, error) {
		if failures--; failures >= 0 {
			return nil, errors.New("redis: connection refused")
		}
		return &channel.Outbound{To: in.Chat, Text: "Thank you"}, nil
	}})
	phone := s.box.Twilio.Phone(them)
	phone.Text("x")
	if _, err := phone.Wait(within(t), 0, nil); err != nil {
		t.Fatal(err)
	}
	if got := s.wait(t, 3); got[0].ID != got[2].ID {
		t.Error("a retry has another id")
	}
	if s.troubles != 2 || !strings.Contains(s.logs.String(), "redis: connection refused") {
		t.Errorf("trouble was told %d times, want 2; log: %s", s.troubles, s.logs)
	}
}

// Where no turn can be made, the answer may say so. It counts for no answer: the
// message is listed later.
func TestTroubleIsToldInTheAnswer(t *testing.T) {
	s := newService(t, options{handler: func(_ context.Context, in channel.Inbound) (*channel.Outbound, error) {
		return &channel.Outbound{To: in.Chat, Text: "Sorry"}, errors.New("redis: connection refused")
	}})
	got := serve(s.Webhook(), request(sms.WebhookPath, form()))
	if got.Code != http.StatusOK || !strings.Contains(got.Body.String(), ">Sorry<") || s.troubles != 1 {
		t.Errorf("answered %d %s, trouble %d", got.Code, got.Body, s.troubles)
	}
}

// form is what Twilio posts for a text message.
func form(change ...string) url.Values {
	values := url.Values{
		"MessageSid": {"SM0123456789abcdef0123456789abcdef"}, "From": {them}, "To": {us}, "Body": {"hidden words"},
		"NumMedia": {"0"}, "NumSegments": {"1"}, "AccountSid": {account}, "FromCity": {""},
	}
	for i := 0; i < len(change); i += 2 {
		values.Set(change[i], change[i+1])
	}
	return values
}

// request makes a request that Twilio signed.
func request(path string, values url.Values) *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	r.Header.Set("X-Twilio-Signature", sandbox.Sign(authToken, public+path, values))
	return r
}

func serve(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
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
	for _, c := range []struct {
		name   string
		change func(*http.Request)
		want   int
	}{
		{"a good one", func(*http.Request) {}, 200},
		{"GET", func(r *http.Request) { r.Method = http.MethodGet }, 405},
		{"no signature", func(r *http.Request) { r.Header.Del("X-Twilio-Signature"); r.Body = io.NopCloser(unread{t}) }, 403},
		{"a signature that is none", func(r *http.Request) { r.Header.Set("X-Twilio-Signature", "§§") }, 403},
		{"an empty signature of nothing", func(r *http.Request) { r.Header.Set("X-Twilio-Signature", "=") }, 403},
		{"a signature of another query", func(r *http.Request) { r.URL.RawQuery = "agency=a2" }, 403},
		{"another body", func(r *http.Request) {
			r.Body = io.NopCloser(strings.NewReader(form("Body", "other hidden words").Encode()))
		}, 403},
		{"a parameter more", func(r *http.Request) {
			r.Body = io.NopCloser(strings.NewReader(form().Encode() + "&OptOutType=STOP"))
		}, 403},
		{"JSON", func(r *http.Request) {
			r.Header.Set("Content-Type", "application/json")
			r.Body = io.NopCloser(unread{t})
		}, 415},
		{"no content type", func(r *http.Request) { r.Header.Del("Content-Type") }, 415},
		{"too large", func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(strings.Repeat("x", 70<<10))) }, 413},
		{"no form", func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader("hidden words=%zz")) }, 400},
	} {
		for _, hook := range []string{sms.WebhookPath, sms.StatusPath} {
			t.Run(c.name+" "+hook, func(t *testing.T) {
				s := newService(t, options{})
				r := request(hook, form("MessageStatus", "sent"))
				c.change(r)
				handler, want := s.Webhook(), c.want
				if hook == sms.StatusPath {
					handler = s.Status()
				}
				if hook == sms.StatusPath && want == http.StatusOK {
					want = http.StatusNoContent
				}
				if got := serve(handler, r).Code; got != want {
					t.Errorf("answered %d, want %d", got, want)
				}
				if handled := len(s.got) + len(s.statuses); c.want >= 400 && handled > 0 {
					t.Error("it was handled")
				}
				s.keepsQuiet(t)
			})
		}
	}
}

func TestSignatureVector(t *testing.T) {
	const body = "AccountSid=ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&ApiVersion=2010-04-01&Body=He+hit+me+again+%F0%9F%98%94%0Apls+don%27t+call+%2B44&From=%2B447700900123&FromCity=&FromCountry=GB&MessageSid=SM0123456789abcdef0123456789abcdef&NumMedia=0&NumSegments=1&SmsMessageSid=SM0123456789abcdef0123456789abcdef&SmsSid=SM0123456789abcdef0123456789abcdef&SmsStatus=received&To=%2B447700900999&ToCountry=GB"
	for _, c := range []struct {
		name, public, signature string
		want                    int
	}{
		{"without the port", "https://bot.example.org", "P87xnd91YJ+ftidWtuQwYIdf5WA=", 200},
		{"with the port", "https://bot.example.org", "xt3WaG/X6bLh6Pf7CetvT3KmTgI=", 200},
		{"without the port, where the setting has it", "https://bot.example.org:443/", "P87xnd91YJ+ftidWtuQwYIdf5WA=", 200},
		{"with the port, where the setting has it", "https://bot.example.org:443", "xt3WaG/X6bLh6Pf7CetvT3KmTgI=", 200},
		{"query merged into the form", "https://bot.example.org", "oXf6KdnA5UkQ74B++pXQaOWE9WQ=", 403},
		{"empty values dropped", "https://bot.example.org", "LNccB93trqgugzvnHXXg5pl3C4s=", 403},
		{"another host", "https://other.example.org", "P87xnd91YJ+ftidWtuQwYIdf5WA=", 403},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newService(t, options{config: func(config *sms.Config) {
				config.AuthToken, config.PublicURL = "test-auth-token-0123456789abcdef", c.public
				config.AccountSID = "AC" + strings.Repeat("a", 32)
			}})
			r := httptest.NewRequest(http.MethodPost, "/twilio/sms?agency=a1", strings.NewReader(body))
			r.Host = "forged.example.org" // no header decides what is checked
			r.Header.Set("X-Forwarded-Host", "forged.example.org")
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("X-Twilio-Signature", c.signature)
			if got := serve(s.Webhook(), r).Code; got != c.want {
				t.Errorf("answered %d, want %d", got, c.want)
			}
		})
	}
}

// A name that comes twice is signed with each of its values once, in order.
func TestSignatureOfNamesThatComeTwice(t *testing.T) {
	s := newService(t, options{})
	values := form()
	values["Extra"] = []string{"b", "a", "b"}
	r := request(sms.WebhookPath+"?a=1&a=2", values)
	if got := serve(s.Webhook(), r).Code; got != http.StatusOK {
		t.Errorf("answered %d", got)
	}
}

// Twilio signs names and values as one string. A genuine request that is cut
// elsewhere has the same signature: it must not be another message.
func TestAGenuineRequestCutElsewhereIsNoOther(t *testing.T) {
	genuine := form()
	for name, change := range map[string]func(url.Values){
		"a longer id": func(v url.Values) {
			v.Del("NumMedia")
			v.Set("MessageSid", genuine.Get("MessageSid")+"NumMedia0")
		},
		"an id with all that follows": func(v url.Values) {
			for _, name := range []string{"NumMedia", "NumSegments", "To"} {
				v.Del(name)
			}
			v.Set("MessageSid", genuine.Get("MessageSid")+"NumMedia0NumSegments1To"+us)
		},
		"a shorter name of the id": func(v url.Values) {
			v.Del("MessageSid")
			v.Set("MessageSi", "d"+genuine.Get("MessageSid"))
		},
		"no words": func(v url.Values) {
			v.Del("Body")
			v.Set("Bod", "yhidden words")
		},
		"a sender in the words": func(v url.Values) {
			v.Del("From")
			v.Set("Body", "hidden wordsFrom"+them)
		},
		"an account in the words": func(v url.Values) {
			v.Del("AccountSid")
			v.Set("AccountSi", "d"+account)
		},
		"an account with the words": func(v url.Values) {
			v.Del("Body")
			v.Set("AccountSid", account+"Bodyhidden words")
		},
		"words that come twice": func(v url.Values) { v["Body"] = []string{"hidden words", "hidden words"} },
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t, options{})
			values := form()
			change(values)
			r := request(sms.WebhookPath, values)
			if got, want := r.Header.Get("X-Twilio-Signature"), sandbox.Sign(authToken, public+sms.WebhookPath, genuine); got != want {
				t.Fatal("it isn't signed like the genuine one")
			}
			if serve(s.Webhook(), r); len(s.got) > 0 {
				t.Errorf("it was handled as %+v", s.got)
			}
			s.keepsQuiet(t)
		})
	}
}

// Base64 has other spellings of the same bytes; Twilio's is one.
func TestASignatureIsSpeltInOneWay(t *testing.T) {
	s := newService(t, options{})
	signature := request(sms.WebhookPath, form()).Header.Get("X-Twilio-Signature")
	last := strings.IndexByte(base64Letters, signature[len(signature)-2])
	for _, other := range []string{
		signature[:len(signature)-2] + string(base64Letters[last^1]) + "=", strings.TrimRight(signature, "="), signature + "=", " " + signature,
	} {
		r := request(sms.WebhookPath, form())
		r.Header.Set("X-Twilio-Signature", other)
		if got := serve(s.Webhook(), r).Code; got != http.StatusForbidden {
			t.Errorf("answered %d", got)
		}
	}
}

const base64Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
