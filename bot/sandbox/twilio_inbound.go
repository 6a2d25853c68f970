package sandbox

import "net/url"

// deliverInbound calls the webhook for a message that a phone sent, and sends
// what the answer says. Twilio doesn't keep an order between messages.
func (w *Twilio) deliverInbound(m SMS) {
	w.mu.Lock()
	webhook, fallback := w.webhook, w.fallback
	form := w.inboundForm(m)
	w.mu.Unlock()
	if webhook == "" {
		return
	}
	w.wg.Go(func() {
		answered, ok := w.call(webhook, fallback, hookRequest{
			form: form, method: Webhook, number: m.From, id: m.Sid,
		})
		if !ok {
			return
		}
		replies, err := parseTwiML(answered.kind, answered.body)
		if err != nil {
			w.note("TwiML", m.From, m.Sid, "12100 Document parse failure")
			return
		}
		for _, reply := range replies {
			w.reply(m, reply)
		}
	})
}

// inboundForm holds the parameters of Twilio's webhook for an incoming
// message: https://www.twilio.com/docs/messaging/twiml#request-parameters
func (w *Twilio) inboundForm(m SMS) url.Values {
	form := url.Values{
		"ToCountry": {"GB"}, "ToState": {""}, "ToCity": {""}, "ToZip": {""},
		"FromCountry": {"GB"}, "FromState": {""}, "FromCity": {""}, "FromZip": {""},
		"SmsMessageSid": {m.Sid}, "SmsSid": {m.Sid}, "MessageSid": {m.Sid}, "NumMedia": {"0"},
		"SmsStatus": {"received"}, "Body": {m.Said}, "To": {m.To}, "From": {m.From},
		"NumSegments": {itoa(m.Parts)}, "AccountSid": {w.opts.Twilio.AccountSID}, "ApiVersion": {"2010-04-01"},
	}
	if w.opts.Twilio.MessagingServiceSID != "" {
		form.Set("MessagingServiceSid", w.opts.Twilio.MessagingServiceSID)
	}
	if kind := optOutKind(m.Said); w.opts.Twilio.AdvancedOptOut && kind != "" {
		form.Set("OptOutType", kind)
	}
	return form
}

// reply sends one message of a TwiML answer.
func (w *Twilio) reply(to SMS, reply twimlMessage) {
	w.mu.Lock()
	m := SMS{Direction: OutboundReply, To: to.From, From: to.To, Body: reply.body, Status: "queued", callback: reply.callback}
	if reply.to != "" {
		m.To = reply.to
	}
	failure := w.check(&m, url.Values{})
	if failure == nil {
		w.onTheWay(w.add(m))
	}
	w.mu.Unlock()
	w.bell.ring()
	if failure != nil {
		w.note("TwiML", to.From, to.Sid, itoa(failure.Code)+" "+failure.Message)
	}
}

// note writes what Twilio's debugger would show into the ledger.
func (w *Twilio) note(method, number, sid, problem string) {
	seq := w.ledger.open(Entry{Provider: "twilio", Direction: FromProvider, Method: method, Chat: number, ID: sid})
	w.ledger.close(seq, func(e *Entry) { e.Error = problem })
}

// optOut does what Twilio does by itself with STOP, START and HELP. Call it
// with mu held.
func (w *Twilio) optOut(p *Phone, m SMS) {
	text := ""
	switch optOutKind(m.Said) {
	case "STOP":
		if !p.stopped {
			text = stopText
		}
		p.stopped = true
	case "START":
		if p.stopped {
			text = startText
		}
		p.stopped = false
	case "HELP":
		text = helpText
	}
	if text == "" {
		return
	}
	confirmation := w.add(SMS{Direction: OutboundReply, From: m.To, To: m.From, Body: text, ByTwilio: true, Status: "queued"})
	w.onTheWay(confirmation)
}
