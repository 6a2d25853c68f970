package sms

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	openapi "github.com/twilio/twilio-go/rest/api/v2010"

	"yousaid/bot/channel"
	"yousaid/bot/channel/gsm7"
)

const (
	replyTries = 3               // of a reply to a missed message
	replyPause = 2 * time.Second // between them, unless Twilio says longer
)

// settled is how old a message must be before a reply that isn't there counts
// as lost: until then Twilio may still be asking for it.
const settled = 5 * time.Second

// underWay is how old a message must be before one that nobody knows counts as
// missed: until then another replica may just be at it, and both would answer.
const underWay = 2 * time.Second

// soonest is how old a message must be before it is taken up.
func soonest(known bool) time.Duration {
	if known {
		return settled
	}
	return underWay
}

// Past is what is known of a message that Twilio lists.
type Past struct {
	Known bool      // it has had its effect
	Lost  time.Time // what was known of earlier messages of its sender was lost then; zero: nothing ever was
}

// Seen says what is known of a message, by whom it is from and its SID.
type Seen func(ctx context.Context, from channel.Address, sid string) (Past, error)

// Missed takes through their turns, oldest first, the messages that arrived at
// Twilio since then and which seen doesn't know: after an outage, in which
// Twilio gave up on the webhook. One that is known, but was never answered, goes
// through its turn again: its effect was had, its answer was lost with the
// process that gave it. One of before a loss, which nobody can know any more, had
// its effect if it was answered: taking it again could send a report that nobody
// wants. Replies go by a call. Where a message fails, what its
// sender wrote after it is left as well, and the error says that some were left:
// Missed should run again. So it should when early is true: a message or an
// answer is missing that may still be on its way.
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
		past, err := seen(ctx, in.Chat, in.ID)
		if err == nil && !past.Known && m.at.Before(past.Lost) && l.answered(talks, m) {
			continue
		}
		known := past.Known
		if err == nil && known && talks.superseded(m) {
			continue
		}
		if err == nil && l.config.Now().Sub(m.at) < soonest(known) {
			early = true
			continue
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

// superseded reports whether more came in after a message: then nobody waits
// for its answer any more.
func (t talks) superseded(m record) bool { return t.last[m.from] != m.sid }

// gave reports whether this very answer went out since a message came. Other
// things may have: notices, and answers to messages that were brought twice. One
// without a text has been blanked since.
func (t talks) gave(m record, answer string) bool {
	return slices.ContainsFunc(t.went[m.from], func(out record) bool {
		return !out.at.Before(m.at) && (out.body == "" || gsm7.Replace(out.body) == gsm7.Replace(answer))
	})
}

// answered reports whether anything went out since a message came, but for what
// says that there is no answer now.
func (l *Line) answered(t talks, m record) bool {
	excuses := map[string]bool{}
	for _, other := range t.received {
		if in, use := l.fromRecord(other); use && other.from == m.from && l.config.Excuse != nil {
			excuses[gsm7.Replace(l.config.Excuse(in))] = true
		}
	}
	return slices.ContainsFunc(t.went[m.from], func(out record) bool {
		return !out.made.Before(m.at) && !excuses[gsm7.Replace(out.body)]
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
				l.config.Log.Warn().Ctx(ctx).Err(err).Msg("reply to a missed message not sent")
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
