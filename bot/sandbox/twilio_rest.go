package sandbox

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

const maxBody = 1600 // characters, Twilio's limit of one message

// create handles POST Messages.json.
func (w *Twilio) create(form url.Values) (int, any) {
	m := SMS{
		Direction: OutboundAPI, To: form.Get("To"), From: form.Get("From"), Body: form.Get("Body"),
		Status: "queued", service: form.Get("MessagingServiceSid"), callback: form.Get("StatusCallback"),
	}
	if failure := w.check(&m, form); failure != nil {
		return failure.Status, failure
	}
	if m.service != "" {
		m.Status, m.From = "accepted", w.opts.Twilio.From
	}
	kept := w.add(m)
	w.onTheWay(kept)
	return http.StatusCreated, w.json(kept)
}

// check refuses what Twilio refuses, in its order.
func (w *Twilio) check(m *SMS, form url.Values) *twilioError {
	bad := func(code int, format string, args ...any) *twilioError {
		return refuse(http.StatusBadRequest, code, fmt.Sprintf(format, args...))
	}
	switch {
	case m.To == "":
		return bad(21604, "A 'To' phone number is required.")
	case m.From == "" && m.service == "":
		return bad(21603, "A 'From' phone number is required.")
	case form.Has("MediaUrl"):
		return bad(21612, "The 'To' phone number: %s, is not currently reachable using the 'From' phone number: %s via MMS.", m.To, m.From)
	case m.Body == "":
		return bad(21602, "Message body is required.")
	case utf8.RuneCountInString(m.Body) > maxBody:
		return bad(21617, "The concatenated message body exceeds the 1600 character limit")
	case !validNumber(m.To):
		return bad(21211, "Invalid 'To' Phone Number: %s", m.To)
	case m.service != "" && m.service != w.opts.Twilio.MessagingServiceSID:
		return bad(21703, "The Messaging Service does not exist")
	case m.From != "" && m.From != w.opts.Twilio.From:
		return bad(21606, "The 'From' phone number %s is not a valid, SMS-capable inbound phone number or short code for your account.", m.From)
	case m.To == w.opts.Twilio.From:
		return bad(21266, "'To' and 'From' number cannot be the same: %s", m.To)
	case w.phone(m.To).stopped:
		return bad(21610, "Attempt to send to unsubscribed recipient")
	case w.phone(m.To).queueFull:
		return bad(21611, "This 'From' number has exceeded the maximum number of queued messages")
	}
	return nil
}

// validNumber is E.164: a plus and 7 to 15 digits.
func validNumber(number string) bool {
	digits, plus := strings.CutPrefix(number, "+")
	return plus && len(digits) >= 7 && len(digits) <= 15 && digits[0] != '0' && strings.Trim(digits, "0123456789") == ""
}

// one handles GET, POST and DELETE of a single message.
func (w *Twilio) one(c *restCall) (int, any) {
	m := w.bySID(c.sid)
	if m == nil {
		failure := refuse(http.StatusNotFound, 20404, "The requested resource "+c.r.URL.Path+" was not found")
		return failure.Status, failure
	}
	if c.r.Method == http.MethodGet {
		return http.StatusOK, w.json(m)
	}
	if !m.final() {
		failure := refuse(http.StatusConflict, 20009, "Cannot delete or redact message because delivery is in progress")
		return failure.Status, failure
	}
	if c.r.Method == http.MethodDelete {
		m.Deleted = true
		return http.StatusNoContent, nil
	}
	if !c.r.PostForm.Has("Body") || c.r.PostForm.Get("Body") != "" {
		failure := refuse(http.StatusBadRequest, 20001, "Body can only be updated to an empty string")
		return failure.Status, failure
	}
	m.Body, m.Updated = "", w.opts.Now()
	return http.StatusOK, w.json(m)
}

// list handles GET Messages.json: newest first, filtered, in pages.
func (w *Twilio) list(r *http.Request) (int, any) {
	query := r.URL.Query()
	var found []*SMS
	for _, m := range slices.Backward(w.messages) {
		if !m.Deleted && w.matches(m, query) {
			found = append(found, m)
		}
	}
	size := clamp(query.Get("PageSize"), 50, 1, 1000)
	page := clamp(query.Get("Page"), 0, 0, 1<<20)
	from := min(page*size, len(found))
	to := min(from+size, len(found))
	list := []*smsJSON{}
	for _, m := range found[from:to] {
		list = append(list, w.json(m))
	}
	uri := func(page int) string { return pageURI(r.URL, query, page, size) }
	body := map[string]any{
		"messages": list, "page": page, "page_size": size, "start": from, "end": max(from, to-1),
		"uri": r.URL.RequestURI(), "first_page_uri": uri(0), "next_page_uri": nil, "previous_page_uri": nil,
	}
	if to < len(found) {
		body["next_page_uri"] = uri(page + 1)
	}
	if page > 0 {
		body["previous_page_uri"] = uri(page - 1)
	}
	return http.StatusOK, body
}

func pageURI(u *url.URL, query url.Values, page, size int) string {
	next := url.Values{}
	for name, values := range query {
		next[name] = values
	}
	next.Set("Page", itoa(page))
	next.Set("PageSize", itoa(size))
	if page > 0 {
		next.Set("PageToken", "PASM"+itoa(page))
	}
	return u.Path + "?" + next.Encode()
}

// matches applies the filters To, From and DateSent in its three forms.
func (w *Twilio) matches(m *SMS, query url.Values) bool {
	if to := query.Get("To"); to != "" && to != m.To {
		return false
	}
	if from := query.Get("From"); from != "" && from != m.From {
		return false
	}
	sent := m.Sent
	if sent.IsZero() {
		sent = m.Created
	}
	for name, holds := range dateFilters {
		text := query.Get(name)
		if text == "" {
			continue
		}
		from, until := span(text)
		if from.IsZero() || !holds(sent, from, until) {
			return false
		}
	}
	return true
}

var dateFilters = map[string]func(sent, from, until time.Time) bool{
	"DateSent":  func(sent, from, until time.Time) bool { return !sent.Before(from) && sent.Before(until) },
	"DateSent>": func(sent, from, _ time.Time) bool { return !sent.Before(from) },
	"DateSent<": func(sent, _, until time.Time) bool { return sent.Before(until) },
}

// span is the time that a filter names: a day, or a second.
func span(text string) (from, until time.Time) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day, day.AddDate(0, 0, 1)
	}
	if moment, err := time.Parse(time.RFC3339, text); err == nil {
		return moment, moment.Add(time.Second)
	}
	return time.Time{}, time.Time{}
}

// clamp reads a number within bounds, or takes the default.
func clamp(text string, otherwise, low, high int) int {
	var n int
	if _, err := fmt.Sscanf(text, "%d", &n); err != nil {
		return otherwise
	}
	return min(max(n, low), high)
}
