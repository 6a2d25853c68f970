package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"yousaid/bot/trail"
)

const (
	callTimeout   = 10 * time.Second // one call, unless the caller is in a greater hurry
	uploadTimeout = 40 * time.Second // one call with a picture
	maxAnswer     = 16 << 20         // bytes: a hundred updates, with room
)

var (
	errNotJSON = errors.New("the answer is not the Bot API's")
	errNoSense = errors.New("the answer makes no sense")
)

// call makes one call and returns its result. Failures are *channel.SendError.
func (b *Bot) call(ctx context.Context, method string, params tgbotapi.Params) (json.RawMessage, error) {
	var answer result
	err := b.ask(ctx, callTimeout, method, params, &answer)
	return answer.Result, err
}

// do is call where the result says nothing.
func (b *Bot) do(ctx context.Context, method string, params tgbotapi.Params) error {
	return b.ask(ctx, callTimeout, method, params, &verdict{})
}

// ask makes one call, by a lighter way than the library's, and reads its answer
// into what the caller wants of it.
func (b *Bot) ask(ctx context.Context, limit time.Duration, method string, params tgbotapi.Params, into answer) error {
	return b.within(ctx, limit, method, func(way *roundTrip) error {
		return way.post(b.methods+method, form(params), into)
	})
}

// upload is call with files.
func (b *Bot) upload(ctx context.Context, method string, params tgbotapi.Params, files ...tgbotapi.RequestFile) (json.RawMessage, error) {
	var answer *tgbotapi.APIResponse
	err := b.within(ctx, uploadTimeout, method, func(way *roundTrip) (err error) {
		api := b.api
		api.Client = way
		answer, err = api.UploadFiles(method, params, files)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer.Result, nil
}

// within lends do a way to Telegram, on which calls end with ctx. The library
// takes no context otherwise.
func (b *Bot) within(ctx context.Context, limit time.Duration, method string, do func(*roundTrip) error) error {
	ctx, cancel := atMost(ctx, limit)
	defer cancel()
	ctx, end := trail.Call(ctx, "telegram", method)
	way := &roundTrip{ctx: ctx, transport: b.transport}
	err := do(way)
	end(err)
	if err != nil {
		return b.failure(method, way, err)
	}
	return nil
}

// atMost is context.WithTimeout, without another context where the one that is
// given ends sooner anyway.
func atMost(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= limit {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, limit)
}

// roundTrip is the way of one call, and the library's HTTPClient for it. It
// remembers what the library drops and what decides whether a message may have
// gone.
type roundTrip struct {
	ctx       context.Context // of the one call that this value is made for
	transport http.RoundTripper

	sent       atomic.Bool // the whole request was written; set from the transport's goroutine
	status     int         // 0: there was no answer
	retryAfter time.Duration
}

// traced is the context of the call, which tells when the request was written.
func (t *roundTrip) traced() context.Context {
	return httptrace.WithClientTrace(t.ctx, &httptrace.ClientTrace{WroteRequest: func(info httptrace.WroteRequestInfo) {
		if info.Err == nil {
			t.sent.Store(true)
		}
	}})
}

// post posts a form and reads the Bot API's answer to it.
func (t *roundTrip) post(to, form string, into answer) error {
	request, err := http.NewRequestWithContext(t.traced(), http.MethodPost, to, strings.NewReader(form))
	if err != nil {
		return bare(err)
	}
	request.Header["Content-Type"] = formType
	body, err := t.fetch(request)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, into); err != nil && !ofResult(err) {
		return err
	}
	return into.refused()
}

// ofResult reports whether it is only the result that is of another type than
// the one asked for: whether the call was done is known.
func ofResult(err error) bool {
	var surprise *json.UnmarshalTypeError
	return errors.As(err, &surprise) && strings.HasPrefix(surprise.Field, "result")
}

// formType is the header of every call. Nobody changes it.
var formType = []string{"application/x-www-form-urlencoded"}

// Do sends the library's request within the context and reads the answer whole.
func (t *roundTrip) Do(request *http.Request) (*http.Response, error) {
	body, err := t.fetch(request.WithContext(t.traced()))
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: t.status, Body: io.NopCloser(bytes.NewReader(body))}, nil
}

// fetch sends a request and reads the answer whole.
func (t *roundTrip) fetch(request *http.Request) ([]byte, error) {
	if own := request.URL.User; own != nil { // an API of the operator's own, behind a password
		password, _ := own.Password()
		request.SetBasicAuth(own.Username(), password)
	}
	response, err := t.transport.RoundTrip(request)
	if err != nil {
		return nil, bare(err)
	}
	defer response.Body.Close()
	t.status, t.retryAfter = response.StatusCode, retryAfter(response.Header)
	body, err := readAll(io.LimitReader(response.Body, maxAnswer), response.ContentLength)
	if err != nil {
		return nil, bare(err)
	}
	if !isJSON(response.Header) {
		return nil, errNotJSON // a proxy's page: it would be called bad JSON
	}
	return body, nil
}

// bare takes the URL off a network error: the token is in it.
func bare(err error) error {
	var outer *url.Error
	if errors.As(err, &outer) {
		return outer.Err
	}
	return err
}

// retryAfter reads the header of that name, in seconds.
func retryAfter(header http.Header) time.Duration {
	seconds, err := strconv.Atoi(strings.TrimSpace(header.Get("Retry-After")))
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(seconds) * time.Second
}
