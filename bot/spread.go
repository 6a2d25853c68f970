package bot

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"yousaid/bot/channel"
)

const (
	spreadTime = 25 * time.Second // of one job; well below the time that jobs have
	claimLives = time.Minute      // of a call that nobody notes the end of
	turnWait   = 5 * time.Second  // how long a job waits for a network that is left alone
	awayPause  = 30 * time.Second // while a network is down and names no time
	spell      = 3 * time.Second  // for which a process has a network; then another may take it
)

// gaps keep below what the networks allow: Telegram 30 messages a second over
// all chats, replies to residents among them; a number at Twilio one a second.
var gaps = map[string]time.Duration{
	channel.Telegram: time.Second / 25,
	channel.SMS:      time.Second,
}

// windows are in what time networks count calls; a text message too many waits at
// Twilio instead of being refused.
var windows = map[string]time.Duration{channel.Telegram: time.Second}

// gap is the time between two messages on a network.
func (n *Newsroom) gap(network string) time.Duration {
	if gap, set := n.Gaps[network]; set {
		return gap
	}
	return gaps[network]
}

// senders is how many messages are on their way at once, so that the pace can be
// kept although each call takes a while.
func (n *Newsroom) senders(network string) int {
	const slow = time.Second // a call, and what is noted around it, on a bad day
	gap := max(n.gap(network), time.Millisecond)
	return min(32, max(2, int(slow/gap)))
}

// Spread brings residents the plan updates that are due on a network, for as
// long as one job may take; then another is queued. *LaterError says when to go on.
// It may run on every replica at once: one of them has the network, each resident's
// rows are claimed before the network is called, and what can't be known is never
// sent again.
func (n *Newsroom) Spread(ctx context.Context, network string) error {
	ch, ok := n.Channels[network]
	if !ok {
		return nil // a replica that has it will come to it
	}
	lost, err := n.Store.LoseClaims(ctx, n.Now().Add(-claimLives))
	if err != nil {
		return err
	}
	if lost > 0 {
		n.Log.Warn().Ctx(ctx).Str("channel", network).Int("count", lost).Msg("plan updates whose end is unknown; they are not sent again")
	}
	p, leave := n.Paces.Join(network, n.gap(network), windows[network])
	s := &spreading{Newsroom: n, ch: ch, pace: p, ends: time.Now().Add(spreadTime)}
	ours, err := s.take(ctx)
	if ours {
		err = s.work(ctx)
	}
	if last := leave(); !last || !ours {
		return err
	}
	if left := n.Store.LeaveNetwork(context.WithoutCancel(ctx), network); err == nil {
		return left
	}
	return err // where it isn't left, it is free after the spell
}

// Rejoin has what is due go on at once when a process starts: who worked on it
// before may have been killed, and nobody would notice for minutes.
func (n *Newsroom) Rejoin(ctx context.Context) error { return n.Store.QueueSpread(ctx) }

// SpreadDue brings out what is due on every network; what has to wait is for
// its next turn.
func (n *Newsroom) SpreadDue(ctx context.Context) error {
	var work errgroup.Group
	for network := range n.Channels {
		if _, known := gaps[network]; known {
			work.Go(func() error {
				err := n.Spread(ctx, network)
				var later *LaterError
				if errors.As(err, &later) {
					return nil
				}
				return err
			})
		}
	}
	return work.Wait()
}
