package sandbox

import (
	"net/url"
	"slices"
	"time"
)

// How long a text message takes from one state to the next.
const stateTime = 300 * time.Millisecond

// statusStep is a state with the error that it carries.
type statusStep struct {
	status string
	code   int
}

// onTheWay lets a stored message go its way: queued, sent, delivered, or what
// the phone's outcome says. Call it with mu held.
func (w *Twilio) onTheWay(m *SMS) {
	steps := w.phone(m.To).steps()
	callback, sid := m.callback, m.Sid
	w.wg.Go(func() {
		var reports []func()
		for _, step := range steps {
			if !w.sleep(w.ctx, stateTime) {
				return
			}
			w.reach(sid, step)
			report := w.statusReport(sid, callback, step)
			if !w.opts.Twilio.ShuffleCallbacks {
				report()
				continue
			}
			reports = append(reports, report)
		}
		for _, report := range slices.Backward(reports) {
			report()
		}
	})
}

// reach sets a message's status.
func (w *Twilio) reach(sid string, step statusStep) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m := w.sids[sid]
	m.Status, m.ErrorCode, m.Updated = step.status, step.code, w.opts.Now()
	if step.status == "sent" {
		m.Sent = m.Updated
	}
	w.phone(m.To).touch()
	w.bell.ring()
}

// statusReport returns the status callback of a step; Twilio sends it once and
// doesn't mind the answer.
func (w *Twilio) statusReport(sid, callback string, step statusStep) func() {
	if callback == "" {
		return func() {}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	m := w.bySID(sid)
	if m == nil {
		return func() {}
	}
	form := url.Values{
		"MessageSid": {sid}, "SmsSid": {sid}, "MessageStatus": {step.status}, "SmsStatus": {step.status},
		"To": {m.To}, "From": {m.From}, "AccountSid": {w.opts.Twilio.AccountSID}, "ApiVersion": {"2010-04-01"},
	}
	if step.code != 0 {
		form.Set("ErrorCode", itoa(step.code))
	}
	if m.service != "" {
		form.Set("MessagingServiceSid", m.service)
	}
	number := m.To
	return func() {
		w.request(hookRequest{url: callback, form: form, method: "status", number: number, id: sid, timeout: hookTime})
	}
}
