package telegram

import (
	"context"
	"sync"
	"time"

	"yousaid/bot/trail"
)

// lanes works polled updates: one after another within a chat, chats beside
// one another.
type lanes struct {
	bot    *Bot
	ctx    context.Context // of the handlers: outlives polling, so that they can finish
	cancel context.CancelFunc
	ending <-chan struct{} // polling ends: begin nothing more
	wg     sync.WaitGroup
	idle   chan struct{} // one slot: something finished, and nothing is left

	mu     sync.Mutex
	known  map[int]bool       // update ids since the last confirmation; true when done
	queues map[int64][]update // by chat; a lane runs while its queue is there
}

func newLanes(ctx context.Context, b *Bot) *lanes {
	l := &lanes{bot: b, ending: ctx.Done(), idle: make(chan struct{}, 1), known: map[int]bool{}, queues: map[int64][]update{}}
	l.ctx, l.cancel = context.WithCancel(context.WithoutCancel(ctx))
	return l
}

// take adds the updates that are new. Telegram brings the unconfirmed ones
// again and again.
func (l *lanes) take(updates []update) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, u := range updates {
		if _, seen := l.known[u.UpdateID]; seen {
			continue
		}
		l.known[u.UpdateID] = false
		queue, running := l.queues[u.chat()]
		l.queues[u.chat()] = append(queue, u)
		if !running {
			l.wg.Go(func() { l.run(u.chat()) })
		}
	}
}

// run works a chat's queue until it is empty or the service stops.
func (l *lanes) run(chat int64) {
	for {
		u, more := l.next(chat)
		if !more || !l.finish(u) {
			return
		}
		l.done(u)
	}
}

// next returns the oldest update of a chat, which stays in the queue until it
// is done.
func (l *lanes) next(chat int64) (update, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	queue := l.queues[chat]
	if len(queue) == 0 {
		delete(l.queues, chat)
		return update{}, false
	}
	return queue[0], true
}

// finish handles an update, again and again until it succeeds; false when the
// service stops before. Then it comes again after the start.
func (l *lanes) finish(u update) bool {
	ctx := trail.WithID(l.ctx, trail.NewID())
	for failures := 0; ; failures++ {
		select {
		case <-l.ending:
			return false
		default:
		}
		err := l.handle(ctx, u)
		if err == nil {
			return true
		}
		wait := l.bot.pace.backoff(failures)
		l.bot.config.Log.Warn().Ctx(ctx).Err(err).Str("update", kind(u)).Dur("wait", wait).Msg("update could not be made safe: trying again")
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-l.ending:
			timer.Stop()
			return false
		}
	}
}

// handle takes an update through its turn, and answers a press. An answer that
// fails is no reason to take the turn again: in a few minutes nobody could.
func (l *lanes) handle(ctx context.Context, u update) error {
	ctx, cancel := context.WithTimeout(ctx, handlerTimeout)
	defer cancel()
	answer, err := l.bot.receive(ctx, u)
	if err != nil || answer == nil {
		return err
	}
	if _, err := l.bot.Send(ctx, *answer); err != nil {
		l.bot.config.Log.Info().Ctx(ctx).Err(err).Msg("press not answered")
	}
	return nil
}

func (l *lanes) done(u update) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.known[u.UpdateID] = true
	l.queues[u.chat()] = l.queues[u.chat()][1:]
	if l.unfinished() == 0 {
		select {
		case l.idle <- struct{}{}:
		default:
		}
	}
}

// unfinished counts with mu held.
func (l *lanes) unfinished() int {
	n := 0
	for _, done := range l.known {
		if !done {
			n++
		}
	}
	return n
}

func (l *lanes) busy() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.unfinished() > 0
}

// confirmable is the offset that confirms all that is done and has nothing
// unfinished before it; 0 when that is nothing.
func (l *lanes) confirmable() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	limit := 0 // the oldest that is unfinished
	for id, done := range l.known {
		if !done && (limit == 0 || id < limit) {
			limit = id
		}
	}
	offset := 0
	for id, done := range l.known {
		if done && (limit == 0 || id < limit) {
			offset = max(offset, id+1)
		}
	}
	return offset
}

// confirmed forgets what Telegram has forgotten.
func (l *lanes) confirmed(offset int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id := range l.known {
		if id < offset {
			delete(l.known, id)
		}
	}
}

// settle waits until everything is done, or for a moment: then it is time to
// look whether other chats have news.
func (l *lanes) settle(ctx context.Context, moment time.Duration) {
	select {
	case <-l.idle: // of an earlier round
	default:
	}
	if !l.busy() {
		return
	}
	timer := time.NewTimer(moment)
	defer timer.Stop()
	select {
	case <-l.idle:
	case <-timer.C:
	case <-ctx.Done():
	}
}

// stop waits for what is under way, and cuts it short after grace.
func (l *lanes) stop(grace time.Duration) {
	timer := time.AfterFunc(grace, l.cancel)
	defer timer.Stop()
	l.wg.Wait()
	l.cancel()
}
