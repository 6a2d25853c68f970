package bot

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"yousaid/bot/channel"
	"yousaid/flows"
)

const (
	noteMost = 64                   // ends of parcels in one statement
	noteWait = 5 * time.Millisecond // how long it waits for more, while many are sent
)

// note keeps what comes of parcels until nothing more comes, and is done then.
// What can't be noted stays claimed, and is unknown after a while.
func (s *spreading) note(ctx context.Context, done func()) {
	defer done()
	for first := range s.ended {
		ends := s.gather(first)
		if err := s.settle(ctx, ends); err != nil {
			s.stop(err)
		}
	}
}

// gather waits a moment for what can be noted in the same statement.
func (s *spreading) gather(first ParcelEnd) []ParcelEnd {
	ends := []ParcelEnd{first}
	if s.pace.Gap() >= 4*noteWait {
		return ends
	}
	enough := time.NewTimer(noteWait)
	defer enough.Stop()
	for len(ends) < noteMost {
		select {
		case <-enough.C:
			return ends
		case end, more := <-s.ended:
			if !more {
				return ends
			}
			ends = append(ends, end)
		}
	}
	return ends
}

func (s *spreading) settle(ctx context.Context, ends []ParcelEnd) error {
	var back, sent []Parcel
	var noted []ParcelEnd
	for _, end := range ends {
		switch end.State {
		case DeliveryWaiting:
			back = append(back, end.Parcel)
			continue
		case DeliverySent:
			sent = append(sent, end.Parcel)
		case DeliveryPaused, DeliveryClaimed, DeliveryFailed, DeliverySuppressed, DeliveryUnknown:
		}
		noted = append(noted, end)
	}
	if len(back) > 0 {
		if err := s.Store.ReleaseParcels(ctx, back...); err != nil {
			s.stop(err)
		}
	}
	if len(noted) > 0 {
		if err := s.Store.ParcelsDone(ctx, noted...); err != nil {
			return err
		}
	}
	s.remember(ctx, sent)
	return nil
}

// remember lets conversations that go on know what their residents were just
// sent, so that what they write next can be an answer to it. A conversation
// that begins later reads that in the record.
func (s *spreading) remember(ctx context.Context, parcels []Parcel) {
	var told []Parcel
	var who []channel.Address
	for _, parcel := range parcels {
		if len(parcel.News) == 1 && !s.guarded(parcel.News[0]) {
			told, who = append(told, parcel), append(who, parcel.To)
		}
	}
	if len(told) == 0 {
		return
	}
	var work errgroup.Group
	work.SetLimit(8)
	talking, err := s.Sessions.Talking(ctx, who)
	for n, goes := range talking {
		if goes {
			work.Go(func() error { return s.tell(ctx, told[n]) })
		}
	}
	if err := errors.Join(err, work.Wait()); err != nil {
		s.Log.Warn().Ctx(ctx).Err(err).Msg("conversation doesn't know of a plan update")
	}
}

// tell is remember for one who talks with us.
func (s *spreading) tell(ctx context.Context, parcel Parcel) error {
	news := flows.News{ID: parcel.News[0].ID, Theme: parcel.News[0].Theme, At: s.Now()}
	_, err := s.Sessions.Update(ctx, parcel.To, "", func(found Loaded) (Saving, error) {
		found.Session.Resident.News = news
		return Saving{Session: found.Session, Nothing: found.New, Aside: true}, nil
	})
	return err
}
