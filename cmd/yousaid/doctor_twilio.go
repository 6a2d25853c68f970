package main

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"yousaid/bot/channel"
	"yousaid/bot/sms"
)

// overrides have Twilio try again, five times and whatever failed; without them
// it tries once more, and only when it can't connect.
// https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
const overrides = "#rc=5&rp=all"

// twilio looks at the account, and where the messages of its number go.
func (d *doctor) twilio(ctx context.Context) []finding {
	const name = "twilio"
	if !d.cfg.sms() {
		return []finding{ok(name, "off: no TWILIO_ setting is set")}
	}
	line, err := sms.New(sms.Config{
		AccountSID: d.cfg.TwilioSID, AuthToken: d.cfg.TwilioToken, From: d.cfg.TwilioFrom, MessagingServiceSID: d.cfg.TwilioMessaging,
		Reply: d.cfg.TwilioReply, APIURL: d.cfg.TwilioURL, PublicURL: d.cfg.PublicURL,
		HTTPClient: &http.Client{Transport: d.clocks.watch("Twilio", channel.NewTransport())},
	}, nil)
	if err != nil {
		return []finding{fail(name, "not looked at", "put right what is said of settings first: "+strings.ReplaceAll(err.Error(), "\n", "; "))}
	}
	defer line.Close()
	e, err := line.Examine(ctx)
	var refused *channel.SendError
	switch {
	case errors.As(err, &refused) && (refused.Code == 20003 || refused.Code == http.StatusUnauthorized || refused.Code == http.StatusForbidden):
		return []finding{fail(name, "Twilio refuses the account's token", "copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN from Twilio's console; a token that was changed there signs webhooks, too")}
	case err != nil:
		return []finding{fail(name, "no answer", "see that this machine may reach "+hostOf(d.cfg.TwilioURL)+" by HTTPS, and the account's region (TWILIO_API_URL)")}
	}
	return append([]finding{d.accountOf(e)}, d.hooksOf(e)...)
}

func (d *doctor) accountOf(e sms.Examination) finding {
	const name = "twilio"
	switch {
	case !e.Active:
		return fail(name, "the account is suspended or closed", "see Twilio's console: its balance is the usual reason")
	case strings.Contains(hostOf(d.cfg.TwilioURL), ".ie1.") && d.cfg.TwilioReply == sms.TwiML:
		return fail(name, "this region has no messages in TwiML", "set TWILIO_REPLY=rest")
	case e.Trial:
		return warn(name, "a trial account: it texts numbers that were verified for it, and nobody else", "upgrade the account before residents write")
	}
	return ok(name, "the account is active")
}

// hooksOf looks at the webhook that counts: the messaging service's, unless that
// leaves messages to its numbers.
func (d *doctor) hooksOf(e sms.Examination) []finding {
	const number, service = "twilio number", "twilio service"
	switch {
	case e.NoService:
		return []finding{fail(service, "the account has no messaging service of that SID", "copy TWILIO_MESSAGING_SERVICE_SID from Twilio's console")}
	case d.cfg.TwilioFrom != "" && e.Number == nil:
		return []finding{fail(number, "the account has no number like TWILIO_FROM", "write it as it stands in Twilio's console, such as +441582000000")}
	case e.Number != nil && !e.Texts:
		return []finding{fail(number, "it takes no text messages", "choose a number that has SMS among its capabilities")}
	case e.Service != nil:
		list := d.hookFindings(service, *e.Service)
		if own := d.twilioURL(sms.StatusPath); e.Service.Callback != "" && e.Service.Callback != own {
			list = append(list, warn("twilio statuses", "the messaging service reports them to "+hostOf(e.Service.Callback), "leave it empty: each message names "+own))
		}
		return list
	case e.Number != nil:
		return d.hookFindings(number, *e.Number)
	}
	return []finding{warn(service, "it leaves messages to the webhooks of its numbers, which are not known here", "set TWILIO_FROM to the number, too")}
}

func (d *doctor) hookFindings(name string, h sms.Hook) []finding {
	return []finding{d.webhookOf(name+" webhook", h), d.fallbackOf(name+" fallback", h)}
}

func (d *doctor) twilioURL(path string) string { return strings.TrimRight(d.cfg.PublicURL, "/") + path }

func (d *doctor) webhookOf(name string, h sms.Hook) finding {
	own := d.twilioURL(sms.WebhookPath)
	address, fragment, _ := strings.Cut(h.URL, "#")
	set := `in Twilio's console, under "A message comes in", set ` + own + overrides + " with HTTP POST"
	switch {
	case h.App:
		return fail(name, "a TwiML app takes the messages in its place", "in Twilio's console, configure the number with a webhook instead")
	case h.URL == "":
		return fail(name, "none: nobody takes the messages", set)
	case address != own:
		return fail(name, "messages go to "+hostOf(h.URL)+", and not to "+own, set)
	case h.Method != http.MethodPost:
		return fail(name, "messages come by "+h.Method, set)
	case !triesAgain(fragment):
		return warn(name, "Twilio hardly tries again when a message can't be taken", set)
	}
	return ok(name, "it leads to %s by POST, with %s", own, "#"+fragment)
}

func (d *doctor) fallbackOf(name string, h sms.Hook) finding {
	own := d.twilioURL(sms.WebhookPath)
	address, _, _ := strings.Cut(h.FallbackURL, "#")
	set := "set the fallback to " + own + " with HTTP POST, too"
	switch {
	case h.App:
		return warn(name, "a TwiML app has its own", "see the webhook")
	case h.FallbackURL == "":
		return warn(name, "none", set)
	case address != own:
		return warn(name, "it leads to "+hostOf(h.FallbackURL), set)
	case h.FallbackMethod != http.MethodPost:
		return warn(name, "it comes by "+h.FallbackMethod, set)
	}
	return ok(name, "it leads to %s", own)
}

// triesAgain reports whether the overrides have Twilio try several times, and
// whatever an answer was.
func triesAgain(fragment string) bool {
	values, err := url.ParseQuery(fragment)
	if err != nil {
		return false
	}
	times, err := strconv.Atoi(values.Get("rc"))
	policy := "," + values.Get("rp") + ","
	return err == nil && times >= 2 && (strings.Contains(policy, ",all,") || strings.Contains(policy, ",5xx,"))
}
