package bot

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"yousaid/bot/channel"
	"yousaid/flows"
)

const (
	spreadSlice = 2000             // messages of one job; then it comes again, up to a second later
	spreadTime  = 25 * time.Second // of one job; well below the time that jobs have
	claimLives  = time.Minute      // of a call that nobody notes the end of
	turnWait    = 5 * time.Second  // how long a sender waits for its turn
	awayPause   = 30 * time.Second // while a network is down and names no time
)

// gaps keep below what the networks allow: Telegram 30 messages a second over
// all chats, replies to residents among them; a number at Twilio one a second.
var gaps = map[string]time.Duration{
	channel.Telegram: time.Second / 25,
	channel.SMS:      time.Second,
}

// gap is the time between two messages on a network.
func (n *Newsroom) gap(network string) time.Duration {
	if gap, set := n.Gaps[network]; set {
		return gap
	}
	return gaps[network]
}

// kept is the gap that is kept: a hundredth more than is asked for, since a
// network counts when messages arrive, and of 30 a second none may come a moment
// early.
func (n *Newsroom) kept(network string) time.Duration {
	gap := n.gap(network)
	return gap + gap/100
}

// spacing keeps a job's messages apart where they leave. The shared pace says
// when a sender may begin, and how long it takes to its call differs.
type spacing struct {
	mu   sync.Mutex
	next time.Time
}

// wait waits until the last message left so long ago.
func (s *spacing) wait(gap time.Duration) {
	s.mu.Lock()
	at := s.next
	if now := time.Now(); at.Before(now) {
		at = now
	}
	s.next = at.Add(gap)
	s.mu.Unlock()
	time.Sleep(time.Until(at)) // a few gaps: as many as there are senders, at the most
}

// senders is how many messages are on their way at once, so that the pace can be
// kept although each call takes a while.
func (n *Newsroom) senders(network string) int {
	const slow = time.Second // a call, and what is noted around it, on a bad day
	gap := max(n.gap(network), time.Millisecond)
	return min(32, max(2, int(slow/gap)))
}

// Spread brings residents the plan updates that are due on a network, for as
// long as one job may take. *LaterError says when to go on. It may run on every
// replica at once: each resident's rows are claimed by one of them, before the
// network is called, and what can't be known is never sent again.
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
	var s spreading
	s.Newsroom, s.ch, s.ends = n, ch, time.Now().Add(spreadTime)
	var work errgroup.Group // without a context of its own: a call under way is never cut off
	for range n.senders(network) {
		work.Go(func() error { return s.run(ctx) })
	}
	return work.Wait()
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

// spreading is one job at work on one network.
type spreading struct {
	*Newsroom
	ch       channel.Channel
	ends     time.Time
	sent     atomic.Int64
	stopped  atomic.Bool // one sender met what holds for all
	pictures sync.Map    // data by update
	apart    spacing
	gate     sync.RWMutex // nothing is claimed between that and its giving back
}

// run sends one message after another until nothing is due.
func (s *spreading) run(ctx context.Context) error {
	for !s.stopped.Load() {
		if s.sent.Load() >= spreadSlice || time.Now().After(s.ends) {
			return &LaterError{At: s.Now()}
		}
		if err := s.turn(ctx); err != nil {
			return s.stop(err)
		}
		more, err := s.next(ctx)
		if err != nil {
			return s.stop(err)
		}
		if !more {
			return nil
		}
	}
	return nil
}

func (s *spreading) stop(err error) error {
	s.stopped.Store(true)
	return err
}

// turn waits until the network may be called. At night nobody is texted.
func (s *spreading) turn(ctx context.Context) error {
	if err := s.quiet(); err != nil {
		return err
	}
	wait, err := s.Store.Pace(ctx, s.ch.Name(), s.kept(s.ch.Name()))
	if err != nil {
		return err
	}
	if wait > turnWait {
		return &LaterError{At: s.Now().Add(wait)}
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(wait):
	}
	return s.quiet() // the night may have begun
}

func (s *spreading) quiet() error {
	if at := s.Quiet.Until(s.Now()); s.ch.Name() == channel.SMS && !at.IsZero() {
		return &LaterError{At: at}
	}
	return nil
}

