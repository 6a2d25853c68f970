package sessions

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strconv"
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
	cache  *cache
	notes  *notes
}

var _ bot.Sessions = (*Store)(nil)

// New makes a Store on a client that the caller closes.
func New(client redis.UniversalClient, box *seal.Box, lookup *seal.Lookup, now func() time.Time) *Store {
	return &Store{redis: client, box: box, lookup: lookup, now: now, cache: newCache(), notes: newNotes()}
}

// state is a conversation as it was found, with what a save compares.
type state struct {
	version string
	epoch   string
	loaded  bot.Loaded
}

// Update implements bot.Sessions. It begins from what this replica saved last,
// where it remembers that, and finds out by the save whether that still stands.
// A step that changes nothing, or fails, is not believed before the conversation
// was loaded.
func (s *Store) Update(ctx context.Context, who channel.Address, inboundID string, step func(bot.Loaded) (bot.Saving, error)) (bot.Saved, error) {
	p := s.place(who)
	found, remembered := s.remember(p)
	loaded := false
	for lost := range attempts {
		if err := giveWay(ctx, lost); err != nil {
			return bot.Saved{}, err
		}
		if !remembered && !loaded {
			var err error
			loading, end := trail.Step(ctx, "session load")
			found, err = s.load(loading, p, who, inboundID)
			end(err)
			if err != nil {
				return bot.Saved{}, fmt.Errorf("load conversation: %w", err)
			}
		}
		keep, err := step(found.loaded)
		if remembered && (err != nil || keep.Nothing) {
			remembered = false
			continue
		}
		if err != nil || keep.Nothing {
			return bot.Saved{}, err
		}
		saving, end := trail.Step(ctx, "session save")
		saved, now, err := s.save(saving, p, who, inboundID, &found, &keep)
		end(err)
		if err != nil {
			return bot.Saved{}, fmt.Errorf("save conversation: %w", err)
		}
		if now == nil {
			return saved, nil
		}
		found, remembered, loaded = *now, false, true
	}
	return bot.Saved{}, bot.ErrContended
}

// Talking implements bot.Sessions. It asks for all in one round trip.
func (s *Store) Talking(ctx context.Context, who []channel.Address) ([]bool, error) {
	pipe := s.redis.Pipeline()
	asked := make([]*redis.IntCmd, len(who))
	for n, one := range who {
		asked[n] = pipe.Exists(ctx, s.place(one).talk())
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("look for conversations: %w", err)
	}
	talking := make([]bool, len(who))
	for n, cmd := range asked {
		talking[n] = cmd.Val() > 0
	}
	return talking, nil
}

