package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// hook is the webhook as the bot set it.
type hook struct {
	url, secret string
	connections int
	allowed     []string
	inWay       int // deliveries under way
	turn        int // counts changes of the webhook: timers of an earlier one do nothing
	errorAt     time.Time
	error       string
}

func (t *Telegram) setWebhook(c *call) (any, *apiError) {
	address, secret := c.params["url"], c.params["secret_token"]
	if address == "" {
		return t.deleteWebhook(c)
	}
	if err := checkWebhook(address, secret); err != nil {
		return nil, err
	}
	var allowed []string
	if _, err := c.object("allowed_updates", &allowed); err != nil {
		return nil, err
	}
	connections := int(c.number("max_connections"))
	if connections < 1 || connections > 100 {
		connections = 40
	}
	if c.flag("drop_pending_updates") {
		t.confirm(func(*update) bool { return true })
	}
	if !slices.Equal(t.hook.allowed, allowed) && c.params["allowed_updates"] != "" {
		t.hook.allowed = allowed
	}
	if t.hook.url != address || t.hook.secret != secret {
		t.hook.url, t.hook.secret = address, secret
		t.restartLanes()
	}
	t.hook.connections = connections
	t.pump()
	return true, nil
}

// checkWebhook is the check of setWebhook, save that plain HTTP is taken: the
// service under test listens on the same machine.
func checkWebhook(address, secret string) *apiError {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return badRequest("bad webhook: An HTTPS URL must be provided for webhook")
	}
	if len(secret) > 256 {
		return badRequest("secret token is too long")
	}
	const allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
	if strings.Trim(secret, allowed) != "" {
		return badRequest("secret token contains unallowed characters")
	}
	return nil
}

// restartLanes forgets waiting attempts, as a new webhook begins afresh.
func (t *Telegram) restartLanes() {
	t.hook.turn++
	t.hook.inWay, t.hook.error = 0, ""
	for _, queue := range t.updates.lanes {
		queue.busy, queue.attempt = false, 0
	}
	for _, u := range t.pending() { // oldest first
		t.updates.offer(t.updates.lanes[u.lane])
	}
}

func (t *Telegram) deleteWebhook(c *call) (any, *apiError) {
	if c.flag("drop_pending_updates") {
		t.confirm(func(*update) bool { return true })
	}
	t.hook.url, t.hook.secret = "", ""
	t.restartLanes()
	return true, nil
}

func (t *Telegram) getWebhookInfo(*call) (any, *apiError) {
	info := map[string]any{
		"url": t.hook.url, "has_custom_certificate": false, "pending_update_count": len(t.pending()),
	}
	if t.hook.url != "" {
		info["max_connections"] = t.hook.connections
	}
	if len(t.hook.allowed) > 0 {
		info["allowed_updates"] = t.hook.allowed
	}
	if t.hook.error != "" {
		info["last_error_date"], info["last_error_message"] = t.hook.errorAt.Unix(), t.hook.error
	}
	return info, nil
}

// pump starts the first delivery of every lane that is in line, as far as the
// connections reach. Call it with mu held.
func (t *Telegram) pump() {
	if t.hook.url == "" || t.ctx.Err() != nil {
		return
	}
	for t.hook.inWay < t.hook.connections {
		queue := t.updates.take()
		if queue == nil {
			return
		}
		if t.expire(queue); len(queue.items) == 0 {
			t.updates.forget(queue)
			continue
		}
		queue.busy = true
		t.hook.inWay++
		t.deliver(queue.items[0], queue)
	}
}

// deliver makes one attempt in its own goroutine and settles what follows.
func (t *Telegram) deliver(u *update, queue *lane) {
	turn, attempt, address, secret := t.hook.turn, queue.attempt, t.hook.url, t.hook.secret
	t.wg.Go(func() {
		result := t.attempt(u, attempt, address, secret)
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.hook.turn != turn {
			return
		}
		t.hook.inWay--
		if result.ok && u.count > 0 {
			u.count--
			result.ok, result.problem = false, "Read timeout expired"
		}
		if result.ok {
			queue.busy, queue.attempt = false, 0
			queue.items = slices.DeleteFunc(queue.items, func(other *update) bool { return other == u })
			t.updates.offer(queue)
			t.updates.forget(queue)
		} else {
			t.retry(queue, turn, result)
		}
		t.pump()
		t.changed()
	})
}

