package sessions

import (
	"context"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
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

// lost reads a shard's epoch as a load found it: when the shard last lost its
// data. A shard without one has lost it just now.
func (s *Store) lost(ctx context.Context, p place, epoch string) (bool, error) {
	if epoch == "" {
		return true, s.redis.SetNX(ctx, p.epoch(), s.now().UnixMilli(), 0).Err()
	}
	ms, err := strconv.ParseInt(epoch, 10, 64)
	if err != nil {
		return false, err
	}
	return s.now().Sub(time.UnixMilli(ms)) < told, nil
}
