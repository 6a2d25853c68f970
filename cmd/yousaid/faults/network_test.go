package faults_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

const (
	slowBy   = 2 * time.Second
	pauseBy  = 3 * time.Second       // retry_after of a 429
	onTheWay = 50 * time.Millisecond // what another sender may have begun before it could know
	noise    = 25 * time.Millisecond
	share    = 1.2 // what a reply may take while the other network fails
)

// What is promised: a network that is slow, refuses, hangs or answers nonsense
// loses nothing, is not called before it says so, and is the other networks'
// business not at all. Replies by text go by calls here, as they do in Twilio's
// other regions, so that both networks are alike.
func TestANetworkThatFailsLosesNothingAndHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	reports := 5 // whose turns are timed, with each kind of failure and without
	if allFaults() {
		reports = 20
	}
	office := openPost(t)
	r := rig.New(t, rig.Options{Pace: 0.01, Env: map[string]string{
		"TWILIO_REPLY": "rest", "SMTP_URL": "smtp://" + office.addr + "?tls=none", "MAIL_FROM": "Luton CSP <chat@example.org>",
	}})
	n := &network{Rig: r, t: t, office: office, crowd: &crowd{Rig: r, name: "net", patience: 3 * time.Minute, ending: make(chan struct{})}, ctx: r.Context(15 * time.Minute)}
	n.addDesks()
	kinds := []sandbox.Kind{sandbox.Slow, sandbox.TooMany, sandbox.Broken, sandbox.Gateway, sandbox.Hang, sandbox.Reset, sandbox.Half}
	for _, provider := range []string{"telegram", "twilio"} {
		n.fails(provider, kinds, reports)
	}
	n.fails("mail", []sandbox.Kind{sandbox.Slow, sandbox.Broken, sandbox.Hang, sandbox.Reset, sandbox.Lost}, reports)

	seen := proves(t, "network slow, refusing, hanging, broken", "Telegram, Twilio and mail: %v, in turn", kinds)
	if err := n.crowd.goHome(); err != nil {
		t.Error(err)
	}
	n.laterMail()
	n.crowd.judge(t, seen)
	n.judgeDesks(seen)
	calls, early := n.early()
	seen.saw("%d answers 429, %d calls too early", calls, early)
	for _, provider := range []string{"telegram", "twilio", "mail"} {
		n.judgeTimes(seen, provider)
	}
}

// network is a run of the test.
type network struct {
	*rig.Rig
	t      *testing.T
	office *postOffice
	crowd  *crowd
	ctx    context.Context // of the whole test

	mu    sync.Mutex
	times map[string][2][]time.Duration // of turns on other networks, by who fails: without and with
	desks []string                      // numbers that get alerts
}

// addDesks gives agencies a number and a mailbox beside their group.
func (n *network) addDesks() {
	n.times = map[string][2][]time.Duration{}
	for i, agency := range n.Plan.Agencies {
		number := fmt.Sprintf("+44158200000%d", i)
		n.Run("desk", "add", agency.ID, "--sms", number)
		n.Run("desk", "add", agency.ID, "--email", agency.ID+"@agency.example.org")
		n.desks = append(n.desks, number)
	}
}

// fails has one provider fail in each way, while residents report on it; others
// report on the other networks, and their turns are timed, in turn with times in
// which nothing fails.
func (n *network) fails(provider string, kinds []sandbox.Kind, reports int) {
	for _, kind := range kinds {
		for with := range 2 {
			var least time.Duration
			if with == 1 {
				n.set(provider, kind)
				least = time.Second
			}
			began := time.Now()
			for range 4 {
				who := n.crowd.guest(n.phone(provider))
				n.crowd.phones.Go(func() { n.crowd.reports(n.ctx, who) })
			}
			n.timed(provider, with, reports)
			if with == 1 && kind == sandbox.TooMany {
				least = pauseBy // so that the pause is over within the failure
			}
			time.Sleep(max(0, least-time.Since(began)))
			n.set(provider, "")
		}
	}
}

// set switches a failure on, or off.
func (n *network) set(provider string, kind sandbox.Kind) {
	if provider == "mail" {
		n.office.set(kind)
		return
	}
	if kind == "" {
		n.Box.Faults.Clear(0)
		return
	}
	after := map[sandbox.Kind]time.Duration{sandbox.Slow: slowBy, sandbox.TooMany: pauseBy}[kind]
	n.Box.Faults.Set(sandbox.Fault{Provider: provider, Kind: kind, After: after})
}

// phone is one on the network that fails; mail fails those on both.
func (n *network) phone(provider string) rig.Phone {
	if provider == "twilio" || provider == "mail" && len(n.crowd.residents)%2 == 0 {
		return n.SMS()
	}
	return n.Telegram()
}

// timed has residents report on the networks that don't fail.
func (n *network) timed(provider string, with, reports int) {
	var talks sync.WaitGroup
	for i := range reports {
		phone := n.Telegram
		if provider == "telegram" || provider == "mail" && i%2 == 0 {
			phone = n.SMS
		}
		watch := &stopwatch{Phone: phone()}
		who := n.crowd.guest(watch)
		talks.Go(func() {
			n.crowd.reports(n.ctx, who)
			n.mu.Lock()
			defer n.mu.Unlock()
			both := n.times[provider]
			both[with] = append(both[with], watch.turns...)
			n.times[provider] = both
		})
		if i%2 == 1 {
			talks.Wait() // two at a time: the machine is to be measured, not its queue
		}
	}
	talks.Wait()
}

// stopwatch is a phone that notes how long each answer takes.
type stopwatch struct {
	rig.Phone
	said  time.Time
	turns []time.Duration
}

func (s *stopwatch) Say(text string) {
	s.said = time.Now()
	s.Phone.Say(text)
}

func (s *stopwatch) Choose(h rig.Heard, label string) error {
	s.said = time.Now()
	return s.Phone.Choose(h, label)
}

func (s *stopwatch) Hear(ctx context.Context) (rig.Heard, error) {
	h, err := s.Phone.Hear(ctx)
	if !s.said.IsZero() {
		s.turns = append(s.turns, time.Since(s.said))
		s.said = time.Time{}
	}
	return h, err
}
