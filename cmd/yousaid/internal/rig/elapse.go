package rig

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/storage/seal"
	"yousaid/storage/sessions"
)

// Elapse makes a conversation so much older: what it remembers to have happened
// at some time happened that much earlier.
func (r *Rig) Elapse(ctx context.Context, phone Phone, by time.Duration) error {
	options, err := redis.ParseURL(r.Redis.URL())
	if err != nil {
		return err
	}
	client := redis.NewClient(options)
	defer func() { _ = client.Close() }()
	ring, err := seal.ParseKeyring("k1:" + r.master)
	if err != nil {
		return err
	}
	key, err := seal.ParseKey(r.lookup)
	if err != nil {
		return err
	}
	talks := sessions.New(client, ring.For("session"), seal.NewLookup(key), time.Now)
	_, err = talks.Update(ctx, address(phone), "", func(found bot.Loaded) (bot.Saving, error) {
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

// address is where the service knows a phone.
func address(phone Phone) channel.Address {
	switch p := phone.(type) {
	case *chat:
		return channel.Address{Channel: channel.Telegram, ID: fmt.Sprint(p.seat.User)}
	case *texts:
		return channel.Address{Channel: channel.SMS, ID: p.phone.Number}
	}
	return channel.Address{}
}
