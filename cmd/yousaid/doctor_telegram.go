package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"yousaid/bot/channel"
	"yousaid/bot/telegram"
)

const (
	manyPending   = 50        // updates that wait at Telegram: more than a busy minute brings
	recentFailure = time.Hour // a failure before that is of the past
)

// telegram looks at the bot and its webhook.
func (d *doctor) telegram(ctx context.Context) []finding {
	const name = "telegram"
	if !d.cfg.telegram() {
		return []finding{ok(name, "off: TELEGRAM_BOT_TOKEN is not set")}
	}
	bot, err := telegram.New(telegram.Config{
		Token: d.cfg.TelegramToken, APIURL: d.cfg.TelegramURL, Secret: d.cfg.TelegramSecret, PublicURL: d.cfg.PublicURL,
		HTTPClient: &http.Client{Transport: d.clocks.watch("Telegram", channel.NewTransport())},
	}, nil)
	if err != nil {
		return unset(name, "TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET")
	}
	defer bot.Close()
	e, err := bot.Examine(ctx)
	var refused *channel.SendError
	switch {
	case errors.As(err, &refused) && (refused.Code == http.StatusUnauthorized || refused.Code == http.StatusNotFound):
		return []finding{fail(name, "Telegram knows no such token", "copy TELEGRAM_BOT_TOKEN whole from BotFather (/mybots, API Token)")}
	case err != nil:
		return []finding{fail(name, "no answer", "see that this machine may reach "+hostOf(d.cfg.TelegramURL)+" by HTTPS")}
	}
	return []finding{botOf(e), d.hookOf(e), deliveriesOf(e)}
}

func botOf(e telegram.Examination) finding {
	const name = "telegram"
	switch {
	case !e.Joins:
		return fail(name, "groups may not add the bot", "let BotFather allow it (/setjoingroups): agencies' desks are groups")
	case e.ReadsAll:
		return warn(name, "privacy mode is off, so that the bot is sent all that is said in agencies' groups", "put it on (BotFather, /setprivacy)")
	}
	return ok(name, "the bot answers, groups may add it, and privacy mode is on")
}

// hookOf compares where updates go with where they should.
func (d *doctor) hookOf(e telegram.Examination) finding {
	const name = "telegram webhook"
	if d.cfg.PublicURL == "" {
		if e.Webhook != "" {
			return fail(name, "PUBLIC_URL is not set, so updates are polled, but they go to "+hostOf(e.Webhook),
				"find out who takes this bot's messages: each service needs a bot of its own (serve takes the webhook away)")
		}
		return ok(name, "none: PUBLIC_URL is not set, and updates are polled")
	}
	own := strings.TrimRight(d.cfg.PublicURL, "/") + telegram.WebhookPath
	switch {
	case e.Webhook == "":
		return warn(name, "not set yet", "start `yousaid serve`: it sets it")
	case e.Webhook != own:
		return fail(name, "updates go to "+hostOf(e.Webhook)+", and not to "+own, "find out who takes this bot's messages: each service needs a bot of its own; serve sets it anew when it starts")
	case len(e.Unwanted) > 0:
		return fail(name, "Telegram doesn't send "+strings.Join(e.Unwanted, ", "), "restart a replica: serve sets it anew")
	case e.Connections < telegram.Connections():
		return warn(name, fmt.Sprintf("%d connections at the same time, where %d are asked for", e.Connections, telegram.Connections()), "restart a replica: serve sets it anew")
	}
	return ok(name, "it leads to %s, with all that is wanted", own)
}

// deliveriesOf says how deliveries have gone.
func deliveriesOf(e telegram.Examination) finding {
	const name = "telegram deliveries"
	waits := fmt.Sprintf("%d updates wait", e.Pending)
	if e.Failed != "" && time.Since(e.FailedAt) < recentFailure {
		found := fmt.Sprintf("%s; %v ago one failed: %s", waits, time.Since(e.FailedAt).Round(time.Second), e.Failed)
		if strings.Contains(e.Failed, "403") || strings.Contains(e.Failed, "401") {
			return fail(name, found, "TELEGRAM_WEBHOOK_SECRET differs between replicas, or from when the webhook was set: set one value everywhere and restart")
		}
		if e.Pending > 0 {
			return fail(name, found, "see the line of public address, the proxy in front, and the service's log; Telegram goes on trying for a day")
		}
		return warn(name, found, "see the proxy in front and the service's log; what failed has come since")
	}
	if e.Pending > manyPending {
		return warn(name, waits, "see that the service runs and keeps up (yousaid_turn_duration_seconds)")
	}
	return ok(name, "%s", waits)
}

// hostOf is the part of an address that may be shown: paths hold tokens.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "an address that is none"
	}
	return u.Host
}
