package faults_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"yousaid/bot"
	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// disturbed is a phone at which something happens after each message that it
// has got.
type disturbed struct {
	rig.Phone
	after func()
}

func (d disturbed) Hear(ctx context.Context) (rig.Heard, error) {
	h, err := d.Phone.Hear(ctx)
	d.after()
	return h, err
}

// conversations are whole ones, from the first word to what comes after the
// report.
var conversations = []struct {
	name string
	talk func(ctx context.Context, r *rig.Rig, who *rig.Resident) error
}{
	{"answered", answeredTalk},
	{"stopped", stoppedTalk},
	{"forgotten", forgottenTalk},
}

// answeredTalk is a report that an officer takes, answers and closes; its
// resident answers back.
func answeredTalk(ctx context.Context, r *rig.Rig, who *rig.Resident) error {
	if _, err := who.Report(ctx); err != nil {
		return err
	}
	desk := r.Leads(who)[0]
	card, err := desk.Card(ctx, who.Reference)
	if err != nil {
		return err
	}
	if _, err := desk.Press(ctx, desk.Officers[0], card.MessageID, rig.TakeIt); err != nil {
		return err
	}
	if err := desk.Answer(ctx, desk.Officers[0], card, "Which side of the road is it on?"); err != nil {
		return err
	}
	if _, err := who.Until(ctx, "Which side"); err != nil {
		return err
	}
	who.Say("the left side, by the lamp")
	if _, err := who.Next(ctx); err != nil {
		return err
	}
	if err := desk.Picks(ctx, desk.Officers[0], card, rig.Close, rig.Done); err != nil {
		return err
	}
	_, err = who.Next(ctx)
	return err
}

// stoppedTalk is STOP in the middle of a report, START, and a report.
func stoppedTalk(ctx context.Context, r *rig.Rig, who *rig.Resident) error {
	who.Say(who.Story)
	if _, err := who.Until(ctx, "Where was it?"); err != nil {
		return err
	}
	before := r.Count(`SELECT count(*) FROM stops`)
	who.Say("STOP")
	if err := rig.Until(ctx, func() bool { return r.Count(`SELECT count(*) FROM stops`) > before }); err != nil {
		return err
	}
	if who.Network() == "telegram" {
		if _, err := who.Next(ctx); err != nil {
			return err
		}
	}
	who.Say("START")
	if _, err := who.Next(ctx); err != nil {
		return err
	}
	_, err := who.Report(ctx)
	return err
}

// forgottenTalk is a report whose resident then asks to be forgotten.
func forgottenTalk(ctx context.Context, _ *rig.Rig, who *rig.Resident) error {
	if _, err := who.Report(ctx); err != nil {
		return err
	}
	who.Say("FORGET ME")
	asked, err := who.Next(ctx)
	if err != nil {
		return err
	}
	if err := who.Choose(asked, "Yes, delete all"); err != nil {
		return err
	}
	_, err = who.Next(ctx)
	return err
}

// Each delivery of whole conversations comes three times more, old ones after
// newer ones, while the conversation goes on and after it: the record and the
// words to the resident are those of the same conversation without.
func TestWhatComesAgainOutOfOrderChangesNothing(t *testing.T) {
	t.Parallel()
	rounds := 1
	if allFaults() {
		rounds = 12
	}
	seen := proves(t, "repeated, reordered, old webhooks", "%d whole conversations, each delivery %d times more, shuffled", rounds*2*len(conversations), times)
	r := rig.New(t, rig.Options{})
	ctx := r.Context(5*time.Minute + time.Duration(rounds)*time.Minute)
	e := &echo{Rig: r, t: t, random: rand.New(rand.NewPCG(seedOf(t), 1))}
	for round := range rounds {
		for n, c := range conversations {
			for _, network := range []func() rig.Phone{r.Telegram, r.SMS} {
				word, theme := fmt.Sprintf("again%c", 'a'+n), 1+round%8
				if c.name == "answered" && r.Plan.Degree(theme) == "guarded" {
					theme = 6 // else what the officer writes doesn't stand in the chat
				}
				calm := r.Reporter(network(), theme, word)
				if err := c.talk(ctx, r, calm); err != nil {
					t.Fatalf("%s by %s: %v", c.name, calm.Network(), err)
				}
				e.from = r.Box.Ledger.Len()
				stormy := r.Reporter(network(), theme, word)
				stormy.Phone = disturbed{stormy.Phone, func() { e.some(4) }}
				if err := c.talk(ctx, r, stormy); err != nil {
					t.Fatalf("%s by %s, with repeats: %v", c.name, calm.Network(), err)
				}
				before := tables(r)
				e.rest()
				compare(ctx, t, r, c.name+" by "+calm.Network(), calm, stormy)
				if after := tables(r); after != before {
					t.Errorf("%s by %s: repeats changed the record from %s to %s", c.name, calm.Network(), before, after)
				}
			}
		}
	}
	seen.saw("%d repeats, 0 differences", e.played)
}

// tables counts what the record has of everything that a delivery could add.
func tables(r *rig.Rig) string {
	var list []string
	for _, table := range []string{"reports", "referrals", "entries", "deliveries", "notices", "stops", "commits", "vault.contacts", "tombstones", "subscriptions", "set_aside"} {
		list = append(list, fmt.Sprintf("%s=%d", table, r.Count(`SELECT count(*) FROM `+table)))
	}
	return strings.Join(list, " ")
}

