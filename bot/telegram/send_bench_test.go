package telegram_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"yousaid/bot/channel"
	"yousaid/bot/telegram"
)

// taker answers every call as Telegram answers sendMessage.
type taker struct{}

func (taker) RoundTrip(r *http.Request) (*http.Response, error) {
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return nil, err
	}
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "application/json")
	_, err := io.Copy(w, strings.NewReader(`{"ok":true,"result":{`+private+`,"text":"Is that right? Needles by the swings in Wardown Park","reply_markup":{"inline_keyboard":[[{"text":"Yes","callback_data":"y:1"},{"text":"No","callback_data":"n:1"}]]}}}`))
	return w.Result(), err
}

// BenchmarkSend is what one message costs beside the network.
func BenchmarkSend(b *testing.B) {
	bot, err := telegram.New(telegram.Config{Token: token, Secret: secret, HTTPClient: &http.Client{Transport: taker{}}, Log: zerolog.Nop()}, nil)
	if err != nil {
		b.Fatal(err)
	}
	out := channel.Outbound{
		To: to("7"), Text: "Is that right?\n\nNeedles by the swings in Wardown Park",
		Buttons: [][]channel.Choice{{{Label: "Yes", Data: "y:1"}, {Label: "No", Data: "n:1"}}, {{Label: "Say it again", Data: "a:1"}}},
	}
	b.ReportAllocs()
	for b.Loop() {
		if id, err := bot.Send(b.Context(), out); err != nil || id != "5" {
			b.Fatal(id, err)
		}
	}
}
