package sessions

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"

	"yousaid/storage/seal"
)

// sealedKeys are the keys that hold what is sealed: conversations, what is
// unsent, and what was said.
const sealedKeys = "{s*}:[coh]:*"

// rotateTries is how often a conversation is sealed again that changes meanwhile.
const rotateTries = 5

// SealedBy counts the values in Redis by the id of the master key that sealed
// them.
func (s *Store) SealedBy(ctx context.Context) (map[string]int, error) {
	counts := map[string]int{}
	err := s.eachSealed(ctx, func(_ place, _ string, values []sealedValue) error {
		for _, v := range values {
			counts[seal.KeyOf([]byte(v.sealed))]++
		}
		return nil
	})
	return counts, err
}

// Rotate seals again with the newest master key what older ones sealed, beside
// the running service. It can be broken off and begun again at any time. Lost is
// how many values no key of the keyring opens: they stay as they are.
func (s *Store) Rotate(ctx context.Context) (changed, lost int, err error) {
	err = s.eachSealed(ctx, func(p place, key string, values []sealedValue) error {
		for range rotateTries {
			done, closed, raced, err := s.rotate(ctx, p, key, values)
			changed += done
			if err != nil || !raced {
				lost += closed
				return err
			}
			if values, err = s.sealedIn(ctx, key); err != nil {
				return err
			}
		}
		return nil // it is counted with what is left
	})
	return changed, lost, err
}

// sealedValue is a value, and what stands in front of it where it is kept.
type sealedValue struct {
	field  string // of a hash
	front  string
	sealed string
}

func (v sealedValue) whole() string { return v.front + v.sealed }

func (s *Store) rotate(ctx context.Context, p place, key string, values []sealedValue) (changed, lost int, raced bool, err error) {
	for _, v := range values {
		now, changes, err := s.box.Reseal([]byte(v.sealed), p.aad())
		switch {
		case errors.Is(err, seal.ErrSealed):
			lost++
			continue
		case err != nil:
			return changed, lost, raced, err
		case !changes:
			continue
		}
		done, err := reseal.Run(ctx, s.redis, []string{key}, v.field, v.whole(), v.front+string(now)).Int()
		if err != nil {
			return changed, lost, raced, fmt.Errorf("seal a conversation again: %w", err)
		}
		changed += done
		raced = raced || done == 0
	}
	return changed, lost, raced, nil
}

// eachSealed goes through all that is sealed in Redis.
func (s *Store) eachSealed(ctx context.Context, do func(p place, key string, values []sealedValue) error) error {
	cluster, ok := s.redis.(*redis.ClusterClient)
	if !ok {
		return s.eachSealedOn(ctx, s.redis, do)
	}
	var one sync.Mutex // nodes are asked at the same time
	return cluster.ForEachMaster(ctx, func(ctx context.Context, node *redis.Client) error {
		one.Lock()
		defer one.Unlock()
		return s.eachSealedOn(ctx, node, do)
	})
}

// eachSealedOn goes through what is on one server.
func (s *Store) eachSealedOn(ctx context.Context, server redis.Cmdable, do func(p place, key string, values []sealedValue) error) error {
	keys := server.Scan(ctx, 0, sealedKeys, 500).Iterator()
	for keys.Next(ctx) {
		key := keys.Val()
		values, err := s.sealedIn(ctx, key)
		if err != nil {
			return err
		}
		parts := strings.SplitN(key, ":", 3)
		if err := do(place{tag: parts[0], id: parts[2]}, key, values); err != nil {
			return err
		}
	}
	if err := keys.Err(); err != nil {
		return fmt.Errorf("go through the conversations: %w", err)
	}
	return nil
}

// sealedIn reads what is sealed under a key; nothing where it is gone by now.
func (s *Store) sealedIn(ctx context.Context, key string) (list []sealedValue, err error) {
	kind := strings.SplitN(key, ":", 3)[1]
	if kind == "c" {
		fields, err := s.redis.HMGet(ctx, key, "s", "a").Result()
		if err != nil {
			return nil, fmt.Errorf("read a conversation: %w", err)
		}
		for i, name := range []string{"s", "a"} {
			if value := text(fields[i]); value != "" {
				list = append(list, sealedValue{field: name, sealed: value})
			}
		}
		return list, nil
	}
	elements, err := s.redis.LRange(ctx, key, 0, -1).Result()
	if err != nil {
		return nil, fmt.Errorf("read a conversation: %w", err)
	}
	for _, element := range elements {
		v := sealedValue{sealed: element}
		if kind == "o" {
			_, _, sealed, ok := splitUnsent(element)
			if !ok {
				continue
			}
			v = sealedValue{front: element[:len(element)-len(sealed)], sealed: sealed}
		}
		list = append(list, v)
	}
	return list, nil
}

// reseal puts a value in the place of another, where that still stands. It
// returns whether it did.
// KEYS where it is. ARGV 1 field of a hash ("": a list), 2 was, 3 is.
var reseal = redis.NewScript(`
if ARGV[1] ~= '' then
  if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
  return 1
end
for i = 0, redis.call('LLEN', KEYS[1]) - 1 do
  if redis.call('LINDEX', KEYS[1], i) == ARGV[2] then
    redis.call('LSET', KEYS[1], i, ARGV[3])
    return 1
  end
end
return 0`)
