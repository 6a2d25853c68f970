package sessions

import (
	"context"
	"encoding/json"
	"time"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// sealMessage seals what is to be sent; empty when there is nothing.
func (s *Store) sealMessage(p place, m *channel.Outbound) ([]byte, error) {
	if m == nil {
		return nil, nil
	}
	plain, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	return s.box.Seal(plain, p.aad()), nil
}

// Take implements bot.Sessions.
func (s *Store) Take(ctx context.Context, who channel.Address) (*bot.Unsent, error) {
	p := s.place(who)
	if n := s.notes.take(p); n != nil { // the lease is ours, and its head has been sent
		next, err := s.noteSent(ctx, p, n)
		if err != nil {
			s.notes.giveBack(p, n)
		}
		return next, err
	}
	head, err := take.Run(ctx, s.redis, []string{p.unsent(), p.lease(), p.due()}, s.now().UnixMilli(), p.id, lease.Milliseconds()).Text()
	if err != nil {
		return nil, err
	}
	return s.openMessage(ctx, p, who, head)
}

// Sent implements bot.Sessions.
func (s *Store) Sent(ctx context.Context, who channel.Address, seq int64, as bot.Said) (*bot.Unsent, error) {
	p := s.place(who)
	n, err := s.note(p, who, seq, as)
	if err != nil {
		return nil, err
	}
	return s.noteSent(ctx, p, n)
}

func (s *Store) noteSent(ctx context.Context, p place, n *note) (*bot.Unsent, error) {
	keys, args := s.sentArgs(p, n, false)
	head, err := sent.Run(ctx, s.redis, keys, args...).Text()
	if err != nil {
		return nil, err
	}
	return s.openMessage(ctx, p, n.who, head)
}

// openMessage reads an element of a list. One that no key opens any more is
// taken off: it could block the list for ever.
func (s *Store) openMessage(ctx context.Context, p place, who channel.Address, element string) (*bot.Unsent, error) {
	if element == "" {
		return nil, nil
	}
	seq, tries, sealed, ok := splitUnsent(element)
	u := bot.Unsent{Seq: seq, Tries: tries}
	if ok {
		plain, err := s.box.Open([]byte(sealed), p.aad())
		ok = err == nil && json.Unmarshal(plain, &u.Message) == nil
	}
	if !ok {
		return s.Sent(ctx, who, seq, bot.Said{})
	}
	return &u, nil
}

// Later implements bot.Sessions.
func (s *Store) Later(ctx context.Context, who channel.Address, at time.Time) error {
	p := s.place(who)
	return later.Run(ctx, s.redis, []string{p.unsent(), p.lease(), p.due()}, at.UnixMilli(), p.id).Err()
}

// Waits implements bot.Sessions.
func (s *Store) Waits(ctx context.Context, who channel.Address) (int, error) {
	p := s.place(who)
	if err := s.settle(ctx, p); err != nil {
		return 0, err
	}
	count, err := s.redis.LLen(ctx, p.unsent()).Result()
	return int(count), err
}

// Drop implements bot.Sessions.
func (s *Store) Drop(ctx context.Context, who channel.Address) error {
	p := s.place(who)
	return drop.Run(ctx, s.redis, []string{p.unsent(), p.lease(), p.due()}, p.id).Err()
}
