package sandbox

import (
	"slices"
	"time"
)

// Limits are Telegram's rate limits: so many calls that write in such a time.
type Limits struct {
	On           bool
	Chat, All    int // a second, in one chat and in all
	GroupAMinute int
}

// RealLimits are what the documentation names; one chat takes a short burst,
// as the real one does.
var RealLimits = Limits{Chat: 3, All: 30, GroupAMinute: 20}

// SetLimits changes the rate limits from now on.
func (t *Telegram) SetLimits(limits Limits) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.limits = limits
}

// counted are the methods that count against the limits; edits of cards do.
var counted = map[string]bool{
	"sendMessage": true, "sendPhoto": true, "sendMediaGroup": true, "sendLocation": true,
	"editMessageText": true, "editMessageCaption": true, "editMessageReplyMarkup": true,
}

// overLimit returns after how many seconds a call may come again, 0 for now.
func (t *Telegram) overLimit(c *call) int {
	r := t.rooms[c.number("chat_id")]
	if !t.limits.On || !counted[c.method] || r == nil {
		return 0
	}
	now := t.opts.Now()
	seconds := max(
		wait(now, recent(&t.sent, now, time.Second), t.limits.All, time.Second),
		wait(now, recent(&r.bot, now, time.Minute), t.limits.Chat, time.Second))
	if !r.private() {
		seconds = max(seconds, wait(now, r.bot, t.limits.GroupAMinute, time.Minute))
	}
	if seconds == 0 {
		t.sent, r.bot = append(t.sent, now), append(r.bot, now)
	}
	return seconds
}

// recent drops times older than the window, and returns what is left.
func recent(times *[]time.Time, now time.Time, window time.Duration) []time.Time {
	*times = slices.DeleteFunc(*times, func(at time.Time) bool { return now.Sub(at) >= window })
	return *times
}

// wait returns after how many seconds fewer than limit of times are left in
// the window, rounded up; 0 when they are now.
func wait(now time.Time, times []time.Time, limit int, window time.Duration) int {
	if limit == 0 || len(times) < limit {
		return 0
	}
	left := times[len(times)-limit].Add(window).Sub(now)
	if left <= 0 {
		return 0
	}
	return int((left + time.Second - 1) / time.Second)
}
