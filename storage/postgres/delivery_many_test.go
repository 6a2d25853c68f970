package postgres_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
)

// couriered is a rig whose store has a courier, which keeps what it is handed.
func couriered(t *testing.T) (r *rig, handed func() []bot.DueCard) {
	t.Helper()
	r = start(t)
	var due []bot.DueCard
	r.config.Courier = func(cards []bot.DueCard) { due = append(due, cards...) }
	r.Store = r.another()
	return r, func() []bot.DueCard {
		cards := due
		due = nil
		return cards
	}
}

// dueCards reads what was handed to a courier as it does.
func (r *rig) dueCards(due []bot.DueCard) []bot.Card {
	r.t.Helper()
	ids := make([]int64, 0, len(due))
	for _, one := range due {
		ids = append(ids, one.Delivery)
	}
	list, err := r.Deliveries(r.t.Context(), ids)
	if err != nil {
		r.t.Fatal(err)
	}
	cards, err := r.ReadCards(r.t.Context(), list)
	if err != nil {
		r.t.Fatal(err)
	}
	return cards
}

func sentCard(card bot.Card, due bot.DueCard, message string) bot.SentCard {
	return bot.SentCard{Card: card, Job: due.Job, About: bot.DeskMessage{
		Chat: card.Delivery.Desk.Address, Message: message, Report: card.Report.ID, Agency: card.Delivery.Desk.Agency, Purpose: "card",
	}}
}

func TestACourierIsHandedWhatWasFiled(t *testing.T) {
	r, handed := couriered(t)
	r.group("neighbourhood-services", "-1")
	work := pending(filing(submission(6)))
	if _, err := r.Commit(t.Context(), ana, work); err != nil {
		t.Fatal(err)
	}
	due := handed()
	if len(due) != 1 || due[0].Delivery != r.deliveries()[0] {
		t.Fatalf("handed %+v", due)
	}
	if jobs := r.strings(`SELECT concat_ws(' ', id, state, args->>'delivery', scheduled_at) FROM river.river_job WHERE kind = 'deliver'`); !slices.Equal(jobs,
		[]string{fmt.Sprintf("%d scheduled %d 2026-11-24 12:00:10+00", due[0].Job, due[0].Delivery)}) {
		t.Errorf("its job is %q", jobs)
	}
	if _, err := r.Commit(t.Context(), ana, work); err != nil { // the answer to the first may have been lost
		t.Fatal(err)
	}
	if again := handed(); len(again) > 0 {
		t.Errorf("what was filed before is handed out again: %+v", again)
	}
	r.commit(ana, flows.Effect{Kind: flows.AnswerDesk, Target: r.strings(`SELECT id::text FROM reports`)[0], Text: "more"})
	if more := handed(); len(more) > 0 || r.count(`SELECT count(*) FROM river.river_job WHERE kind = 'deliver' AND state = 'available'`) != 1 {
		t.Errorf("an answer is the queue's, and was handed out: %+v", more)
	}
}

// What a card shows is the same whether one is read or many.
func TestManyCardsAreReadAsEachIs(t *testing.T) {
	r, handed := couriered(t)
	r.group("neighbourhood-services", "-1")
	for network, agency := range map[string]string{channel.Telegram: "public-health", channel.SMS: "luton-council", channel.Email: "bedfordshire-police"} {
		desk := bot.Desk{ID: newID(), Agency: agency, Label: agency, Address: channel.Address{Channel: network, ID: newID()}, ReferenceOnly: network == channel.Telegram}
		if err := r.AddDesk(t.Context(), desk); err != nil {
			t.Fatal(err)
		}
	}
	for theme := range 9 {
		sub := submission(theme)
		sub.Urgent = theme%2 == 0
		sub.Photos = []flows.Photo{{Channel: channel.Telegram, File: "a"}}
		r.commit(ana, filing(sub))
	}
	for _, report := range r.strings(`SELECT id::text FROM reports ORDER BY theme LIMIT 7`) {
		r.commit(ana, flows.Effect{Kind: flows.AnswerDesk, Target: report, Text: "again " + mark})
	}
	due := handed()
	audited := r.count(`SELECT count(*) FROM audit`)
	cards := r.dueCards(due)
	if len(cards) != len(due) || len(due) < 6 {
		t.Fatalf("%d cards of %d", len(cards), len(due))
	}
	if n := r.count(`SELECT count(*) FROM audit`); n != audited {
		t.Errorf("%d lines in the audit before anything was shown", n-audited)
	}
	shown := 0
	for _, card := range cards {
		alone, err := r.Card(t.Context(), card.Delivery)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(alone, card.Report); diff != "" {
			t.Errorf("theme %d at %s: alone and with others:\n%s", alone.Theme, card.Delivery.Desk.Agency, diff)
		}
		if card.Words != (alone.What != nil) {
			t.Errorf("words: %v, but %q", card.Words, alone.What)
		}
		if card.Words {
			shown++
		}
	}
	if shown == 0 || shown == len(cards) {
		t.Errorf("%d of %d cards show words", shown, len(cards))
	}
}

