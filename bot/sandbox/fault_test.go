package sandbox_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"github.com/twilio/twilio-go/client"

	"yousaid/bot/sandbox"
)

func TestFaultsOfTelegram(t *testing.T) {
	for _, c := range []struct {
		fault sandbox.Fault
		said  bool // the message reaches the chat all the same
		holds func(error) bool
	}{
		{sandbox.Fault{Kind: sandbox.TooMany, After: 7 * time.Second}, false, func(err error) bool {
			var refused *tgbotapi.Error
			return errors.As(err, &refused) && refused.Code == 429 && refused.RetryAfter == 7
		}},
		{sandbox.Fault{Kind: sandbox.Broken}, false, func(err error) bool {
			var refused *tgbotapi.Error
			return errors.As(err, &refused) && refused.Code == 500
		}},
		{sandbox.Fault{Kind: sandbox.Gateway}, false, func(err error) bool { return strings.Contains(err.Error(), "invalid character '<'") }},
		{sandbox.Fault{Kind: sandbox.Reset}, false, isReset},
		{sandbox.Fault{Kind: sandbox.Lost}, true, isReset},
		{sandbox.Fault{Kind: sandbox.Half}, true, func(err error) bool { return err != nil }},
		{sandbox.Fault{Kind: sandbox.Hang}, false, func(err error) bool {
			var timeout net.Error
			return errors.As(err, &timeout) && timeout.Timeout()
		}},
		{sandbox.Fault{Kind: sandbox.Slow, After: 20 * time.Millisecond}, true, func(err error) bool { return err == nil }},
	} {
		t.Run(string(c.fault.Kind), func(t *testing.T) {
			b := newBox(t, sandbox.Options{})
			bot := b.bot(t)
			bot.Client = &http.Client{Timeout: 300 * time.Millisecond}
			b.Telegram.AddUser(ana).Start("")
			c.fault.Provider, c.fault.Method, c.fault.Chat, c.fault.Times = "telegram", "sendMessage", "700", 1
			b.Faults.Set(c.fault)
			if _, err := bot.Send(tgbotapi.NewMessage(700, "x")); !c.holds(err) {
				t.Errorf("error: %v", err)
			}
			if said := len(b.Telegram.History(700)) == 2; said != c.said {
				t.Errorf("said: %v, want %v", said, c.said)
			}
			if _, err := b.Ledger.Wait(within(t), 0, func(e sandbox.Entry) bool { return e.Fault == c.fault.Kind && e.Done == c.said && !e.InWay }); err != nil {
				t.Error("not in the ledger so")
			}
			if _, err := bot.Send(tgbotapi.NewMessage(700, "y")); err != nil {
				t.Errorf("the fault stayed: %v", err)
			}
		})
	}
}

func isReset(err error) bool {
	return err != nil && (strings.Contains(err.Error(), "reset by peer") || strings.Contains(err.Error(), "EOF"))
}

func TestFaultsOfTwilio(t *testing.T) {
	b := newBox(t, sandbox.Options{})
	rest := b.rest(t, authToken)
	b.Faults.Set(sandbox.Fault{Provider: "twilio", Method: "Messages.create", Kind: sandbox.TooMany, Skip: 1, Times: 1})
	if _, err := rest.CreateMessage(message(them, "first")); err != nil {
		t.Errorf("skipped: %v", err)
	}
	var refused *client.TwilioRestError
	if _, err := rest.CreateMessage(message(them, "second")); !errors.As(err, &refused) || refused.Code != 20429 {
		t.Errorf("second: %v", err)
	}
	id := b.Faults.Set(sandbox.Fault{Kind: sandbox.Lost})
	if _, err := rest.CreateMessage(message(them, "third")); !isReset(err) {
		t.Errorf("third: %v", err)
	}
	b.Faults.Clear(id)
	if _, err := b.Twilio.Phone(them).Wait(within(t), 0, func(m sandbox.SMS) bool { return m.Said == "third" }); err != nil {
		t.Error("a lost answer must leave the message sent")
	}
	if len(b.Faults.List()) != 0 {
		t.Errorf("left: %v", b.Faults.List())
	}
}

// Close lets go whoever a fault holds.
func TestCloseEndsHanging(t *testing.T) {
	b := newBox(t, sandbox.Options{})
	bot := b.bot(t)
	b.Faults.Set(sandbox.Fault{Kind: sandbox.Hang})
	done := make(chan error, 1)
	go func() {
		_, err := bot.GetMe()
		done <- err
	}()
	if _, err := b.Ledger.Wait(within(t), 1, func(e sandbox.Entry) bool { return e.InWay }); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	b.Close()
	select {
	case err := <-done:
		if err == nil {
			t.Error("it was answered")
		}
	case <-time.After(3 * time.Second):
		t.Error("still hanging")
	}
}
