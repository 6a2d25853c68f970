package desk_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/desk"
	"yousaid/bot/sandbox"
	"yousaid/bot/trail"
	"yousaid/flows"
	"yousaid/storage/postgres"
	"yousaid/storage/storagetest"
)

// withCourier brings up desks whose record hands what is filed to a courier, as
// the service does.
type withCourier struct {
	*rig
	courier  *desk.Courier
	stop     func() // has it deliver what waits, and end
	panicked atomic.Int32
}

func startCourier(t *testing.T, change ...func(*desk.Config)) *withCourier {
	t.Helper()
	w := &withCourier{rig: &rig{t: t, logs: &storagetest.Log{}, officers: map[int64]string{}}}
	config := storagetest.Config(t, storagetest.DB(t))
	config.Courier = func(cards []bot.DueCard) { w.courier.Take(cards) }
	store, err := postgres.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	w.Store = store
	w.startAt(0.001, change...)
	w.courier = desk.NewCourier(w.desk, trail.Tracks{}.Job, func(string) { w.panicked.Add(1) })
	return w
}

// run has the courier work from now on.
func (w *withCourier) run() *withCourier {
	ctx, cancel := context.WithCancel(w.t.Context())
	var running sync.WaitGroup
	running.Go(func() { w.courier.Run(ctx) })
	w.stop = func() { cancel(); running.Wait() }
	w.t.Cleanup(w.stop)
	return w
}

func (w *withCourier) exec(sql string, args ...any) {
	w.t.Helper()
	if _, err := w.Pool().Exec(w.t.Context(), sql, args...); err != nil {
		w.t.Fatal(err)
	}
}

// left counts what the courier has left to jobs.
func (w *withCourier) left() int {
	return w.count(`SELECT count(*) FROM river.river_job WHERE kind = 'deliver'`)
}

// due brings the time at which jobs deliver what the courier hasn't.
func (w *withCourier) due() {
	w.t.Helper()
	w.exec(`UPDATE river.river_job SET state = 'available', scheduled_at = now() WHERE kind = 'deliver' AND state = 'scheduled'`)
}

func TestTheCourierBringsCardsAtOnce(t *testing.T) {
	w := startCourier(t).run()
	for i := range 40 {
		known := w.file(6, func(sub *flows.Submission) { sub.Urgent = i%2 == 0 })
		defer w.card(wardens, known.Reference, "Rubbish", secretWords)
	}
	guarded := w.file(4)
	w.until("all are noted", func() bool {
		return w.left() == 0 && w.count(`SELECT count(*) FROM deliveries WHERE state <> 'sent'`) == 0
	})
	card := w.card(health, guarded.Reference, "Show me")
	if strings.Contains(card.Says(), secretWords) {
		t.Errorf("a guarded report's words stand in a group: %s", card.Says())
	}
	if n := len(w.box.Telegram.History(wardens)); n != 40 {
		t.Errorf("%d cards of 40", n)
	}
}

// Numbers and mailboxes aren't made to wait for the jobs either, but for what
// goes together in one mail.
func TestTheCourierBringsAlertsAtOnce(t *testing.T) {
	w := startCourier(t).run()
	number := bot.Desk{ID: uuid.NewString(), Agency: "neighbourhood-services", Label: "Duty", Address: channel.Address{Channel: channel.SMS, ID: "+447700900999"}}
	if err := w.AddDesk(t.Context(), number); err != nil {
		t.Fatal(err)
	}
	known := w.file(6)
	w.card(wardens, known.Reference)
	w.until("both are noted", func() bool { return w.left() == 0 })
	w.texts.mu.Lock()
	defer w.texts.mu.Unlock()
	if len(w.texts.sent) != 1 || !strings.Contains(w.texts.sent[0].Text, known.Reference) {
		t.Errorf("the number got %+v", w.texts.sent)
	}
}

