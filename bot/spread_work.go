package bot

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"yousaid/bot/channel"
	"yousaid/bot/pace"
)

// spreading is one job at work on one network: one claims, some send, and one
// notes what came of it.
type spreading struct {
	*Newsroom
	ch       channel.Channel
	pace     *pace.Pace
	ends     time.Time
	until    atomic.Int64 // the network is this process's, in Unix nanoseconds
	pictures sync.Map     // data by update
	letters  sync.Map     // as they go out, by update and language

	stopped atomic.Bool // one met what holds for all
	once    sync.Once
	why     error

	claimed chan timed
	ended   chan ParcelEnd
}

// timed is a parcel with the time at which it is to leave.
type timed struct {
	Parcel
	at time.Time
}

// errStopped says that another of the job's goroutines has stopped it, and why.
var errStopped = errors.New("stopped")

// stop ends the job: what is claimed and not yet under way is given back. The
// first reason is the job's.
func (s *spreading) stop(why error) {
	if !errors.Is(why, errStopped) {
		s.once.Do(func() { s.why = why })
	}
	s.stopped.Store(true)
}

// work sends until nothing is due. A call under way is never cut off, whoever is
// told to stop, and what came of it is noted.
func (s *spreading) work(ctx context.Context) error {
	s.claimed, s.ended = make(chan timed, s.batch()), make(chan ParcelEnd, 64)
	lasting, done := context.WithCancel(context.WithoutCancel(ctx))
	defer done()
	var senders, others sync.WaitGroup
	others.Go(func() { s.keep(lasting) })
	others.Go(func() { s.note(lasting, done) })
	for range s.senders(s.ch.Name()) {
		senders.Go(func() {
			for one := range s.claimed {
				s.ended <- s.send(ctx, one)
			}
		})
	}
	more := s.claim(ctx)
	close(s.claimed)
	senders.Wait()
	close(s.ended)
	others.Wait()
	if s.why == nil && more {
		return s.Store.QueueSpread(ctx) // at once: a network gives no time back
	}
	return s.why
}

// batch is how many residents are claimed at once: few, as a kill leaves them
// unknown, and one where there is time to look whether they still want it.
func (s *spreading) batch() int {
	if s.lead() == 0 {
		return 1
	}
	const ahead = 15 * time.Millisecond
	return min(64, max(3, int(ahead/s.pace.Gap())))
}

// lead is how long before their time residents are claimed, since that takes a
// while.
func (s *spreading) lead() time.Duration {
	const least, most = 10 * time.Millisecond, 50 * time.Millisecond
	if s.pace.Gap() >= most {
		return 0
	}
	return min(most, max(least, 2*s.pace.Gap()))
}

// claim claims what is due, a batch when it is its time, and hands it to the
// senders; more says that it ended because the job has taken long enough.
func (s *spreading) claim(ctx context.Context) (more bool) {
	for !s.stopped.Load() {
		if time.Now().After(s.ends) {
			return true
		}
		batch, err := s.next(ctx)
		if errors.Is(err, ErrNotFound) {
			return false
		}
		if err != nil {
			s.stop(err)
			return false
		}
		for _, one := range batch {
			s.claimed <- one
		}
	}
	return false
}

// next claims a batch.
func (s *spreading) next(ctx context.Context) ([]timed, error) {
	if wait := s.pace.Next(); wait > turnWait {
		return nil, &LaterError{At: s.Now().Add(wait)}
	}
	at := s.pace.Reserve(s.batch())
	if err := pace.Sleep(ctx, at.Add(-s.lead())); err != nil {
		return nil, err
	}
	if err := s.may(); err != nil {
		return nil, err
	}
	parcels, err := s.Store.ClaimParcels(ctx, s.ch.Name(), s.batch())
	batch := make([]timed, len(parcels))
	for n, parcel := range parcels {
		batch[n] = timed{parcel, at.Add(time.Duration(n) * s.pace.Gap())}
	}
	return batch, err
}

// quiet says until when nobody is texted: at night.
func (s *spreading) quiet() error {
	if at := s.Quiet.Until(s.Now()); s.ch.Name() == channel.SMS && !at.IsZero() {
		return &LaterError{At: at}
	}
	return nil
}
