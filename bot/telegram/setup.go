package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"yousaid/bot/channel"
)

const (
	// maxConnections is how many updates Telegram posts at the same time; its
	// own default of 40 is low for a busy evening.
	maxConnections = "100"
	setupTries     = 5 // of one call, where Telegram says "too many requests"
)

// Setup is what the bot shows of itself, by language: an ISO 639-1 code, or ""
// for everybody else.
type Setup struct {
	Commands    map[string][]Command
	Description map[string]string // in an empty chat; at most 512 characters
	Short       map[string]string // on the bot's page and in shared links; at most 120 characters
}

// Command is an entry of the menu.
type Command struct {
	Name        string `json:"command"` // without /; 1 to 32 of a-z 0-9 _
	Description string `json:"description"`
}

// Setup tells Telegram where updates go (to the webhook, or to Poll when there
// is no PublicURL) and what the bot shows of itself, as far as that differs
// from what Telegram has. It fails as a whole and can be called again; the
// service need not wait for it.
func (b *Bot) Setup(ctx context.Context, s Setup) error {
	if _, err := b.Username(ctx); err != nil {
		return err
	}
	if err := b.setUpdates(ctx); err != nil {
		return err
	}
	for _, language := range slices.Sorted(maps.Keys(s.Commands)) {
		if err := b.setCommands(ctx, language, s.Commands[language]); err != nil {
			return err
		}
	}
	if err := b.setTexts(ctx, "MyDescription", "description", s.Description); err != nil {
		return err
	}
	return b.setTexts(ctx, "MyShortDescription", "short_description", s.Short)
}

// setUpdates sets the webhook, or takes it away for polling. It is set even
// where Telegram has the same address: whether the secret is the same can't be
// asked, and for the same one Telegram does nothing.
func (b *Bot) setUpdates(ctx context.Context) error {
	if b.config.PublicURL != "" {
		return b.patient(ctx, "setWebhook", tgbotapi.Params{
			"url": b.config.PublicURL + WebhookPath, "secret_token": b.config.Secret,
			"max_connections": maxConnections, "allowed_updates": wanted,
		}, nil)
	}
	var info tgbotapi.WebhookInfo
	if err := b.patient(ctx, "getWebhookInfo", nil, &info); err != nil || info.URL == "" {
		return err
	}
	return b.patient(ctx, "deleteWebhook", nil, nil)
}

func (b *Bot) setCommands(ctx context.Context, language string, commands []Command) error {
	params := tgbotapi.Params{}
	params.AddNonEmpty("language_code", language)
	var has []Command
	if err := b.patient(ctx, "getMyCommands", params, &has); err != nil || slices.Equal(has, commands) {
		return err
	}
	if err := params.AddInterface("commands", append([]Command{}, commands...)); err != nil {
		return fmt.Errorf("setMyCommands: %w", err)
	}
	return b.patient(ctx, "setMyCommands", params, nil)
}

// setTexts sets one of the bot's texts in each language.
func (b *Bot) setTexts(ctx context.Context, what, field string, texts map[string]string) error {
	for _, language := range slices.Sorted(maps.Keys(texts)) {
		params := tgbotapi.Params{}
		params.AddNonEmpty("language_code", language)
		has := map[string]string{}
		if err := b.patient(ctx, "get"+what, params, &has); err != nil {
			return err
		}
		if has[field] == texts[language] {
			continue
		}
		params[field] = texts[language]
		if err := b.patient(ctx, "set"+what, params, nil); err != nil {
			return err
		}
	}
	return nil
}

// patient makes a call, again as often as Telegram asks to wait, and reads its
// result into target unless that is nil.
func (b *Bot) patient(ctx context.Context, method string, params tgbotapi.Params, target any) error {
	for try := 1; ; try++ {
		result, err := b.call(ctx, method, params)
		if err == nil {
			return decode(method, result, target)
		}
		var failed *channel.SendError
		if !errors.As(err, &failed) || failed.Reason != channel.Throttled || try == setupTries || !sleep(ctx, max(failed.RetryAfter, time.Second)) {
			return err
		}
	}
}

func decode(method string, result json.RawMessage, target any) error {
	if target == nil {
		return nil
	}
	if err := json.Unmarshal(result, target); err != nil {
		return fmt.Errorf("%s: %w", method, errNoSense)
	}
	return nil
}
