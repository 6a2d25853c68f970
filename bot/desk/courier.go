package desk

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/trail"
	"yousaid/flows"
)

const (
	rounds      = 4    // that are under way at the same time
	roundCards  = 32   // of one round, at the most
	roundSends  = 8    // of one round, at the same time
	mostWaiting = 1024 // cards; more are left to their jobs

	// roundTime is how long after it was filed a card is the courier's. It ends
	// before the card's job begins: see postgres.Config.Courier.
	roundTime = 8 * time.Second
	noteAgain = 250 * time.Millisecond
)

// Courier brings the cards of new reports to their desks at once, many at a time,
// in the replica that filed them. All of them have a job in the queue, which
// delivers what a Courier hasn't: it may lose everything that it carries.
type Courier struct {
	desk     *Desk
	begin    func(ctx context.Context, kind string, metadata []byte) (context.Context, trail.End)
	panicked func(kind string)
	waiting  chan carried
}

// carried is a card that is to be delivered by a time.
type carried struct {
	bot.DueCard
	until time.Time
}

// NewCourier makes a Courier of a desk. begin and panicked are told of each card as those
// of [yousaid/bot/jobs.Work] are of jobs.
func NewCourier(desk *Desk, begin func(ctx context.Context, kind string, metadata []byte) (context.Context, trail.End), panicked func(kind string)) *Courier {
	return &Courier{desk: desk, begin: begin, panicked: panicked, waiting: make(chan carried, mostWaiting)}
}

// Take hands it cards. It doesn't wait: those for which there is no room are left
// to their jobs.
func (c *Courier) Take(cards []bot.DueCard) {
	until := time.Now().Add(roundTime)
	for _, card := range cards {
		select {
		case c.waiting <- carried{card, until}:
		default:
			return
		}
	}
}

// Run delivers what it is handed until ctx ends, and then what is still waiting.
func (c *Courier) Run(ctx context.Context) {
	var all sync.WaitGroup
	for range rounds {
		all.Go(func() {
			for c.wait(ctx) {
			}
		})
	}
	all.Wait()
}

// wait makes one round with the next card and all that wait with it. It is false
// when there will be none.
func (c *Courier) wait(ctx context.Context) bool {
	var first carried
	select {
	case first = <-c.waiting:
	case <-ctx.Done():
		select {
		case first = <-c.waiting:
		default:
			return false
		}
	}
	if time.Now().After(first.until) {
		return true // by now it is its job's
	}
	round := []carried{first}
	for len(round) < roundCards && len(c.waiting) > 0 {
		select {
		case next := <-c.waiting:
			round = append(round, next)
		default: // another round has it
		}
	}
	ctx, cancel := context.WithDeadline(context.WithoutCancel(ctx), first.until)
	defer cancel()
	c.safely(ctx, func() {
		if err := c.round(ctx, round); err != nil {
			c.desk.Log.Warn().Ctx(ctx).Err(err).Int("cards", len(round)).Msg("cards are left to their jobs")
		}
	})
	return true
}

// safely turns a panic into a line of the log without its value, which may quote
// what somebody wrote.
func (c *Courier) safely(ctx context.Context, do func()) {
	defer func() {
		if cause := recover(); cause != nil {
			c.desk.Log.Error().Ctx(ctx).Str("panic", fmt.Sprintf("%T", cause)).Bytes("stack", debug.Stack()).Msg("courier panicked")
			c.panicked(bot.DeliverJob{}.Kind())
		}
	}()
	do()
}

// round delivers some cards.
func (c *Courier) round(ctx context.Context, round []carried) error {
	due, ids := map[int64]bot.DueCard{}, make([]int64, 0, len(round))
	for _, card := range round {
		due[card.Delivery] = card.DueCard
		ids = append(ids, card.Delivery)
	}
	list, err := c.desk.Store.Deliveries(ctx, ids)
	if err != nil {
		return err
	}
	cards := make([]bot.Delivery, 0, len(list))
	for _, d := range list {
		if simple(d) {
			cards = append(cards, d)
		} else if err := c.other(ctx, due[d.ID]); err != nil {
			return err
		}
	}
	read, err := c.desk.Store.ReadCards(ctx, cards)
	if err != nil {
		return err
	}
	return c.note(ctx, c.send(ctx, read, due))
}

// simple tells a card that only has to be sent to a group.
func simple(d bot.Delivery) bool {
	return d.State == "waiting" && d.Entry == nil && !d.Ended && d.Status != flows.StatusForgotten && d.Desk.Address.Channel == channel.Telegram
}

// other delivers what isn't a card in a group, by itself. What it can't, its job
// will.
func (c *Courier) other(ctx context.Context, due bot.DueCard) error {
	ctx, end := c.begin(ctx, bot.DeliverJob{}.Kind(), due.Cause)
	err := c.desk.Deliver(ctx, due.Delivery)
	end(err)
	if err != nil {
		return nil //nolint:nilerr // the job meets the same, and says so
	}
	return c.desk.Store.DropJob(ctx, due.Job)
}

// send sends cards and returns those that went.
func (c *Courier) send(ctx context.Context, cards []bot.Card, due map[int64]bot.DueCard) []bot.SentCard {
	sent := make([]bot.SentCard, 0, len(cards))
	var mu sync.Mutex
	var sends errgroup.Group
	sends.SetLimit(roundSends)
	for _, card := range cards {
		sends.Go(func() error {
			c.safely(ctx, func() {
				one := due[card.Delivery.ID]
				if went, ok := c.sendOne(ctx, card, one); ok {
					mu.Lock()
					defer mu.Unlock()
					sent = append(sent, went)
				}
			})
			return nil
		})
	}
	_ = sends.Wait()
	return sent
}

// sendOne sends a card. One that doesn't go is left to its job, which tries
// again.
func (c *Courier) sendOne(ctx context.Context, card bot.Card, due bot.DueCard) (bot.SentCard, bool) {
	ctx, end := c.begin(ctx, bot.DeliverJob{}.Kind(), due.Cause)
	out := c.desk.card(card.Report, card.Words)
	out.To = card.Delivery.Desk.Address
	got, err := c.desk.send(ctx, out)
	end(err)
	if err != nil {
		if failed := c.desk.undelivered(ctx, card.Delivery, err); failed != nil {
			c.desk.Log.Warn().Ctx(ctx).Err(failed).Int64("delivery", card.Delivery.ID).Msg("card not sent; its job comes to it")
		}
		return bot.SentCard{}, false
	}
	about := bot.DeskMessage{
		Chat: got.chat, Message: got.message, Report: card.Report.ID, Agency: card.Delivery.Desk.Agency, Purpose: forCard,
	}
	return bot.SentCard{Card: card, Job: due.Job, About: about}, true
}

// note notes what was sent. While the record is away it tries again: what isn't
// noted is sent once more.
func (c *Courier) note(ctx context.Context, sent []bot.SentCard) error {
	for {
		err := c.desk.Store.CardsDelivered(ctx, sent)
		if err == nil || ctx.Err() != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(noteAgain):
		}
	}
}
