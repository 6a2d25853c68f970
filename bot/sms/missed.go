package sms

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"yousaid/bot/channel"
)

const (
	replyTries = 3               // of a reply to a missed message
	replyPause = 2 * time.Second // between them, unless Twilio says longer
)

// Seen says whether a message, by whom it is from and its SID, has had its
// effect before.
type Seen func(ctx context.Context, from channel.Address, sid string) (bool, error)

// Missed takes through their turns, oldest first, the messages that arrived at
// Twilio since then and which seen doesn't know: after an outage, in which
// Twilio gave up on the webhook. Replies go by a call. Where a message fails,
// what its sender wrote after it is left as well, and the error says that some
// were left: Missed should run again.
func (l *Line) Missed(ctx context.Context, since time.Time, seen Seen) error {
	missed, err := l.received(ctx, since)
	if err != nil {
		return err
	}
	stuck := map[string]bool{}
	var failures []error
	for _, m := range slices.Backward(missed) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		in, use := l.fromRecord(m)
		if !use || stuck[in.Chat.ID] {
			continue
		}
		if err := l.takeUpOnce(ctx, in, seen); err != nil {
			stuck[in.Chat.ID] = true
			failures = append(failures, err)
		}
	}
	if len(failures) > 0 {
		return fmt.Errorf("missed messages: %d senders' left for later: %w", len(failures), errors.Join(failures...))
	}
	return nil
}

// received lists what came in, newest first as Twilio does.
func (l *Line) received(ctx context.Context, since time.Time) ([]record, error) {
	var params openapi.ListMessageParams
	params.SetDateSentAfter(since.UTC())
	if l.config.MessagingServiceSID == "" {
		params.SetTo(l.config.From)
	}
	var found []record
	err := l.list(ctx, params, func(page []record) (bool, error) {
		for _, m := range page {
			if m.inbound && !m.at.Before(since.Truncate(time.Second)) {
				found = append(found, m)
			}
		}
		return true, nil
	})
	return found, err
}

// fromRecord translates a message that Twilio kept. Its photos are not looked
// for: numbers of the UK get none.
func (l *Line) fromRecord(m record) (in channel.Inbound, use bool) {
	sender, ok := number(m.from)
	if !ok || sender == l.config.From {
		return in, false
	}
	in = channel.Inbound{
		ID: m.sid, Message: m.sid, Private: true, Sent: m.at,
		Chat: channel.Address{Channel: channel.SMS, ID: sender}, Person: channel.Person{ID: sender},
	}
	in.Text, in.OptOut = optOut(m.body, "")
	if m.media {
		in.What = "document"
	}
	in.Kind = kindOf(in)
	return in, m.body != "" || m.media // a blanked one has been dealt with
}

// takeUpOnce takes up a message that hasn't been.
func (l *Line) takeUpOnce(ctx context.Context, in channel.Inbound, seen Seen) error {
	known, err := seen(ctx, in.Chat, in.ID)
	if err != nil || known {
		return err
	}
	return l.takeUp(ctx, in)
}

// takeUp takes one missed message through its turn, and sends the reply. It
// insists a little: once the turn is saved, nobody lists the message again.
func (l *Line) takeUp(ctx context.Context, in channel.Inbound) error {
	turn, cancel := context.WithTimeout(ctx, handlerTimeout)
	out, err := l.handler(turn, in)
	cancel()
	if err != nil || out == nil {
		return err
	}
	for try := 1; ; try++ {
		_, err := l.Send(ctx, *out)
		var failed *channel.SendError
		if err == nil || !errors.As(err, &failed) || try == replyTries || (failed.Reason != channel.Throttled && failed.Reason != channel.Unreachable) {
			if err != nil {
				l.config.Log.Warn().Err(err).Msg("reply to a missed message not sent")
			}
			return nil
		}
		timer := time.NewTimer(max(replyPause, failed.RetryAfter))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}
