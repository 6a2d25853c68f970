package telegram_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"yousaid/bot/channel"
	"yousaid/bot/telegram"
)

// deaf is a bot whose handler takes everything, and whose Telegram is away.
func deaf(tb testing.TB) *telegram.Bot {
	tb.Helper()
	bot, err := telegram.New(telegram.Config{Token: token, APIURL: "http://127.0.0.1:1", Secret: secret, PublicURL: "https://x", Log: zerolog.Nop()},
		func(_ context.Context, in channel.Inbound) (*channel.Outbound, error) {
			if in.ID == "" || in.Chat.Channel != channel.Telegram || in.Chat.ID == "" {
				tb.Errorf("the handler got an Inbound without an address")
			}
			return nil, nil
		})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(bot.Close)
	return bot
}

// Whatever comes with the secret is taken or refused, but never breaks.
func FuzzWebhook(f *testing.F) {
	for _, seed := range []string{
		`{"update_id":1,"message":{` + private + `,"text":"/start@x y"}}`,
		`{"update_id":1,"message":{` + inGroup + `,"reply_to_message":{"message_id":1},"photo":[{"file_id":"a"}]}}`,
		`{"update_id":1,"message":{` + private + `,"venue":{},"contact":{"user_id":7},"document":{"mime_type":"image/png"}}}`,
		`{"update_id":1,"message":{` + private + `,"sticker":{}}}`,
		`{"update_id":1,"edited_message":{` + private + `,"text":"x"}}`,
		`{"update_id":1,"callback_query":{"id":"1","from":{"id":7},"data":"x","message":{` + private + `}}}`,
		`{"update_id":1,"my_chat_member":{"chat":{"id":7,"type":"private"},"from":{"id":7},"old_chat_member":{"status":"member"},"new_chat_member":{"status":"kicked"}}}`,
		`{"update_id":1,"message":{"chat":null,"from":null}}`, `[]`, `{`, "\x00", `null`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		w := post(deaf(t).Webhook(), func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(body)) })
		switch w.Code {
		case http.StatusOK, http.StatusBadRequest, http.StatusRequestEntityTooLarge:
		case http.StatusServiceUnavailable: // a command with a bot's name, while Telegram is away
			if !strings.Contains(body, "@") && !strings.Contains(body, `\u`) {
				t.Errorf("503 for %q", body)
			}
		default:
			t.Errorf("answered %d", w.Code)
		}
	})
}

func BenchmarkWebhook(b *testing.B) {
	hook := deaf(b).Webhook()
	const body = `{"update_id":1,"message":{` + private + `,"text":"needles by the swings in Wardown Park again"}}`
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, telegram.WebhookPath, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
		w := httptest.NewRecorder()
		hook.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}
