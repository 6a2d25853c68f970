package sms_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"yousaid/bot/channel"
	"yousaid/bot/sms"
)

const (
	id     = "SM0123456789abcdef0123456789abcdef"
	photo  = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1"
	photo2 = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME2"
)

func TestInbound(t *testing.T) {
	for _, c := range []struct {
		name   string
		change []string
		want   channel.Inbound // what every one has is filled in
	}{
		{"text", []string{"Body", "hello"}, channel.Inbound{Text: "hello"}},
		{"nothing", []string{"Body", ""}, channel.Inbound{}},
		{"space", []string{"Body", " \n"}, channel.Inbound{Text: " \n"}},
		{"NUL, and not UTF-8", []string{"Body", "a\x00b\xffc"}, channel.Inbound{Text: "a\x00b\uFFFDc"}},
		{"right to left", []string{"Body", "سوئیاں پارک میں"}, channel.Inbound{Text: "سوئیاں پارک میں"}},
		{"5,000 characters", []string{"Body", strings.Repeat("x", 5000)}, channel.Inbound{Text: strings.Repeat("x", 5000)}},
		{"stop", []string{"Body", " Stop "}, channel.Inbound{Text: " Stop ", OptOut: "STOP"}},
		{"every word for stop", []string{"Body", "OPTOUT"}, channel.Inbound{Text: "OPTOUT", OptOut: "STOP"}},
		{"stop in a sentence", []string{"Body", "We have got to STOP this"}, channel.Inbound{Text: "We have got to STOP this"}},
		{"stop, with thanks: Twilio doesn't act", []string{"Body", "Stop. Thank you"}, channel.Inbound{Text: "Stop. Thank you"}},
		{"yes: Twilio is silent", []string{"Body", "YES"}, channel.Inbound{Text: "YES"}},
		{"start: Twilio is silent", []string{"Body", "START"}, channel.Inbound{Text: "START"}},
		{"help: Twilio doesn't name 999", []string{"Body", "HELP"}, channel.Inbound{Text: "HELP"}},
		{"Advanced Opt-Out", []string{"Body", "arret", "OptOutType", "STOP"}, channel.Inbound{Text: "STOP", OptOut: "STOP"}},
		{"Advanced Opt-Out: help", []string{"Body", "help", "OptOutType", "HELP"}, channel.Inbound{Text: "HELP", OptOut: "HELP"}},
		{"a photo", []string{"Body", "look", "NumMedia", "1", "MediaUrl0", photo, "MediaContentType0", "image/jpeg"}, channel.Inbound{
			Kind: channel.Photo, Text: "look", Photos: []channel.File{{ID: photo, Type: "image/jpeg"}},
		}},
		{"photos and a film", []string{"Body", "", "NumMedia", "3", "MediaUrl0", photo, "MediaContentType0", "image/jpeg", "MediaUrl1", photo, "MediaContentType1", "video/mp4", "MediaUrl2", photo2, "MediaContentType2", "image/png"}, channel.Inbound{
			Kind: channel.Photo, What: "video", Photos: []channel.File{{ID: photo, Type: "image/jpeg"}, {ID: photo2, Type: "image/png"}},
		}},
		{"a film", []string{"Body", "", "NumMedia", "1", "MediaUrl0", photo, "MediaContentType0", "video/mp4"}, channel.Inbound{Kind: channel.Other, What: "video"}},
		{"a film with words", []string{"Body", "look", "NumMedia", "1", "MediaUrl0", photo, "MediaContentType0", "video/mp4"}, channel.Inbound{Text: "look", What: "video"}},
		{"a visiting card", []string{"Body", "", "NumMedia", "1", "MediaUrl0", photo, "MediaContentType0", "text/vcard"}, channel.Inbound{Kind: channel.Other, What: "document"}},
		{"a photo from elsewhere", []string{"Body", "", "NumMedia", "1", "MediaUrl0", "https://evil.example/ME1", "MediaContentType0", "image/jpeg"}, channel.Inbound{Kind: channel.Other, What: "document"}},
		{"a photo by an unsafe way", []string{"Body", "", "NumMedia", "1", "MediaUrl0", "http://api.twilio.com/ME1", "MediaContentType0", "image/jpeg"}, channel.Inbound{Kind: channel.Other, What: "document"}},
		{"a million photos", []string{"Body", "", "NumMedia", "1000000", "MediaUrl0", photo, "MediaContentType0", "image/jpeg"}, channel.Inbound{
			Kind: channel.Photo, What: "document", Photos: []channel.File{{ID: photo, Type: "image/jpeg"}},
		}},
		{"a number of photos that is none", []string{"Body", "x", "NumMedia", "-1e9"}, channel.Inbound{Text: "x"}},
		{"parameters that are new", []string{"Body", "x", "ChannelMetadata", "{}"}, channel.Inbound{Text: "x"}},
		{"another country", []string{"From", "+48512345678", "Body", "x"}, channel.Inbound{Text: "x", Chat: to("+48512345678")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newService(t, options{})
			if got := serve(s.Webhook(), request(sms.WebhookPath, form(c.change...))); got.Code != http.StatusOK {
				t.Fatalf("answered %d", got.Code)
			}
			c.want.ID, c.want.Message, c.want.Private = id, id, true
			if c.want.Chat.IsZero() {
				c.want.Chat = to(them)
			}
			c.want.Person.ID = c.want.Chat.ID
			if diff := cmp.Diff(c.want, s.wait(t, 1)[0], cmpopts.IgnoreFields(channel.Inbound{}, "Sent")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSendersThatNobodyCanAnswer(t *testing.T) {
	for _, c := range []struct{ name, from, want string }{
		{"a name", "Vodafone", ""},
		{"a short code", "82111", ""},
		{"nobody", "", ""},
		{"a plus", "+", ""},
		{"too short", "+4412", ""},
		{"too long", "+44770090012345678", ""},
		{"ourselves", us, ""},
		{"WhatsApp", "whatsapp:" + them, "text message"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newService(t, options{handler: say("not for you")})
			got := serve(s.Webhook(), request(sms.WebhookPath, form("From", c.from)))
			if got.Code != http.StatusOK || !strings.Contains(got.Body.String(), c.want) || c.want == "" && strings.Contains(got.Body.String(), "Message") {
				t.Errorf("answered %d %s", got.Code, got.Body)
			}
			if len(s.got) > 0 {
				t.Error("it was handled")
			}
			s.keepsQuiet(t)
		})
	}
}

func TestMessageWithoutIDIsRefused(t *testing.T) {
	s := newService(t, options{})
	if got := serve(s.Webhook(), request(sms.WebhookPath, form("MessageSid", ""))).Code; got != http.StatusBadRequest {
		t.Errorf("answered %d", got)
	}
}

func TestTwiML(t *testing.T) {
	const head = `<?xml version="1.0" encoding="UTF-8"?><Response>`
	const action = ` action="https://bot.example.org/webhooks/twilio/status"`
	for _, c := range []struct{ name, text, want string }{
		{"no reply", "", `<?xml version="1.0" encoding="UTF-8"?><Response/>`},
		{"marks", `<a> & "b" 'c'`, head + "<Message" + action + ">&lt;a&gt; &amp; &quot;b&quot; &apos;c&apos;</Message></Response>"},
		{"lines", "1 Yes\n2 No", head + "<Message" + action + ">1 Yes\n2 No</Message></Response>"},
		{"control characters", "a\x00\x08b\x1b\r\nc\x7f\xff", head + "<Message" + action + ">ab\nc</Message></Response>"},
		{"what phones put in by themselves", "“Don’t” – it’s\u00a0here…", head + "<Message" + action + ">&quot;Don&apos;t&quot; - it&apos;s here...</Message></Response>"},
		{"signs above the first 65,536", "😔", head + "<Message" + action + ">😔</Message></Response>"},
		{"too long", strings.Repeat("é", 1601), head + "<Message" + action + ">" + strings.Repeat("é", 1597) + "...</Message></Response>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newService(t, options{handler: say(c.text)})
			got := serve(s.Webhook(), request(sms.WebhookPath, form()))
			if got.Body.String() != c.want || !strings.HasPrefix(got.Header().Get("Content-Type"), "text/xml") {
				t.Errorf("got %s %s\nwant %s", got.Header().Get("Content-Type"), got.Body, c.want)
			}
		})
	}
}

func TestNoReplyIsAnEmptyResponse(t *testing.T) {
	s := newService(t, options{})
	if got := serve(s.Webhook(), request(sms.WebhookPath, form())).Body.String(); !strings.HasSuffix(got, "<Response/>") {
		t.Errorf("got %s", got)
	}
}
