package telegram

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"yousaid/bot/channel"
	"yousaid/bot/trail"
)

const (
	secretHeader   = "X-Telegram-Bot-Api-Secret-Token" //nolint:gosec // the name of a header
	maxUpdate      = 1 << 20                           // bytes; a long message with all its entities is far smaller
	handlerTimeout = 50 * time.Second                  // below the minute that Telegram waits
	comeAgain      = 3 * time.Second                   // when nothing could be made safe
	oldest         = 48 * time.Hour                    // Telegram keeps an update for a day, and clocks may differ
)

// Webhook takes Telegram's updates. Telegram sends those of one chat one after
// another, each until it is answered with 2xx.
func (b *Bot) Webhook() http.Handler { return http.HandlerFunc(b.serve) }

func (b *Bot) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		b.refuse(w, r, http.StatusMethodNotAllowed, "not a POST")
		return
	}
	_, end := trail.Step(r.Context(), "signature")
	known := b.knowsSecret(r.Header.Get(secretHeader))
	end(nil)
	if !known {
		b.refuse(w, r, http.StatusForbidden, "wrong or no secret")
		return
	}
	u, status, problem := readRequest(w, r)
	if problem != "" {
		b.refuse(w, r, status, problem)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), handlerTimeout)
	defer cancel()
	answer, err := b.receive(ctx, u)
	if err != nil {
		b.config.Log.Warn().Ctx(ctx).Err(err).Str("update", kind(u)).Msg("update could not be made safe: it comes again")
		w.Header().Set("Retry-After", strconv.Itoa(int(comeAgain.Seconds())))
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	b.acknowledge(w, r, answer)
}

// receive takes an update through its turn. It returns what goes in the answer
// to the webhook: the answer to a press, what takes old buttons away, or nil.
func (b *Bot) receive(ctx context.Context, u update) (*channel.Outbound, error) {
	in, use, err := b.inbound(ctx, u)
	if err != nil {
		return nil, err
	}
	if use && in.Sent.Unix() > 0 && b.config.Now().Sub(in.Sent) > oldest {
		b.config.Log.Warn().Ctx(ctx).Str("update", kind(u)).Msg("update passed over: it is too old to come from Telegram")
		use = false
	}
	var out *channel.Outbound
	if use {
		if out, err = b.handler(ctx, in); err != nil {
			return nil, err
		}
	}
	if out != nil && strips(*out) && b.Can().StripInAnswer && u.press() == "" {
		return out, nil
	}
	if out != nil && out.Verb != channel.Answer {
		_, err := b.Send(ctx, *out)
		out = nil
		if err != nil {
			return nil, err
		}
	}
	if out == nil && u.press() != "" { // else the button would spin for a minute
		out = &channel.Outbound{Verb: channel.Answer, Target: u.press()}
	}
	return out, nil
}

// strips reports whether an Outbound takes a message's buttons away, and does
// nothing else.
func strips(out channel.Outbound) bool {
	return out.Verb == channel.Edit && out.Text == "" && len(out.Buttons) == 0
}

// acknowledge answers 2xx. What is to be done goes in it, as a method that
// Telegram executes: one call less.
// Source: https://core.telegram.org/bots/api#making-requests-when-getting-updates
func (b *Bot) acknowledge(w http.ResponseWriter, r *http.Request, answer *channel.Outbound) {
	fields := b.inAnswer(answer)
	if fields == nil {
		w.WriteHeader(http.StatusOK)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(fields); err != nil {
		b.config.Log.Debug().Ctx(r.Context()).Msg("Telegram hung up before the answer")
	}
}

// inAnswer is a method with its parameters; nil for none, and for a chat that
// Telegram wants left alone.
func (b *Bot) inAnswer(answer *channel.Outbound) map[string]any {
	if answer == nil {
		return nil
	}
	if strips(*answer) {
		if checkChat(answer.To) != nil || b.holds.Check(answer.To, b.config.Now()) != nil {
			return nil
		}
		return map[string]any{"method": "editMessageReplyMarkup", "chat_id": answer.To.ID, "message_id": answer.Target}
	}
	fields := map[string]any{"method": "answerCallbackQuery"}
	for name, value := range answerParams(*answer) {
		fields[name] = value
	}
	if answer.Alert {
		fields["show_alert"] = true
	}
	return fields
}

// refuse answers a request that is not Telegram's, or makes no sense.
func (b *Bot) refuse(w http.ResponseWriter, r *http.Request, status int, why string) {
	b.config.Log.Warn().Ctx(r.Context()).Int("status", status).Str("why", why).Msg("request to Telegram's webhook refused")
	w.WriteHeader(status)
}

// knowsSecret compares in constant time, whatever the lengths.
func (b *Bot) knowsSecret(given string) bool {
	got := sha256.Sum256([]byte(given))
	return b.config.Secret != "" && subtle.ConstantTimeCompare(b.secret[:], got[:]) == 1
}

// readRequest reads the update of a request, or says what is wrong with it.
func readRequest(w http.ResponseWriter, r *http.Request) (u update, status int, problem string) {
	if !isJSON(r.Header) {
		return u, http.StatusUnsupportedMediaType, "not JSON by its content type"
	}
	body, err := readAll(http.MaxBytesReader(w, r.Body, maxUpdate), r.ContentLength)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return u, http.StatusRequestEntityTooLarge, "too large"
	}
	if err != nil {
		return u, http.StatusBadRequest, "cut off"
	}
	if u, err = readUpdate(body); err != nil {
		return u, http.StatusBadRequest, "no update"
	}
	return u, 0, ""
}

// kind names an update for the log.
func kind(u update) string {
	switch {
	case u.Message != nil:
		return "message"
	case u.EditedMessage != nil:
		return "edited_message"
	case u.CallbackQuery != nil:
		return "callback_query"
	case u.MyChatMember != nil:
		return "my_chat_member"
	}
	return "other"
}