func TestSentCardsAreNotedTogether(t *testing.T) {
	r, handed := couriered(t)
	r.group("neighbourhood-services", "-1")
	r.group("public-health", "-2")
	r.file(ana, 6)
	r.file(ben, 6)
	r.file(ana, 4)
	due := handed()
	cards := r.dueCards(due)
	moved := channel.Address{Channel: channel.Telegram, ID: "-1001"}
	gone := cards[1] // its chat becomes another one before this is noted
	var sent []bot.SentCard
	for i, card := range cards {
		one := sentCard(card, due[i], fmt.Sprint(40+i))
		sent = append(sent, one)
	}
	mia := r.officer("Mia", "neighbourhood-services", false)
	if _, err := r.Take(t.Context(), action(mia), cards[0].Report.ID); err != nil { // it goes on meanwhile
		t.Fatal(err)
	}
	refreshes := r.jobs("refresh")
	sent[1].About.Chat = moved
	if err := r.CardsDelivered(t.Context(), sent); err != nil {
		t.Fatal(err)
	}
	for i, card := range cards {
		d := r.delivery(card.Delivery.ID)
		wantMessage := sent[i].About.Message
		if card.Delivery.ID == gone.Delivery.ID {
			wantMessage = ""
		}
		if d.State != "sent" || d.Message != wantMessage {
			t.Errorf("delivery %d: %s, message %q, want %q", i, d.State, d.Message, wantMessage)
		}
		about, err := r.About(t.Context(), sent[i].About.Chat, sent[i].About.Message)
		if err != nil || about.Report != card.Report.ID || about.Purpose != "card" || about.Agency != card.Delivery.Desk.Agency {
			t.Errorf("message %d is about %+v, %v", i, about, err)
		}
	}
	if n := r.jobs("deliver"); n != 0 {
		t.Errorf("%d jobs would still deliver", n)
	}
	words := 0
	for _, card := range cards {
		if card.Words {
			words++
		}
	}
	lines := r.strings(`SELECT concat_ws(' ', agency, actor, report_id, detail->>'desk') FROM audit WHERE action = 'card' ORDER BY 1`)
	var want []string
	for _, card := range cards {
		if card.Words {
			want = append(want, fmt.Sprintf("%s %s %s %s", card.Delivery.Desk.Agency, card.Delivery.Desk.Label, card.Report.ID, card.Delivery.Desk.ID))
		}
	}
	slices.Sort(want)
	if words == 0 || !slices.Equal(lines, want) {
		t.Errorf("the audit has %q, want %q", lines, want)
	}
	// The report that went on, and the one whose card stayed behind in a chat.
	stale := r.strings(`SELECT args->>'report' FROM river.river_job WHERE kind = 'refresh' ORDER BY id`)[refreshes:]
	if !slices.Contains(stale, cards[0].Report.ID) || slices.Contains(stale, cards[2].Report.ID) {
		t.Errorf("%q are refreshed, of %s", stale, cards[0].Report.ID)
	}
}

