package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"yousaid/bot/channel"
	"yousaid/flows"
)

const (
	patience      = 4 * time.Second // with a turn whose answer can't come later
	patiencePause = 500 * time.Millisecond

	troubleFor    = 2 * time.Minute // nobody is told of trouble more often
	troubleGrace  = 4 * time.Second // for networks that bring a message again: it may be over by then
	troubleDanger = 10 * time.Second
	troubleMost   = 10_000 // people remembered
)

// trouble remembers who was told that the service is in trouble. It is this
// replica's own: where conversations can't be read there is no other place.
type trouble struct {
	mu   sync.Mutex
	told map[channel.Address]hardship
}

type hardship struct {
	since, told, danger time.Time
	inbound             string // the message that they were told at
}

// tells reports whether somebody is to be told now, at a message that failed. At
// one message it is done once; danger is answered again soon.
func (t *trouble) tells(in channel.Inbound, danger bool, grace time.Duration, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.told == nil || len(t.told) >= troubleMost {
		t.told = map[channel.Address]hardship{}
	}
	h := t.told[in.Chat]
	again := h.inbound != in.ID
	if h.since.IsZero() || again && !h.told.IsZero() && now.Sub(h.told) >= troubleFor {
		h = hardship{since: now}
	}
	tell := h.told.IsZero() && now.Sub(h.since) >= grace
	if danger {
		tell = again && now.Sub(h.danger) >= troubleDanger
	}
	if tell {
		h.told, h.inbound = now, in.ID
	}
	if tell && danger {
		h.danger = now
	}
	t.told[in.Chat] = h
	return tell
}

// patiently takes a turn. Where the answer can't come later it tries for a
// while, since what is broken may be back in a moment; danger doesn't wait.
func (s *Service) patiently(ctx context.Context, in channel.Inbound, ch channel.Channel) (*turn, error) {
	done, err := s.turn(ctx, in, ch)
	if err == nil || !ch.Can().InAnswer || s.Read(in.Text, s.Now()).Danger != flows.NoDanger {
		return done, err
	}
	long, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for err != nil && pauses(long, patiencePause) {
		done, err = s.turn(ctx, in, ch)
	}
	return done, err
}

// pauses waits; false when ctx ended first.
func pauses(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// sorry says that there is no answer just now, and where to turn in danger,
// which is read without any store. It promises nothing about the message. It
// returns the text where it goes in the network's answer.
func (s *Service) sorry(ctx context.Context, in channel.Inbound, ch channel.Channel, cause error) *channel.Outbound {
	if in.OptOut != "" || errors.Is(cause, ErrContended) || errors.Is(ctx.Err(), context.Canceled) {
		return nil
	}
	grace, danger := troubleGrace, s.input(in, ch.Can()).Reading.Danger != flows.NoDanger
	if ch.Can().InAnswer {
		grace = 0
	}
	if !s.trouble.tells(in, danger, grace, s.Now()) {
		return nil
	}
	out := s.Excuse(in, ch.Can())
	if ch.Can().InAnswer {
		return out
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTimeout)
	defer cancel()
	if _, err := ch.Send(ctx, *out); err != nil {
		s.Log.Warn().Ctx(ctx).Err(err).Msg("word of trouble not sent")
	}
	return nil
}

// Excuse is what somebody is told when there is no answer just now.
func (s *Service) Excuse(in channel.Inbound, can channel.Capabilities) *channel.Outbound {
	return s.outbound(in.Chat, can, in.Person.Language, s.Engine.Sorry(s.input(in, can)))
}
