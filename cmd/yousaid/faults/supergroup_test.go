package faults_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// A desk's group becomes a supergroup while reports come in: its messages get
// another chat and are numbered anew. Every card is in the group where it is
// now, none takes another's place, and what officers do shows.
func TestEveryCardFollowsAGroupThatMoves(t *testing.T) {
	t.Parallel()
	reports := 12
	if allFaults() {
		reports = 120
	}
	seen := proves(t, "group becomes supergroup", "2 desks move twice each while %d reports come in, told by refused calls or service messages, in either order", reports)
	m := &moving{Rig: rig.New(t, rig.Options{Replicas: 2}), desks: map[string]*rig.Desk{}}
	ctx := m.Context(6 * time.Minute)
	for _, theme := range []int{5, 6} {
		for _, desk := range m.Leads(m.Reporter(m.Telegram(), theme, "lead")) {
			m.desks[desk.Agency.ID] = desk
		}
	}
	var talks errgroup.Group
	talks.SetLimit(8)
	residents := make([]*rig.Resident, reports)
	for n := range residents {
		phone := m.Telegram()
		if n%2 == 1 {
			phone = m.SMS()
		}
		residents[n] = m.Reporter(phone, 5+n/2%2, "moves"+string(rune('a'+n%26))+string(rune('a'+n/26)))
		talks.Go(func() error {
			_, err := residents[n].Report(ctx)
			return err
		})
	}
	for i, late := range [][]string{{"old", "new"}, {"old"}, {"new"}, nil} { // which service messages come late
		m.filed(ctx, t, (i+1)*reports/6)
		m.move(i, late)
	}
	if err := talks.Wait(); err != nil {
		t.Fatal(err)
	}
	m.quiet()
	again := m.judge(t, residents)
	m.work(ctx, t, residents)
	m.quiet()
	again = max(again, m.judge(t, residents))
	seen.saw("0 lost, 0 in another's place, %d cards came twice, all edited", again)
}

// moving is a rig whose desks move.
type moving struct {
	*rig.Rig
	desks map[string]*rig.Desk
}

func (m *moving) filed(ctx context.Context, t *testing.T, n int) {
	t.Helper()
	if err := rig.Until(ctx, func() bool { return m.Count(`SELECT count(*) FROM reports`) >= n }); err != nil {
		t.Fatal(err)
	}
}

// move upgrades the group of every desk. Late service messages come when calls
// have been refused already.
func (m *moving) move(round int, late []string) {
	n := 0
	for _, desk := range m.desks {
		n++
		to := int64(-1_005_557_000_000 - 100*round - n) // of a form that logs are searched for
		ids := map[string]int64{"old": desk.Chat, "new": to}
		for _, which := range late {
			m.Box.Faults.Set(sandbox.Fault{
				Provider: "telegram", Method: sandbox.Webhook, Chat: fmt.Sprint(ids[which]), Kind: sandbox.Reset, Times: 3,
			})
		}
		m.Box.Telegram.Group(desk.Chat).Upgrade(to)
		desk.Chat = to
	}
}

// quiet waits until no job is left.
func (m *moving) quiet() {
	m.T.Helper()
	m.Eventually(2*time.Minute, "no job is left", func() bool {
		return m.Count(`SELECT count(*) FROM river.river_job WHERE kind IN ('deliver', 'refresh') AND state NOT IN ('completed', 'cancelled', 'discarded')`) == 0
	})
}

// judge looks at every card: it is in the group, in the message that the record
// says. It returns how many came more often than once.
func (m *moving) judge(t *testing.T, residents []*rig.Resident) (again int) {
	t.Helper()
	kept := rig.Rows[string](m.Rig, `
		SELECT referrals.agency || ' ' || reports.reference || ' ' || deliveries.message || ' ' || deliveries.state
		FROM deliveries JOIN referrals ON referrals.id = referral_id JOIN reports ON reports.id = deliveries.report_id
		WHERE deliveries.entry_id IS NULL`)
	message := map[string]string{}
	for _, line := range kept {
		parts := strings.Fields(line)
		if len(parts) == 4 && parts[3] == "sent" {
			message[parts[0]+" "+parts[1]] = parts[2]
		}
	}
	for _, who := range residents {
		for _, desk := range m.Leads(who) {
			known := message[desk.Agency.ID+" "+who.Reference]
			var found bool
			for _, b := range m.Box.Telegram.History(desk.Chat) {
				if fmt.Sprint(b.MessageID) == known {
					found = strings.Contains(b.Says(), who.Reference)
				}
			}
			if !found {
				t.Errorf("the card of %s isn't at %s: message %q", who.Reference, desk.Agency.ID, known)
			}
			if n := desk.Cards()[who.Reference]; n > 1 {
				again++
			}
		}
	}
	return again
}

// work has officers take a third of the reports and close another third, and
// sees it on the cards.
func (m *moving) work(ctx context.Context, t *testing.T, residents []*rig.Resident) {
	t.Helper()
	for n, who := range residents {
		if n%3 == 2 {
			continue
		}
		desk := m.Leads(who)[0]
		card, err := desk.Card(ctx, who.Reference)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := desk.Press(ctx, desk.Officers[0], card.MessageID, rig.TakeIt); err != nil {
			t.Fatal(err)
		}
		if err := m.shows(ctx, desk, who.Reference, "Taken by"); err != nil {
			t.Error(err)
		}
		if n%3 == 0 {
			continue
		}
		if err := desk.Answer(ctx, desk.Officers[0], card, "We are on our way"); err != nil {
			t.Error(err)
			continue
		}
		if _, err := who.Until(ctx, "on our way"); err != nil {
			t.Error(err)
		}
	}
}

// shows waits until some card of a report says words.
func (m *moving) shows(ctx context.Context, desk *rig.Desk, reference, words string) error {
	_, err := desk.Sees(ctx, 0, func(b sandbox.Bubble) bool {
		return strings.Contains(b.Says(), reference) && strings.Contains(b.Says(), words)
	})
	if err != nil {
		return fmt.Errorf("no card of %s at %s says %q: %w", reference, desk.Agency.ID, words, err)
	}
	return nil
}
