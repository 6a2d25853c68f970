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

// recent reports whether what was lost at a time was lost so lately that people
// are told.
func (s *Store) recent(lost time.Time) bool { return s.now().Sub(lost) < told }

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

// epochTime reads a shard's epoch: when it last lost its data.
func epochTime(epoch string) (time.Time, error) {
	ms, err := strconv.ParseInt(epoch, 10, 64)
	return time.UnixMilli(ms), err
}

// beginEpoch notes that a shard has lost its data just now.
func (s *Store) beginEpoch(ctx context.Context, p place) (string, error) {
	now := strconv.FormatInt(s.now().UnixMilli(), 10)
	return now, s.redis.SetNX(ctx, p.epoch(), now, 0).Err()
}

// LostAt is when what was known of somebody was lost last; long ago when it
// never was.
func (s *Store) LostAt(ctx context.Context, who channel.Address) (time.Time, error) {
	p := s.place(who)
	epoch, err := s.redis.Get(ctx, p.epoch()).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return time.Time{}, err
	}
	if epoch == "" {
		if epoch, err = s.beginEpoch(ctx, p); err != nil {
			return time.Time{}, err
		}
	}
	return epochTime(epoch)
}
