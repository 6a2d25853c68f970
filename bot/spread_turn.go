package bot

import (
	"context"
	"time"

	"yousaid/bot/pace"
)

// take waits until the network is this process's; false when nothing is due, or
// when that took as long as a job may.
func (s *spreading) take(ctx context.Context) (bool, error) {
	const look = 250 * time.Millisecond // how often, while another process has it
	for {
		turn, err := s.ask(ctx)
		switch {
		case err != nil:
			return false, err
		case turn.Ours && turn.Wait > turnWait:
			s.stop(&LaterError{At: s.Now().Add(turn.Wait)})
			return true, nil // so that it is left to others
		case turn.Ours:
			return true, nil
		case !turn.Due:
			return false, nil
		case time.Now().After(s.ends):
			return false, s.Store.QueueSpread(ctx)
		}
		if err := pace.Sleep(ctx, time.Now().Add(look)); err != nil {
			return false, err
		}
	}
}

// ask takes the network for one more spell, as far as that is possible. By this
// process's clock the spell ends before it does by the record's.
func (s *spreading) ask(ctx context.Context) (Turn, error) {
	asked := time.Now()
	turn, err := s.Store.TakeNetwork(ctx, s.ch.Name(), spell, max(s.pace.Gap(), windows[s.ch.Name()]))
	if err != nil {
		return Turn{}, err
	}
	if turn.Ours {
		s.pace.Hold(time.Now().Add(turn.Wait))
		s.until.Store(asked.Add(spell).UnixNano())
	}
	return turn, nil
}

// keep asks again while a job sends. Where that fails for too long, the job ends
// with the spell.
func (s *spreading) keep(ctx context.Context) {
	for pace.Sleep(ctx, time.Now().Add(spell/4)) == nil {
		if turn, err := s.ask(ctx); err != nil {
			if ctx.Err() == nil {
				s.Log.Warn().Ctx(ctx).Err(err).Str("channel", s.ch.Name()).Msg("can't keep a network for plan updates")
			}
		} else if !turn.Ours {
			s.stop(&LaterError{At: s.Now()})
		}
	}
}

// may says why nothing is to be sent now; nil when it may be.
func (s *spreading) may() error {
	switch {
	case s.stopped.Load():
		return errStopped
	case time.Now().UnixNano() >= s.until.Load():
		return &LaterError{At: s.Now()}
	}
	return s.quiet()
}
