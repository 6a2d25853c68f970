package faults_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// storm is how many are to get a plan update, and what happens meanwhile.
type storm struct {
	readers, numbers int // at Telegram, by text
	gone             int // readers whom Telegram doesn't know any more
	tooMany, lost    int // calls that are refused for a second; calls whose answer is lost, on each network
	kills            int
	rate             int // updates a second, on each network
	patience         time.Duration
}

// stormOf is a storm over so many residents.
func stormOf(residents, kills int) storm {
	return storm{
		readers: residents * 6 / 10, numbers: residents * 4 / 10, gone: residents / 20, tooMany: max(3, kills/2), lost: residents / 100,
		kills: kills, rate: max(100, 20*kills), patience: 5*time.Minute + time.Duration(residents)*10*time.Millisecond,
	}
}

// What is promised (DESIGN §2): plan updates to many, at most once each, and
// every resident of the audience counted in the end, whatever is killed when.
func TestAnUpdateReachesNobodyTwiceWhateverIsKilledWhen(t *testing.T) {
	t.Parallel()
	plan := stormOf(300, 3)
	if allFaults() {
		plan = stormOf(10_000, 20)
	}
	if size, err := strconv.Atoi(os.Getenv("BROADCAST_RESIDENTS")); err == nil {
		plan = stormOf(size, 20)
	}
	row := proves(t, "send whose answer is lost", "an update to %d residents, %d answers lost, %d SIGKILLs", plan.readers+plan.numbers, 2*plan.lost, plan.kills)
	r := rig.New(t, rig.Options{Replicas: 2, Pace: 0.001, Env: map[string]string{
		"UPDATE_RATE_TELEGRAM": strconv.Itoa(plan.rate), "UPDATE_RATE_SMS": strconv.Itoa(plan.rate),
		"PLAN_FILE": daytime(t),
	}})
	ctx := r.Context(plan.patience)
	audience, err := r.Audience(ctx, 6, plan.readers, plan.numbers)
	if err != nil {
		t.Fatal(err)
	}
	for n := range plan.gone {
		audience.Readers[n*len(audience.Readers)/plan.gone].Deactivate()
	}
	plan.faults(r)
	words := "We took away forty tonnes of rubbish from " + rig.Word("storm", 1)
	began := time.Now()
	publish(ctx, t, r, words)
	claimed := plan.kill(ctx, t, r)
	r.Eventually(plan.patience, "everybody of the audience is counted", func() bool {
		return r.Count(`SELECT count(*) FROM plan_deliveries WHERE state IN ('waiting', 'claimed')`) == 0
	})
	took := time.Since(began)
	plan.judge(t, r, row, words, claimed, took)
}

// faults switches failures on, spread over the calls.
func (s storm) faults(r *rig.Rig) {
	for provider, calls := range map[string]int{"telegram": s.readers, "twilio": s.numbers} {
		method := map[string]string{"telegram": "sendMessage", "twilio": "Messages.create"}[provider]
		for kind, times := range map[sandbox.Kind]int{sandbox.TooMany: s.tooMany, sandbox.Lost: s.lost} {
			for n := range times {
				r.Box.Faults.Set(sandbox.Fault{Provider: provider, Method: method, Kind: kind, After: time.Second, Skip: 20 + rand.IntN(1+calls/2) + n, Times: 1})
			}
		}
	}
}

// kill kills the replicas in turn while the update goes out, and returns how
// many calls were under way then at the most.
func (s storm) kill(ctx context.Context, t *testing.T, r *rig.Rig) (claimed int) {
	t.Helper()
	for n := range s.kills {
		share := (s.readers + s.numbers) * (n + 1) / (s.kills + 2)
		err := rig.Until(ctx, func() bool {
			return r.Count(`SELECT count(*) FROM plan_deliveries WHERE state NOT IN ('waiting', 'claimed')`) >= share
		})
		if err != nil {
			t.Fatalf("kill %d: %v", n, err)
		}
		time.Sleep(time.Duration(rand.IntN(20_000)) * time.Microsecond)
		victim := r.Replicas[n%len(r.Replicas)]
		victim.Kill()
		claimed += r.Count(`SELECT count(*) FROM plan_deliveries WHERE state = 'claimed'`)
		victim.Start()
	}
	return claimed
}