// compare compares two conversations that should be the same but for their
// references.
func compare(ctx context.Context, t *testing.T, r *rig.Rig, name string, calm, stormy *rig.Resident) {
	t.Helper()
	want, got := heardOf(calm), heardOf(stormy)
	if !slices.Equal(got, want) {
		t.Errorf("%s: the resident read\n%q\nwith repeats, and without\n%q", name, got, want)
	}
	if strings.HasPrefix(name, "forgotten") {
		return
	}
	kept := func(who *rig.Resident) string {
		report, err := r.Read(ctx, who.Theme.Leads[0], who.Reference)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return recordOf(report)
	}
	if got, want := kept(stormy), kept(calm); got != want {
		t.Errorf("%s: the record is\n%s\nwith repeats, and without\n%s", name, got, want)
	}
}

// heardOf is what a phone shows of the service, without references. An answer
// by text may come twice (DESIGN §2.6): Twilio asks again where it doubts that it
// got it, and on a busy machine it does so of itself.
func heardOf(who *rig.Resident) []string {
	var list []string
	for _, h := range who.All() {
		list = append(list, rig.Reference.ReplaceAllString(h.Text, "REF"))
	}
	if who.Network() == "sms" {
		list = slices.Compact(list)
	}
	return list
}

// recordOf is a report as its officers read it, without ids and times.
func recordOf(report bot.Report) string {
	text := fmt.Sprintf("theme %d %s %s urgent=%v by %s in %s: %q at %+v, %s, reach %s, agencies %q, %s\n",
		report.Theme, report.Degree, report.Status, report.Urgent, report.Channel, report.Language, report.What, report.Place, report.Contact, report.Reach, report.Agencies, report.Outcome)
	for _, entry := range report.Thread {
		text += fmt.Sprintf("  %s %s %s %q %s\n", entry.Kind, entry.Event, entry.Agency, entry.Text, entry.State)
	}
	return text
}

// An old, genuine request verifies for ever. 59 days later nothing is left of
// the conversation; the request has no effect all the same.
func TestAnOldGenuineRequestHasNoEffect(t *testing.T) {
	t.Parallel()
	const age = 59 * 24 * time.Hour
	seen := proves(t, "repeated, reordered, old webhooks", "every delivery of two reports, %d days old", age/(24*time.Hour))
	r := rig.New(t, rig.Options{NoDesks: true})
	ctx := r.Context(time.Minute)
	for _, phone := range []rig.Phone{r.Telegram(), r.SMS()} {
		if _, err := r.Reporter(phone, 6, "replayed").Report(ctx); err != nil {
			t.Fatal(err)
		}
	}
	e := &echo{Rig: r, t: t, random: rand.New(rand.NewPCG(seedOf(t), 2))}
	e.listen()
	r.Replicas[0].Stop()
	r.Age(age)
	left := ageTalks(ctx, t, r, age)
	r.Replicas[0].Start()
	r.Run("purge")
	before, sent := tables(r), r.Box.Ledger.Len()
	for _, one := range e.pool {
		if one.text == nil {
			one.update = aged(t, one.update, age)
		}
	}
	e.quiet(ctx, t)
	if after := tables(r); after != before {
		t.Errorf("old requests changed the record from %s to %s", before, after)
	}
	// A press carries no time, so that an old one can't be told from that of an
	// old button: it is answered, and does nothing.
	presses := 0
	for _, answer := range r.Box.Ledger.Entries(sent, isMessage) {
		if presses++; !strings.Contains(answer.Params["text"], "That button is from before. I have left things as they are.") {
			t.Errorf("an old request is answered: %+v", answer)
		}
	}
	seen.saw("%d requests, 0 effects, %d old buttons; ids of texts are known for %v", e.played, presses, left.Round(time.Hour))
}

// quiet plays every delivery again, to no answer at all.
func (e *echo) quiet(ctx context.Context, t *testing.T) {
	t.Helper()
	for one := e.draw(); one != nil && ctx.Err() == nil; one = e.draw() {
		if one.text == nil {
			if got := update(t, e.Rig, one.update); got.status != http.StatusOK {
				t.Errorf("an old update is answered %d", got.status)
			}
			continue
		}
		if got := signedText(t, e.Rig, one.text); got.status != http.StatusOK || got.said(t) != "" {
			t.Errorf("an old text is answered %d %q", got.status, got.said(t))
		}
	}
}

// isMessage finds what the service sends by a call.
func isMessage(e sandbox.Entry) bool {
	return e.Method == "sendMessage" || e.Method == "Messages.create"
}

// ageTalks leaves of the conversations what Redis has of them after so long:
// whatever lives shorter is gone. It returns how long the ids that are left live
// on.
func ageTalks(ctx context.Context, t *testing.T, r *rig.Rig, age time.Duration) (left time.Duration) {
	t.Helper()
	options, err := redis.ParseURL(r.Redis.URL())
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	defer func() { _ = client.Close() }()
	keys, err := client.Keys(ctx, "*").Result()
	if err != nil || len(keys) == 0 {
		t.Fatalf("no keys: %v", err)
	}
	for _, key := range keys {
		lives, err := client.PTTL(ctx, key).Result()
		switch {
		case err != nil:
			t.Fatal(err)
		case lives < 0: // for ever
		case lives <= age:
			err = client.Del(ctx, key).Err()
		default:
			left = lives
			err = client.PExpire(ctx, key, lives-age).Err()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if left < age {
		t.Fatal("nothing is known of the texts any more")
	}
	return left
}
