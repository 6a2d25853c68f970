package sessions

import (
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"yousaid/bot"
	"yousaid/bot/channel"
)

const (
	noteWithin  = 30 * time.Millisecond // that a reply was sent is in Redis
	noteAgain   = 500 * time.Millisecond
	noteTimeout = 2 * time.Second
)

// notes are replies that this replica has sent and that still stand on their
// lists in Redis, under its lease. They are taken off by the next save of the
// same conversation, or many at once shortly after. A replica that is killed
// before leaves replies that come twice: as one that is killed between sending
// and noting always did.
type notes struct {
	mu      sync.Mutex
	byPlace map[place]*note
	waiting bool           // the timer runs
	goOn    GoOn           // nil: nothing is put off
	under   sync.WaitGroup // what goOn does
}

// GoOn sends the next message of a list whose lease the caller hands over.
type GoOn func(ctx context.Context, who channel.Address, next *bot.Unsent) error

// note is a message that was sent.
type note struct {
	who  channel.Address
	seq  int64
	asks string
	said []byte // sealed
}

func newNotes() *notes { return &notes{byPlace: map[place]*note{}} }

// args are the note as arguments of a script; empty for none.
func (n *note) args() (seq, asks string, said []byte) {
	if n == nil {
		return "", "", nil
	}
	return strconv.FormatInt(n.seq, 10), n.asks, n.said
}

// take hands out the note of a conversation; nil for none.
func (l *notes) take(p place) *note {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.byPlace[p]
	delete(l.byPlace, p)
	return n
}

// giveBack keeps a note that could not be handed on.
func (l *notes) giveBack(p place, n *note) {
	if n == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.byPlace[p] == nil {
		l.byPlace[p] = n
	}
}

func (l *notes) takeAll() map[place]*note {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := l.byPlace
	l.byPlace = map[place]*note{}
	return all
}

// PutOff lets SentSoon put off what it notes. What is found to wait behind is
// handed to goOn. It is called once, before the first message; Settle ends it.
func (s *Store) PutOff(goOn GoOn) { s.notes.goOn = goOn }

// SentSoon implements bot.Sessions.
func (s *Store) SentSoon(ctx context.Context, who channel.Address, seq int64, as bot.Said) (*bot.Unsent, error) {
	if s.notes.goOn == nil {
		return s.Sent(ctx, who, seq, as)
	}
	p := s.place(who)
	n, err := s.note(p, who, seq, as)
	if err != nil {
		return nil, err
	}
	s.notes.mu.Lock()
	defer s.notes.mu.Unlock()
	s.notes.byPlace[p] = n
	s.settleIn(noteWithin)
	return nil, nil
}

func (s *Store) note(p place, who channel.Address, seq int64, as bot.Said) (*note, error) {
	said, err := s.sealSaid(p, as, seq)
	n := &note{who: who, seq: seq, said: said}
	if as.Asks {
		n.asks = as.Message
	}
	return n, err
}

// settleIn has the notes handed on after a while. The caller holds the lock.
func (s *Store) settleIn(d time.Duration) {
	if s.notes.waiting {
		return
	}
	s.notes.waiting = true
	time.AfterFunc(d, func() {
		s.notes.mu.Lock()
		s.notes.waiting = false
		s.notes.mu.Unlock()
		ctx, cancel := context.WithTimeout(context.Background(), noteTimeout)
		defer cancel()
		_ = s.settleAll(ctx) // what failed comes again
	})
}

// Settle hands on all that was put off, and waits for what that leads to. It is
// called when no more messages come.
func (s *Store) Settle(ctx context.Context) error {
	err := s.settleAll(ctx)
	s.notes.under.Wait()
	return err
}

// settleAll takes what was sent off the lists, in one round trip.
func (s *Store) settleAll(ctx context.Context) error {
	all := s.notes.takeAll()
	if len(all) == 0 {
		return nil
	}
	pipe := s.redis.Pipeline()
	asked := make(map[place]*redis.Cmd, len(all))
	for p, n := range all {
		keys, args := s.sentArgs(p, n, false)
		asked[p] = sent.EvalSha(ctx, pipe, keys, args...)
	}
	_, _ = pipe.Exec(ctx) // each has its own error
	var err error
	for p, n := range all {
		cmd := asked[p]
		if redis.HasErrorPrefix(cmd.Err(), "NOSCRIPT") { // Redis was started anew
			keys, args := s.sentArgs(p, n, false)
			cmd = sent.Run(ctx, s.redis, keys, args...)
		}
		head, failed := cmd.Text()
		switch {
		case failed != nil:
			s.notes.giveBack(p, n)
			err = failed
		case head != "":
			s.handOn(ctx, p, n.who, head)
		}
	}
	s.notes.mu.Lock()
	defer s.notes.mu.Unlock()
	if len(s.notes.byPlace) > 0 {
		s.settleIn(noteAgain)
	}
	return err
}

// handOn has the next message of a list sent.
func (s *Store) handOn(ctx context.Context, p place, who channel.Address, head string) {
	ctx = context.WithoutCancel(ctx) // a send has its own time
	s.notes.under.Go(func() {
		next, err := s.openMessage(ctx, p, who, head)
		if err == nil && next != nil {
			_ = s.notes.goOn(ctx, who, next) // else the lease ends, and a sweep finds it
		}
	})
}

// settle takes what was sent to one person off their list, and ends the lease,
// for what is going to look at the list.
func (s *Store) settle(ctx context.Context, p place) error {
	n := s.notes.take(p)
	if n == nil {
		return nil
	}
	keys, args := s.sentArgs(p, n, true)
	err := sent.Run(ctx, s.redis, keys, args...).Err()
	if err != nil {
		s.notes.giveBack(p, n)
	}
	return err
}

// sentArgs are the keys and arguments of the script sent.
func (s *Store) sentArgs(p place, n *note, release bool) (keys []string, args []any) {
	_, asks, said := n.args()
	return []string{p.unsent(), p.lease(), p.due(), p.talk(), p.said()},
		[]any{s.now().UnixMilli(), p.id, lease.Milliseconds(), n.seq, asks, said, saidLife.Milliseconds(), mostSaid, flag(release)}
}
