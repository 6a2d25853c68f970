package sessions_test

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"yousaid/bot"
	"yousaid/flows"
)

// commands counts what goes to Redis: round trips, and the commands in them.
type commands struct {
	mu   sync.Mutex
	list []string // "evalsha", or "evalsha evalsha" for two in one round trip
}

func (c *commands) add(cmds ...redis.Cmder) {
	var names []string
	for _, cmd := range cmds {
		names = append(names, cmd.Name())
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = append(c.list, strings.Join(names, " "))
}

func (c *commands) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

func (c *commands) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error { c.add(cmd); return next(ctx, cmd) }
}

func (c *commands) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error { c.add(cmds...); return next(ctx, cmds) }
}

// during returns the round trips that something makes.
func (c *commands) during(do func()) []string {
	c.mu.Lock()
	c.list = nil
	c.mu.Unlock()
	do()
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.list)
}

// counted is a rig whose scripts are in Redis already, with its counter.
func counted(t *testing.T) (rig, *commands) {
	t.Helper()
	r, c := start(t), &commands{}
	r.hears(t, "0", "0", "")
	r.load(t, "")
	if err := r.Forget(t.Context(), ana); err != nil {
		t.Fatal(err)
	}
	if _, err := r.client.Del(t.Context(), "none").Result(); err != nil {
		t.Fatal(err)
	}
	r.client.AddHook(c)
	return r, c
}

func trips(t *testing.T, what string, got []string, want int) {
	t.Helper()
	if len(got) != want {
		t.Errorf("%s: %d round trips, want %d: %v", what, len(got), want, got)
	}
}

func TestRoundTripsOfATurn(t *testing.T) {
	r, c := counted(t)
	turn := func(r rig, id string) func() { return func() { r.update(t, id, say("words", "")) } }
	trips(t, "the first turn", c.during(turn(r, "SM1")), 2)
	trips(t, "the second", c.during(turn(r, "SM2")), 1)
	trips(t, "a repeat", c.during(func() {
		r.update(t, "SM2", func(bot.Loaded) (bot.Saving, error) { return bot.Saving{Nothing: true}, nil })
	}), 1)
	other := r.another()
	trips(t, "the first on another replica", c.during(turn(other, "SM3")), 2)
	trips(t, "back on the first", c.during(turn(r, "SM4")), 2)
	r.clock.add(3 * time.Minute)
	trips(t, "after a while", c.during(turn(r, "SM5")), 2)
	if got := r.load(t, "").Session; got.Turn != 5 || len(got.Answers) != 5 {
		t.Errorf("%d turns, %d answers", got.Turn, len(got.Answers))
	}
}

