package telegram

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"yousaid/bot/channel"
)

// Phrases of the Bot API that are told apart here.
const (
	notModified = "message is not modified"
	noChat      = "chat not found"
)

// phrases are the parts of the Bot API's descriptions that may be passed on.
// The rest may quote a message, so it is dropped.
var phrases = []string{
	notModified, noChat, "user not found",
	"bot was blocked by the user", "user is deactivated", "bot was kicked", "bot is not a member",
	"bot can't initiate conversation", "bots can't send messages to bots",
	"not enough rights", "no rights to send", "chat_write_forbidden", "group chat was deactivated",
	"can't parse entities", "message is too long", "message caption is too long", "message text is empty",
	"message to edit not found", "message can't be edited", "no text in the message to edit",
	"message to delete not found", "message can't be deleted", "query is too old", "button_data_invalid",
	"wrong file", "file is too big", "photo_invalid_dimensions", "strings must be encoded in utf-8",
	"group chat was upgraded", "terminated by other getupdates", "webhook is active", "bad webhook",
	"retry after", "request entity too large", "unauthorized", "not found", "restart",
}

// closed are the refusals with 400 that, like a 403, only the people there can
// end.
var closed = []string{noChat, "user not found", "not enough rights to send", "no rights to send", "chat_write_forbidden", "group chat was deactivated"}

// refusal is what the Bot API said, as far as it is not personal.
type refusal struct{ method, phrase string }

// Error names the method and the known phrase.
func (r *refusal) Error() string { return r.method + ": " + r.phrase }

// failure says why a call failed, in the terms that decide what happens next.
func (b *Bot) failure(method string, way *roundTrip, err error) *channel.SendError {
	var refused *tgbotapi.Error
	if errors.As(err, &refused) {
		return b.refused(method, way, refused)
	}
	failed := &channel.SendError{Code: way.status, RetryAfter: way.retryAfter, Err: b.harmless(method, err)}
	switch {
	case way.status == http.StatusTooManyRequests:
		failed.Reason = channel.Throttled
	case way.status == http.StatusGatewayTimeout, way.status/100 == 2, way.status == 0 && way.sent.Load():
		failed.Reason = channel.Unknown // it may have gone; the answer was lost
	default:
		failed.Reason = channel.Unreachable
	}
	return failed
}

// harmless wraps an error of the network. Whatever a transport puts into its
// errors, the token doesn't leave here.
func (b *Bot) harmless(method string, err error) error {
	if strings.Contains(err.Error(), b.config.Token) {
		return fmt.Errorf("%s: %T", method, err)
	}
	return fmt.Errorf("%s: %w", method, err)
}

// refused reads a refusal of the Bot API. Its code is missing after an upload,
// where the library drops it; the HTTP status is the same number.
func (b *Bot) refused(method string, way *roundTrip, answer *tgbotapi.Error) *channel.SendError {
	code := cmp.Or(answer.Code, way.status)
	failed := &channel.SendError{Code: code, Err: &refusal{method, known(answer.Message)}}
	failed.Reason = reasonOf(code, answer)
	switch failed.Reason {
	case channel.Moved:
		failed.MovedTo = address(answer.MigrateToChatID)
	case channel.Throttled:
		failed.RetryAfter = max(time.Second, time.Duration(answer.RetryAfter)*time.Second, way.retryAfter)
	default:
	}
	if code == http.StatusUnauthorized || code == http.StatusNotFound {
		b.config.Log.Error().Str("method", method).Int("code", code).Msg("Telegram doesn't take this bot's token: nothing goes out until TELEGRAM_BOT_TOKEN is right")
	}
	return failed
}

// reasonOf sorts refusals. A wrong token (401, 404) is our fault and no
// reason to drop a message: it waits as if Telegram were away.
func reasonOf(code int, answer *tgbotapi.Error) channel.Reason {
	text := strings.ToLower(answer.Message)
	switch {
	case answer.MigrateToChatID != 0:
		return channel.Moved
	case code == http.StatusTooManyRequests:
		return channel.Throttled
	case code == http.StatusForbidden, code == http.StatusBadRequest && containsAny(text, closed):
		return channel.Blocked
	case code == http.StatusBadRequest, code == http.StatusRequestEntityTooLarge:
		return channel.Rejected
	case code < http.StatusMultipleChoices:
		return channel.Unknown
	}
	return channel.Unreachable
}

// known returns the phrase that a description contains.
func known(description string) string {
	text := strings.ToLower(description)
	for _, phrase := range phrases {
		if strings.Contains(text, phrase) {
			return phrase
		}
	}
	return "refused"
}

func containsAny(text string, parts []string) bool {
	for _, part := range parts {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// isRefusal reports whether err is the Bot API's refusal with this phrase.
func isRefusal(err error, phrase string) bool {
	var r *refusal
	return errors.As(err, &r) && r.phrase == phrase
}