// giveWay waits a moment that grows with the races that were lost: who has won
// one begins the next from memory, and would win that as well.
func giveWay(ctx context.Context, lost int) error {
	if lost < 2 {
		return nil
	}
	timer := time.NewTimer(time.Duration(min(lost, 20)) * time.Millisecond)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// remember finds a conversation in the replica's own memory.
func (s *Store) remember(p place) (state, bool) {
	one, ok := s.cache.get(p, s.now())
	if !ok {
		return state{}, false
	}
	found := state{version: one.version, epoch: one.epoch}
	at, err := epochTime(one.epoch)
	if err != nil || one.read(&found.loaded.Session) != nil {
		return state{}, false
	}
	found.loaded.Lost = s.recent(at)
	return found, true
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
	return s.found(ctx, p, row)
}

// found reads what the scripts return of a conversation: version, session,
// epoch, and whether the inbound id is known.
func (s *Store) found(ctx context.Context, p place, row []any) (found state, err error) {
	if len(row) != 4 {
		return state{}, fmt.Errorf("a conversation of %d values", len(row))
	}
	found = state{version: text(row[0]), epoch: text(row[2])}
	found.loaded.Seen = text(row[3]) == "1"
	if found.epoch == "" {
		if found.epoch, err = s.beginEpoch(ctx, p); err != nil {
			return state{}, err
		}
	}
	at, err := epochTime(found.epoch)
	if err != nil {
		return state{}, err
	}
	found.loaded.Lost = s.recent(at)
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
	if err != nil || read(plain, &session) != nil {
		return flows.Session{}, true
	}
	return session, false
}

func read(plain []byte, session *flows.Session) error {
	err := json.Unmarshal(plain, session)
	session.Full()
	return err
}

// save writes a conversation. Where it is not as it was found any more it
// returns how it is now, and nothing is written.
func (s *Store) save(ctx context.Context, p place, who channel.Address, inboundID string, found *state, keep *bot.Saving) (saved bot.Saved, now *state, err error) {
	plain, err := json.Marshal(&keep.Session)
	if err != nil {
		return saved, nil, err
	}
	version, sent := freshVersion(), s.notes.take(p)
	keys, args, err := s.saving(p, who, inboundID, found, keep, plain, version, sent)
	if err != nil {
		return saved, nil, err
	}
	row, err := save.Run(ctx, s.redis, keys, args...).Slice()
	if err != nil || len(row) != 4 || text(row[0]) != "1" {
		s.notes.giveBack(p, sent)
	}
	switch {
	case err != nil:
		s.cache.forget(p) // it may have been written
		return saved, nil, err
	case len(row) == 5:
		s.cache.forget(p)
		other, err := s.found(ctx, p, row[1:])
		return saved, &other, err
	case len(row) != 4:
		return saved, nil, fmt.Errorf("save answered %d values", len(row))
	}
	if !keep.Aside {
		s.cache.put(remembering(p, version, found.epoch, &keep.Session, plain, s.now()))
	}
	seq, _ := row[1].(int64)
	return bot.Saved{Session: keep.Session, Message: keep.Send, Seq: seq, Behind: text(row[2]) == "1", Asked: text(row[3])}, nil, nil
}

// saving makes the keys and the arguments of the script.
func (s *Store) saving(p place, who channel.Address, inboundID string, found *state, keep *bot.Saving, plain []byte, version string, sent *note) (keys []string, args []any, err error) {
	address, err := s.sealAddress(p, who, found)
	if err != nil {
		return nil, nil, err
	}
	unsent, err := s.sealMessage(p, keep.Send)
	if err != nil {
		return nil, nil, err
	}
	heard, err := s.sealSaid(p, bot.Said{Message: keep.Heard, Kept: keep.Heard != ""}, 0)
	if err != nil {
		return nil, nil, err
	}
	lives, finish, idLives, idKey := s.spans(p, who, inboundID, found, keep)
	wake := int64(0)
	if !keep.Wake.IsZero() {
		wake = keep.Wake.UnixMilli()
	}
	if keep.Aside {
		wake = -1
	}
	sentSeq, sentAsks, sentSaid := sent.args()
	keys = []string{p.talk(), p.unsent(), p.lease(), p.due(), idKey, p.said(), p.epoch()}
	args = []any{
		found.version, s.box.Seal(plain, p.aad()), address, lives, s.now().UnixMilli(), p.id,
		finish, unsent, lease.Milliseconds(), idLives, flag(keep.Clear), wake, flag(keep.Answered),
		heard, saidLife.Milliseconds(), mostSaid, found.epoch, flag(found.loaded.Seen), version,
		sentSeq, sentAsks, sentSaid,
	}
	return keys, args, nil
}

// sealAddress seals the address of a conversation that begins; an older one has
// it already.
func (s *Store) sealAddress(p place, who channel.Address, found *state) ([]byte, error) {
	if !found.loaded.New {
		return nil, nil
	}
	plain, err := json.Marshal(who)
	if err != nil {
		return nil, err
	}
	return s.box.Seal(plain, p.aad()), nil
}

// freshVersion draws the number of a version: of 46 bits, since the scripts of
// the release before this one count on from it as floating-point numbers.
func freshVersion() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // it never fails
	return strconv.FormatUint(1+binary.NativeEndian.Uint64(b[:])>>18, 10)
}

// spans are how long things live, in milliseconds: the conversation (0: for
// ever), until its pending work is anybody's (0: none, -1: nor was any before,
// which the save finds out by the version), the inbound id and its key.
func (s *Store) spans(p place, who channel.Address, inboundID string, found *state, keep *bot.Saving) (lives, finish, idLives int64, idKey string) {
	lives = life.Milliseconds()
	if keep.Expires > 0 {
		lives = keep.Expires.Milliseconds()
	}
	if !keep.Wake.IsZero() {
		lives = max(lives, keep.Wake.Sub(s.now()).Milliseconds()+outlives.Milliseconds())
	}
	switch {
	case keep.Session.Pending != nil:
		lives, finish = 0, s.now().Add(stale).UnixMilli()
	case found.loaded.Session.Pending == nil && !found.loaded.New:
		finish = -1
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
	s.cache.forget(p)
	s.notes.take(p)
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
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	}
	return fmt.Sprint(v)
}

// Knows says whether an inbound id that is remembered for long had its effect.
func (s *Store) Knows(ctx context.Context, who channel.Address, inboundID string) (bool, error) {
	count, err := s.redis.Exists(ctx, s.seen(s.place(who), who.Channel, inboundID)).Result()
	return count == 1, err
}
