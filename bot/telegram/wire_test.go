package telegram_test

import (
	"net/url"
	"testing"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"yousaid/bot/telegram"
)

// What is written of parameters is what the library writes.
func FuzzForm(f *testing.F) {
	f.Add("7", "needles & glass = 100 % سوئیاں\n+", `{"inline_keyboard":[[]]}`)
	f.Add("", "", "\x00\xff")
	f.Fuzz(func(t *testing.T, chat, text, markup string) {
		params, values := tgbotapi.Params{"chat_id": chat, "text": text, "reply markup": markup}, url.Values{}
		for name, value := range params {
			values.Set(name, value)
		}
		if got, want := telegram.Form(params), values.Encode(); got != want {
			t.Errorf("wrote %s, want %s", got, want)
		}
	})
}

func TestFormOfNothing(t *testing.T) {
	if got := telegram.Form(nil); got != "" {
		t.Errorf("wrote %q", got)
	}
}
