package desk

import (
	"context"
	"errors"
	"fmt"
	"html"
	"sync"
	"time"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

const (
	refreshes = 3 // how often one job follows a report that goes on meanwhile

	// refreshPause is how long a job waits for another one of the same report.
	// Edits count against the 20 messages a minute that a group may get, so
	// changes that come close together are shown by one edit.
	refreshPause = time.Second
)

// busyReports are the reports whose cards are being edited right now.
type busyReports struct {
	mu      sync.Mutex
	reports map[string]bool
}

// begin reports whether the caller may go on with a report; then it must end.
func (b *busyReports) begin(report string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.reports[report] {
		return false
	}
	b.reports[report] = true
	return true
}

func (b *busyReports) end(report string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.reports, report)
}

// Refresh brings every card of a report to its present state. Cards of an
// agency that doesn't have the report any more only say who has it; all that
// shows a report which was forgotten is blanked. It is safe to call at any time
// and by several at once: whoever edits last looks whether they showed the last
// state, so that an older one can't stay.
func (d *Desk) Refresh(ctx context.Context, report string) error {
	if !d.refreshing.begin(report) {
		return &bot.LaterError{At: d.Now().Add(refreshPause)}
	}
	defer d.refreshing.end(report)
	for range refreshes {
		behind, err := d.refresh(ctx, report)
		if err != nil {
			return err
		}
		if !behind {
			return d.blankViews(ctx, report)
		}
	}
	return &bot.LaterError{At: d.Now().Add(time.Second)}
}

// refresh edits the cards that need it. It is behind when the report went on
// while it did.
func (d *Desk) refresh(ctx context.Context, report string) (behind bool, err error) {
	cards, err := d.Store.Cards(ctx, report)
	if err != nil {
		return false, err
	}
	version, edited := 0, false
	var failures []error
	for _, card := range cards {
		version = max(version, card.Version)
		did, err := d.refreshCard(ctx, card)
		if err != nil {
			failures = append(failures, err)
		}
		edited = edited || did
	}
	if err := worst(failures); err != nil || !edited {
		return false, err
	}
	cards, err = d.Store.Cards(ctx, report)
	if err != nil || len(cards) == 0 {
		return false, err
	}
	return cards[0].Version > version, nil
}

// refreshCard edits one card and says whether it did.
func (d *Desk) refreshCard(ctx context.Context, card bot.Delivery) (bool, error) {
	telegram := card.Desk.Address.Channel == channel.Telegram
	switch {
	case card.Status == flows.StatusForgotten:
		return true, d.endCard(ctx, card, telegram, "forgotten", fmt.Sprintf("<b>%s</b> was deleted by its resident.", card.Reference))
	case card.Ended:
		return true, d.endCard(ctx, card, telegram, "ended",
			fmt.Sprintf("<b>%s</b> was passed on to %s.", card.Reference, html.EscapeString(d.agencies(card.Agencies))))
	case !telegram || card.Entry != nil || card.Shown >= card.Version || card.Desk.Unreachable:
		return false, nil
	}
	report, err := d.Store.Card(ctx, card)
	if errors.Is(err, bot.ErrNotFound) {
		return false, nil // it went away just now; the job of that will see to it
	}
	if err != nil {
		return false, err
	}
	out := d.card(report, mayShow(card.Desk, report))
	if card.Message == "" { // it stayed behind in a group that moved
		return true, d.resend(ctx, card, report)
	}
	out.Verb, out.To, out.Target = channel.Edit, card.Desk.Address, card.Message
	got, err := d.send(ctx, out)
	switch channel.ReasonOf(err) {
	case channel.Rejected: // the message is gone, or stayed behind in a group that moved
		return true, d.resend(ctx, card, report)
	case channel.Blocked:
		return false, d.Store.DeskReached(ctx, card.Desk.Address, false)
	default:
	}
	if err != nil {
		return false, err
	}
	return true, d.Store.Delivered(ctx, card.ID, got.chat, got.message, report.Version)
}

// resend sends a card anew that can't be edited.
func (d *Desk) resend(ctx context.Context, card bot.Delivery, report bot.Report) error {
	desk, err := d.Store.Delivery(ctx, card.ID) // the desk may have moved
	if err != nil {
		return ignore(err, bot.ErrNotFound)
	}
	out := d.card(report, mayShow(desk.Desk, report))
	out.To = desk.Desk.Address
	got, err := d.send(ctx, out)
	if err != nil {
		return d.undelivered(ctx, desk, err)
	}
	if err := d.Store.Delivered(ctx, card.ID, got.chat, got.message, report.Version); err != nil {
		return err
	}
	return d.Store.Remember(ctx, bot.DeskMessage{
		Chat: got.chat, Message: got.message, Report: report.ID, Agency: desk.Desk.Agency, Purpose: forCard,
	})
}

// endCard leaves nothing of a report on a card but its reference and what
// became of it.
func (d *Desk) endCard(ctx context.Context, card bot.Delivery, telegram bool, why, text string) error {
	if telegram && card.Message != "" {
		err := d.blank(ctx, card.Desk.Address, card.Message, text)
		if err != nil {
			return err
		}
	}
	return d.Store.DeliveryFailed(ctx, card.ID, "suppressed", why)
}

// blank puts a text in the place of a message. A message that is gone, or that
// can't be got at, is done with.
func (d *Desk) blank(ctx context.Context, chat channel.Address, message, text string) error {
	_, err := d.send(ctx, channel.Outbound{Verb: channel.Edit, To: chat, Target: message, Text: text, HTML: true})
	return d.done(ctx, err)
}

func (d *Desk) done(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	switch channel.ReasonOf(err) {
	case channel.Rejected, channel.Blocked:
		d.Log.Warn().Ctx(ctx).Err(err).Msg("message of a desk could not be blanked")
		return nil
	default:
		return err
	}
}

// blankViews takes away what officers were shown in private, or in answers,
// where it may not be seen any more. Photos can be deleted for 48 hours only.
func (d *Desk) blankViews(ctx context.Context, report string) error {
	views, err := d.Store.Views(ctx, report)
	if err != nil {
		return err
	}
	var failures []error
	for _, view := range views {
		if view.Purpose == forPhoto {
			_, err = d.send(ctx, channel.Outbound{Verb: channel.Delete, To: view.Chat, Target: view.Message})
			err = d.done(ctx, err)
		} else {
			err = d.blank(ctx, view.Chat, view.Message, "This report isn’t here any more: it was passed on, or deleted by its resident.")
		}
		if err == nil {
			err = d.Store.ForgetView(ctx, view.Chat, view.Message)
		}
		if err != nil {
			failures = append(failures, err)
		}
	}
	return worst(failures)
}

// worst is the failure that a job is to know of: one that says when to try
// again comes before the others.
func worst(failures []error) error {
	for _, err := range failures {
		if channel.ReasonOf(err) == channel.Throttled {
			return err
		}
	}
	if len(failures) > 0 {
		return failures[0]
	}
	return nil
}