// outcome is what came of one attempt.
type outcome struct {
	ok         bool
	problem    string
	retryAfter time.Duration
}

// retry lets the lane go on after the back-off: at once, then 2, 4, 8 … 60 s,
// or when the webhook itself said.
func (t *Telegram) retry(queue *lane, turn int, result outcome) {
	t.hook.errorAt, t.hook.error = t.opts.Now(), result.problem
	delay := backoff(queue.attempt)
	queue.attempt++
	if result.retryAfter > 0 {
		delay = result.retryAfter
	}
	t.wg.Go(func() {
		if !t.sleep(t.ctx, delay) {
			return
		}
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.hook.turn == turn {
			queue.busy = false
			t.updates.offer(queue)
			t.pump()
		}
	})
}

func backoff(attempt int) time.Duration {
	if attempt == 0 {
		return 0
	}
	return min(time.Duration(1<<min(attempt, 6))*time.Second, 60*time.Second)
}

// attempt posts one update and executes a method that the answer names.
func (t *Telegram) attempt(u *update, attempt int, address, secret string) outcome {
	seq := t.ledger.open(Entry{
		Provider: "telegram", Direction: FromProvider, Method: Webhook, Chat: u.chat,
		ID: strconv.FormatInt(u.id, 10), Params: map[string]string{"kind": u.kind, "body": string(u.json)}, Retry: attempt,
	})
	fault := t.faults.take("telegram", Webhook, u.chat)
	status, result, body := t.post(u, fault, address, secret)
	if fault.Kind == Lost {
		result = outcome{problem: "Read timeout expired"}
	}
	t.ledger.close(seq, func(e *Entry) {
		e.Status, e.Error, e.Fault, e.Done = status, result.problem, fault.Kind, result.ok
	})
	if result.ok {
		t.executeAnswer(body)
	} else {
		t.opts.Log.Info("webhook of Telegram failed", "update", u.id, "status", status, "attempt", attempt)
	}
	return result
}

func (t *Telegram) post(u *update, fault Fault, address, secret string) (int, outcome, []byte) {
	switch fault.Kind {
	case Reset, Hang:
		return 0, outcome{problem: "Connection reset by peer"}, nil
	case Slow:
		if !t.hold(t.ctx, fault.After) {
			return 0, outcome{problem: "Connection closed"}, nil
		}
	default:
	}
	ctx, cancel := context.WithTimeout(t.ctx, t.opts.Telegram.WebhookTimeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, t.roads.resolve(address), bytes.NewReader(u.json))
	if err != nil {
		return 0, outcome{problem: "Wrong URL"}, nil
	}
	r.Header.Set("Content-Type", "application/json")
	if secret != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	}
	response, err := t.opts.Client.Do(r)
	if err != nil {
		return 0, outcome{problem: "Connection refused or timed out"}, nil
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	switch {
	case err != nil:
		return response.StatusCode, outcome{problem: "Read failed"}, nil
	case response.StatusCode/100 == 2:
		return response.StatusCode, outcome{ok: true}, body
	}
	after, _ := strconv.Atoi(response.Header.Get("Retry-After"))
	return response.StatusCode, outcome{
		problem:    fmt.Sprintf("Wrong response from the webhook: %s", response.Status),
		retryAfter: time.Duration(after) * time.Second,
	}, nil
}

// executeAnswer executes the method that a webhook's answer names, if any;
// nobody learns how that went.
func (t *Telegram) executeAnswer(body []byte) {
	c := &call{params: map[string]string{}}
	if c.readJSON(bytes.NewReader(body)) != nil {
		form, err := url.ParseQuery(string(body))
		if err != nil || !json.Valid([]byte(`"`+form.Get("method")+`"`)) {
			return
		}
		for name := range form {
			c.params[name] = form.Get(name)
		}
	}
	if c.params["method"] == "" {
		return
	}
	c.method = t.canonical(c.params["method"])
	delete(c.params, "method")
	chat := t.chatOf(c)
	seq := t.ledger.open(Entry{
		Provider: "telegram", Direction: ToProvider, Method: c.method, Chat: chat, Params: c.params, Hook: true,
	})
	result, failure := t.execute(t.ctx, c, Fault{})
	t.ledger.close(seq, func(e *Entry) { e.record(result, failure, Fault{}) })
}

// close stops deliveries; those under way are cut short.
func (t *Telegram) close() {
	t.mu.Lock()
	t.hook.url = ""
	t.mu.Unlock()
	t.changed()
}
