package telegram

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"yousaid/bot/channel"
)

// pace is how long polling waits for what; tests are in a hurry.
type pace struct {
	hold        time.Duration // Telegram holds a getUpdates without news
	look        time.Duration // between two looks while something is unfinished
	first, last time.Duration // back-off of what failed: doubles from one to the other
	stop        time.Duration // what is under way may take when the service stops
}

var defaultPace = pace{
	hold: 50 * time.Second, look: 200 * time.Millisecond, first: time.Second, last: 30 * time.Second, stop: 10 * time.Second,
}

// backoff is the wait after the n-th failure in a row, from 0.
func (p pace) backoff(n int) time.Duration {
	return min(p.first<<min(n, 10), p.last)
}

// Poll fetches updates until ctx ends, and then lets what is under way finish.
// Only one process may poll a bot; Setup must have taken the webhook away.
//
// An update is confirmed only when it is done and so is every earlier one;
// Telegram has no other way of confirming. At most 100 updates are under way,
// so a chat whose update keeps failing holds up the others only when 100 have
// come in behind it. After a crash some updates come again.
func (b *Bot) Poll(ctx context.Context) error {
	work := newLanes(ctx, b)
	failures := 0
	for ctx.Err() == nil {
		offset, hold := work.confirmable(), b.pace.hold
		if work.busy() {
			hold = 0 // Telegram would answer at once anyway, with what it isn't rid of
		}
		updates, err := b.getUpdates(ctx, offset, hold)
		if err != nil {
			b.pollFailed(ctx, err, failures)
			failures++
			continue
		}
		failures = 0
		work.confirmed(offset)
		work.take(updates)
		work.settle(ctx, b.pace.look)
	}
	work.stop(b.pace.stop)
	return b.confirmLast(work.confirmable())
}

// getUpdates confirms what is before offset (0 for nothing) and returns the
// rest, oldest first. The offset is left out unless there is something to
// confirm: after an idle week Telegram starts again with other numbers, and an
// old offset would swallow what has a lower one.
func (b *Bot) getUpdates(ctx context.Context, offset int, hold time.Duration) ([]update, error) {
	params := tgbotapi.Params{"allowed_updates": wanted, "limit": "100", "timeout": strconv.Itoa(int(hold.Seconds()))}
	params.AddNonZero("offset", offset)
	var answer result
	if err := b.ask(ctx, hold+callTimeout, "getUpdates", params, &answer); err != nil {
		return nil, err
	}
	var raw []json.RawMessage
	if err := json.Unmarshal(answer.Result, &raw); err != nil {
		return nil, &channel.SendError{Reason: channel.Unreachable, Err: errNoSense}
	}
	updates := make([]update, 0, len(raw))
	for _, one := range raw {
		u, err := readUpdate(one)
		if err != nil {
			b.config.Log.Error().Ctx(ctx).Msg("update without an id passed over")
			continue
		}
		updates = append(updates, u)
	}
	return updates, nil
}

// pollFailed waits before the next try: as long as Telegram says, or longer
// with each failure. A conflict (409) means that a webhook is set or somebody
// else polls; waiting is all that can be done here.
func (b *Bot) pollFailed(ctx context.Context, err error, failures int) {
	if ctx.Err() != nil {
		return
	}
	wait := max(b.pace.backoff(failures), channel.RetryAfterOf(err))
	b.config.Log.Warn().Ctx(ctx).Err(err).Dur("wait", wait).Msg("updates not fetched")
	sleep(ctx, wait)
}

// confirmLast tells Telegram what was done since the last look, so that it
// doesn't come again after a planned stop.
func (b *Bot) confirmLast(offset int) error {
	if offset == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
	defer cancel()
	_, err := b.call(ctx, "getUpdates", tgbotapi.Params{"offset": strconv.Itoa(offset), "limit": "1", "timeout": "0"})
	return err
}

// sleep waits, unless ctx ends before; it reports whether it waited.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
