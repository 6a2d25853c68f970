package main

import (
	"context"
	"time"

	"yousaid/bot/channel"
	"yousaid/bot/telegram"
)

const (
	setupAgain = 30 * time.Second // after a failed set-up
	lockAgain  = 5 * time.Second  // while another replica polls
)

// fromTelegram tells Telegram about the service and, where there is no
// webhook, fetches updates for as long as this replica has the lock.
func (a *app) fromTelegram(ctx context.Context) error {
	go a.setUpTelegram(ctx)
	if a.cfg.PublicURL != "" {
		return nil
	}
	for wait(ctx, 0); ctx.Err() == nil; wait(ctx, lockAgain) {
		held, release, ok, err := a.store.PollLock(ctx, "telegram")
		if err != nil {
			a.log.Warn().Ctx(ctx).Err(err).Msg("no lock to poll Telegram with; trying again")
		}
		if !ok {
			continue
		}
		polling, stop := context.WithCancel(ctx)
		context.AfterFunc(held, stop)
		if err := a.telegram.Poll(polling); err != nil && ctx.Err() == nil {
			a.log.Warn().Ctx(ctx).Err(err).Msg("polling broke off; starting again")
		}
		stop()
		release()
	}
	return nil
}

// setUpTelegram tries until Telegram knows the webhook, the commands and what
// the bot says of itself. The service doesn't wait for it.
func (a *app) setUpTelegram(ctx context.Context) {
	for ctx.Err() == nil {
		err := a.telegram.Setup(ctx, a.introduction())
		if err == nil || ctx.Err() != nil {
			return
		}
		a.log.Warn().Ctx(ctx).Err(err).Msg("Telegram not set up yet; trying again")
		wait(ctx, max(setupAgain, channel.RetryAfterOf(err)))
	}
}

// introduction is what the bot shows of itself: in the default language to
// everybody, and in each language that the service speaks.
func (a *app) introduction() telegram.Setup {
	setup := telegram.Setup{Commands: map[string][]telegram.Command{}, Description: map[string]string{}, Short: map[string]string{}}
	for _, language := range append([]string{""}, a.bundle.Languages()...) {
		profile := a.bundle.Profile(language)
		setup.Description[language], setup.Short[language] = profile.Description, profile.Short
		for _, c := range profile.Commands {
			setup.Commands[language] = append(setup.Commands[language], telegram.Command{Name: c.Name, Description: c.Text})
		}
	}
	return setup
}

// botName asks Telegram for the bot's name; empty when it doesn't answer.
func botName(ctx context.Context, cfg config) string {
	b, err := telegram.New(telegram.Config{Token: cfg.TelegramToken, APIURL: cfg.TelegramURL, Secret: cfg.TelegramSecret}, nil)
	if err != nil {
		return ""
	}
	defer b.Close()
	within, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	name, err := b.Username(within)
	if err != nil {
		return ""
	}
	return name
}

// wait waits for d, or until the context ends.
func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
