package faults_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// carnage is how much is killed while how many talk.
type carnage struct {
	conversations, kills, atOnce int
	patience                     time.Duration // of residents, and until every card is there
}

// What is promised (DESIGN §2): a report that the resident was told is sent is
// never lost and never filed twice, whatever is killed when; every referral is
// delivered.
func TestNoReportIsLostOrFiledTwiceWhateverIsKilledWhen(t *testing.T) {
	t.Parallel()
	plan := carnage{conversations: 90, kills: 18, atOnce: 30, patience: 150 * time.Second}
	if allFaults() {
		plan.conversations, plan.kills = 1000, 200
	}
	seen := proves(t, "service killed", "%d conversations, %d SIGKILLs, each webhook up to 3 times", plan.conversations, plan.kills)
	seed := seedOf(t)
	r := rig.New(t, rig.Options{Replicas: 2})
	k := &killing{carnage: plan, Rig: r, random: rand.New(rand.NewPCG(seed, 1))}
	r.Repeats = func() int { return k.upTo(2) }
	r.Box.Telegram.Repeat(func(string) int { return k.upTo(2) })

	began := time.Now()
	residents, err := k.run(t.Context())
	if err != nil {
		t.Error(err)
	}
	r.Box.Telegram.Repeat(nil)
	talked := time.Since(began)
	v := k.judge(residents)
	t.Logf("seed %d, %v of talking under kills, %v in all\n%s", seed, talked.Round(time.Second), time.Since(began).Round(time.Second), v)
	seen.saw("%d lost, %d double of %d", v.lost, v.twice, v.conversations)
	v.check(t)
}

// allFaults reports whether the whole of the fault tests is wanted, as by `make
// faults`. Without it they judge the same of a shorter run.
func allFaults() bool { return os.Getenv("FAULTS") == "all" }

