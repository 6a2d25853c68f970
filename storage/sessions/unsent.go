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
	head, err := take.Run(ctx, s.redis, []string{p.unsent(), p.lease(), p.due()}, s.now().UnixMilli(), p.id, lease.Milliseconds()).Text()
	if err != nil {
		return nil, err
	}
	return s.openMessage(ctx, p, who, head)
}

// Sent implements bot.Sessions.
func (s *Store) Sent(ctx context.Context, who channel.Address, seq int64, asks string) (*bot.Unsent, error) {
	p := s.place(who)
	head, err := sent.Run(ctx, s.redis, []string{p.unsent(), p.lease(), p.due(), p.talk()}, s.now().UnixMilli(), p.id, lease.Milliseconds(), seq, asks).Text()
	if err != nil {
		return nil, err
	}
	return s.openMessage(ctx, p, who, head)
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
		return s.Sent(ctx, who, seq, "")
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
	count, err := s.redis.LLen(ctx, s.place(who).unsent()).Result()
	return int(count), err
}

// Drop implements bot.Sessions.
func (s *Store) Drop(ctx context.Context, who channel.Address) error {
	p := s.place(who)
	return drop.Run(ctx, s.redis, []string{p.unsent(), p.lease(), p.due()}, p.id).Err()
}
