package sandbox

import (
	"context"
	"errors"
	"strconv"
	"time"
)

// ErrNoButton is returned for a press on a button that isn't there.
var ErrNoButton = errors.New("sandbox: the message has no such button")

// press is a button press that the bot may answer.
type press struct {
	id       string
	user     int64
	chat     int64
	message  int
	at       time.Time
	answered bool
	answer   Answer
}

// Answer is what answerCallbackQuery showed.
type Answer struct {
	Text  string `json:"text"`
	Alert bool   `json:"alert"`
	URL   string `json:"url,omitempty"`
}

// Toast is an Answer with who saw it where, for the page.
type Toast struct {
	Seq  int   `json:"seq"`
	User int64 `json:"user"`
	Chat int64 `json:"chat"`
	Answer
}

var errTooOld = badRequest("query is too old and response timeout expired or query ID is invalid")

func (t *Telegram) answerCallbackQuery(c *call) (any, *apiError) {
	pressed := t.presses[c.params["callback_query_id"]]
	if pressed == nil || t.opts.Now().Sub(pressed.at) > keepPresses {
		return nil, errTooOld
	}
	text := c.params["text"]
	if len([]rune(text)) > 200 {
		return nil, badRequest("MESSAGE_TOO_LONG")
	}
	if pressed.answered {
		return true, nil
	}
	pressed.answered = true
	pressed.answer = Answer{Text: text, Alert: c.flag("show_alert"), URL: c.params["url"]}
	t.toasts = append(t.toasts, Toast{len(t.toasts) + 1, pressed.user, pressed.chat, pressed.answer})
	return true, nil
}

// pressButton queues a callback query by its user.
func (t *Telegram) pressButton(user User, r *room, id int, labelOrData string) (string, error) {
	b := r.find(id)
	if b == nil {
		return "", ErrNoButton
	}
	data, ok := b.Button(labelOrData)
	if !ok {
		return "", ErrNoButton
	}
	return t.pressData(user, r, b, data), nil
}

func (t *Telegram) pressData(user User, r *room, b *Bubble, data string) string {
	pressed := &press{
		id: strconv.FormatInt(t.nextSerial(), 10), user: user.ID, chat: r.chat.ID, message: b.MessageID, at: t.opts.Now(),
	}
	t.presses[pressed.id] = pressed
	message := b.Message
	t.enqueue(update{
		lane: "press:" + chatKey(user.ID), chat: chatKey(r.chat.ID), kind: "callback_query",
		body: callbackQuery{
			ID: pressed.id, From: user, Message: &message, Data: data,
			ChatInstance: strconv.FormatInt(r.chat.ID^0x5a5a5a5a, 10),
		},
	})
	return pressed.id
}

// WaitAnswer waits until the bot has answered a press.
func (t *Telegram) WaitAnswer(ctx context.Context, query string) (Answer, error) {
	return await(ctx, &t.bell, func() (Answer, bool) {
		t.mu.Lock()
		defer t.mu.Unlock()
		pressed := t.presses[query]
		if pressed == nil || !pressed.answered {
			return Answer{}, false
		}
		return pressed.answer, true
	})
}
