package sessions

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/trail"
	"yousaid/flows"
	"yousaid/storage/seal"
)

const (
	life     = 24 * time.Hour      // of a conversation after its last turn
	outlives = time.Hour           // a conversation, the time at which it is to go on
	textLife = 60 * 24 * time.Hour // of a text message's id: an old signed request of Twilio verifies for ever
	idLife   = 49 * time.Hour      // of any other: longer than an update of Telegram's is taken
	lease    = 6 * time.Second     // on a list of unsent messages; longer than one provider call
	stale    = 5 * time.Second     // pending work older than this is anybody's to finish
	attempts = 50                  // lost races before Update gives up
)

// Store keeps conversations in Redis. It implements bot.Sessions.
type Store struct {
	redis  redis.UniversalClient
	box    *seal.Box
	lookup *seal.Lookup
	now    func() time.Time
}

var _ bot.Sessions = (*Store)(nil)

// New makes a Store on a client that the caller closes.
func New(client redis.UniversalClient, box *seal.Box, lookup *seal.Lookup, now func() time.Time) *Store {
	return &Store{redis: client, box: box, lookup: lookup, now: now}
}

// version and state are what a load finds.
type state struct {
	version string
	loaded  bot.Loaded
}

// Update implements bot.Sessions.
func (s *Store) Update(ctx context.Context, who channel.Address, inboundID string, step func(bot.Loaded) (bot.Saving, error)) (bot.Saved, error) {
	p := s.place(who)
	for range attempts {
		loading, end := trail.Step(ctx, "session load")
		found, err := s.load(loading, p, who, inboundID)
		end(err)
		if err != nil {
			return bot.Saved{}, fmt.Errorf("load conversation: %w", err)
		}
		keep, err := step(found.loaded)
		if err != nil || keep.Nothing {
			return bot.Saved{}, err
		}
		saving, end := trail.Step(ctx, "session save")
		saved, won, err := s.save(saving, p, who, inboundID, found.version, keep)
		end(err)
		if err != nil {
			return bot.Saved{}, fmt.Errorf("save conversation: %w", err)
		}
		if won {
			return saved, nil
		}
	}
	return bot.Saved{}, bot.ErrContended
}

func (s *Store) load(ctx context.Context, p place, who channel.Address, inboundID string) (state, error) {
	long := keptLong(inboundID)
	keys := []string{p.talk(), p.epoch()}
	if long {
		keys = append(keys, s.seen(p, who.Channel, inboundID))
	}
	row, err := load.Run(ctx, s.redis, keys, flag(long)).Slice()
	if err != nil {
		return state{}, err
	}
	if len(row) != 4 {
		return state{}, fmt.Errorf("load answered %d values", len(row))
	}
	found := state{version: text(row[0])}
	found.loaded.Seen = text(row[3]) == "1"
	if found.loaded.Lost, err = s.lost(ctx, p, text(row[2])); err != nil {
		return state{}, err
	}
	found.loaded.Session, found.loaded.New = s.open(p, text(row[1]))
	if found.loaded.New && text(row[1]) != "" {
		found.loaded.Lost = true // it is there, but no key of ours opens it
	}
	return found, nil
}

// open reads a sealed conversation. One that can't be read counts as new: its
// resident is told that a draft may be gone.
func (s *Store) open(p place, sealed string) (flows.Session, bool) {
	var session flows.Session
	if sealed == "" {
		return session, true
	}
	plain, err := s.box.Open([]byte(sealed), p.aad())
	if err != nil || json.Unmarshal(plain, &session) != nil {
		return flows.Session{}, true
	}
	return session, false
}

func (s *Store) save(ctx context.Context, p place, who channel.Address, inboundID, version string, keep bot.Saving) (bot.Saved, bool, error) {
	plain, err := json.Marshal(keep.Session)
	if err != nil {
		return bot.Saved{}, false, err
	}
	address, err := json.Marshal(who)
	if err != nil {
		return bot.Saved{}, false, err
	}
	unsent, err := s.sealMessage(p, keep.Send)
	if err != nil {
		return bot.Saved{}, false, err
	}
	heard, err := s.sealSaid(p, bot.Said{Message: keep.Heard, Kept: keep.Heard != ""}, 0)
	if err != nil {
		return bot.Saved{}, false, err
	}
	lives, finish, idLives, idKey := s.spans(p, who, inboundID, keep)
	wake := int64(0)
	if !keep.Wake.IsZero() {
		wake = keep.Wake.UnixMilli()
	}
	if keep.Aside {
		wake = -1
	}
	row, err := save.Run(ctx, s.redis,
		[]string{p.talk(), p.unsent(), p.lease(), p.due(), idKey, p.said()},
		version, s.box.Seal(plain, p.aad()), s.box.Seal(address, p.aad()), lives, s.now().UnixMilli(), p.id,
		finish, unsent, lease.Milliseconds(), idLives, flag(keep.Clear), wake, flag(keep.Answered),
		heard, saidLife.Milliseconds(), mostSaid).Slice()
	if err != nil || len(row) != 4 {
		return bot.Saved{}, false, err
	}
	seq, _ := row[1].(int64)
	return bot.Saved{Session: keep.Session, Message: keep.Send, Seq: seq, Behind: text(row[2]) == "1", Asked: text(row[3])}, true, nil
}

// spans are how long things live, in milliseconds: the conversation (0: for
// ever), until its pending work is anybody's (0: none), the inbound id and its
// key.
func (s *Store) spans(p place, who channel.Address, inboundID string, keep bot.Saving) (lives, finish, idLives int64, idKey string) {
	lives = life.Milliseconds()
	if keep.Expires > 0 {
		lives = keep.Expires.Milliseconds()
	}
	if !keep.Wake.IsZero() {
		lives = max(lives, keep.Wake.Sub(s.now()).Milliseconds()+outlives.Milliseconds())
	}
	if keep.Session.Pending != nil {
		lives, finish = 0, s.now().Add(stale).UnixMilli()
	}
	idKey = p.talk() // a key of the same slot: the script doesn't touch it
	if keptLong(inboundID) {
		idLives, idKey = idLife.Milliseconds(), s.seen(p, who.Channel, inboundID)
		if who.Channel == channel.SMS {
			idLives = textLife.Milliseconds()
		}
	}
	return lives, finish, idLives, idKey
}

// Forget implements bot.Sessions.
func (s *Store) Forget(ctx context.Context, who channel.Address) error {
	p := s.place(who)
	return forget.Run(ctx, s.redis, []string{p.talk(), p.unsent(), p.lease(), p.due(), p.said()}, p.id).Err()
}

// keptLong says whether an inbound id is remembered beyond its conversation,
// which a resident may end at any time: Telegram repeats within a day, and a
// signed request of Twilio can come again for as long as its token lives. What
// the service does by itself has no id.
func keptLong(inboundID string) bool { return inboundID != "" }

func flag(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// text is a script's value as a string, whether Redis sent it so or as a number.
func text(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// Knows says whether an inbound id that is remembered for long had its effect.
func (s *Store) Knows(ctx context.Context, who channel.Address, inboundID string) (bool, error) {
	count, err := s.redis.Exists(ctx, s.seen(s.place(who), who.Channel, inboundID)).Result()
	return count == 1, err
}