func TestWhatTheCourierCantBringItsJobDoes(t *testing.T) {
	tests := map[string]struct {
		fault sandbox.Fault
		sent  int
	}{
		"the network is away":            {sandbox.Fault{Method: "sendMessage", Kind: sandbox.Broken, Times: 1}, 1},
		"the network has no time":        {sandbox.Fault{Method: "sendMessage", Kind: sandbox.TooMany, After: time.Second, Times: 1}, 1},
		"what became of it is not known": {sandbox.Fault{Method: "sendMessage", Kind: sandbox.Lost, Times: 1}, 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := startCourier(t).run()
			w.box.Faults.Set(test.fault)
			w.file(6)
			w.until("it was tried", func() bool { return strings.Contains(w.logs.String(), "its job comes to it") })
			if w.left() != 1 || w.count(`SELECT count(*) FROM deliveries WHERE state = 'waiting'`) != 1 {
				t.Errorf("%d jobs left", w.left())
			}
			w.due()
			w.until("it is noted", func() bool { return w.count(`SELECT count(*) FROM deliveries WHERE state = 'sent'`) == 1 })
			if n := len(w.box.Telegram.History(wardens)); n != test.sent {
				t.Errorf("%d cards, want %d", n, test.sent)
			}
		})
	}
}

// A group that the bot was taken out of is noted as such, as by a job.
func TestTheCourierNotesADeskThatCantBeReached(t *testing.T) {
	w := startCourier(t).run()
	w.box.Telegram.Group(wardens).RemoveBot(mia.ID)
	w.until("the desk is unreachable", func() bool {
		d, err := w.DeskAt(t.Context(), at(wardens))
		return err == nil && d.Unreachable
	})
	w.file(6)
	w.until("the delivery has failed", func() bool { return w.count(`SELECT count(*) FROM deliveries WHERE state = 'failed'`) == 1 })
}

// What is handed over before a service ends is delivered before it does; what
// doesn't fit is left to the jobs, and nobody waits.
func TestTheCourierEndsWhenNothingWaits(t *testing.T) {
	w := startCourier(t).run()
	const many = 60
	for range many {
		w.file(6)
	}
	w.stop()
	if n := w.count(`SELECT count(*) FROM deliveries WHERE state = 'sent'`); n != many || w.left() != 0 {
		t.Errorf("%d of %d are sent, %d jobs left", n, many, w.left())
	}
	late := w.file(6)
	flood := make([]bot.DueCard, 5000)
	w.courier.Take(flood) // returns
	w.due()
	w.card(wardens, late.Reference)
}

func TestOneBadCardHoldsUpNoOther(t *testing.T) {
	w := startCourier(t)
	bad, good := w.file(6), w.file(6)
	w.exec(`UPDATE vault.report_keys SET data_key = '\x00' WHERE report_id = $1`, bad.ID)
	w.run() // both go in one round
	w.card(wardens, good.Reference)
	w.until("it is noted", func() bool { return w.left() == 1 })
	if n := len(w.box.Telegram.History(wardens)); n != 1 {
		t.Errorf("%d cards", n)
	}
}

// An officer who acts while a card is on its way finds it as they left the
// report.
func TestACardThatIsBehindIsBroughtUpToDate(t *testing.T) {
	w := startCourier(t)
	known := w.file(6)
	w.box.Faults.Set(sandbox.Fault{Method: "sendMessage", Kind: sandbox.Slow, After: time.Second, Times: 1})
	w.run()
	w.until("it is on its way", func() bool {
		return len(w.box.Ledger.Entries(0, func(e sandbox.Entry) bool { return e.Method == "sendMessage" })) > 0
	})
	by := bot.Actor{Officer: w.officers[mia.ID], Name: "Mia", Agency: "neighbourhood-services"}
	if _, err := w.Take(t.Context(), bot.Action{ID: uuid.NewString(), By: by}, known.ID); err != nil {
		t.Fatal(err)
	}
	w.card(wardens, known.Reference, "Taken by Mia")
}