// Nothing is noted of cards if not all is, and a job that has begun is left to
// see for itself.
func TestNotingCardsIsAllOrNothing(t *testing.T) {
	r, handed := couriered(t)
	r.group("neighbourhood-services", "-1")
	r.file(ana, 6)
	r.file(ben, 6)
	due := handed()
	cards := r.dueCards(due)
	sent := []bot.SentCard{sentCard(cards[0], due[0], "40"), sentCard(cards[1], due[1], "41")}
	bad := slices.Clone(sent)
	bad[1].About.Agency = "not an agency\x00"
	if err := r.CardsDelivered(t.Context(), bad); err == nil {
		t.Fatal("noted what can't be")
	}
	if n := r.count(`SELECT count(*) FROM deliveries WHERE state = 'waiting'`); n != 2 || r.jobs("deliver") != 2 ||
		r.count(`SELECT count(*) FROM desk_messages`) != 0 || r.count(`SELECT count(*) FROM audit WHERE action = 'card'`) != 0 {
		t.Errorf("%d deliveries wait, %d jobs", n, r.jobs("deliver"))
	}
	r.exec(`UPDATE river.river_job SET state = 'running' WHERE id = $1`, due[0].Job)
	if err := r.CardsDelivered(t.Context(), sent); err != nil {
		t.Fatal(err)
	}
	if err := r.CardsDelivered(t.Context(), sent); err != nil { // the answer to the first was lost
		t.Fatal(err)
	}
	if jobs := r.strings(`SELECT id::text FROM river.river_job WHERE kind = 'deliver'`); !slices.Equal(jobs, []string{fmt.Sprint(due[0].Job)}) {
		t.Errorf("left are the jobs %q", jobs)
	}
	if n := r.count(`SELECT count(*) FROM deliveries WHERE state = 'sent'`); n != 2 {
		t.Errorf("%d of 2 are sent", n)
	}
}

// Whoever is forgotten while their card is being noted doesn't hold it up, nor
// it them; and what was sent is found by whoever blanks it.
func TestForgettingAndNotingCardsDontWaitForEachOther(t *testing.T) {
	r, handed := couriered(t)
	r.group("neighbourhood-services", "-1")
	for range 8 {
		for range 4 {
			r.file(ana, 6)
		}
		due := handed()
		cards := r.dueCards(due)
		var sent []bot.SentCard
		for i, card := range cards {
			sent = append(sent, sentCard(card, due[i], newID()))
		}
		slices.Reverse(sent)
		forgot := make(chan error, 1)
		work := pending(flows.Effect{Kind: flows.ForgetMe})
		go func() {
			_, err := r.Commit(t.Context(), ana, work)
			forgot <- err
		}()
		began := time.Now()
		if err := r.CardsDelivered(t.Context(), sent); err != nil {
			t.Fatal(err)
		}
		if err := <-forgot; err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("they waited for each other for %s", took)
		}
		for _, card := range cards {
			if n := r.count(`SELECT count(*) FROM river.river_job WHERE kind = 'refresh' AND args->>'report' = $1`, card.Report.ID); n == 0 {
				t.Error("nothing blanks a card of somebody who was forgotten")
			}
		}
	}
}

func TestFilingForACourierIsOneRoundTrip(t *testing.T) {
	r, handed := couriered(t)
	r.group("neighbourhood-services", "-1")
	counted := &trips{}
	r.config.Tracer, r.config.MaxConns = counted, 1
	r.Store = r.another()
	r.file(ana, 6) // the statements are prepared
	if got := counted.during(func() { r.file(ana, 6) }); len(got) != 1 || got[0] != "batch" || len(handed()) != 2 {
		t.Errorf("%d round trips: %q", len(got), got)
	}
}

// However many cards are read, it is one round trip; noting them is one, too.
func TestManyCardsAreTwoRoundTrips(t *testing.T) {
	r, handed := couriered(t)
	r.group("neighbourhood-services", "-1")
	r.group("public-health", "-2")
	for _, theme := range []int{6, 4, 6} {
		r.file(ana, theme)
	}
	due := handed()
	counted := &trips{}
	r.config.Tracer, r.config.MaxConns = counted, 1
	r.Store = r.another()
	var cards []bot.Card
	r.dueCards(due) // the statements are prepared
	if got := counted.during(func() { cards = r.dueCards(due) }); len(got) != 2 || got[1] != "batch" {
		t.Errorf("reading takes %d round trips: %q", len(got), got)
	}
	var sent []bot.SentCard
	for i, card := range cards {
		sent = append(sent, sentCard(card, due[i], newID()))
	}
	note := func() {
		if err := r.CardsDelivered(t.Context(), sent); err != nil {
			t.Fatal(err)
		}
	}
	note()
	if got := counted.during(note); len(got) != 1 || got[0] != "batch" {
		t.Errorf("noting takes %d round trips: %q", len(got), got)
	}
}