// TestReplicasRememberAndShare steps conversations from many sides of two
// replicas at once, each of which remembers what it saved.
func TestReplicasRememberAndShare(t *testing.T) {
	r := start(t)
	replicas := []rig{r, r.another()}
	const sides, each = 6, 30
	var all sync.WaitGroup
	for side := range sides {
		all.Go(func() {
			for i := range each {
				if _, err := replicas[side%2].Update(t.Context(), ana, fmt.Sprintf("SM%d-%d", side, i), say("x", "")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if got := r.load(t, "").Session; got.Turn != sides*each || len(got.Answers) != sides*each {
		t.Errorf("%d turns, %d answers, want %d", got.Turn, len(got.Answers), sides*each)
	}
}

// A conversation that was forgotten and begun anew, elsewhere, for as many turns
// is another one.
func TestWhatWasForgottenElsewhereDoesNotComeBack(t *testing.T) {
	r := start(t)
	other := r.another()
	for _, id := range []string{"SM1", "SM2"} {
		r.update(t, id, say("secret", ""))
	}
	if err := other.Forget(t.Context(), ana); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"SM3", "SM4"} {
		other.update(t, id, say("new", ""))
	}
	r.update(t, "SM5", say("more", ""))
	var said []string
	for _, a := range other.load(t, "").Session.Answers {
		said = append(said, a.Value)
	}
	if want := []string{"new", "new", "more"}; !slices.Equal(said, want) {
		t.Errorf("said %v, want %v", said, want)
	}
}

func TestForgottenIsForgottenHereAtOnce(t *testing.T) {
	r, c := counted(t)
	r.update(t, "SM1", say("secret", ""))
	if err := r.Forget(t.Context(), ana); err != nil {
		t.Fatal(err)
	}
	trips(t, "after it", c.during(func() {
		r.update(t, "SM2", func(found bot.Loaded) (bot.Saving, error) {
			if !found.New || len(found.Session.Answers) > 0 {
				t.Errorf("found %+v", found)
			}
			return say("words", "")(found)
		})
	}), 2)
}

// Redis loses its data while a replica remembers a conversation with work that
// was promised: nothing of that is done, and its resident is told.
func TestWhatRedisLostIsNotDoneFromMemory(t *testing.T) {
	r := start(t)
	r.update(t, "SM1", func(found bot.Loaded) (bot.Saving, error) {
		keep, err := say("needles", "")(found)
		keep.Session.Pending = &flows.Pending{ID: "w1"}
		return keep, err
	})
	if err := r.client.FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	r.update(t, "SM2", func(found bot.Loaded) (bot.Saving, error) { return say("hello", "")(found) })
	got := r.load(t, "")
	if !got.Lost || got.New || got.Session.Pending != nil || len(got.Session.Answers) != 1 {
		t.Errorf("after a loss: %+v", got)
	}
}

// A message that only Redis remembers has had its effect: the conversation was
// forgotten elsewhere, or its memory of ids is shorter.
func TestAnIDThatOnlyRedisKnowsHasNoEffect(t *testing.T) {
	r := start(t)
	other := r.another()
	other.update(t, "SM9", say("x", ""))
	if err := other.Forget(t.Context(), ana); err != nil {
		t.Fatal(err)
	}
	r.update(t, "SM1", say("x", ""))
	seen := false
	r.update(t, "SM9", func(found bot.Loaded) (bot.Saving, error) {
		seen = found.Seen
		if seen {
			return bot.Saving{Nothing: true}, nil
		}
		return say("again", "")(found)
	})
	if got := r.load(t, ""); !seen || got.Session.Turn != 1 {
		t.Errorf("seen %v, turn %d", seen, got.Session.Turn)
	}
}

// What would change nothing is not believed from memory.
func TestAStepThatChangesNothingIsOfWhatStands(t *testing.T) {
	r := start(t)
	r.update(t, "SM1", say("old", ""))
	r.another().update(t, "SM2", say("new", ""))
	if got := r.load(t, "").Session; got.Turn != 2 {
		t.Errorf("turn %d of an old copy", got.Turn)
	}
}

// What this replica remembers is bounded, and over soon.
func TestMemoryIsBounded(t *testing.T) {
	r, c := counted(t)
	r.update(t, "SM1", say(strings.Repeat("x", 3<<19), ""))
	trips(t, "it fits", c.during(func() { r.update(t, "SM2", say("x", "")) }), 1)
	r.update(t, "SM3", say(strings.Repeat("x", 3<<19), ""))
	trips(t, "it doesn't", c.during(func() { r.update(t, "SM4", say("x", "")) }), 2)
}

// The release before this one counts versions.
func TestTheReleaseBeforeCountsOn(t *testing.T) {
	r := start(t)
	for i := range 200 {
		r.update(t, fmt.Sprint("SM", i), say("x", ""))
		keys, err := r.client.Keys(t.Context(), "{s*}:c:*").Result()
		if err != nil || len(keys) != 1 {
			t.Fatal(keys, err)
		}
		version, err := r.client.HGet(t.Context(), keys[0], "v").Uint64()
		if err != nil {
			t.Fatal(err)
		}
		count := `redis.call('HSET', KEYS[1], 'v', (redis.call('HGET', KEYS[1], 'v') or '0') + 1) return redis.call('HGET', KEYS[1], 'v')`
		if got, err := r.client.Eval(t.Context(), count, keys).Text(); err != nil || got != fmt.Sprint(version+1) {
			t.Fatalf("after %d comes %q, %v", version, got, err)
		}
	}
	if got := r.load(t, "").Session.Turn; got != 200 {
		t.Errorf("turn %d", got)
	}
}

// A conversation as the release before this one saved it goes on.
func TestAConversationOfTheReleaseBeforeGoesOn(t *testing.T) {
	r := start(t)
	r.update(t, "SM1", say("x", ""))
	keys, err := r.client.Keys(t.Context(), "{s*}:c:*").Result()
	if err != nil || len(keys) != 1 {
		t.Fatal(keys, err)
	}
	_, id, _ := strings.Cut(keys[0], ":c:")
	old := `{"r":1,"f":"report","s":"review","d":"eb4a8b6f-f9c7-4405-8750-a7a9160b7679","a":[{"s":"where","v":"High Town Road",` +
		`"p":{"Name":"High Town Road","Ward":"","Postcode":"","Lat":0,"Lon":0,"Outside":false}}],"i":[{"i":"m2","r":{"l":[{"k":"where.here"}],"w":1}},{"i":"m3"}],` +
		`"row":{"s":"where","a":"review","x":["High Town Road"],"t":"2026-11-23T10:00:00.5Z"},"fl":{"s":"2026-11-23T10:00:00Z","w":5},"n":3}`
	if err := r.client.HSet(t.Context(), keys[0], "v", "7", "s", r.box.Seal([]byte(old), []byte("session:"+id))).Err(); err != nil {
		t.Fatal(err)
	}
	r = r.another()
	r.update(t, "SM2", func(found bot.Loaded) (bot.Saving, error) {
		s := found.Session
		if found.New || s.Step != "review" || s.Answers[0].Place.Name != "High Town Road" || len(s.Recent) != 2 || s.Row.At.IsZero() || s.Turn != 3 {
			t.Errorf("found %+v", found)
		}
		return say("more", "")(found)
	})
	if got := r.load(t, "").Session; got.Turn != 4 || len(got.Answers) != 2 {
		t.Errorf("then %+v", got)
	}
}
