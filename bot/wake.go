package bot

import (
	"context"
	"hash/fnv"
	"time"

	"yousaid/bot/channel"
	"yousaid/flows"
)

// spread is over how long reminders of a night go out in the morning, so that
// they don't all go in one second.
const spread = 20 * time.Minute

// wakeAt is when a conversation is to go on though nobody writes; zero when it
// isn't. Nobody is told anything unasked in quiet hours, on any network.
func (s *Service) wakeAt(who channel.Address, session flows.Session) time.Time {
	due, ok := s.Engine.Due(session)
	if !ok {
		return time.Time{}
	}
	if morning := s.Quiet.Until(due.At); due.Unasked && !morning.IsZero() {
		return morning.Add(offset(who))
	}
	return due.At
}

// offset puts an address somewhere in the spread, always at the same place.
func offset(who channel.Address) time.Duration {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(who.ID)) // it never fails
	return time.Duration(sum.Sum32()%uint32(spread/time.Second)) * time.Second
}

// wake goes on with a conversation whose time has come. Where somebody wrote
// meanwhile, or it has become night, it only notes the new time.
func (s *Service) wake(ctx context.Context, who channel.Address) error {
	ch, ok := s.Channels[who.Channel]
	if !ok {
		return nil
	}
	input := flows.Input{Kind: flows.Elapsed, Form: form(who.Channel, ch.Can()), Fresh: s.Fresh()}
	var last flows.Turn
	var before flows.Session
	saved, err := s.Sessions.Update(ctx, who, "", func(found Loaded) (Saving, error) {
		now := s.Now()
		last, before = flows.Turn{Session: found.Session}, found.Session
		if found.New || found.Session.Pending != nil {
			return Saving{Nothing: true}, nil
		}
		if at := s.notBefore(who, found.Session, now); at.After(now) {
			return Saving{Session: found.Session, Wake: at}, nil
		}
		last = s.Engine.Advance(found.Session, input, now)
		return s.saving(who, ch, &last, false), nil
	})
	done := &turn{Turn: last, saved: saved}
	if err == nil && last.Session.Pending != nil {
		done, err = s.finish(ctx, who, ch, *last.Session.Pending, false)
	}
	if err != nil {
		return err
	}
	if s.GaveUp != nil && before.Flow != "" && done.Session.Flow == "" {
		s.GaveUp(before.Flow, before.Step)
	}
	return s.dispatch(ctx, who, done)
}

// notBefore is wakeAt for a conversation that is late: quiet hours may have
// begun since.
func (s *Service) notBefore(who channel.Address, session flows.Session, now time.Time) time.Time {
	due, _ := s.Engine.Due(session)
	if morning := s.Quiet.Until(now); due.Unasked && !morning.IsZero() {
		return morning.Add(offset(who))
	}
	return s.wakeAt(who, session)
}