// seedOf is where the randomness begins: KILL_SEED repeats an earlier run.
func seedOf(t *testing.T) uint64 {
	t.Helper()
	seed := rand.Uint64()
	if given := os.Getenv("KILL_SEED"); given != "" {
		var err error
		if seed, err = strconv.ParseUint(given, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("KILL_SEED=%d repeats the choices of this run", seed)
	return seed
}

// killing is a run of the test.
type killing struct {
	carnage
	*rig.Rig

	mu     sync.Mutex
	random *rand.Rand

	killed, finished atomic.Int64
	kept             atomic.Int64 // told that the report goes by itself
}

// upTo draws a number from 0 to n.
func (k *killing) upTo(n int) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.random.IntN(n + 1)
}

// run lets everybody talk while the replicas are killed, and returns when all
// have been told a reference and both replicas are up.
func (k *killing) run(ctx context.Context) ([]*rig.Resident, error) {
	killers, killing := errgroup.WithContext(ctx)
	for i := range k.Replicas {
		killers.Go(func() error { return k.kill(killing, i) })
	}
	residents := make([]*rig.Resident, k.conversations)
	failures := make([]error, k.conversations)
	var talks errgroup.Group
	talks.SetLimit(k.atOnce)
	for n := range residents {
		residents[n] = k.resident(n)
		talks.Go(func() error {
			failures[n] = k.talk(ctx, n, residents[n])
			return nil // the others go on
		})
	}
	_ = talks.Wait()
	return residents, errors.Join(errors.Join(failures...), killers.Wait())
}

// resident is the n-th to report: every theme in turn, every second by SMS.
func (k *killing) resident(n int) *rig.Resident {
	who := &rig.Resident{Phone: k.Telegram(), Place: "Bury Park Road", Reply: k.patience, Story: rig.Story("kill", n)}
	if n%2 == 1 {
		who.Phone = k.SMS()
	}
	if theme, ok := k.Plan.Theme(n / 2 % (len(k.Plan.Themes) + 1)); ok {
		who.Theme = &theme
	}
	return who
}

// talk reports, as soon as enough has been killed: talks and kills go side by
// side to the end.
func (k *killing) talk(ctx context.Context, n int, who *rig.Resident) error {
	if err := rig.Until(ctx, func() bool { return n < k.share(k.killed.Load()+20) }); err != nil {
		return err
	}
	defer k.finished.Add(1)
	_, err := who.Report(ctx)
	if who.Kept {
		k.kept.Add(1)
	}
	if err != nil {
		return fmt.Errorf("conversation %d: %w", n, err)
	}
	return nil
}

// share is how many of the conversations belong to so many kills.
func (k *killing) share(kills int64) int { return int(kills) * k.conversations / k.kills }

// kill kills one replica again and again at random moments: after so many
// more calls and deliveries, whatever they are, and a little later.
func (k *killing) kill(ctx context.Context, replica int) error {
	victim := k.Replicas[replica]
	for {
		if err := victim.Ready(); err != nil {
			return err
		}
		if k.killed.Add(1) > int64(k.kills) {
			return nil
		}
		if err := k.moment(ctx); err != nil {
			return err
		}
		victim.Kill()
		if err := victim.Launch(); err != nil {
			return err
		}
	}
}

// moment waits for the next random point.
func (k *killing) moment(ctx context.Context) error {
	err := rig.Until(ctx, func() bool { return int(k.finished.Load()) >= k.share(k.killed.Load()-20)-k.atOnce })
	if err != nil {
		return err
	}
	waits, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	_, _ = k.Box.Ledger.Wait(waits, k.Box.Ledger.Len()+k.upTo(30), nil) // or a second of silence
	time.Sleep(time.Duration(k.upTo(20_000)) * time.Microsecond)
	return ctx.Err()
}

// verdict is what ledger, phones, groups and database say about a run.
type verdict struct {
	rows                                   []row
	conversations, kills                   int
	silent, lost, untold, twice, misfiled  int
	referrals, wanted, undelivered, noCard int
}

type row struct {
	name  string
	count int
}

func (v *verdict) String() string {
	var b strings.Builder
	for _, r := range v.rows {
		fmt.Fprintf(&b, "  %-58s %7d\n", r.name, r.count)
	}
	return b.String()
}

// check fails the test for every broken promise.
func (v *verdict) check(t *testing.T) {
	t.Helper()
	for what, count := range map[string]int{
		"residents were told no reference": v.silent, "confirmed reports are lost": v.lost, "reports that nobody was told of": v.untold,
		"reports were filed twice": v.twice, "reports have another theme": v.misfiled, "referrals are missing or too many": v.wanted - v.referrals,
		"referrals weren't delivered": v.undelivered, "cards aren't in their group": v.noCard,
	} {
		if count != 0 {
			t.Errorf("%d %s", count, what)
		}
	}
}

// judge looks when everything has come to rest.
func (k *killing) judge(residents []*rig.Resident) *verdict {
	k.Eventually(k.patience, "every referral is delivered", func() bool {
		return k.Count(`SELECT count(*) FROM deliveries WHERE entry_id IS NULL AND state <> 'sent'`) == 0
	})
	v := &verdict{conversations: k.conversations, kills: min(int(k.killed.Load()), k.kills)}
	k.judgeReports(v, residents)
	k.judgeCards(v, residents)
	deliveries := k.Box.Ledger.Entries(0, func(e sandbox.Entry) bool { return e.Direction == sandbox.FromProvider && e.Method == sandbox.Webhook })
	unanswered := 0
	for _, e := range deliveries {
		if e.Status == 0 {
			unanswered++
		}
	}
	v.rows = append(v.rows, row{"webhook requests", len(deliveries)}, row{"… that a kill left without an answer", unanswered})
	return v
}

// judgeReports compares what residents were told with the record.
func (k *killing) judgeReports(v *verdict, residents []*rig.Resident) {
	filed := map[string]int{}
	for _, line := range rig.Rows[string](k.Rig, `SELECT reference || ' ' || theme FROM reports`) {
		reference, theme, _ := strings.Cut(line, " ")
		filed[reference], _ = strconv.Atoi(theme)
	}
	told := map[string]bool{}
	for _, who := range residents {
		theme, found := filed[who.Reference]
		switch {
		case who.Reference == "":
			v.silent++
		case !found:
			v.lost++
		case theme != number(who):
			v.misfiled++
		}
		told[who.Reference] = true
	}
	for reference := range filed {
		if !told[reference] {
			v.untold++
		}
	}
	v.twice = k.Count(`SELECT coalesce(sum(n - 1), 0)::int FROM (SELECT count(*) AS n FROM reports GROUP BY contact_id) AS each`)
	v.rows = append(v.rows,
		row{"conversations", v.conversations}, row{"kills (SIGKILL)", v.kills},
		row{"residents who were told a reference", len(residents) - v.silent}, row{"… first that the report goes by itself", int(k.kept.Load())},
		row{"reports in the record", len(filed)}, row{"confirmed reports lost", v.lost}, row{"reports filed twice", v.twice},
		row{"reports that nobody was told of", v.untold}, row{"reports with another theme", v.misfiled})
}

// judgeCards looks for every report's card in the group of each lead.
func (k *killing) judgeCards(v *verdict, residents []*rig.Resident) {
	cards := map[string]map[string]int{}
	for id, desk := range k.Desks {
		cards[id] = desk.Cards()
	}
	extra := 0
	for _, who := range residents {
		for _, lead := range k.leads(who) {
			v.wanted++
			if n := cards[lead][who.Reference]; n == 0 {
				v.noCard++
			} else {
				extra += n - 1
			}
		}
	}
	v.referrals = k.Count(`SELECT count(*) FROM referrals WHERE active`)
	v.undelivered = k.Count(`SELECT count(*) FROM referrals WHERE NOT EXISTS
		(SELECT FROM deliveries WHERE deliveries.referral_id = referrals.id AND deliveries.state = 'sent' AND entry_id IS NULL)`)
	v.rows = append(v.rows,
		row{"referrals to lead agencies, as the plan wants them", v.wanted}, row{"referrals in the record", v.referrals},
		row{"… not delivered", v.undelivered}, row{"… without a card in the agency's group", v.noCard},
		row{"cards that came twice (a kill between sending and noting)", extra})
}

// leads are the agencies to whom a resident's report should go.
func (k *killing) leads(who *rig.Resident) []string {
	if who.Theme == nil {
		return []string{k.Plan.Team}
	}
	return who.Theme.Leads
}

func number(who *rig.Resident) int {
	if who.Theme == nil {
		return 0
	}
	return who.Theme.Number
}
