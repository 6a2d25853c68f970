package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// glance is how often a Remote looks for what it waits for.
const glance = 20 * time.Millisecond

// ErrRemote is returned when the sandbox refused.
var ErrRemote = errors.New("sandbox: refused")

// Remote drives a sandbox in another process.
type Remote struct {
	URL    string // as Main announced it
	Client *http.Client
}

// Act does something with a phone and returns the id of what came of it.
func (r Remote) Act(ctx context.Context, act Act) (id string, err error) {
	var answer struct{ ID string }
	err = r.call(ctx, http.MethodPost, "act", act, &answer)
	return answer.ID, err
}

// AddResident adds somebody on Telegram (name) or by SMS (number) and returns
// the key of their phone.
func (r Remote) AddResident(ctx context.Context, name, number string) (phone string, err error) {
	var answer struct{ Phone string }
	err = r.call(ctx, http.MethodPost, "residents", map[string]string{"name": name, "number": number}, &answer)
	return answer.Phone, err
}

// Chat returns a Telegram chat as it stands.
func (r Remote) Chat(ctx context.Context, chat int64) (view ChatView, err error) {
	err = r.call(ctx, http.MethodGet, "state?phone=telegram:"+strconv.FormatInt(chat, 10), nil, &view)
	return view, err
}

// Texts returns a phone that texts as it stands.
func (r Remote) Texts(ctx context.Context, number string) (view SMSView, err error) {
	err = r.call(ctx, http.MethodGet, "state?phone=sms:"+url.QueryEscape(number), nil, &view)
	return view, err
}

// WaitMessage waits like Telegram.WaitMessage.
func (r Remote) WaitMessage(ctx context.Context, chat int64, after int, match func(Bubble) bool) (Bubble, error) {
	return repeatedly(ctx, func() (Bubble, bool, error) {
		view, err := r.Chat(ctx, chat)
		for _, b := range view.Bubbles {
			if b.FromBot && !b.Deleted && b.MessageID > after && (match == nil || match(b)) {
				return b, true, nil
			}
		}
		return Bubble{}, false, err
	})
}

// WaitText waits like Phone.Wait.
func (r Remote) WaitText(ctx context.Context, number string, after int, match func(SMS) bool) (SMS, error) {
	return repeatedly(ctx, func() (SMS, bool, error) {
		view, err := r.Texts(ctx, number)
		for _, m := range view.Messages {
			if m.Direction != Inbound && !m.ByTwilio && m.Seq > after && (match == nil || match(m)) {
				return m, true, nil
			}
		}
		return SMS{}, false, err
	})
}

// Ledger returns what came after a number.
func (r Remote) Ledger(ctx context.Context, after int) (entries []Entry, err error) {
	err = r.call(ctx, http.MethodGet, "ledger?after="+strconv.Itoa(after), nil, &entries)
	return entries, err
}

// SetFault switches a fault on and returns its id.
func (r Remote) SetFault(ctx context.Context, fault Fault) (id int, err error) {
	var answer struct{ ID int }
	err = r.call(ctx, http.MethodPost, "faults", fault, &answer)
	return answer.ID, err
}

// ClearFault switches a fault off, all of them for 0.
func (r Remote) ClearFault(ctx context.Context, id int) error {
	return r.call(ctx, http.MethodDelete, "faults/"+strconv.Itoa(id), nil, nil)
}

// Repeat makes every update of Telegram come so many times more.
func (r Remote) Repeat(ctx context.Context, times int) error {
	return r.call(ctx, http.MethodPost, "repeat", map[string]int{"times": times}, nil)
}

func (r Remote) call(ctx context.Context, method, path string, body, target any) error {
	encoded, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("sandbox: %s: %w", path, err)
	}
	request, err := http.NewRequestWithContext(ctx, method, r.URL+"/sandbox/"+path, bytes.NewReader(encoded))
	if err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	client := r.Client
	if client == nil {
		client = http.DefaultClient
	}
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	defer response.Body.Close()
	switch {
	case response.StatusCode == http.StatusNoContent:
		return nil
	case response.StatusCode != http.StatusOK:
		return fmt.Errorf("%w: %s: %s", ErrRemote, method, response.Status)
	}
	if err := json.NewDecoder(response.Body).Decode(target); err != nil {
		return fmt.Errorf("sandbox: %s: %w", method, err)
	}
	return nil
}

// repeatedly looks until something is found, looking fails or ctx ends.
func repeatedly[T any](ctx context.Context, look func() (T, bool, error)) (T, error) {
	for {
		found, ok, err := look()
		if ok || err != nil {
			return found, err
		}
		select {
		case <-time.After(glance):
		case <-ctx.Done():
			return found, ctx.Err()
		}
	}
}
