package load

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// State is what Redis keeps of a conversation that stands before its Send.
type State struct {
	Conversations int     `json:"conversations"`  // that were looked at
	Written       float64 `json:"written_bytes"`  // by the resident
	Session       float64 `json:"session_bytes"`  // the longest value: the session as it is stored
	Keys          float64 `json:"keys"`           // of a conversation
	Memory        float64 `json:"memory_bytes"`   // all of them, as MEMORY USAGE has it
	KeysSeen      int     `json:"keys_looked_at"` // new ones, on which this rests
}

// keys lists all there are.
func (t *talks) keys(ctx context.Context) (map[string]bool, error) {
	found := map[string]bool{}
	for cursor := uint64(0); ; {
		page, next, err := t.client.Scan(ctx, cursor, "", 1000).Result()
		if err != nil {
			return nil, fmt.Errorf("list the keys in Redis: %w", err)
		}
		for _, key := range page {
			found[key] = true
		}
		if cursor = next; cursor == 0 {
			return found, nil
		}
	}
}

// weigh measures the keys that are new since before.
func (t *talks) weigh(ctx context.Context, before map[string]bool, conversations int) (State, error) {
	now, err := t.keys(ctx)
	if err != nil {
		return State{}, err
	}
	var memory, session, fresh int64
	for key := range now {
		if before[key] {
			continue
		}
		used, length, err := t.size(ctx, key)
		if err == redis.Nil { //nolint:errorlint // it has expired meanwhile
			continue
		}
		if err != nil {
			return State{}, err
		}
		fresh++
		memory += used
		session += length
	}
	share := func(n int64) float64 { return float64(n) / float64(max(conversations, 1)) }
	return State{Conversations: conversations, Session: share(session), Keys: share(fresh), Memory: share(memory), KeysSeen: int(fresh)}, nil
}

// size is a key's memory and, of a hash or a string, its longest value.
func (t *talks) size(ctx context.Context, key string) (memory, longest int64, err error) {
	if memory, err = t.client.MemoryUsage(ctx, key, 0).Result(); err != nil {
		return 0, 0, err
	}
	kind, err := t.client.Type(ctx, key).Result()
	if err != nil {
		return 0, 0, err
	}
	switch kind {
	case "string":
		longest, err = t.client.StrLen(ctx, key).Result()
	case "hash":
		var values []string
		if values, err = t.client.HVals(ctx, key).Result(); err == nil {
			for _, value := range values {
				longest = max(longest, int64(len(value)))
			}
		}
	}
	return memory, longest, err
}

// state plays some conversations up to their Send and weighs what is kept.
func (l *run) state(ctx context.Context, count int) (*State, error) {
	before, err := l.talks.keys(ctx)
	if err != nil {
		return nil, err
	}
	o := l.o
	o.Script, o.Residents, o.Conversations, o.Rate, o.Repeats, o.For = "unsent", 8, count, 0, 0, 0
	c := l.crowd(o)
	c.run(ctx)
	time.Sleep(50 * time.Millisecond) // what follows a reply is written, too
	found, err := l.talks.weigh(ctx, before, int(c.finished.Load()))
	if err != nil {
		return nil, err
	}
	found.Written = float64(c.written.Load()) / float64(max(c.finished.Load(), 1))
	return &found, nil
}
