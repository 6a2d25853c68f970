package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yousaid/bot/channel"
	"yousaid/bot/pace"
)

// send sends a parcel when it is its time, and returns what came of it.
func (s *spreading) send(ctx context.Context, one timed) ParcelEnd {
	back := ParcelEnd{Parcel: one.Parcel, State: DeliveryWaiting}
	if err := s.illustrate(ctx, one.News); err != nil {
		s.stop(err)
		return back
	}
	out := s.written(one.Parcel)
	if err := pace.Sleep(ctx, one.at); err != nil {
		s.stop(err)
		return back
	}
	began, err := s.pace.Enter(ctx)
	if err != nil {
		s.stop(err)
		return back
	}
	err = s.may()
	if err == nil && s.pace.Held() { // another job of this process was told to wait
		err = &LaterError{At: s.Now().Add(time.Second)}
	}
	if err != nil {
		s.pace.Leave(time.Time{})
		s.stop(err)
		return back
	}
	// From here on everything is done to its end, whoever is told to stop.
	ctx = context.WithoutCancel(ctx)
	call, cancel := context.WithTimeout(ctx, sendTimeout)
	_, failure := s.ch.Send(call, out)
	cancel()
	s.pace.Leave(began)
	if failure == nil {
		return ParcelEnd{Parcel: one.Parcel, State: DeliverySent}
	}
	return s.failed(ctx, one.Parcel, failure)
}

// written is what a parcel says. One update is written once for all who read the
// same language.
func (s *spreading) written(parcel Parcel) channel.Outbound {
	type key struct {
		update, language string
		english          bool
	}
	var out channel.Outbound
	if len(parcel.News) == 1 {
		of := key{parcel.News[0].ID, parcel.Language, parcel.News[0].English}
		kept, known := s.letters.Load(of)
		if !known {
			kept, _ = s.letters.LoadOrStore(of, s.letter(s.ch, parcel.Language, parcel.News...))
		}
		out, _ = kept.(channel.Outbound)
	} else {
		out = s.letter(s.ch, parcel.Language, parcel.News...)
	}
	out.To = parcel.To
	return out
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

// failed is what came of a parcel whose call failed. What can't be known is
// unknown for good.
func (s *spreading) failed(ctx context.Context, parcel Parcel, failure error) ParcelEnd {
	reason := channel.ReasonOf(failure)
	s.Log.Warn().Ctx(ctx).Err(failure).Str("channel", s.ch.Name()).Stringer("reason", reason).Msg("plan update not sent")
	switch reason {
	case channel.Blocked:
		if err := lost(ctx, s.Store, s.Sessions, parcel.To); err != nil {
			s.stop(err)
		}
		return ParcelEnd{parcel, DeliverySuppressed, "blocked"}
	case channel.Rejected, channel.Moved:
		return ParcelEnd{parcel, DeliveryFailed, reason.String()}
	case channel.Throttled, channel.Unreachable:
		s.hold(ctx, failure)
		return ParcelEnd{Parcel: parcel, State: DeliveryWaiting} // it certainly didn't go
	case channel.Unknown:
	}
	return ParcelEnd{parcel, DeliveryUnknown, "no answer"}
}

// hold leaves the network alone for as long as it asks.
func (s *spreading) hold(ctx context.Context, failure error) {
	pause := awayPause
	if asked := channel.RetryAfterOf(failure); asked > 0 {
		pause = asked
	}
	s.stopped.Store(true) // before the record is asked
	err := s.Store.HoldPace(ctx, s.ch.Name(), pause)
	s.pace.Hold(time.Now().Add(pause))
	if err != nil {
		s.stop(errors.Join(fmt.Errorf("hold %s: %w", s.ch.Name(), err), &LaterError{At: s.Now().Add(pause)}))
		return
	}
	s.stop(&LaterError{At: s.Now().Add(pause)})
}
