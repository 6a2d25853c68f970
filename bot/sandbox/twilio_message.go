package sandbox

import (
	"net/url"
	"strconv"
	"time"

	"yousaid/bot/channel/gsm7"
)

// Directions of an SMS, as Twilio names them.
const (
	Inbound       = "inbound"
	OutboundAPI   = "outbound-api"
	OutboundReply = "outbound-reply"
)

// SMS is a text message as Twilio keeps it.
type SMS struct {
	Seq       int       `json:"seq"` // from 1, over all phones
	Sid       string    `json:"sid"`
	Direction string    `json:"direction"`
	From      string    `json:"from"`
	To        string    `json:"to"`
	Body      string    `json:"body"` // emptied when the service blanks it
	Said      string    `json:"said"` // what the phone shows, which stays
	Parts     int       `json:"parts"`
	Status    string    `json:"status"`
	ErrorCode int       `json:"error_code,omitempty"`
	Created   time.Time `json:"created"`
	Sent      time.Time `json:"sent"`
	Updated   time.Time `json:"updated"`
	Deleted   bool      `json:"deleted,omitempty"` // at Twilio
	ByTwilio  bool      `json:"by_twilio,omitempty"`

	service, callback string
}

// Arrived reports whether the phone shows the message.
func (m SMS) Arrived() bool { return m.Status == "delivered" || m.Direction == Inbound }

// final reports whether the status changes no more.
func (m *SMS) final() bool {
	switch m.Status {
	case "delivered", "undelivered", "failed", "received", "canceled":
		return true
	}
	return false
}

// add stores a new message. Call it with mu held.
func (w *Twilio) add(m SMS) *SMS {
	now := w.opts.Now()
	m.Seq, m.Sid, m.Said, m.Parts = len(w.messages)+1, newSID("SM"), m.Body, max(1, gsm7.Parts(m.Body))
	m.Created, m.Updated = now, now
	w.store(&m)
	return &m
}

// store puts a message where it is found.
func (w *Twilio) store(m *SMS) {
	w.messages = append(w.messages, m)
	w.sids[m.Sid] = m
	p := w.phone(m.person())
	p.messages = append(p.messages, m)
	p.touch()
}

// bySID finds a message that hasn't been deleted.
func (w *Twilio) bySID(sid string) *SMS {
	if m := w.sids[sid]; m != nil && !m.Deleted {
		return m
	}
	return nil
}

// numberOf returns the person's number of a message.
func (w *Twilio) numberOf(sid string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	m := w.bySID(sid)
	if m == nil {
		return ""
	}
	return m.person()
}

// person is the number that isn't ours.
func (m *SMS) person() string {
	if m.Direction == Inbound {
		return m.From
	}
	return m.To
}

// smsJSON is a message as the REST API shows it.
type smsJSON struct {
	Body                string            `json:"body"`
	NumSegments         string            `json:"num_segments"`
	Direction           string            `json:"direction"`
	From                *string           `json:"from"`
	To                  string            `json:"to"`
	DateUpdated         string            `json:"date_updated"`
	Price               *string           `json:"price"`
	ErrorMessage        *string           `json:"error_message"`
	URI                 string            `json:"uri"`
	AccountSid          string            `json:"account_sid"`
	NumMedia            string            `json:"num_media"`
	Status              string            `json:"status"`
	MessagingServiceSid *string           `json:"messaging_service_sid"`
	Sid                 string            `json:"sid"`
	DateSent            *string           `json:"date_sent"`
	DateCreated         string            `json:"date_created"`
	ErrorCode           *int              `json:"error_code"`
	PriceUnit           string            `json:"price_unit"`
	APIVersion          string            `json:"api_version"`
	SubresourceURIs     map[string]string `json:"subresource_uris"`
}

func (w *Twilio) json(m *SMS) *smsJSON {
	base := "/2010-04-01/Accounts/" + w.opts.Twilio.AccountSID + "/Messages/" + m.Sid
	out := &smsJSON{
		Body: m.Body, NumSegments: itoa(m.Parts), Direction: m.Direction, From: &m.From, To: m.To,
		DateUpdated: rfc2822(m.Updated), URI: base + ".json", AccountSid: w.opts.Twilio.AccountSID,
		NumMedia: "0", Status: m.Status, Sid: m.Sid, DateCreated: rfc2822(m.Created), PriceUnit: "USD",
		APIVersion: "2010-04-01", SubresourceURIs: map[string]string{"media": base + "/Media.json"},
	}
	if m.service != "" {
		out.MessagingServiceSid = &m.service
	}
	if m.Status == "accepted" {
		out.From, out.NumSegments = nil, "0" // no sender has been picked yet
	}
	if !m.Sent.IsZero() {
		sent := rfc2822(m.Sent)
		out.DateSent = &sent
	}
	if m.ErrorCode != 0 {
		text := deliveryErrors[m.ErrorCode]
		out.ErrorCode, out.ErrorMessage = &m.ErrorCode, &text
	}
	return out
}

// deliveryErrors are what status callbacks report.
var deliveryErrors = map[int]string{
	30003: "Unreachable destination handset", 30005: "Unknown destination handset",
	30006: "Landline or unreachable carrier", 30007: "Message filtered", 30008: "Unknown error",
	21610: "Attempt to send to unsubscribed recipient",
}

func rfc2822(t time.Time) string { return t.UTC().Format(time.RFC1123Z) }

func itoa(n int) string { return strconv.Itoa(n) }

// flat takes the first value of each parameter.
func flat(values url.Values) map[string]string {
	out := make(map[string]string, len(values))
	for name := range values {
		out[name] = values.Get(name)
	}
	return out
}
