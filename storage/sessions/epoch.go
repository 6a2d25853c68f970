package sessions

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"yousaid/bot/channel"
)

// told is how long after a loss people are told that a draft may be gone: no
// conversation lives longer.
const told = life

// Begin sets the epoch key of every shard that has none. On the first start of
// an installation nothing has been lost; on any other a missing key says that
// Redis has lost its data, and whoever writes within a day is told so.
func (s *Store) Begin(ctx context.Context, first bool) (lost bool, err error) {
	at := s.now()
	if first {
		at = time.UnixMilli(0)
	}
	pipe := s.redis.Pipeline()
	set := make([]*redis.BoolCmd, Shards)
	for shard := range Shards {
		set[shard] = pipe.SetNX(ctx, tag(shard)+":epoch", at.UnixMilli(), 0)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return false, err
	}
	for _, missing := range set {
		lost = lost || (missing.Val() && !first)
	}
	return lost, nil
}

// Missing counts the shards without an epoch key. In an installation that has
// kept conversations before, they have lost theirs.
func (s *Store) Missing(ctx context.Context) (int, error) {
	pipe := s.redis.Pipeline()
	there := make([]*redis.IntCmd, Shards)
	for shard := range Shards {
		there[shard] = pipe.Exists(ctx, tag(shard)+":epoch")
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return 0, err
	}
	missing := 0
	for _, found := range there {
		missing += 1 - int(found.Val())
	}
	return missing, nil
}

// lost reads a shard's epoch as a load found it: when the shard last lost its
// data. A shard without one has lost it just now.
func (s *Store) lost(ctx context.Context, p place, epoch string) (bool, error) {
	at, err := s.lostAt(ctx, p, epoch)
	return s.now().Sub(at) < told, err
}

func (s *Store) lostAt(ctx context.Context, p place, epoch string) (time.Time, error) {
	if epoch == "" {
		now := s.now()
		return now, s.redis.SetNX(ctx, p.epoch(), now.UnixMilli(), 0).Err()
	}
	ms, err := strconv.ParseInt(epoch, 10, 64)
	return time.UnixMilli(ms), err
}

// LostAt is when what was known of somebody was lost last; long ago when it
// never was.
func (s *Store) LostAt(ctx context.Context, who channel.Address) (time.Time, error) {
	p := s.place(who)
	epoch, err := s.redis.Get(ctx, p.epoch()).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return time.Time{}, err
	}
	return s.lostAt(ctx, p, epoch)
}
