package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/cmd/internal/load"
	"yousaid/storage/postgres"
)

type loadCmd struct {
	URL      string `help:"Where the service listens." default:"http://127.0.0.1:8080" placeholder:"URL"`
	StandIns string `help:"Where the stand-ins for Telegram and Twilio are to listen: host:port. The service's TELEGRAM_API_URL and TWILIO_API_URL name it; unless it is given, TELEGRAM_API_URL says it here, too." placeholder:"ADDRESS"`

	Residents     int           `help:"How many residents talk at the same time." default:"50"`
	SMS           float64       `help:"The share of them who text, 0 to 1." default:"0" name:"sms"`
	Script        string        `help:"What they play: ${scripts}." default:"standard"`
	Repeats       float64       `help:"The share of webhooks that come twice, 0 to 1." default:"0"`
	Rate          float64       `help:"Turns a second; 0 is as many as go." default:"0"`
	Warm          time.Duration `help:"How long to play before anything is counted." default:"2s"`
	For           time.Duration `help:"How long to count; 0 until the conversations are over." default:"10s"`
	Conversations int           `help:"End after so many conversations; 0 for no bound." default:"0"`

	Admin string `help:"The service's private listener, where its CPU and memory are read; ADMIN_ADDR unless given, none for nowhere." placeholder:"URL"`
	PID   int    `help:"Read CPU and memory of this process instead." name:"pid"`
	Desks string `help:"Where the cards of reports go: listed reads the desks from the record, seeded makes one for each agency where there are none, none watches no desk." enum:"listed,seeded,none" default:"listed"`

	JSON bool `help:"Print the figures as JSON." name:"json"`
	Own  bool `help:"Play against something that is not on this machine: its record will be full of reports that nobody made." name:"i-own-this-service"`
}

// Run plays residents against a running service and prints what was measured.
func (l *loadCmd) Run(w *world) error {
	cfg, err := readConfig(w.getenv)
	if err != nil {
		return err
	}
	o := l.options(cfg)
	if o.Desks, err = l.desks(w.ctx, cfg); err != nil {
		return err
	}
	result, err := load.Run(w.ctx, o)
	if err != nil {
		return err
	}
	if !l.JSON {
		return result.Print(w.out)
	}
	out := json.NewEncoder(w.out)
	out.SetIndent("", "  ")
	return out.Encode(result)
}

// options are the flags and the service's own settings.
func (l *loadCmd) options(cfg config) load.Options {
	o := load.Options{
		URL: strings.TrimSuffix(l.URL, "/"), StandIns: l.StandIns, PublicURL: strings.TrimSuffix(cfg.PublicURL, "/"), Own: l.Own,
		TelegramToken: cfg.TelegramToken, TelegramSecret: cfg.TelegramSecret,
		TwilioSID: cfg.TwilioSID, TwilioToken: cfg.TwilioToken, TwilioNumber: cfg.TwilioFrom,
		Residents: l.Residents, SMS: l.SMS, Script: l.Script, Repeats: l.Repeats, Rate: l.Rate,
		Warm: l.Warm, For: l.For, Conversations: l.Conversations,
		AdminURL: l.Admin, PID: l.PID, RedisURL: cfg.RedisURL, DatabaseURL: cfg.DatabaseURL,
	}
	if o.StandIns == "" {
		if at, err := url.Parse(cfg.TelegramURL); err == nil && at.Port() != "" {
			o.StandIns = at.Host
		}
	}
	switch o.AdminURL {
	case "none":
		o.AdminURL = ""
	case "":
		o.AdminURL = "http://" + cfg.AdminAddr
	}
	return o
}

// desks are the agencies' groups that the record knows.
func (l *loadCmd) desks(ctx context.Context, cfg config) ([]int64, error) {
	if l.Desks == "none" || cfg.DatabaseURL == "" {
		return nil, nil
	}
	if err := cfg.check(needRecord | needKeys); err != nil {
		return nil, err
	}
	plan, err := loadPlan(cfg.PlanFile)
	if err != nil {
		return nil, err
	}
	ring, lookup, err := cfg.keys()
	if err != nil {
		return nil, err
	}
	store, err := postgres.Open(ctx, postgres.Config{
		URL: cfg.DatabaseURL, Keyring: ring, Lookup: lookup, Plan: plan, PublicURL: cfg.PublicURL, Now: time.Now, MaxConns: 2,
	})
	if err != nil {
		return nil, err
	}
	defer store.Close()
	if l.Desks == "seeded" {
		if err := seedDesks(ctx, store, plan); err != nil {
			return nil, fmt.Errorf("make desks: %w", err)
		}
	}
	list, err := store.Desks(ctx)
	if err != nil {
		return nil, err
	}
	return groupsOf(list), nil
}

// groupsOf are the chats of the desks at Telegram.
func groupsOf(desks []bot.Desk) []int64 {
	var found []int64
	for _, desk := range desks {
		if id, err := strconv.ParseInt(desk.Address.ID, 10, 64); err == nil && desk.Address.Channel == channel.Telegram {
			found = append(found, id)
		}
	}
	return found
}
