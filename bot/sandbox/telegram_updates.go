package sandbox

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// How long Telegram keeps what it couldn't deliver.
const (
	keepMessages = 24 * time.Hour
	keepPresses  = 150 * time.Second
)

// update is one thing to tell the bot.
type update struct {
	id    int64
	lane  string // what comes one after another: a chat's messages, a user's presses
	chat  string // as the ledger names it
	kind  string // the field of the Update object
	body  any
	json  []byte
	at    time.Time
	count int // deliveries that go wrong on purpose still to come
}

// lane is a queue of updates that are delivered strictly one by one.
type lane struct {
	name    string
	items   []*update
	ready   bool // it stands among updates.ready
	busy    bool // one is on its way, or waits for its next attempt
	attempt int
}

// updates are what the bot hasn't confirmed yet.
type updates struct {
	next    int64
	lanes   map[string]*lane
	ready   []*lane // may be delivered from, in turn
	polling int     // counts getUpdates calls; only the newest goes on
	repeat  func(kind string) int
}

// Repeat makes every update come as many times more as repeat says, though
// the webhook answered well: the answer was lost on its way. Nil ends it.
func (t *Telegram) Repeat(repeat func(kind string) int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.updates.repeat = repeat
}

// JumpUpdates leaves room in update_id, as after an idle week; it may be
// negative.
func (t *Telegram) JumpUpdates(by int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.updates.next += by
}

// Pending returns how many updates the bot hasn't confirmed.
func (t *Telegram) Pending() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.pending())
}

// enqueue gives an update its id and sends it on its way. Call it with mu
// held.
func (t *Telegram) enqueue(u update) {
	if len(t.hook.allowed) > 0 && !slices.Contains(t.hook.allowed, u.kind) {
		return
	}
	u.id, u.at = t.updates.next, t.opts.Now()
	t.updates.next++
	if t.updates.repeat != nil {
		u.count = t.updates.repeat(u.kind)
	}
	u.json, _ = json.Marshal(map[string]any{"update_id": u.id, u.kind: u.body}) // holds only what encodes
	t.updates.push(&u)
	t.pump()
	t.changed()
}

// push appends an update to its lane.
func (u *updates) push(next *update) {
	queue := u.lanes[next.lane]
	if queue == nil {
		queue = &lane{name: next.lane}
		u.lanes[next.lane] = queue
	}
	queue.items = append(queue.items, next)
	u.offer(queue)
}

// offer puts a lane that has something, and nothing under way, in line.
func (u *updates) offer(queue *lane) {
	if queue.ready || queue.busy || len(queue.items) == 0 {
		return
	}
	queue.ready = true
	u.ready = append(u.ready, queue)
}

// take returns the next lane in line, nil when there is none.
func (u *updates) take() *lane {
	for len(u.ready) > 0 {
		queue := u.ready[0]
		u.ready = u.ready[1:]
		queue.ready = false
		if !queue.busy && len(queue.items) > 0 {
			return queue
		}
	}
	return nil
}

// forget removes a lane that is done with.
func (u *updates) forget(queue *lane) {
	if len(queue.items) == 0 && !queue.busy {
		delete(u.lanes, queue.name)
	}
}

// pending lists all unconfirmed updates by id, leaving out what is too old.
func (t *Telegram) pending() []*update {
	var all []*update
	for _, queue := range t.updates.lanes {
		t.expire(queue)
		all = append(all, queue.items...)
		t.updates.forget(queue)
	}
	slices.SortFunc(all, func(a, b *update) int { return int(a.id - b.id) })
	return all
}

// expire drops what Telegram wouldn't keep any longer; not what is on its way.
func (t *Telegram) expire(queue *lane) {
	now := t.opts.Now()
	var first *update
	if queue.busy && len(queue.items) > 0 {
		first = queue.items[0]
	}
	queue.items = slices.DeleteFunc(queue.items, func(u *update) bool {
		keep := keepMessages
		if u.kind == "callback_query" {
			keep = keepPresses
		}
		return u != first && now.Sub(u.at) > keep
	})
}

// confirm forgets updates that the bot has dealt with.
func (t *Telegram) confirm(done func(*update) bool) {
	for _, queue := range t.updates.lanes {
		queue.items = slices.DeleteFunc(queue.items, done)
		t.updates.forget(queue)
	}
}

// confirmBefore forgets the updates before offset; a negative one keeps that
// many from the end.
func (t *Telegram) confirmBefore(offset int64) {
	if offset < 0 {
		all := t.pending()
		if int64(len(all)) <= -offset {
			return
		}
		offset = all[int64(len(all))+offset].id
	}
	if offset > 0 {
		t.confirm(func(u *update) bool { return u.id < offset })
	}
}

var (
	errTwoPolls = &apiError{Code: 409, Description: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"}
	errHookSet  = &apiError{Code: 409, Description: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"}
)

// getUpdates confirms, then waits for updates until the timeout. A later call
// ends an earlier one.
func (t *Telegram) getUpdates(ctx context.Context, c *call) (any, *apiError) {
	t.mu.Lock()
	if t.hook.url != "" {
		t.mu.Unlock()
		return nil, errHookSet
	}
	t.updates.polling++
	turn := t.updates.polling
	if _, err := c.object("allowed_updates", &t.hook.allowed); err != nil {
		t.mu.Unlock()
		return nil, err
	}
	t.confirmBefore(c.number("offset"))
	t.mu.Unlock()
	t.changed()
	return t.poll(ctx, c, turn)
}

func (t *Telegram) poll(ctx context.Context, c *call, turn int) (any, *apiError) {
	seconds := min(max(c.number("timeout"), 0), 50)
	ctx, cancel := context.WithTimeout(ctx, time.Duration(seconds)*time.Second)
	defer cancel()
	defer context.AfterFunc(t.ctx, cancel)()
	limit := int(c.number("limit"))
	if limit < 1 || limit > 100 {
		limit = 100
	}
	type outcome struct {
		list []json.RawMessage
		err  *apiError
	}
	look := func() (outcome, bool) {
		t.mu.Lock()
		defer t.mu.Unlock()
		switch {
		case t.hook.url != "":
			return outcome{err: errHookSet}, true
		case t.updates.polling != turn:
			return outcome{err: errTwoPolls}, true
		}
		list := []json.RawMessage{}
		for _, u := range t.pending() {
			if len(list) < limit {
				list = append(list, u.json)
			}
		}
		return outcome{list: list}, len(list) > 0
	}
	found, err := await(ctx, &t.bell, look)
	if err != nil {
		return []json.RawMessage{}, nil
	}
	if found.err != nil {
		return nil, found.err
	}
	return found.list, nil
}

// isCommand reports whether a text is a command for this bot.
func (t *Telegram) isCommand(text string) bool {
	word, _, _ := strings.Cut(text, " ")
	name, bot, addressed := strings.Cut(strings.TrimPrefix(word, "/"), "@")
	return strings.HasPrefix(word, "/") && name != "" && (!addressed || strings.EqualFold(bot, t.me.Username))
}
