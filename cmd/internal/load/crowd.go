package load

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"sync"
	"sync/atomic"
	"time"
)

// patience is how long a resident waits for a reply.
const patience = 30 * time.Second

// crowd are residents who talk to the service, each to the end of a
// conversation, and then another one.
type crowd struct {
	o        Options
	standIns *standIns
	people   *people
	picture  []byte
	pace     *pace

	begun, finished atomic.Int64 // conversations, from the start
	answered, filed atomic.Int64 // turns and reports, from the start
	counting        *atomic.Bool

	turns, conversations, reports atomic.Int64 // while it is counted
	written                       atomic.Int64 // bytes that residents wrote, while it is counted
	repeated                      atomic.Int64
	replies                       times
	alerts                        *alerts

	mu    sync.Mutex
	talks []talk  // all that were begun
	fails []error // the first few
	lost  int     // turns without a reply
}

// talk is a conversation, to be looked at in the end.
type talk struct {
	phone phone
	turns int // that were answered
}

// reference is what residents are told to quote.
var reference = regexp.MustCompile(`\b[A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{3}\b`)

// run plays until the context ends or enough conversations are over.
func (c *crowd) run(ctx context.Context) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var residents sync.WaitGroup
	for n := range c.o.Residents {
		residents.Go(func() {
			for ctx.Err() == nil && c.more() {
				c.converse(ctx, n)
			}
		})
	}
	residents.Wait()
}

// more takes a place for one more conversation, if there is one.
func (c *crowd) more() bool {
	begun := c.begun.Add(1)
	return c.o.Conversations <= 0 || begun <= int64(c.o.Conversations)
}

// converse plays one conversation by somebody new.
func (c *crowd) converse(ctx context.Context, resident int) {
	script, who := c.cast(resident)
	t := talk{phone: who}
	var told time.Time
	said := ""
	for _, move := range script.Moves {
		if !c.pace.wait(ctx) {
			break
		}
		began := time.Now()
		heard, err := c.turn(ctx, who, move)
		if err != nil {
			c.fail(ctx, err)
			break
		}
		t.turns++
		told, said = began, heard
	}
	whole := t.turns == len(script.Moves)
	if whole {
		c.finished.Add(1)
		c.note(script, said, told)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.talks = append(c.talks, t)
}

// note counts a conversation that went to its end.
func (c *crowd) note(script Script, said string, sent time.Time) {
	found := ""
	if script.sends() {
		found = reference.FindString(said)
	}
	if found != "" {
		c.filed.Add(1)
	}
	if !c.counting.Load() {
		return
	}
	c.conversations.Add(1)
	if found != "" {
		c.reports.Add(1)
		c.alerts.sent(found, sent)
	}
}

// cast gives a resident a phone and a script. Those who text are spread evenly
// over all.
func (c *crowd) cast(resident int) (Script, phone) {
	name := c.o.Script
	if name == "mixed" {
		names := mixed()
		name = names[int(c.begun.Load())%len(names)]
	}
	script := Scripts()[name]
	texting := int(float64(resident+1)*c.o.SMS) > int(float64(resident)*c.o.SMS)
	if !texting {
		return script, c.people.telegram()
	}
	if script.Network == "telegram" {
		script = Scripts()["standard"]
	}
	return script, c.people.sms()
}

// turn does one thing and waits for the reply.
func (c *crowd) turn(ctx context.Context, who phone, move Move) (string, error) {
	began, counted := time.Now(), c.counting.Load()
	size, err := c.do(who, move)
	if err != nil {
		return "", err
	}
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	heard, err := who.hear(within)
	if err != nil {
		return "", errUnanswered
	}
	c.answered.Add(1)
	if counted && c.counting.Load() {
		c.replies.add(time.Since(began))
		c.turns.Add(1)
		c.written.Add(int64(size))
	}
	if c.o.Repeats > 0 && rand.Float64() < c.o.Repeats { //nolint:gosec // a share, and no secret
		if _, texting := who.(*texts); texting {
			c.repeated.Add(1)
			who.again()
		}
	}
	return heard, nil
}

var errUnanswered = errors.New("no reply came")

// do makes a move, and returns how many bytes the resident wrote.
func (c *crowd) do(who phone, move Move) (int, error) {
	switch {
	case move.Choose != "":
		return 0, who.choose(move.Choose)
	case move.Photo:
		return 0, who.photo(c.picture)
	case move.Say == story:
		text := stories[rand.IntN(len(stories))] //nolint:gosec // which of some stories, and no secret
		who.say(text)
		return len(text), nil
	}
	who.say(move.Say)
	return len(move.Say), nil
}

// fail notes a conversation that could not go on.
func (c *crowd) fail(ctx context.Context, err error) {
	if ctx.Err() != nil && errors.Is(err, errUnanswered) {
		err = fmt.Errorf("%w after the end", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lost++; len(c.fails) < 5 {
		c.fails = append(c.fails, err)
	}
}

// repeats has the stand-in for Telegram bring a share of its updates twice.
func (c *crowd) repeats() {
	if c.o.Repeats == 0 {
		return
	}
	c.standIns.box.Telegram.Repeat(func(string) int {
		if rand.Float64() >= c.o.Repeats { //nolint:gosec // a share, and no secret
			return 0
		}
		c.repeated.Add(1)
		return 1
	})
}

// twice counts the replies that were more than the turns they belong to.
func (c *crowd) twice() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := 0
	for _, t := range c.talks {
		n += max(0, t.phone.heard()-t.turns)
	}
	return n
}
