package sms

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/twilio/twilio-go/client"
	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"yousaid/bot/channel"
	"yousaid/bot/trail"
)

const (
	callTimeout = 10 * time.Second // one call, unless the caller is in a greater hurry
	listTimeout = 30 * time.Second // one page of up to 1,000 messages
	maxAnswer   = 16 << 20         // bytes; such a page is about 1 MB
)

// transport is what requests go by.
func transport(given *http.Client) http.RoundTripper {
	if given != nil && given.Transport != nil {
		return given.Transport
	}
	return channel.NewTransport()
}

// call lends do the library's client for one call that ends with ctx. Failures
// are *channel.SendError.
func (l *Line) call(ctx context.Context, limit time.Duration, method string, do func(*openapi.ApiService) error) error {
	return l.request(ctx, limit, method, l.api, func(handler *client.RequestHandler) error { return do(openapi.NewApiService(handler)) })
}

// request is call for whatever the library has no service of, at another base
// URL.
func (l *Line) request(ctx context.Context, limit time.Duration, method string, base *url.URL, do func(*client.RequestHandler) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	ctx, end := trail.Call(ctx, "twilio", method)
	way := &roundTrip{ctx: ctx, base: base, next: l.next}
	caller := &client.Client{
		Credentials: client.NewCredentials(l.config.AccountSID, l.config.AuthToken),
		HTTPClient:  &http.Client{Transport: way, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
	caller.SetAccountSid(l.config.AccountSID)
	// Not by NewRequestHandler: that lets the environment choose another host.
	err := do(&client.RequestHandler{Client: caller})
	end(err)
	if err != nil {
		return l.failure(method, way, err)
	}
	return nil
}

// roundTrip carries one call. It does what the library leaves out: the context,
// another base URL, a body that is read and closed whatever its status; and it
// remembers what decides whether a message may have gone.
type roundTrip struct {
	ctx  context.Context // of the one call that this value is made for
	base *url.URL
	next http.RoundTripper

	sent       atomic.Bool // the whole request was written; set from the transport's goroutine
	status     int         // 0: there was no answer
	retryAfter time.Duration
}

// RoundTrip sends a copy of the request to the right host, and reads the answer
// whole.
func (t *roundTrip) RoundTrip(request *http.Request) (*http.Response, error) {
	trace := &httptrace.ClientTrace{WroteRequest: func(info httptrace.WroteRequestInfo) {
		if info.Err == nil {
			t.sent.Store(true)
		}
	}}
	request = request.Clone(httptrace.WithClientTrace(t.ctx, trace))
	request.URL.Scheme, request.URL.Host, request.Host = t.base.Scheme, t.base.Host, ""
	request.URL.Path = t.base.Path + request.URL.Path
	response, err := t.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	t.status, t.retryAfter = response.StatusCode, retryAfter(response.Header)
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}

// retryAfter reads the header of that name, in seconds.
func retryAfter(header http.Header) time.Duration {
	seconds, err := strconv.Atoi(strings.TrimSpace(header.Get("Retry-After")))
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(seconds) * time.Second
}
