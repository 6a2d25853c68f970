package faults_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
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

// laterMail lets the ten minutes pass in which a mailbox isn't written to again.
func (n *network) laterMail() {
	n.t.Helper()
	n.Eventually(2*time.Minute, "all mail goes", func() bool {
		left := n.Count(`SELECT count(*) FROM deliveries WHERE entry_id IS NULL AND state <> 'sent'`)
		if left == 0 {
			return true
		}
		err := n.Exec(`UPDATE desks SET mailed_at = mailed_at - interval '10 minutes'`,
			`UPDATE river.river_job SET scheduled_at = now(), state = 'available' WHERE state = 'scheduled' AND kind = 'deliver' AND scheduled_at > now() + interval '1 minute'`)
		return err != nil
	})
}

// judgeDesks looks for every report's alert at each number and mailbox of its
// leads.
func (n *network) judgeDesks(seen *finding) {
	n.t.Helper()
	mails, texts := n.office.references(), map[string]int{}
	for _, number := range n.desks {
		var said []string
		for _, m := range n.Box.Twilio.Phone(number).History() {
			said = append(said, m.Said)
		}
		for reference, count := range references(said) {
			texts[reference] += count
		}
	}
	wanted, missing := 0, 0
	for _, who := range n.crowd.residents {
		leads := len(n.Leads(who))
		wanted += 2 * leads
		missing += max(0, leads-mails[who.Reference]) + max(0, leads-texts[who.Reference])
	}
	seen.saw("%d of %d alerts by text and mail missing", missing, wanted)
	if missing != 0 {
		n.t.Errorf("%d of %d alerts by text and mail are missing", missing, wanted)
	}
}

// early counts calls to a method and a chat that came before the pause was over
// that an earlier call's answer had asked for.
func (n *network) early() (answers, early int) {
	calls := n.Box.Ledger.Entries(0, func(e sandbox.Entry) bool { return e.Direction == sandbox.ToProvider })
	held := map[string]sandbox.Entry{}
	for _, e := range calls {
		key := strings.Join([]string{e.Provider, e.Method, e.Chat}, " ")
		if last, found := held[key]; found {
			answered := last.At.Add(last.Took)
			if e.At.After(answered.Add(onTheWay)) && e.At.Before(answered.Add(pauseBy)) {
				early++
				n.t.Logf("%s to a chat %v after an answer that asked for %v", e.Method, e.At.Sub(answered), pauseBy)
			}
		}
		if e.Fault == sandbox.TooMany {
			answers++
			held[key] = e
		}
	}
	if early != 0 {
		n.t.Errorf("%d calls came too early, after %d answers 429", early, answers)
	}
	return answers, early
}

// judgeTimes compares how long replies took on other networks.
func (n *network) judgeTimes(seen *finding, provider string) {
	n.t.Helper()
	without, with := mean(n.times[provider][0]), mean(n.times[provider][1])
	turns := len(n.times[provider][1])
	seen.saw("%s fails: %.2f of the time of others’ replies (%v, mean of %d)", provider, with.Seconds()/without.Seconds(), with.Round(time.Millisecond), turns)
	n.t.Logf("%s fails: %v with, %v without; p95 %v and %v, of %d turns", provider, with, without, p95(n.times[provider][1]), p95(n.times[provider][0]), turns)
	if turns < 100 || float64(with) > share*float64(without)+float64(noise) {
		n.t.Errorf("while %s fails other networks' replies take %v, else %v, mean of %d turns", provider, with, without, turns)
	}
}

func mean(list []time.Duration) (sum time.Duration) {
	for _, d := range list {
		sum += d
	}
	return sum / time.Duration(max(1, len(list)))
}

func p95(list []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(list))
	if len(sorted) == 0 {
		return 0
	}
	return sorted[len(sorted)*95/100]
}
