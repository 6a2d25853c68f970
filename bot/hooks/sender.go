package hooks

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"yousaid/bot"
)

const (
	places     = 32               // hooks that are told something at the same time, of all agencies
	lease      = 60 * time.Second // longer than a try and its note take
	lookAgain  = 2 * time.Second  // what is due by its time alone
	mostAnswer = 16 << 10         // bytes of an answer that are read, to use the connection again
	noteTime   = 10 * time.Second
)

// Sender tells hooks what is due. Replicas may each have one.
type Sender struct {
	Store bot.HookStore
	Door  *Door
	Now   func() time.Time
	Log   zerolog.Logger
	Count func(outcome string) // told of each try: "sent", "waiting", "failed"; may be nil
}

// Run sends until ctx ends, and then waits for what is under way.
func (s *Sender) Run(ctx context.Context) error {
	due := make(chan struct{}, 1)
	wake := func() {
		select {
		case due <- struct{}{}:
		default:
		}
	}
	var work sync.WaitGroup
	defer work.Wait()
	work.Go(func() { s.Store.ListenHooks(ctx, wake) })
	free := make(chan struct{}, places)
	client := s.Door.client()
	defer client.CloseIdleConnections()
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case <-due:
		}
		s.sendDue(ctx, client, free, &work, wake)
	}
}

// sendDue takes what is due while there are places.
func (s *Sender) sendDue(ctx context.Context, client *http.Client, free chan struct{}, work *sync.WaitGroup, wake func()) {
	for ctx.Err() == nil {
		select {
		case free <- struct{}{}:
		default:
			return // whoever is done wakes us
		}
		call, err := s.Store.ClaimHook(ctx, lease)
		if err != nil {
			<-free
			if !errors.Is(err, bot.ErrNotFound) && ctx.Err() == nil {
				s.Log.Warn().Ctx(ctx).Err(err).Msg("what hooks are to be told can't be read; it goes later")
			}
			return
		}
		work.Go(func() {
			defer wake()
			defer func() { <-free }()
			s.send(context.WithoutCancel(ctx), client, call)
		})
	}
}

// Send tries one delivery that is due, whatever hook it is of. It reports whether
// there was one.
func (s *Sender) Send(ctx context.Context) (bool, error) {
	call, err := s.Store.ClaimHook(ctx, lease)
	if errors.Is(err, bot.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	client := s.Door.client()
	defer client.CloseIdleConnections()
	s.send(ctx, client, call)
	return true, nil
}

// send tries one delivery and notes what came of it. Should the note fail, the
// hook is told again once the lease is over.
func (s *Sender) send(ctx context.Context, client *http.Client, call bot.HookCall) {
	begun := s.Now()
	said := s.safely(ctx, client, call)
	result := judged(call, said, s.Now())
	result.Took = s.Now().Sub(begun)
	if s.Count != nil {
		s.Count(result.State)
	}
	within, cancel := context.WithTimeout(ctx, noteTime)
	defer cancel()
	if err := s.Store.HookTried(within, call, result); err != nil {
		s.Log.Warn().Ctx(ctx).Err(err).Str("hook", call.Hook).Msg("what came of a delivery is not noted; it comes again")
	}
	if result.State != "sent" {
		s.Log.Info().Ctx(ctx).Str("hook", call.Hook).Int64("delivery", call.ID).Int("status", result.Status).Str("failure", result.Failure).Msg("hook not told")
	}
}

// safely turns a panic into a failure.
func (s *Sender) safely(ctx context.Context, client *http.Client, call bot.HookCall) (said answer) {
	defer func() {
		if cause := recover(); cause != nil {
			s.Log.Error().Ctx(ctx).Str("panic", fmt.Sprintf("%T", cause)).Bytes("stack", debug.Stack()).Msg("hook not told")
			said = answer{failure: "fault"}
		}
	}()
	return s.post(ctx, client, call)
}

// post makes one request. Its errors may quote the address and what it leads to,
// so only a word of ours comes of them.
func (s *Sender) post(ctx context.Context, client *http.Client, call bot.HookCall) answer {
	request, err := Request(ctx, call, s.Now())
	if err != nil {
		return answer{failure: "fault"}
	}
	got, err := client.Do(request)
	switch {
	case refused(err):
		return answer{failure: "refused"}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return answer{failure: "slow"}
	case err != nil:
		return answer{failure: "unreachable"}
	}
	defer func() { _ = got.Body.Close() }()
	_, _ = io.CopyN(io.Discard, got.Body, mostAnswer) // what it says is of no use
	return answer{status: got.StatusCode, failure: failureOf(got.StatusCode), wait: waitOf(got.Header, got.StatusCode, s.Now())}
}

// message is what a hook is told.
type message struct {
	Type      bot.HookEvent   `json:"type"`
	Timestamp time.Time       `json:"timestamp"` // when it happened
	Data      json.RawMessage `json:"data"`
}

// Request makes the request of one try, signed at now with every secret that
// holds.
func Request(ctx context.Context, call bot.HookCall, now time.Time) (*http.Request, error) {
	body, err := json.Marshal(message{call.Event, call.At.UTC(), call.Data})
	if err != nil {
		return nil, fmt.Errorf("delivery %d: %w", call.ID, err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, call.URL, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("delivery %d: its address can't be read", call.ID)
	}
	id := "msg_" + call.Message
	var signatures []string
	for _, secret := range call.Secrets {
		hook, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			return nil, fmt.Errorf("delivery %d: its secret can't be read", call.ID)
		}
		signature, err := hook.Sign(id, now, body)
		if err != nil {
			return nil, fmt.Errorf("delivery %d: not signed", call.ID)
		}
		signatures = append(signatures, signature)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "yousaid")
	request.Header.Set(standardwebhooks.HeaderWebhookID, id)
	request.Header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(now.Unix(), 10))
	request.Header.Set(standardwebhooks.HeaderWebhookSignature, strings.Join(signatures, " "))
	return request, nil
}
