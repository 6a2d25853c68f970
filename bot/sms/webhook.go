package sms

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"yousaid/bot/channel"
	"yousaid/bot/trail"
)

const (
	signatureHeader = "X-Twilio-Signature"
	maxForm         = 64 << 10         // bytes; 1,600 characters and what comes with them are below 20 KB
	handlerTimeout  = 12 * time.Second // below the 15 seconds that Twilio waits
	comeAgain       = 5 * time.Second  // when nothing could be made safe
)

// Webhook takes the messages that people send.
func (l *Line) Webhook() http.Handler { return http.HandlerFunc(l.serve) }

func (l *Line) serve(w http.ResponseWriter, r *http.Request) {
	form, ok := l.verified(w, r)
	if !ok {
		return
	}
	if !form.Has("Body") { // Twilio sends it with every message, of pictures alone too
		l.refuse(w, r, http.StatusBadRequest, "no body")
		return
	}
	in, use := l.inbound(form)
	if !use {
		l.writeTwiML(w, notForUs(form))
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), handlerTimeout)
	defer cancel()
	reply, err := l.receive(ctx, in)
	if err != nil {
		l.config.Log.Warn().Ctx(ctx).Err(err).Msg("text message could not be made safe")
		defer l.trouble()
		if reply == "" {
			w.Header().Set("Retry-After", strconv.Itoa(int(comeAgain.Seconds())))
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
	}
	l.writeTwiML(w, reply)
}

// receive takes a message through its turn and returns the reply for the
// answer; empty when there is none, or when it went by a call. With an error,
// the reply says that there is no answer now: the message is listed later.
func (l *Line) receive(ctx context.Context, in channel.Inbound) (string, error) {
	out, err := l.handler(ctx, in)
	if out == nil {
		return "", err
	}
	if l.config.Reply == TwiML && out.Verb == channel.Say && out.To == in.Chat {
		return out.Text, err
	}
	if err == nil {
		_, err = l.Send(ctx, *out)
	}
	return "", err
}

func (l *Line) trouble() {
	if l.config.OnTrouble != nil {
		l.config.OnTrouble()
	}
}

// verified returns the form of a request that Twilio signed. Otherwise it has
// refused it.
func (l *Line) verified(w http.ResponseWriter, r *http.Request) (url.Values, bool) {
	signature := r.Header.Get(signatureHeader)
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		l.refuse(w, r, http.StatusMethodNotAllowed, "not a POST")
		return nil, false
	case signature == "":
		l.refuse(w, r, http.StatusForbidden, "no signature")
		return nil, false
	case err != nil || kind != "application/x-www-form-urlencoded":
		l.refuse(w, r, http.StatusUnsupportedMediaType, "not a form by its content type")
		return nil, false
	}
	form, status, problem := readForm(w, r)
	_, end := trail.Step(r.Context(), "signature")
	defer end(nil)
	if problem == "" && !l.signed(r.URL.RequestURI(), form, signature) {
		status, problem = http.StatusForbidden, "wrong signature"
	}
	if problem == "" {
		status, problem = http.StatusBadRequest, l.ambiguous(form)
	}
	if problem != "" {
		l.refuse(w, r, status, problem)
		return nil, false
	}
	return form, true
}

// readForm reads the parameters of the body alone: with those of the query
// among them, as in http.Request.Form, no signature would be right.
func readForm(w http.ResponseWriter, r *http.Request) (form url.Values, status int, problem string) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxForm))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, http.StatusRequestEntityTooLarge, "too large"
	}
	if err != nil {
		return nil, http.StatusBadRequest, "cut off"
	}
	form, err = url.ParseQuery(string(body))
	if err != nil {
		return nil, http.StatusBadRequest, "no form"
	}
	return form, 0, ""
}

// refuse answers a request that is not Twilio's, or makes no sense.
func (l *Line) refuse(w http.ResponseWriter, r *http.Request, status int, why string) {
	l.config.Log.Warn().Ctx(r.Context()).Int("status", status).Str("why", why).Msg("request to Twilio's webhook refused")
	w.WriteHeader(status)
}
