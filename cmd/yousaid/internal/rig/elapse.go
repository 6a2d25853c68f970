package rig

import (
	"context"
	"fmt"
	"time"

	"yousaid/bot"
	"yousaid/storage/sessions"
)

// Elapse makes a conversation so much older: what it remembers to have happened
// at some time happened that much earlier.
func (r *Rig) Elapse(ctx context.Context, phone Phone, by time.Duration) error {
	client, err := r.redisClient()
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }()
	ring, lookup, err := r.keys()
	if err != nil {
		return err
	}
	talks := sessions.New(client, ring.For("session"), lookup, time.Now)
	_, err = talks.Update(ctx, Address(phone), "", func(found bot.Loaded) (bot.Saving, error) {
		if found.New {
			return bot.Saving{}, fmt.Errorf("%s has no conversation", phone.Network())
		}
		s := found.Session
		for _, at := range []*time.Time{&s.Began, &s.Heard, &s.Flood.Since, &s.Flood.Danger} {
			if !at.IsZero() {
				*at = at.Add(-by)
			}
		}
		if s.Row != nil {
			row := *s.Row
			row.At = row.At.Add(-by)
			s.Row = &row
		}
		return bot.Saving{Session: s}, nil
	})
	return err
}
