package sandbox

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Sandbox is one Telegram, one Twilio and what they have in common.
type Sandbox struct {
	Telegram *Telegram
	Twilio   *Twilio
	Ledger   *Ledger
	Faults   *Faults
	Roads    *Roads

	mu           sync.Mutex // guards the world
	world        World
	worldVersion int
	page         http.Handler
}

// shared is what both stand-ins work with.
type shared struct {
	opts   Options
	ledger *Ledger
	faults *Faults
	roads  *Roads
	ctx    context.Context // ends with Close
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

// New makes a sandbox with the world of the options in it. Close it.
func New(opts Options) *Sandbox {
	opts.setDefaults()
	common := &shared{opts: opts, ledger: newLedger(opts.Now, opts.NoLedger), faults: &Faults{}, roads: &Roads{}}
	common.ctx, common.cancel = context.WithCancel(context.Background())
	box := &Sandbox{
		Telegram: newTelegram(common), Twilio: newTwilio(common),
		Ledger: common.ledger, Faults: common.faults, Roads: common.roads,
		world: opts.World,
	}
	if opts.StateFile != "" {
		if err := box.load(opts.StateFile); err != nil {
			opts.Log.Error("sandbox begins anew", "error", err)
		}
	}
	box.settle(box.world)
	box.page = box.routes()
	if opts.StateFile != "" {
		common.wg.Go(func() { box.keep(opts.StateFile) })
	}
	return box
}

// settle creates the people and groups of a world.
func (s *Sandbox) settle(world World) {
	for _, user := range world.Residents {
		s.Telegram.AddUser(user)
	}
	for _, group := range world.Groups {
		s.Telegram.AddGroup(group)
	}
	for _, number := range world.Phones {
		s.Twilio.Phone(number)
	}
}

// API serves both providers' APIs: /bot<token>/…, /file/bot<token>/…,
// /2010-04-01/… and, of Twilio's messaging services, /v1/Services/…. It is what TELEGRAM_API_URL and TWILIO_API_URL name.
func (s *Sandbox) API() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/2010-04-01/") || strings.HasPrefix(r.URL.Path, servicesPath) {
			s.Twilio.ServeHTTP(w, r)
			return
		}
		s.Telegram.ServeHTTP(w, r)
	})
}

// Close ends deliveries and waits for those under way. Requests that a fault
// holds are let go.
func (s *Sandbox) Close() {
	s.Telegram.close()
	s.Telegram.cancel()
	s.Telegram.wg.Wait()
}

// sleep waits d at the sandbox's pace and reports whether it is still open.
func (c *shared) sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(c.paced(d))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
	case <-c.ctx.Done():
	}
	return false
}

func (c *shared) paced(d time.Duration) time.Duration {
	return time.Duration(float64(d) * c.opts.Pace)
}
