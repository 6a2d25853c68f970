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

// settled is how old a message must be before a reply that isn't there counts
// as lost: until then Twilio may still be asking for it.
const settled = 5 * time.Second

// Seen says whether a message, by whom it is from and its SID, has had its
// effect before.
type Seen func(ctx context.Context, from channel.Address, sid string) (bool, error)

// Missed takes through their turns, oldest first, the messages that arrived at
// Twilio since then and which seen doesn't know: after an outage, in which
// Twilio gave up on the webhook. One that is known, but was never answered, goes
// through its turn again: its effect was had, its answer was lost with the
// process that gave it. Replies go by a call. Where a message fails, what its
// sender wrote after it is left as well, and the error says that some were left:
// Missed should run again. So it should when early is true: an answer is
// missing that may still be on its way.
func (l *Line) Missed(ctx context.Context, since time.Time, seen Seen) (early bool, err error) {
	talks, err := l.messages(ctx, since)
	if err != nil {
		return false, err
	}
	stuck := map[string]bool{}
	var failures []error
	for _, m := range slices.Backward(talks.received) {
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		in, use := l.fromRecord(m)
		if !use || stuck[in.Chat.ID] {
			continue
		}
		known, err := seen(ctx, in.Chat, in.ID)
		if err == nil && known {
			if talks.answered(m, l.config.NoAnswer) {
				continue
			}
			if l.config.Now().Sub(m.at) < settled {
				early = true
				continue
			}
		}
		if err == nil {
			err = l.takeUp(ctx, in, func(answer string) bool { return known && talks.gave(m, answer) })
		}
		if err != nil {
			stuck[in.Chat.ID] = true
			failures = append(failures, err)
		}
	}
	if len(failures) > 0 {
		return early, fmt.Errorf("missed messages: %d senders' left for later: %w", len(failures), errors.Join(failures...))
	}
	return early, nil
}

// talks is what was said since some time.
type talks struct {
	received []record            // newest first, as Twilio lists them
	last     map[string]string   // by number: the SID of what came last
	went     map[string][]record // by number: what was sent there
}

// answered reports whether a message needs no answer any more: something went
// out after it that may be one, or more came in.
func (t talks) answered(m record, none func(string) bool) bool {
	return t.last[m.from] != m.sid || slices.ContainsFunc(t.went[m.from], func(out record) bool {
		return out.at.After(m.at) && (none == nil || !none(out.body))
	})
}

// gave reports whether this very answer went out in the second in which the
// message came: Twilio's times are whole seconds, so it may also have been the
// answer to the message before. One without a text has been blanked since.
func (t talks) gave(m record, answer string) bool {
	return slices.ContainsFunc(t.went[m.from], func(out record) bool {
		return out.at.Equal(m.at) && (out.body == answer || out.body == "")
	})
}

// messages lists what came in and what went out.
func (l *Line) messages(ctx context.Context, after time.Time) (talks, error) {
	var common openapi.ListMessageParams
	common.SetDateSentAfter(after.UTC())
	found := talks{last: map[string]string{}, went: map[string][]record{}}
	for _, params := range l.both(common) {
		err := l.list(ctx, params, func(page []record) (bool, error) {
			for _, m := range page {
				if !m.at.Before(after.Truncate(time.Second)) {
					found.add(m)
				}
			}
			return true, nil
		})
		if err != nil {
			return talks{}, err
		}
	}
	return found, nil
}

func (t *talks) add(m record) {
	if !m.inbound {
		t.went[m.to] = append(t.went[m.to], m)
		return
	}
	t.received = append(t.received, m)
	if t.last[m.from] == "" {
		t.last[m.from] = m.sid
	}
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

// takeUp takes one missed message through its turn, and sends the reply. It
// insists a little: once the turn is saved, nobody lists the message again. A
// reply that was given already isn't sent.
func (l *Line) takeUp(ctx context.Context, in channel.Inbound, given func(answer string) bool) error {
	turn, cancel := context.WithTimeout(ctx, handlerTimeout)
	out, err := l.handler(turn, in)
	cancel()
	if err != nil || out == nil || given(out.Text) {
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
