package sandbox

import "context"

// Phone is somebody who texts. Any number has one.
type Phone struct {
	w      *Twilio
	Number string

	stopped   bool // Twilio refuses to send here
	queueFull bool
	outcome   statusStep
	messages  []*SMS // in order of creation
	version   int
	bell      bell
}

// touch marks the phone as changed. Call it with mu held.
func (p *Phone) touch() {
	p.version++
	p.bell.ring()
}

// Phone returns the phone with a number in E.164.
func (w *Twilio) Phone(number string) *Phone {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.phone(number)
	w.bell.ring()
	return p
}

// phone is Phone with mu held.
func (w *Twilio) phone(number string) *Phone {
	p := w.phones[number]
	if p == nil {
		p = &Phone{w: w, Number: number}
		w.phones[number] = p
	}
	return p
}

// steps are the states that a message to this phone goes through.
func (p *Phone) steps() []statusStep {
	switch p.outcome.status {
	case "":
		return []statusStep{{"sent", 0}, {"delivered", 0}}
	case "failed":
		return []statusStep{p.outcome}
	}
	return []statusStep{{"sent", 0}, p.outcome}
}

// Text sends a text message and returns its SID.
func (p *Phone) Text(body string) string {
	w := p.w
	w.mu.Lock()
	kept := w.add(SMS{Direction: Inbound, From: p.Number, To: w.opts.Twilio.From, Body: body, Status: "received"})
	kept.Sent = kept.Created
	m := *kept
	w.optOut(p, m)
	w.mu.Unlock()
	w.bell.ring()
	w.deliverInbound(m)
	return m.Sid
}

// TextUnheard sends a text message whose webhook never comes: what an outage
// leaves, to be found by listing messages.
func (p *Phone) TextUnheard(body string) string {
	w := p.w
	w.mu.Lock()
	defer w.mu.Unlock()
	kept := w.add(SMS{Direction: Inbound, From: p.Number, To: w.opts.Twilio.From, Body: body, Status: "received"})
	kept.Sent = kept.Created
	w.optOut(p, *kept)
	w.bell.ring()
	return kept.Sid
}

// Repeat makes the webhook of an earlier message come n times more.
func (p *Phone) Repeat(sid string, n int) {
	p.w.mu.Lock()
	kept := p.w.bySID(sid)
	if kept == nil {
		p.w.mu.Unlock()
		return
	}
	m := *kept
	p.w.mu.Unlock()
	for range n {
		p.w.deliverInbound(m)
	}
}

// SetOutcome makes messages to this phone end as said: "undelivered" or
// "failed" with an error like 30003; "" delivers them again.
func (p *Phone) SetOutcome(status string, code int) {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	p.outcome = statusStep{status, code}
}

// SetQueueFull makes the API refuse messages to this phone with 21611.
func (p *Phone) SetQueueFull(full bool) {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	p.queueFull = full
}

// Stopped reports whether Twilio refuses to send to this phone.
func (p *Phone) Stopped() bool {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	return p.stopped
}

// History returns what the phone shows: what it sent and what has arrived.
func (p *Phone) History() []SMS {
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	var shown []SMS
	for _, m := range p.messages {
		if m.Arrived() {
			shown = append(shown, *m)
		}
	}
	return shown
}

// Last returns the number of the newest message of all phones: what comes
// later has a greater Seq.
func (w *Twilio) Last() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.messages)
}

// Messages returns everything at Twilio, deleted messages too.
func (w *Twilio) Messages() []SMS {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []SMS
	for _, m := range w.messages {
		all = append(all, *m)
	}
	return all
}

// Wait waits for a message to the phone, from the service, with a Seq greater
// than after. Twilio's own words (STOP, HELP) are passed over. A nil match
// takes any.
func (p *Phone) Wait(ctx context.Context, after int, match func(SMS) bool) (SMS, error) {
	return await(ctx, &p.bell, func() (SMS, bool) {
		for _, m := range p.History() {
			if m.fromService() && m.Seq > after && (match == nil || match(m)) {
				return m, true
			}
		}
		return SMS{}, false
	})
}

// WaitTaken is Wait for a message that Twilio has, whether or not it has come to
// the phone: when the service has answered.
func (p *Phone) WaitTaken(ctx context.Context, after int, match func(SMS) bool) (SMS, error) {
	return await(ctx, &p.bell, func() (SMS, bool) {
		p.w.mu.Lock()
		defer p.w.mu.Unlock()
		for _, m := range p.messages {
			if m.fromService() && m.Seq > after && (match == nil || match(*m)) {
				return *m, true
			}
		}
		return SMS{}, false
	})
}

func (m *SMS) fromService() bool { return m.Direction != Inbound && !m.ByTwilio }
