package console

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"yousaid/bot"
)

// progressEvery is how often a page that watches a sending hears of it.
const progressEvery = 2 * time.Second

// progressWords is how far an update has come to its residents.
type progressWords struct {
	Residents int
	Rows      []progressRow
	Left      int  // residents who are still to get it
	Goes      bool // something is going out, or will
	Paused    bool
}

type progressRow struct {
	Name, Hint string
	Count      int
}

// progressOf says what has come of an update.
func progressOf(update bot.PlanUpdate, counts map[bot.DeliveryState]int) progressWords {
	p := progressWords{Residents: update.Residents, Paused: !update.Paused.IsZero()}
	p.Left = counts[bot.DeliveryWaiting] + counts[bot.DeliveryPaused] + counts[bot.DeliveryClaimed]
	p.Goes = p.Left > 0 && !p.Paused
	p.Rows = []progressRow{
		{Name: "Sent", Count: counts[bot.DeliverySent]},
		{Name: "Still to go", Hint: "At once, with Monday’s digest, or when the night is over.", Count: p.Left},
		{Name: "Not sent to those who left", Hint: "They stopped, ended their updates, blocked the service, or it was cancelled.", Count: counts[bot.DeliverySuppressed]},
		{Name: "Failed", Hint: "The network will never take it.", Count: counts[bot.DeliveryFailed]},
		{Name: "Unknown", Hint: "The network’s answer was lost. It is not sent again, so that nobody gets it twice.", Count: counts[bot.DeliveryUnknown]},
	}
	return p
}

// progress streams how far an update has come, as its page shows it, until it is
// through. The record is asked now and then, for as long as somebody looks.
func (c *Console) progress(w http.ResponseWriter, r *http.Request, v visit) {
	id := r.PathValue("id")
	if _, err := c.Newsroom.Store.PlanUpdate(r.Context(), v.by, id); err != nil {
		if errors.Is(err, bot.ErrNotFound) {
			c.nowhere(w, r)
			return
		}
		c.failed(w, r, err)
		return
	}
	c.stream(w, r, v, func(*listener) tidings { return tidings{every: progressEvery, now: c.progressOnce(v, id)} })
}

// progressOnce says how far an update has come whenever that has changed. It is
// over when all is through, or can't be said; the page then asks again.
func (c *Console) progressOnce(v visit, id string) func(context.Context) (string, bool) {
	last := ""
	return func(ctx context.Context) (string, bool) {
		text, goes, err := c.progressNow(ctx, v, id)
		if err != nil {
			return "", false
		}
		if text == last {
			return "", goes
		}
		last = text
		return text, goes
	}
}

// progressNow is the event that puts the present state into a page, and whether
// there will be another one.
func (c *Console) progressNow(ctx context.Context, v visit, id string) (string, bool, error) {
	update, err := c.Newsroom.Store.PlanUpdate(ctx, v.by, id)
	if err != nil {
		return "", false, err
	}
	counts, err := c.Store.UpdateOutcomes(ctx, id)
	if err != nil {
		return "", false, err
	}
	progress := progressOf(update, counts)
	var html bytes.Buffer
	if err := c.sheets["update"]().ExecuteTemplate(&html, "progress", progress); err != nil {
		return "", false, err
	}
	event := "progress"
	if !progress.Goes {
		event = "through"
	}
	return "event: " + event + "\ndata: " + strings.ReplaceAll(html.String(), "\n", "\ndata: ") + "\n\n", progress.Goes, nil
}