// next claims what is due to one resident, sends it and notes what came of it;
// false when nothing is due.
func (s *spreading) next(ctx context.Context) (more bool, err error) {
	parcel, err := s.claim(ctx)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	s.sent.Add(1)
	// From here on everything is done to its end, whoever is told to stop.
	ctx = context.WithoutCancel(ctx)
	if err := s.illustrate(ctx, parcel.News); err != nil {
		return true, errors.Join(err, s.Store.ReleaseParcel(ctx, parcel))
	}
	out := s.letter(s.ch, parcel.Language, parcel.News...)
	out.To = parcel.To
	s.apart.wait(s.kept(s.ch.Name()))
	call, cancel := context.WithTimeout(ctx, sendTimeout)
	_, failure := s.ch.Send(call, out)
	cancel()
	return true, s.note(ctx, parcel, failure)
}

// illustrate gives letters the data of their pictures, which is read once for
// all that a job sends.
func (s *spreading) illustrate(ctx context.Context, news []Letter) error {
	for _, one := range news {
		if one.Picture == nil {
			continue
		}
		data, known := s.pictures.Load(one.ID)
		if !known {
			read, err := s.Store.PictureToSend(ctx, one.ID)
			if err != nil {
				return err
			}
			data, _ = s.pictures.LoadOrStore(one.ID, read)
		}
		one.Picture.Data, _ = data.([]byte)
	}
	return nil
}

// claim takes what is due to one resident, unless another sender has been told
// to wait.
func (s *spreading) claim(ctx context.Context) (Parcel, error) {
	s.gate.RLock()
	defer s.gate.RUnlock()
	if s.stopped.Load() {
		return Parcel{}, ErrNotFound
	}
	return s.Store.ClaimParcel(ctx, s.ch.Name())
}

// note keeps what came of a parcel. What can't be known is unknown for good.
func (s *spreading) note(ctx context.Context, parcel Parcel, failure error) error {
	if failure == nil {
		if err := s.Store.ParcelDone(ctx, parcel, DeliverySent, ""); err != nil {
			return err
		}
		s.remember(ctx, parcel)
		return nil
	}
	reason := channel.ReasonOf(failure)
	s.Log.Warn().Ctx(ctx).Err(failure).Str("channel", s.ch.Name()).Stringer("reason", reason).Msg("plan update not sent")
	switch reason {
	case channel.Blocked:
		return errors.Join(lost(ctx, s.Store, s.Sessions, parcel.To), s.Store.ParcelDone(ctx, parcel, DeliverySuppressed, "blocked"))
	case channel.Rejected, channel.Moved:
		return s.Store.ParcelDone(ctx, parcel, DeliveryFailed, reason.String())
	case channel.Throttled, channel.Unreachable:
		return s.hold(ctx, parcel, failure)
	case channel.Unknown:
	}
	return s.Store.ParcelDone(ctx, parcel, DeliveryUnknown, "no answer")
}

// hold gives a parcel back that certainly didn't go, and leaves the network
// alone for as long as it asks.
func (s *spreading) hold(ctx context.Context, parcel Parcel, failure error) error {
	pause := awayPause
	if asked := channel.RetryAfterOf(failure); asked > 0 {
		pause = asked
	}
	s.gate.Lock()
	s.stopped.Store(true) // before anybody can claim it again
	s.gate.Unlock()
	err := errors.Join(s.Store.HoldPace(ctx, s.ch.Name(), pause), s.Store.ReleaseParcel(ctx, parcel))
	if err != nil {
		return fmt.Errorf("hold %s: %w", s.ch.Name(), err)
	}
	return &LaterError{At: s.Now().Add(pause)}
}

// remember lets a conversation that goes on know what its resident was just
// sent, so that what they write next can be an answer to it. A conversation
// that begins later reads that in the record.
func (s *spreading) remember(ctx context.Context, parcel Parcel) {
	if len(parcel.News) != 1 || s.guarded(parcel.News[0]) {
		return
	}
	news := flows.News{ID: parcel.News[0].ID, Theme: parcel.News[0].Theme, At: s.Now()}
	_, err := s.Sessions.Update(ctx, parcel.To, "", func(found Loaded) (Saving, error) {
		found.Session.Resident.News = news
		return Saving{Session: found.Session, Nothing: found.New, Aside: true}, nil
	})
	if err != nil {
		s.Log.Warn().Ctx(ctx).Err(err).Msg("conversation doesn't know of a plan update")
	}
}
