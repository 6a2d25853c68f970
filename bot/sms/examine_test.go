package sms_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yousaid/bot/sandbox"
	"yousaid/bot/sms"
)

const messagingService = "MG00000000000000000000000000005a4d"

// What Twilio has of the account, its number and its messaging service is read
// as it is.
func TestLineIsExamined(t *testing.T) {
	s := newService(t, options{
		box:    sandbox.Options{Twilio: sandbox.TwilioOptions{MessagingServiceSID: messagingService, WebhookURL: public + sms.WebhookPath + "#rc=5", FallbackURL: public}},
		config: func(c *sms.Config) { c.MessagingServiceSID = messagingService },
	})
	hook := sms.Hook{URL: public + sms.WebhookPath + "#rc=5", Method: http.MethodPost, FallbackURL: public, FallbackMethod: http.MethodPost}
	examined := func(want sms.Examination) {
		t.Helper()
		got, err := s.Examine(t.Context())
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
	}
	examined(sms.Examination{Active: true, Texts: true, Number: &hook, Service: &hook})

	s.box.Twilio.SetAccount(func(a *sandbox.TwilioAccount) {
		a.Status, a.Type, a.Texts, a.App, a.Method, a.Callback = "suspended", "Trial", false, "AP1", http.MethodGet, public+"/status"
	})
	number, service := hook, hook
	number.Method, number.App = http.MethodGet, true
	service.Method, service.Callback = http.MethodGet, public+"/status"
	examined(sms.Examination{Trial: true, Number: &number, Service: &service})

	s.box.Twilio.SetAccount(func(a *sandbox.TwilioAccount) { a.OnNumber = true })
	examined(sms.Examination{Trial: true, Number: &number})
}

// A number or a service that the account doesn't have is no failure of the call.
func TestNumberAndServiceThatAreNotThere(t *testing.T) {
	s := newService(t, options{config: func(c *sms.Config) { c.From, c.MessagingServiceSID = "+447700900998", messagingService }})
	got, err := s.Examine(t.Context())
	if diff := cmp.Diff(sms.Examination{Active: true, NoService: true}, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}
