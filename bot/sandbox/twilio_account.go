package sandbox

import (
	"net/http"
	"strings"
)

// How the ledger and the faults call what is asked of the account.
const (
	fetchAccount = "Accounts.fetch"
	listNumbers  = "IncomingPhoneNumbers.list"
	fetchService = "Services.fetch"
)

// servicesPath is where Twilio keeps messaging services, on a host of their own.
const servicesPath = "/v1/Services/"

// TwilioAccount is what Twilio's console shows of the account and its number,
// beside the URLs of [Twilio.SetWebhook]. Nothing of it changes what messages do.
type TwilioAccount struct {
	Status, Type           string // active, suspended or closed; Full or Trial
	Method, FallbackMethod string // of the webhook and its fallback
	App                    string // SID of a TwiML app that stands in for them
	Texts                  bool   // the number takes text messages
	OnNumber               bool   // the messaging service leaves messages to the webhooks of its numbers
	Callback               string // the messaging service's own, for statuses
}

// SetAccount changes what the console shows.
func (w *Twilio) SetAccount(change func(*TwilioAccount)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change(&w.account)
}

// resource recognises a request for something else than messages.
func (w *Twilio) resource(r *http.Request) (what, sid string, ok bool) {
	if r.Method != http.MethodGet {
		return "", "", false
	}
	account := "/2010-04-01/Accounts/" + w.opts.Twilio.AccountSID
	if sid, ok = strings.CutPrefix(r.URL.Path, servicesPath); ok {
		return fetchService, sid, true
	}
	switch r.URL.Path {
	case account + ".json":
		return fetchAccount, "", true
	case account + "/IncomingPhoneNumbers.json":
		return listNumbers, "", true
	}
	return "", "", false
}

// accountJSON is https://www.twilio.com/docs/iam/api/account, without the token.
func (w *Twilio) accountJSON() map[string]any {
	sid := w.opts.Twilio.AccountSID
	return map[string]any{
		"sid": sid, "owner_account_sid": sid, "friendly_name": "sandbox", "status": w.account.Status, "type": w.account.Type,
		"date_created": rfc2822(w.opts.Now()), "date_updated": rfc2822(w.opts.Now()), "uri": "/2010-04-01/Accounts/" + sid + ".json",
	}
}

// numbers is the list of the account's one number, which a filter may leave out.
// https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource
func (w *Twilio) numbers(r *http.Request) (int, any) {
	list := []map[string]any{}
	if wanted := r.URL.Query().Get("PhoneNumber"); wanted == "" || strings.Contains(w.opts.Twilio.From, wanted) {
		list = append(list, w.numberJSON())
	}
	uri := r.URL.RequestURI()
	return http.StatusOK, map[string]any{
		"incoming_phone_numbers": list, "page": 0, "page_size": 50, "start": 0, "end": max(0, len(list)-1),
		"uri": uri, "first_page_uri": uri, "next_page_uri": nil, "previous_page_uri": nil,
	}
}

func (w *Twilio) numberJSON() map[string]any {
	const sid = "PN00000000000000000000000000005a4d"
	return map[string]any{
		"sid": sid, "account_sid": w.opts.Twilio.AccountSID, "phone_number": w.opts.Twilio.From, "friendly_name": "sandbox",
		"capabilities": map[string]bool{"voice": true, "sms": w.account.Texts, "mms": false, "fax": false},
		"sms_url":      w.webhook, "sms_method": w.account.Method, "sms_application_sid": w.account.App,
		"sms_fallback_url": w.fallback, "sms_fallback_method": w.account.FallbackMethod,
		"status_callback": "", "status_callback_method": "POST", "api_version": "2010-04-01", "status": "in-use",
		"uri": "/2010-04-01/Accounts/" + w.opts.Twilio.AccountSID + "/IncomingPhoneNumbers/" + sid + ".json",
	}
}

// service is the account's messaging service, where it has one.
// https://www.twilio.com/docs/messaging/api/service-resource
func (w *Twilio) service(c *restCall) (int, any) {
	if own := w.opts.Twilio.MessagingServiceSID; own == "" || c.sid != own {
		failure := refuse(http.StatusNotFound, 20404, "The requested resource "+c.r.URL.Path+" was not found")
		return failure.Status, failure
	}
	text := func(value string) any { // what isn't set is null
		if value == "" {
			return nil
		}
		return value
	}
	return http.StatusOK, map[string]any{
		"sid": c.sid, "account_sid": w.opts.Twilio.AccountSID, "friendly_name": "sandbox",
		"inbound_request_url": text(w.webhook), "inbound_method": w.account.Method,
		"fallback_url": text(w.fallback), "fallback_method": w.account.FallbackMethod,
		"status_callback": text(w.account.Callback), "use_inbound_webhook_on_number": w.account.OnNumber,
		"smart_encoding": false, "sticky_sender": true, "validity_period": 36000, "url": "https://messaging.twilio.com" + c.r.URL.Path,
	}
}
