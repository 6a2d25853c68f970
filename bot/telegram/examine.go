package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Examination is how the bot stands at Telegram.
type Examination struct {
	Joins    bool // groups may add it
	ReadsAll bool // privacy mode is off: it is sent everything that is said in groups

	Webhook     string // where updates go; empty: nowhere, they can be polled
	Pending     int    // updates that wait
	Failed      string // what the last delivery that failed met; empty: none did
	FailedAt    time.Time
	Connections int
	Unwanted    []string // kinds of update that we want and Telegram doesn't send
}

// me and hook are what we read of getMe and getWebhookInfo.
// https://core.telegram.org/bots/api#webhookinfo
type (
	me struct {
		Joins    bool `json:"can_join_groups"`
		ReadsAll bool `json:"can_read_all_group_messages"`
	}
	hook struct {
		URL         string   `json:"url"`
		Pending     int      `json:"pending_update_count"`
		FailedAt    int64    `json:"last_error_date"`
		Failed      string   `json:"last_error_message"`
		Connections int      `json:"max_connections"`
		Allowed     []string `json:"allowed_updates"`
	}
)

// Examine asks Telegram about the bot and its webhook, and changes nothing.
// Failures are *channel.SendError.
func (b *Bot) Examine(ctx context.Context) (e Examination, err error) {
	var own me
	if err := b.patient(ctx, "getMe", nil, &own); err != nil {
		return e, err
	}
	var set hook
	if err := b.patient(ctx, "getWebhookInfo", nil, &set); err != nil {
		return e, err
	}
	e = Examination{
		Joins: own.Joins, ReadsAll: own.ReadsAll,
		Webhook: set.URL, Pending: set.Pending, Failed: set.Failed, Connections: set.Connections,
	}
	if set.FailedAt > 0 {
		e.FailedAt = time.Unix(set.FailedAt, 0)
	}
	var want []string
	if err := json.Unmarshal([]byte(wanted), &want); err != nil {
		return e, fmt.Errorf("kinds of update: %w", err)
	}
	for _, kind := range want {
		// Without a list Telegram sends all of these.
		if len(set.Allowed) > 0 && !slices.Contains(set.Allowed, kind) {
			e.Unwanted = append(e.Unwanted, kind)
		}
	}
	return e, nil
}

// Connections is how many updates Telegram is asked to post at the same time.
func Connections() int {
	n, _ := strconv.Atoi(maxConnections) // a constant of ours
	return n
}
