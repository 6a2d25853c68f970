package sms_test

import (
	"context"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"yousaid/bot/channel"
	"yousaid/bot/sandbox"
	"yousaid/bot/sms"
)

// echo is a line that answers everything with what was said.
func echo(tb testing.TB, log *buffer) *sms.Line {
	tb.Helper()
	line, err := sms.New(sms.Config{AccountSID: account, AuthToken: authToken, From: us, PublicURL: public, Log: zerolog.New(log)},
		func(_ context.Context, in channel.Inbound) (*channel.Outbound, error) {
			if in.ID == "" || in.Chat.Channel != channel.SMS || !strings.HasPrefix(in.Chat.ID, "+") {
				tb.Errorf("the handler got an Inbound without an address")
			}
			return &channel.Outbound{To: in.Chat, Text: in.Text}, nil
		})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(line.Close)
	return line
}

// Whatever a signed request holds, it is answered with TwiML or refused; and
// nothing unsigned is ever handled.
func FuzzWebhook(f *testing.F) {
	f.Add(them, "needles by the swings", "0", "", "image/jpeg", "", true)
	f.Add(them, "a\x00b<&>]]>\xff", "1", "https://api.twilio.com/x", "image/png", "STOP", true)
	f.Add("whatsapp:"+them, "", "-1", "::", "", "", false)
	f.Fuzz(func(t *testing.T, from, body, media, address, kind, optOut string, signed bool) {
		line := echo(t, &buffer{})
		r := request(sms.WebhookPath, form("From", from, "Body", body, "NumMedia", media, "MediaUrl0", address, "MediaContentType0", kind, "OptOutType", optOut))
		if !signed {
			r.Header.Set("X-Twilio-Signature", body)
		}
		got := serve(line.Webhook(), r)
		switch {
		case !signed && got.Code != http.StatusForbidden:
			t.Errorf("unsigned: answered %d", got.Code)
		case signed && got.Code == http.StatusOK && xml.Unmarshal(got.Body.Bytes(), new(struct{})) != nil:
			t.Errorf("no XML: %q", got.Body)
		case signed && got.Code != http.StatusOK && got.Code != http.StatusRequestEntityTooLarge:
			t.Errorf("answered %d", got.Code)
		}
	})
}

// Whatever is posted, signed or not, nothing panics.
func FuzzForm(f *testing.F) {
	f.Add("a=b&a=c;d", "/webhooks/twilio/sms?x=%zz", "c2lnbmF0dXJl")
	f.Fuzz(func(t *testing.T, body, path, signature string) {
		line := echo(t, &buffer{})
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.URL.Path = path
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Twilio-Signature", signature)
		if got := serve(line.Status(), r).Code; got < 400 || got > 499 {
			t.Errorf("answered %d", got)
		}
	})
}

func BenchmarkWebhook(b *testing.B) {
	line := echo(b, &buffer{})
	values := form("Body", "needles by the swings in Wardown Park again")
	encoded, signature := values.Encode(), sandbox.Sign(authToken, public+sms.WebhookPath, values)
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, sms.WebhookPath, strings.NewReader(encoded))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Twilio-Signature", signature)
		if got := serve(line.Webhook(), r).Code; got != http.StatusOK {
			b.Fatal(got)
		}
	}
}
