package sms

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/twilio/twilio-go/client"
	openapi "github.com/twilio/twilio-go/rest/api/v2010"
)

// Hook is where Twilio takes the messages that people send.
type Hook struct {
	URL, Method                 string
	FallbackURL, FallbackMethod string
	App                         bool   // a TwiML app is set, which stands in for all of them
	Callback                    string // where the service reports statuses that no message asks for
}

// Examination is how the line stands at Twilio.
type Examination struct {
	Active bool // the account
	Trial  bool // it sends to numbers that were verified for it, and to nobody else

	Number *Hook // of TWILIO_FROM; nil where the account has no such number
	Texts  bool  // that number takes text messages
	// Service is the messaging service's; nil without one, or where the webhooks
	// of its numbers count instead.
	Service   *Hook
	NoService bool // the account has no such messaging service
}

// Examine asks Twilio about the account, its number and its messaging service,
// and changes nothing. Failures are *channel.SendError.
func (l *Line) Examine(ctx context.Context) (e Examination, err error) {
	err = l.call(ctx, callTimeout, "Accounts.fetch", func(api *openapi.ApiService) error {
		account, err := api.FetchAccount(l.config.AccountSID)
		if err == nil {
			e.Active, e.Trial = value(account.Status) == "active", value(account.Type) == "Trial"
		}
		return err
	})
	if err == nil && l.config.From != "" {
		err = l.examineNumber(ctx, &e)
	}
	if err == nil && l.config.MessagingServiceSID != "" {
		err = l.examineService(ctx, &e)
	}
	return e, err
}

func (l *Line) examineNumber(ctx context.Context, e *Examination) error {
	params := (&openapi.ListIncomingPhoneNumberParams{}).SetPhoneNumber(l.config.From)
	return l.call(ctx, callTimeout, "IncomingPhoneNumbers.list", func(api *openapi.ApiService) error {
		page, err := api.PageIncomingPhoneNumber(params, "", "")
		if err != nil {
			return err
		}
		for i := range page.IncomingPhoneNumbers {
			n := &page.IncomingPhoneNumbers[i]
			if value(n.PhoneNumber) != l.config.From {
				continue
			}
			e.Texts = n.Capabilities != nil && n.Capabilities.Sms
			e.Number = &Hook{
				URL: value(n.SmsUrl), Method: value(n.SmsMethod), FallbackURL: value(n.SmsFallbackUrl), FallbackMethod: value(n.SmsFallbackMethod),
				App: value(n.SmsApplicationSid) != "",
			}
		}
		return nil
	})
}

// service is what we read of a messaging service.
// https://www.twilio.com/docs/messaging/api/service-resource
type service struct {
	URL            *string `json:"inbound_request_url"`
	Method         *string `json:"inbound_method"`
	FallbackURL    *string `json:"fallback_url"`
	FallbackMethod *string `json:"fallback_method"`
	Callback       *string `json:"status_callback"`
	OnNumber       bool    `json:"use_inbound_webhook_on_number"`
}

func (l *Line) examineService(ctx context.Context, e *Examination) error {
	var s service
	path := "https://messaging.twilio.com/v1/Services/" + url.PathEscape(l.config.MessagingServiceSID)
	err := l.request(ctx, callTimeout, "Services.fetch", l.messaging(), func(handler *client.RequestHandler) error {
		response, err := handler.Get(path, nil, nil, "")
		if err != nil {
			return err
		}
		defer response.Body.Close()
		return json.NewDecoder(response.Body).Decode(&s)
	})
	if hasCode(err, notFound) {
		e.NoService = true
		return nil
	}
	if err != nil || s.OnNumber {
		return err
	}
	e.Service = &Hook{
		URL: value(s.URL), Method: value(s.Method), FallbackURL: value(s.FallbackURL), FallbackMethod: value(s.FallbackMethod),
		Callback: value(s.Callback),
	}
	return nil
}

// messaging is where messaging services are kept: beside the API, by another
// name. A server that isn't called api.… stands in for both.
func (l *Line) messaging() *url.URL {
	base := *l.api
	if rest, ok := strings.CutPrefix(base.Host, "api."); ok {
		base.Host = "messaging." + rest
	}
	return &base
}
