package faults_test

import (
	stdjson "encoding/json"
	"encoding/xml"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// answered is what a webhook answered.
type answered struct {
	status int
	body   string
}

// hook posts to the webhook of a replica as Telegram or Twilio do.
func hook(t *testing.T, r *rig.Rig, path, kind, body, header, value string) answered {
	t.Helper()
	sent, err := http.NewRequestWithContext(r.Context(rig.Patience), http.MethodPost, r.Replicas[0].URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	sent.Header.Set("Content-Type", kind)
	sent.Header.Set(header, value)
	answer, err := http.DefaultClient.Do(sent)
	if err != nil {
		t.Error(err)
		return answered{}
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Error(err)
	}
	return answered{answer.StatusCode, string(text)}
}

// update posts an update with the secret.
func update(t *testing.T, r *rig.Rig, body string) answered {
	t.Helper()
	return hook(t, r, telegramHook, json, body, secretHeader, rig.Secret)
}

// signedText posts a text message that Twilio signed.
func signedText(t *testing.T, r *rig.Rig, values url.Values) answered {
	t.Helper()
	return hook(t, r, smsHook, form, values.Encode(), signatureHeader, sandbox.Sign(rig.AuthToken, rig.PublicURL+smsHook, values))
}

// said are the words of a TwiML answer; empty when it says nothing.
func (a answered) said(t *testing.T) string {
	t.Helper()
	var document struct {
		Message []struct {
			Body  string `xml:",chardata"`
			Inner string `xml:"Body"`
		} `xml:"Message"`
	}
	if err := xml.Unmarshal([]byte(a.body), &document); err != nil {
		t.Errorf("no TwiML: %v", err)
	}
	if len(document.Message) == 0 {
		return ""
	}
	return strings.TrimSpace(document.Message[0].Body + document.Message[0].Inner)
}

// genuine is a delivery that the service has taken, to be played again.
type genuine struct {
	chat   string
	update string     // Telegram
	text   url.Values // Twilio
	left   int        // times
}

// echo plays deliveries again, out of order.
type echo struct {
	*rig.Rig

	mu     sync.Mutex
	t      *testing.T
	random *rand.Rand
	from   int // number of the ledger's entry that was looked at last
	pool   []*genuine
	played int
}

const times = 3 // that each delivery comes again

// listen takes up what was delivered since.
func (e *echo) listen() {
	for _, entry := range e.Box.Ledger.Entries(e.from, func(entry sandbox.Entry) bool { return entry.Method == sandbox.Webhook && entry.Done }) {
		e.from = entry.Seq
		again := &genuine{chat: entry.Chat, left: times}
		if entry.Provider == "telegram" {
			again.update = entry.Params["body"]
		} else {
			again.text = url.Values{}
			for name, value := range entry.Params {
				again.text.Set(name, value)
			}
		}
		e.pool = append(e.pool, again)
	}
}

// draw takes one of those that are to come again; nil when none is left.
func (e *echo) draw() *genuine {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.pool) == 0 {
		return nil
	}
	n := e.random.IntN(len(e.pool))
	one := e.pool[n]
	if one.left--; one.left == 0 {
		e.pool[n] = e.pool[len(e.pool)-1]
		e.pool = e.pool[:len(e.pool)-1]
	}
	e.played++
	return one
}

// some plays up to n deliveries again, old ones after newer ones.
func (e *echo) some(n int) {
	e.mu.Lock()
	e.listen()
	e.mu.Unlock()
	for range e.random.IntN(n + 1) {
		e.play(e.draw())
	}
}

// rest plays all that is left, several at a time.
func (e *echo) rest() {
	e.mu.Lock()
	e.listen()
	e.mu.Unlock()
	var work sync.WaitGroup
	for range 4 {
		work.Go(func() {
			for one := e.draw(); one != nil; one = e.draw() {
				e.play(one)
			}
		})
	}
	work.Wait()
}

// play plays one delivery again. What a text is answered with, its sender has
// been told before.
func (e *echo) play(one *genuine) {
	if one == nil {
		return
	}
	if one.text == nil {
		if got := update(e.t, e.Rig, one.update); got.status != http.StatusOK {
			e.t.Errorf("an update that comes again is answered %d", got.status)
		}
		return
	}
	got := signedText(e.t, e.Rig, one.text)
	if got.status != http.StatusOK {
		e.t.Errorf("a text that comes again is answered %d", got.status)
		return
	}
	words := got.said(e.t)
	if words == "" {
		return
	}
	for _, m := range e.Box.Twilio.Phone(one.chat).History() {
		if strings.TrimSpace(m.Said) == words {
			return
		}
	}
	e.t.Errorf("a text that comes again is answered with something new: %q", words)
}

// aged is an update as it stands in somebody's notes: of so long ago.
func aged(t *testing.T, body string, age time.Duration) string {
	t.Helper()
	var whole map[string]any
	decoder := stdjson.NewDecoder(strings.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&whole); err != nil {
		t.Fatal(err)
	}
	then := time.Now().Add(-age).Unix()
	for _, part := range whole {
		if fields, ok := part.(map[string]any); ok && fields["date"] != nil {
			fields["date"] = then
		}
	}
	out, err := stdjson.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
