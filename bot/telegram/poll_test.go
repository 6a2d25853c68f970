package telegram_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yousaid/bot/channel"
	"yousaid/bot/sandbox"
	"yousaid/bot/telegram"
)

// polling starts to poll, and returns what stops it and waits for that.
func (s *service) polling(t *testing.T) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Poll(ctx) }()
	stop = sync.OnceValue(func() error {
		cancel()
		select {
		case err := <-ended:
			return err
		case <-time.After(30 * time.Second):
			return errors.New("polling doesn't stop")
		}
	})
	t.Cleanup(func() { _ = stop() })
	return stop
}

func texts(list []channel.Inbound) []string {
	var out []string
	for _, in := range list {
		out = append(out, in.Text)
	}
	return out
}

func TestPollInOrderWithinAChat(t *testing.T) {
	s := newService(t, options{poll: true, handler: func(context.Context, channel.Inbound) (*channel.Outbound, error) {
		time.Sleep(time.Millisecond)
		return nil, nil
	}})
	chat := s.box.Telegram.Person(ana.ID).Private()
	var want []string
	for i := range 30 {
		want = append(want, strings.Repeat("x", i+1))
		chat.Say(want[i])
	}
	s.polling(t)
	if got := texts(s.wait(t, 30)); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	waitUntil(t, "confirmed", func() bool { return s.box.Telegram.Pending() == 0 })
}

func TestPollConfirmsOnlyWhatIsDone(t *testing.T) {
	release := make(chan struct{})
	s := newService(t, options{poll: true, handler: func(_ context.Context, in channel.Inbound) (*channel.Outbound, error) {
		if in.Chat == to("7") && in.Text == "slow" {
			<-release
		}
		return nil, nil
	}})
	chat, room := s.box.Telegram.Person(ana.ID).Private(), s.box.Telegram.Person(omar.ID).Private()
	chat.Say("slow")
	chat.Say("behind it")
	room.Say("elsewhere")
	s.polling(t)
	if got := texts(s.wait(t, 2)); !slices.Contains(got, "elsewhere") || slices.Contains(got, "behind it") {
		t.Fatalf("got %q", got)
	}
	room.Say("later, elsewhere")
	s.wait(t, 3)
	time.Sleep(50 * time.Millisecond)
	if got := s.box.Telegram.Pending(); got != 4 {
		t.Errorf("%d updates unconfirmed, want all 4: the oldest is unfinished", got)
	}
	close(release)
	if got := texts(s.wait(t, 4)); got[3] != "behind it" {
		t.Errorf("got %q", got)
	}
	waitUntil(t, "confirmed", func() bool { return s.box.Telegram.Pending() == 0 })
	if got := s.wait(t, 4); len(got) != 4 {
		t.Errorf("handled %d, want each of 4 once", len(got))
	}
}

func TestPollTriesAFailedTurnAgain(t *testing.T) {
	var mu sync.Mutex
	failures := 3
	s := newService(t, options{poll: true, handler: func(_ context.Context, in channel.Inbound) (*channel.Outbound, error) {
		mu.Lock()
		defer mu.Unlock()
		if in.Text == "trouble" && failures > 0 {
			failures--
			return nil, errors.New("no store")
		}
		return nil, nil
	}})
	chat := s.box.Telegram.Person(ana.ID).Private()
	chat.Say("trouble")
	chat.Say("next")
	s.polling(t)
	want := []string{"trouble", "trouble", "trouble", "trouble", "next"}
	got := s.wait(t, 5)
	if !slices.Equal(texts(got), want) || got[0].ID != got[3].ID {
		t.Errorf("got %q", texts(got))
	}
	waitUntil(t, "confirmed", func() bool { return s.box.Telegram.Pending() == 0 })
}

func TestPollAnswersPresses(t *testing.T) {
	s := newService(t, options{poll: true})
	chat := s.box.Telegram.Person(ana.ID).Private()
	s.polling(t)
	query := chat.PressData(chat.Say("x"), "old:button")
	if _, err := s.box.Telegram.WaitAnswer(within(t), query); err != nil {
		t.Errorf("not answered: %v", err)
	}
}

