package faults_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// loss is a way in which a resident can't be reached any more.
type loss struct {
	name    string
	network string
	lose    func(r *rig.Rig, who *rig.Resident)
	back    func(r *rig.Rig, who *rig.Resident) // nil: it is for good
	tries   int                                 // calls that it takes at the most to find out; 0 where the network says so first. The listing may find a STOP sooner
	said    string                              // what the card says then
}

// How a card says it. A STOP that nobody heard is found sooner or later.
const (
	refusedByNetwork = "network doesn’t take messages for them"
	refusedByThem    = "they sent STOP"
	refusedSomehow   = "The resident can’t be reached"
)

// losses are all of them.
func losses() []loss {
	block := func(r *rig.Rig, who *rig.Resident) { person(r, who).Block() }
	again := func(_ *rig.Rig, who *rig.Resident) { who.Say("START") }
	return []loss{
		{"bot blocked", "telegram", block, func(r *rig.Rig, who *rig.Resident) { person(r, who).Unblock() }, 0, refusedByNetwork},
		{"bot blocked, not told", "telegram", func(r *rig.Rig, who *rig.Resident) {
			// Telegram tells of it only once everything else is over.
			r.Box.Faults.Set(sandbox.Fault{Provider: "telegram", Method: sandbox.Webhook, Chat: rig.Address(who.Phone).ID, Kind: sandbox.Hang})
			block(r, who)
		}, func(r *rig.Rig, who *rig.Resident) {
			for _, f := range r.Box.Faults.List() {
				if f.Chat == rig.Address(who.Phone).ID {
					r.Box.Faults.Clear(f.ID)
				}
			}
			person(r, who).Unblock()
		}, 1, refusedByNetwork},
		{"account deleted", "telegram", func(r *rig.Rig, who *rig.Resident) { person(r, who).Deactivate() }, nil, 1, refusedByNetwork},
		{"STOP by text", "sms", func(_ *rig.Rig, who *rig.Resident) { who.Say("STOP") }, again, 0, refusedByThem},
		{"stopped at Twilio, 21610", "sms", func(_ *rig.Rig, who *rig.Resident) { rig.Mobile(who.Phone).TextUnheard("STOP") }, again, 1, refusedSomehow},
		{
			"number dead, 30005", "sms", func(_ *rig.Rig, who *rig.Resident) { rig.Mobile(who.Phone).SetOutcome("undelivered", 30005) },
			func(_ *rig.Rig, who *rig.Resident) {
				rig.Mobile(who.Phone).SetOutcome("", 0)
				who.Say("hello again")
			}, 1, refusedByNetwork,
		},
	}
}

func person(r *rig.Rig, who *rig.Resident) *sandbox.Person {
	return r.Box.Telegram.Person(rig.Seat(who.Phone).User)
}

// Somebody who can't be reached is tried once, whatever there is for them. From
// then on officers see it, at the card and in the console, before they type;
// and it ends when the resident comes back.
func TestWhoCannotBeReachedIsTriedOnce(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{Env: map[string]string{"PLAN_FILE": daytime(t)}})
	ctx := r.Context(8 * time.Minute)
	ways := losses()
	seen := proves(t, "bot blocked, number stopped", "%d ways; 2 answers of an officer and a plan update for each", len(ways))
	lost := make([]*absent, len(ways))
	for n, way := range ways {
		phone := r.Telegram()
		if way.network == "sms" {
			phone = r.SMS()
		}
		who := r.Reporter(phone, 6, "gone"+string(rune('a'+n)))
		if _, err := who.Report(ctx); err != nil {
			t.Fatal(err)
		}
		if err := r.Subscribe(ctx, 6, phone); err != nil {
			t.Fatal(err)
		}
		lost[n] = &absent{Rig: r, loss: way, who: who, desk: r.Leads(who)[0]}
	}
	for n, one := range lost {
		one.leaves()
		if n%2 == 0 { // else the update finds out first
			one.answered(ctx, t, "We come on Monday")
			one.known()
		}
	}
	publish(ctx, t, r, "Bins are emptied twice a week now")
	r.Eventually(time.Minute, "the update is through", func() bool {
		return r.Count(`SELECT count(*) FROM plan_deliveries WHERE state IN ('waiting', 'claimed')`) == 0 && r.Count(`SELECT count(*) FROM plan_deliveries`) == len(ways)
	})
	tried := 0
	for n, one := range lost {
		if n%2 == 1 {
			one.known()
			one.answered(ctx, t, "We come on Monday")
		}
		one.isSeen(ctx, t)
		one.answered(ctx, t, "Can you tell us more?")
		tried += one.calls(t)
	}
	for _, one := range lost {
		one.returns(ctx, t)
	}
	seen.saw("%d tries in all, 0 after it was known, seen on %d cards and console pages", tried, len(ways))
}

// absent is somebody who can't be reached.
type absent struct {
	*rig.Rig
	loss
	who   *rig.Resident
	desk  *rig.Desk
	after int  // entries of the ledger before they left
	over  bool // the service knows that they can't be reached
}

