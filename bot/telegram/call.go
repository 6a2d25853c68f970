package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
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
	return b.within(ctx, callTimeout, method, func(api *tgbotapi.BotAPI) (*tgbotapi.APIResponse, error) {
		return api.MakeRequest(method, params)
	})
}

// upload is call with files.
func (b *Bot) upload(ctx context.Context, method string, params tgbotapi.Params, files ...tgbotapi.RequestFile) (json.RawMessage, error) {
	return b.within(ctx, uploadTimeout, method, func(api *tgbotapi.BotAPI) (*tgbotapi.APIResponse, error) {
		return api.UploadFiles(method, params, files)
	})
}

// within lends do a bot of its own, whose calls end with ctx. The library
// takes no context otherwise.
func (b *Bot) within(ctx context.Context, limit time.Duration, method string, do func(*tgbotapi.BotAPI) (*tgbotapi.APIResponse, error)) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	ctx, end := trail.Call(ctx, "telegram", method)
	way := &roundTrip{ctx: ctx, client: b.client}
	api := b.api
	api.Client = way
	answer, err := do(&api)
	end(err)
	if err != nil {
		return nil, b.failure(method, way, err)
	}
	return answer.Result, nil
}

// roundTrip is the library's HTTPClient for one call. It remembers what the
// library drops and what decides whether a message may have gone.
type roundTrip struct {
	ctx    context.Context // of the one call that this value is made for
	client *http.Client

	sent       atomic.Bool // the whole request was written; set from the transport's goroutine
	status     int         // 0: there was no answer
	retryAfter time.Duration
}

// Do sends the request within the context and reads the answer whole.
func (t *roundTrip) Do(request *http.Request) (*http.Response, error) {
	trace := &httptrace.ClientTrace{WroteRequest: func(info httptrace.WroteRequestInfo) {
		if info.Err == nil {
			t.sent.Store(true)
		}
	}}
	response, err := t.client.Do(request.WithContext(httptrace.WithClientTrace(t.ctx, trace))) //nolint:gosec // the host is the operator's own setting
	if err != nil {
		return nil, bare(err)
	}
	defer response.Body.Close()
	t.status, t.retryAfter = response.StatusCode, retryAfter(response.Header)
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return nil, bare(err)
	}
	if kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type")); kind != "application/json" {
		return nil, errNotJSON // a proxy's page: the library would call it bad JSON
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
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