func TestPollStopsWhenWorkIsDone(t *testing.T) {
	began, release := make(chan struct{}), make(chan struct{})
	s := newService(t, options{poll: true, handler: func(ctx context.Context, in channel.Inbound) (*channel.Outbound, error) {
		if in.Text == "slow" {
			close(began)
			<-release
		}
		return nil, ctx.Err()
	}})
	chat := s.box.Telegram.Person(ana.ID).Private()
	chat.Say("slow")
	chat.Say("too late")
	stop := s.polling(t)
	<-began
	time.AfterFunc(100*time.Millisecond, func() { close(release) })
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if got := texts(s.wait(t, 1)); !slices.Equal(got, []string{"slow"}) {
		t.Errorf("handled %q", got)
	}
	if got := s.box.Telegram.Pending(); got != 1 {
		t.Errorf("%d updates unconfirmed, want the one that wasn't begun", got)
	}
	s.polling(t)
	if got := texts(s.wait(t, 2)); got[1] != "too late" {
		t.Errorf("after the restart: %q", got)
	}
}

func TestPollCutsShortWhatTakesTooLong(t *testing.T) {
	began := make(chan struct{}, 10)
	s := newService(t, options{poll: true, handler: func(ctx context.Context, _ channel.Inbound) (*channel.Outbound, error) {
		began <- struct{}{}
		<-ctx.Done()
		return nil, ctx.Err()
	}})
	s.box.Telegram.Person(ana.ID).Private().Say("stuck")
	stop := s.polling(t)
	<-began
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if s.box.Telegram.Pending() != 1 {
		t.Error("an unfinished update was confirmed")
	}
}

// After an idle week update ids start again elsewhere, perhaps lower.
func TestPollHearsLowerUpdateIDs(t *testing.T) {
	s := newService(t, options{poll: true})
	chat := s.box.Telegram.Person(ana.ID).Private()
	s.polling(t)
	chat.Say("before")
	s.wait(t, 1)
	waitUntil(t, "confirmed", func() bool { return s.box.Telegram.Pending() == 0 })
	s.box.Telegram.JumpUpdates(-100_000)
	chat.Say("after")
	if got := texts(s.wait(t, 2)); got[1] != "after" {
		t.Errorf("got %q", got)
	}
}

func TestPollOutlivesTrouble(t *testing.T) {
	for _, kind := range []sandbox.Kind{sandbox.Broken, sandbox.Gateway, sandbox.Reset, sandbox.Half, sandbox.Lost, sandbox.TooMany} {
		t.Run(string(kind), func(t *testing.T) {
			s := newService(t, options{poll: true})
			s.box.Faults.Set(sandbox.Fault{Provider: "telegram", Method: "getUpdates", Kind: kind, After: time.Second, Times: 2})
			s.polling(t)
			s.box.Telegram.Person(ana.ID).Private().Say("still there?")
			s.wait(t, 1)
			waitUntil(t, "confirmed", func() bool { return s.box.Telegram.Pending() == 0 })
			s.keepsToken(t)
		})
	}
}

func TestPollWaitsOutAConflict(t *testing.T) {
	s := newService(t, options{}) // its webhook is set
	s.polling(t)
	waitUntil(t, "a conflict", func() bool { return strings.Contains(s.logs.String(), "webhook is active") })
	poller, err := telegram.New(telegram.Config{Token: token, APIURL: s.api, HTTPClient: s.client}, s.receive)
	if err != nil {
		t.Fatal(err)
	}
	if err := poller.Setup(within(t), telegram.Setup{}); err != nil {
		t.Fatal(err)
	}
	s.box.Telegram.Person(ana.ID).Private().Say("x")
	s.wait(t, 1)
	waitUntil(t, "confirmed", func() bool { return s.box.Telegram.Pending() == 0 })
}

func TestPollStopsWhileTelegramIsAway(t *testing.T) {
	s := newService(t, options{poll: true, config: func(c *telegram.Config) { c.APIURL = "http://127.0.0.1:1" }})
	stop := s.polling(t)
	waitUntil(t, "a failure", func() bool { return strings.Contains(s.logs.String(), "updates not fetched") })
	if err := stop(); err != nil {
		t.Error(err)
	}
	s.keepsToken(t)
}