func (a *absent) leaves() {
	// What was on its way to them has come.
	a.Eventually(rig.Patience, "nothing waits", func() bool {
		return a.Count(`SELECT count(*) FROM river.river_job WHERE state NOT IN ('completed', 'cancelled', 'discarded') AND scheduled_at < now() + interval '1 minute'`) == 0
	})
	a.after = a.Box.Ledger.Len()
	a.lose(a.Rig, a.who)
	if a.tries == 0 {
		a.known()
	}
}

// known waits until the service knows it: a network may say so long after it
// took a message.
func (a *absent) known() {
	a.Eventually(time.Minute, a.name+" is known", func() bool {
		return a.Count(`SELECT count(*) FROM reports JOIN vault.contacts ON contacts.id = contact_id
			WHERE reference = $1 AND (blocked_at IS NOT NULL OR EXISTS (SELECT FROM stops WHERE stops.lookup = contacts.lookup))`, a.who.Reference) == 1
	})
	a.over = true
}

// answered has an officer write, where they are let, and waits for what becomes
// of it.
func (a *absent) answered(ctx context.Context, t *testing.T, words string) {
	t.Helper()
	card, err := a.desk.Card(ctx, a.who.Reference)
	if err != nil {
		t.Fatal(err)
	}
	if a.over {
		a.refused(ctx, t, card, words)
	} else if err := a.desk.Answer(ctx, a.desk.Officers[0], card, words); err != nil {
		t.Errorf("%s: %v", a.name, err)
	}
	a.Eventually(rig.Patience, a.name+": what becomes of the answer is known", func() bool {
		return a.Count(`SELECT count(*) FROM notices JOIN reports ON reports.id = report_id WHERE reference = $1 AND state = 'waiting'`, a.who.Reference) == 0
	})
}

// refused has an officer write though the card says that it reaches nobody: they
// can keep it as a note, and aren't offered to send it.
func (a *absent) refused(ctx context.Context, t *testing.T, card sandbox.Bubble, words string) {
	t.Helper()
	said := a.desk.Officers[0].Person.In(a.desk.Chat).Reply(card.MessageID, words)
	asked, err := a.desk.Sees(ctx, said, func(b sandbox.Bubble) bool { return b.FromBot && b.MessageID > said })
	if err != nil || rig.Offers(asked, rig.Send) {
		t.Errorf("%s: an officer who writes all the same is told %q, offered %q, %v", a.name, asked.Says(), asked.Labels(), err)
	}
}

// isSeen reads the card, and the report's page in the console.
func (a *absent) isSeen(ctx context.Context, t *testing.T) {
	t.Helper()
	card, err := a.desk.Card(ctx, a.who.Reference)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.desk.Reads(ctx, card, a.said); err != nil {
		t.Errorf("%s: %v", a.name, err)
	}
	console, err := a.Console(ctx, a.desk.Officers[0])
	if err != nil {
		t.Fatal(err)
	}
	_, body, err := console.Page(ctx, "report/"+a.who.Reference)
	if err != nil || !strings.Contains(body, a.said) || !strings.Contains(body, "Nothing that you write reaches them") {
		t.Errorf("%s: the console doesn't say so, %v", a.name, err)
	}
}

// calls counts what was sent to them since they left, and fails for more than
// it takes to find out.
func (a *absent) calls(t *testing.T) int {
	t.Helper()
	chat := rig.Address(a.who.Phone).ID
	sent := a.Box.Ledger.Entries(a.after, func(e sandbox.Entry) bool {
		return e.Chat == chat && (e.Method == "sendMessage" || e.Method == "Messages.create")
	})
	if len(sent) > a.tries {
		t.Errorf("%s: %d tries, want %d at the most: %+v", a.name, len(sent), a.tries, sent)
	}
	return len(sent)
}

// returns has them come back, if they do: the card says nothing of it any more,
// and what an officer writes reaches them.
func (a *absent) returns(ctx context.Context, t *testing.T) {
	t.Helper()
	if a.back == nil {
		return
	}
	card, err := a.desk.Card(ctx, a.who.Reference)
	if err != nil {
		t.Fatal(err)
	}
	a.back(a.Rig, a.who)
	a.Eventually(rig.Patience, a.name+": the card is as before", func() bool {
		return !strings.Contains(a.desk.Shown(card.MessageID).Says(), a.said)
	})
	a.who.Skip()
	words := fmt.Sprintf("Good to hear from you, %s", rig.Word("back", len(a.name)))
	if err := a.desk.Answer(ctx, a.desk.Officers[0], card, words); err != nil {
		t.Errorf("%s: %v", a.name, err)
		return
	}
	a.Eventually(rig.Patience, a.name+": they read what is written", func() bool {
		for _, h := range a.who.All() {
			if strings.Contains(h.Text, words) {
				return true
			}
		}
		return false
	})
}