// judge compares the ledgers of the networks with the record.
func (s storm) judge(t *testing.T, r *rig.Rig, seen *finding, words string, claimed int, took time.Duration) {
	t.Helper()
	got := map[string]int{}
	lost := 0
	for _, e := range r.Box.Ledger.Entries(0, func(e sandbox.Entry) bool {
		return e.Done && strings.Contains(e.Params["text"]+e.Params["Body"], words)
	}) {
		if !strings.HasPrefix(e.Chat, "-") { // the desk's preview
			got[e.Chat]++
			if e.Fault == sandbox.Lost {
				lost++
			}
		}
	}
	twice := 0
	for _, n := range got {
		twice += n - 1
	}
	count := func(state string) int { return r.Count(`SELECT count(*) FROM plan_deliveries WHERE state = $1`, state) }
	audience := r.Count(`SELECT audience FROM plan_updates WHERE state = 'published'`)
	sent, failed, suppressed, unknown := count("sent"), count("failed"), count("suppressed"), count("unknown")
	v := verdict{rows: []row{
		{"residents of the audience", audience},
		{"kills (SIGKILL)", s.kills},
		{"sent", sent},
		{"failed", failed},
		{"suppressed", suppressed},
		{"unknown", unknown},
		{"… answers lost", lost},
		{"… claimed when something was killed, at the most", claimed},
		{"residents who got it, by the networks’ ledgers", len(got)},
		{"… twice", twice},
	}}
	seen.saw("%d sent, %d failed, %d suppressed, %d unknown of %d", sent, failed, suppressed, unknown, audience)
	seen.saw("%d twice", twice)
	t.Logf("%v in all, %.0f residents a second\n%s", took.Round(time.Second), float64(audience)/took.Seconds(), v.String())
	switch {
	case audience != s.readers+s.numbers:
		t.Errorf("the audience is %d, want %d", audience, s.readers+s.numbers)
	case sent+failed+suppressed+unknown != audience:
		t.Errorf("outcomes of %d residents, of %d", sent+failed+suppressed+unknown, audience)
	case twice != 0:
		t.Errorf("%d got it twice", twice)
	case unknown > claimed+lost:
		t.Errorf("%d are unknown, with %d claimed at kills and %d answers lost", unknown, claimed, lost)
	case sent > len(got) || len(got) > sent+unknown:
		t.Errorf("%d got it, of %d sent and %d unknown", len(got), sent, unknown)
	case suppressed < s.gone-lost: // of some, nobody knows
		t.Errorf("%d suppressed, %d are gone", suppressed, s.gone)
	}
}

// publish has the update written and approved at the desk.
func publish(ctx context.Context, t testing.TB, r *rig.Rig, words string) {
	t.Helper()
	desk := r.Desks["neighbourhood-services"]
	said := desk.Officers[0].Person.In(desk.Chat).Say("/update " + words)
	preview, err := desk.Sees(ctx, said, func(b sandbox.Bubble) bool { return rig.Offers(b, "Approve and send") })
	if err != nil {
		t.Fatal(err)
	}
	if answer, err := desk.Press(ctx, desk.Officers[1], preview.MessageID, "Approve and send"); err != nil || answer.Alert {
		t.Fatal(answer, err)
	}
}

// daytime is Luton's plan in a time zone in which it is day now: at night no
// texts go out.
func daytime(t testing.TB) string { return townAt(t, 12) }

// townAt is Luton's plan in a time zone in which it is this hour of the day.
func townAt(t testing.TB, hour int) string {
	t.Helper()
	plan, err := os.ReadFile("../../../flows/partnership/luton.yaml")
	if err != nil {
		t.Fatal(err)
	}
	zone := "Etc/GMT"
	ahead := hour - time.Now().UTC().Hour()
	switch { // zones are at most 12 hours behind and 14 ahead
	case ahead > 14:
		ahead -= 24
	case ahead < -12:
		ahead += 24
	}
	if ahead != 0 {
		zone = fmt.Sprintf("Etc/GMT%+d", -ahead) // east of Greenwich is minus
	}
	path := filepath.Join(t.TempDir(), "town.yaml")
	if err := os.WriteFile(path, []byte(strings.Replace(string(plan), "time_zone: Europe/London", "time_zone: "+zone, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
