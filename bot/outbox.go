package bot

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"yousaid/bot/channel"
)

const (
	sendTimeout  = 5 * time.Second // one provider call; shorter than the lease on an address's list
	stripTimeout = 2 * time.Second
	firstRetry   = 2 * time.Second  // doubles with each try
	lastRetry    = 60 * time.Second // and stays here
	sweepLimit   = 200              // conversations a sweep takes at once
	sweepers     = 16               // conversations at the same time
)

// dispatch sends the reply of a turn, unless older messages to the same person
// wait: then it goes behind them. What can't go now is kept; that is no error.
func (s *Service) dispatch(ctx context.Context, who channel.Address, done *turn) error {
	if done.Repeat || done.saved.Behind {
		return s.Flush(ctx, who)
	}
	if done.saved.Seq == 0 || done.saved.Message == nil {
		return nil
	}
	next, err := s.send(ctx, who, Unsent{Seq: done.saved.Seq, Message: *done.saved.Message}, s.Sessions.SentSoon)
	if err == nil {
		err = s.Continue(ctx, who, next)
	}
	s.strip(ctx, who, done.saved.Asked)
	return err
}

// strip takes the buttons off a message, after the reply has gone. It is tried
// once: an old button changes nothing.
func (s *Service) strip(ctx context.Context, who channel.Address, message string) {
	ch, ok := s.Channels[who.Channel]
	if message == "" || !ok || !ch.Can().Buttons {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, stripTimeout)
	defer cancel()
	if _, err := ch.Send(ctx, channel.Outbound{Verb: channel.Edit, To: who, Target: message}); err != nil {
		s.Log.Debug().Ctx(ctx).Str("channel", who.Channel).Stringer("reason", channel.ReasonOf(err)).Msg("old buttons not taken away")
	}
}

// oldButtons takes over from dispatch what takes the buttons off the question
// that was answered, where the network takes that in its answer: a call less. A
// press is answered there itself.
func oldButtons(in channel.Inbound, can channel.Capabilities, done *turn) *channel.Outbound {
	message := done.saved.Asked
	if message == "" || !can.Buttons || !can.StripInAnswer || in.Kind == channel.Press || done.Repeat || done.saved.Behind {
		return nil
	}
	done.saved.Asked = ""
	return &channel.Outbound{Verb: channel.Edit, To: in.Chat, Target: message}
}

// Flush sends what waits for who, oldest first, as far as the network takes it
// now. While somebody else is at it, or it is too early, it does nothing.
func (s *Service) Flush(ctx context.Context, who channel.Address) error {
	next, err := s.Sessions.Take(ctx, who)
	if err != nil {
		return err
	}
	return s.Continue(ctx, who, next)
}

// Continue sends message after message under the lease, which next came with,
// until the list is empty or the network doesn't take one.
func (s *Service) Continue(ctx context.Context, who channel.Address, next *Unsent) error {
	var err error
	for next != nil && err == nil {
		next, err = s.send(ctx, who, *next, s.Sessions.Sent)
	}
	return err
}

// noting is how it is noted that a message was sent.
type noting func(ctx context.Context, who channel.Address, seq int64, as Said) (*Unsent, error)

// send makes one provider call and notes what came of it. It returns the next
// message, if this one is off the list; an error is the list's own.
func (s *Service) send(ctx context.Context, who channel.Address, u Unsent, sent noting) (*Unsent, error) {
	ch, ok := s.Channels[who.Channel]
	if !ok {
		return nil, s.Sessions.Drop(ctx, who)
	}
	call, cancel := context.WithTimeout(ctx, sendTimeout)
	id, err := ch.Send(call, u.Message)
	cancel()
	if err == nil {
		return sent(ctx, who, u.Seq, said(ch, u.Message, id))
	}
	s.Log.Warn().Ctx(ctx).Str("channel", who.Channel).Stringer("reason", channel.ReasonOf(err)).Int("tries", u.Tries).Msg("message not sent")
	switch channel.ReasonOf(err) {
	case channel.Blocked:
		return nil, s.left(ctx, who)
	case channel.Rejected, channel.Moved:
		return s.Sessions.Sent(ctx, who, u.Seq, Said{}) // it will never go as it is
	case channel.Throttled, channel.Unreachable, channel.Unknown:
	}
	return nil, s.Sessions.Later(ctx, who, s.Now().Add(pause(err, u.Tries)))
}

// said is what is remembered of a message that was sent.
func said(ch channel.Channel, out channel.Outbound, id string) Said {
	if out.Verb != channel.Say {
		return Said{}
	}
	return Said{Message: id, About: out.About, Asks: out.Asks, Kept: ch.Can().Delete}
}

// pause is how long to wait before the next try: as long as the provider says,
// else twice as long each time.
func pause(err error, tries int) time.Duration {
	if asked := channel.RetryAfterOf(err); asked > 0 {
		return asked
	}
	return min(firstRetry<<min(tries, 5), lastRetry)
}

// Sweep sends what was left unsent and finishes what was left pending, by this
// replica or by one that has died, and goes on where the time has come. It is to
// be called every second or two.
func (s *Service) Sweep(ctx context.Context) error {
	due, away := s.Sessions.Due(ctx, s.Now(), sweepLimit)
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(sweepers)
	for _, who := range due.Finish {
		work.Go(func() error { return s.resume(ctx, who) })
	}
	for _, who := range due.Send {
		work.Go(func() error { return s.Flush(ctx, who) })
	}
	for _, who := range due.Wake {
		work.Go(func() error { return s.wake(ctx, who) })
	}
	return errors.Join(away, work.Wait())
}

// resume finishes the pending work of one conversation and tells its resident.
func (s *Service) resume(ctx context.Context, who channel.Address) error {
	ch, ok := s.Channels[who.Channel]
	if !ok {
		return nil
	}
	var found Loaded
	if _, err := s.Sessions.Update(ctx, who, "", func(l Loaded) (Saving, error) {
		found = l
		return Saving{Nothing: true}, nil
	}); err != nil {
		return err
	}
	if found.Session.Pending == nil {
		return nil
	}
	done, err := s.finish(ctx, who, ch, *found.Session.Pending, false)
	if err != nil {
		return err
	}
	return s.dispatch(ctx, who, done)
}
