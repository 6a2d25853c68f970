package faults_test

import (
	"testing"
	"time"

	"yousaid/bot/sandbox"
	"yousaid/cmd/yousaid/internal/rig"
)

// Redis dies in mid-conversation and comes back: no answer is asked again, no
// reply is missing.
func TestAConversationSurvivesRedis(t *testing.T) {
	t.Parallel()
	proves(t, "Redis killed, flushed, full", "killed once in mid-conversation, on both networks").saw("no question twice, no reply missing")
	r := rig.New(t, rig.Options{NoDesks: true, Pace: 0.3})
	both := []*rig.Resident{r.Reporter(r.Telegram(), 6, "redis"), r.Reporter(r.SMS(), 5, "redis")}
	ctx := r.Context(time.Minute)
	for _, who := range both {
		who.Say(who.Story)
		if _, err := who.Until(ctx, "Where was it?"); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Redis.Kill(); err != nil {
		t.Fatal(err)
	}
	for _, who := range both {
		who.Say(who.Place)
	}
	time.Sleep(time.Second)
	if err := r.Redis.Start(ctx); err != nil {
		t.Fatal(err)
	}
	for _, who := range both {
		finishes(t, r, who)
	}
}

// finishes sends the report, which nothing asked for twice.
func finishes(t *testing.T, r *rig.Rig, who *rig.Resident) {
	t.Helper()
	if _, err := who.Finish(r.Context(time.Minute)); err != nil {
		t.Error(err)
	}
	asked := map[string]int{}
	for _, h := range who.All() {
		if asked[h.Text]++; asked[h.Text] > 1 && who.Network() == "telegram" {
			t.Errorf("asked again: %q", h.Text)
		}
	}
}

// A replica dies between saving a turn and sending its reply. The reply comes
// within ten seconds of the restart.
func TestAReplyOutlivesTheReplicaThatShouldSendIt(t *testing.T) {
	t.Parallel()
	proves(t, "service killed", "between saving a turn and sending its reply").saw("the reply within 10 s of the restart")
	for _, kind := range []sandbox.Kind{sandbox.Hang, sandbox.Lost, sandbox.Broken, sandbox.Half} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			r := rig.New(t, rig.Options{NoDesks: true})
			who := r.Reporter(r.Telegram(), 6, "dies")
			r.Box.Faults.Set(sandbox.Fault{Provider: "telegram", Method: "sendMessage", Kind: kind, Times: 1})
			who.Say(who.Story)
			ctx := r.Context(30 * time.Second)
			if _, err := r.Box.Ledger.Wait(ctx, 0, func(e sandbox.Entry) bool { return e.Method == "sendMessage" && (e.InWay || e.Fault != "") }); err != nil {
				t.Fatal(err)
			}
			r.Replicas[0].Kill()
			r.Replicas[0].Start()
			began := time.Now()
			if _, err := who.Next(ctx); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("the reply came %v after the restart", took)
			}
		})
	}
}

// An answer to Twilio that gets lost is given again when the message comes
// again, and has no second effect.
func TestALostAnswerToTwilioIsGivenAgain(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{NoDesks: true})
	proves(t, "send whose answer is lost", "our answer to Twilio's webhook").saw("given again, 1 report")
	who := r.Reporter(r.SMS(), 6, "lost")
	r.Box.Faults.Set(sandbox.Fault{Provider: "twilio", Method: sandbox.Webhook, Kind: sandbox.Lost, Times: 1})
	who.BeforeSend = func() {
		r.Box.Faults.Set(sandbox.Fault{Provider: "twilio", Method: sandbox.Webhook, Kind: sandbox.Lost, Times: 2})
	}
	if _, err := who.Report(r.Context(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if n := r.Count(`SELECT count(*) FROM reports`); n != 1 {
		t.Errorf("%d reports, want one", n)
	}
}

// A text message whose webhook never came is found by listing, at start.
func TestATextThatCameWhileNobodyListenedIsAnswered(t *testing.T) {
	t.Parallel()
	r := rig.New(t, rig.Options{NoDesks: true})
	proves(t, "texts that came while down", "one text, webhook never called").saw("answered after the start")
	who := r.Reporter(r.SMS(), 6, "missed")
	r.Replicas[0].Kill()
	rig.Mobile(who.Phone).TextUnheard(who.Story)
	r.Replicas[0].Start()
	if _, err := who.Finish(r.Context(time.Minute)); err != nil {
		t.Fatal(err)
	}
}

// PostgreSQL is away when the resident says send: they are told that the
// report is kept, it goes by itself, once, and they are told its reference.
func TestAReportThatCannotBeFiledGoesByItself(t *testing.T) {
	t.Parallel()
	proves(t, "PostgreSQL killed, read-only, full", "killed at “Send”, both networks").saw("told that it is kept, filed once")
	r := rig.New(t, rig.Options{NoDesks: true, OwnPostgres: true, Pace: 0.6})
	ctx := r.Context(2 * time.Minute)
	for _, who := range []*rig.Resident{r.Reporter(r.Telegram(), 6, "away"), r.Reporter(r.SMS(), 3, "away")} {
		who.BeforeSend = func() {
			if err := r.Postgres.Kill(); err != nil {
				t.Error(err)
			}
			time.Sleep(300 * time.Millisecond) // its sessions outlive it by a moment, and could still file
		}
		who.WhenKept = func() {
			if err := r.Postgres.Start(ctx); err != nil {
				t.Error(err)
			}
		}
		reference, err := who.Report(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if !who.Kept {
			t.Errorf("by %s: nothing said that the report goes by itself: %q", who.Network(), who.Said)
		}
		if n := r.Count(`SELECT count(*) FROM reports WHERE reference = $1`, reference); n != 1 {
			t.Errorf("by %s: %d reports with the reference, want one", who.Network(), n)
		}
	}
	time.Sleep(2 * time.Second) // a sweep or two
	if n := r.Count(`SELECT count(*) FROM reports`); n != 2 {
		t.Errorf("%d reports, want two", n)
	}
}
