package sandbox_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yousaid/bot/sandbox"
)

func updateOf(t *testing.T, body string) (u struct {
	UpdateID int64            `json:"update_id"`
	Message  *sandbox.Message `json:"message"`
	Press    *struct {
		ID, Data string
	} `json:"callback_query"`
	Member *json.RawMessage `json:"my_chat_member"`
},
) {
	t.Helper()
	if err := json.Unmarshal([]byte(body), &u); err != nil {
		t.Fatal(err)
	}
	return u
}

func TestWebhookRetriesInOrder(t *testing.T) {
	s := newService(t, func(n int, w http.ResponseWriter, _ string) {
		if n <= 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	b := newBox(t, sandbox.Options{Pace: 0.01})
	bot := b.bot(t)
	p := b.Telegram.AddUser(ana)
	p.Start("")
	p.Private().Say("second")
	if _, refused := request(bot, "setWebhook", "url", s.url, "secret_token", "s3cret", "max_connections", "100"); refused != nil {
		t.Fatal(refused)
	}
	got := s.wait(t, 5)
	for i, want := range []string{"/start", "/start", "/start", "/start", "second"} {
		if text := updateOf(t, got[i].body).Message.Text; text != want {
			t.Errorf("request %d: %q, want %q", i, text, want)
		}
		if got[i].header.Get("X-Telegram-Bot-Api-Secret-Token") != "s3cret" {
			t.Errorf("request %d without the secret", i)
		}
	}
	// Back-off of 0, 2 and 4 s at a hundredth.
	for i, want := range []time.Duration{0, 20 * time.Millisecond, 40 * time.Millisecond} {
		if gap := got[i+1].at.Sub(got[i].at); gap < want || gap > want+200*time.Millisecond {
			t.Errorf("gap %d was %v, want about %v", i, gap, want)
		}
	}
	info, err := bot.GetWebhookInfo()
	if err != nil || info.LastErrorMessage == "" || info.MaxConnections != 100 {
		t.Errorf("info: %+v %v", info, err)
	}
}

func TestWebhookHonoursRetryAfter(t *testing.T) {
	s := newService(t, func(n int, w http.ResponseWriter, _ string) {
		if n == 1 {
			w.Header().Set("Retry-After", "10")
			w.WriteHeader(http.StatusTooManyRequests)
		}
	})
	b := newBox(t, sandbox.Options{Pace: 0.01})
	bot := b.bot(t)
	request(bot, "setWebhook", "url", s.url)
	b.Telegram.AddUser(ana).Start("")
	got := s.wait(t, 2)
	if gap := got[1].at.Sub(got[0].at); gap < 100*time.Millisecond {
		t.Errorf("came again after %v, want 100ms", gap)
	}
}

// One chat's messages wait for each other; presses and other chats don't.
func TestPressesAndOtherChatsOvertake(t *testing.T) {
	held, done := make(chan struct{}), make(chan struct{})
	release := sync.OnceFunc(func() { close(done) })
	t.Cleanup(release)
	var once sync.Once
	s := newService(t, func(_ int, _ http.ResponseWriter, body string) {
		if strings.Contains(body, "slow") {
			once.Do(func() { close(held) })
			<-done
		}
	})
	b := newBox(t, sandbox.Options{})
	bot := b.bot(t)
	request(bot, "setWebhook", "url", s.url)
	p := b.Telegram.AddUser(ana)
	p.Start("")
	s.wait(t, 1)
	request(bot, "sendMessage", "chat_id", "700", "text", "?", "reply_markup", `{"inline_keyboard":[[{"text":"A","callback_data":"a"}]]}`)
	p.Private().Say("slow")
	<-held
	p.Private().Say("waits")
	if _, err := p.Private().Press(b.Telegram.LastMessage(700)-2, "A"); err != nil {
		t.Fatal(err)
	}
	b.Telegram.AddUser(sandbox.User{ID: 701, FirstName: "Ben"}).Start("")
	got := s.wait(t, 4)
	for _, r := range got {
		if strings.Contains(r.body, "waits") {
			t.Fatal("overtook a message of its own chat")
		}
	}
	release()
	if last := s.wait(t, 5)[4]; !strings.Contains(last.body, "waits") {
		t.Fatalf("last: %s", last.body)
	}
}

func TestMaxConnections(t *testing.T) {
	var now, most atomic.Int64
	s := newService(t, func(int, http.ResponseWriter, string) {
		n := now.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		time.Sleep(5 * time.Millisecond)
		now.Add(-1)
	})
	b := newBox(t, sandbox.Options{})
	request(b.bot(t), "setWebhook", "url", s.url, "max_connections", "3")
	for id := range 20 {
		b.Telegram.AddUser(sandbox.User{ID: int64(900 + id), FirstName: "x"}).Start("")
	}
	s.wait(t, 20)
	if most.Load() != 3 {
		t.Errorf("at most %d at once, want 3", most.Load())
	}
}

func TestMethodInTheAnswer(t *testing.T) {
	s := newService(t, func(_ int, w http.ResponseWriter, _ string) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"method":"sendMessage","chat_id":700,"text":"hello","protect_content":true}`))
	})
	b := newBox(t, sandbox.Options{})
	request(b.bot(t), "setWebhook", "url", s.url)
	p := b.Telegram.AddUser(ana)
	p.Start("")
	shown, err := p.Private().Wait(within(t), 0, nil)
	if err != nil || shown.Text != "hello" || !shown.Protected {
		t.Fatalf("%+v %v", shown, err)
	}
	calls := b.Ledger.Entries(0, func(e sandbox.Entry) bool { return e.Hook })
	if len(calls) != 1 || calls[0].Method != "sendMessage" || calls[0].Chat != "700" || !calls[0].Done {
		t.Fatalf("ledger: %+v", calls)
	}
}

func TestRepeatsAndLostAnswers(t *testing.T) {
	s := newService(t, nil)
	b := newBox(t, sandbox.Options{})
	bot := b.bot(t)
	request(bot, "setWebhook", "url", s.url)
	b.Telegram.Repeat(func(string) int { return 2 })
	p := b.Telegram.AddUser(ana)
	p.Start("")
	for i, r := range s.wait(t, 3) {
		if updateOf(t, r.body).UpdateID != updateOf(t, s.wait(t, 1)[0].body).UpdateID {
			t.Errorf("request %d has another id", i)
		}
	}
	b.Telegram.Repeat(nil)
	b.Faults.Set(sandbox.Fault{Provider: "telegram", Method: sandbox.Webhook, Kind: sandbox.Lost, Times: 1})
	p.Private().Say("x")
	s.wait(t, 5)
	if _, err := b.Ledger.Wait(within(t), 0, func(e sandbox.Entry) bool { return e.Fault == sandbox.Lost && e.Status == 200 && !e.Done }); err != nil {
		t.Error(err)
	}
}

func TestBlockingIsTold(t *testing.T) {
	b := newBox(t, sandbox.Options{})
	bot := b.bot(t)
	p := b.Telegram.AddUser(ana)
	p.Start("")
	p.Block()
	p.Unblock()
	updates, err := bot.GetUpdates(tgUpdates(0))
	if err != nil || len(updates) != 3 {
		t.Fatalf("%+v %v", updates, err)
	}
	blocked, back := updates[1].MyChatMember, updates[2].MyChatMember
	if blocked.OldChatMember.Status != "member" || blocked.NewChatMember.Status != "kicked" || blocked.From.ID != 700 || back.NewChatMember.Status != "member" || back.OldChatMember.Status != "kicked" {
		t.Errorf("%+v %+v", blocked, back)
	}
}

// A press is gone after about 150 seconds, a message after a day.
func TestWhatIsTooOldIsDropped(t *testing.T) {
	b := newBox(t, sandbox.Options{})
	bot := b.bot(t)
	p := b.Telegram.AddUser(ana)
	p.Start("")
	request(bot, "sendMessage", "chat_id", "700", "text", "?", "reply_markup", `{"inline_keyboard":[[{"text":"A","callback_data":"a"}]]}`)
	query, err := p.Private().Press(b.Telegram.LastMessage(700), "a")
	if err != nil || b.Telegram.Pending() != 2 {
		t.Fatal(err, b.Telegram.Pending())
	}
	b.clock.add(151 * time.Second)
	if b.Telegram.Pending() != 1 {
		t.Errorf("%d pending, want the message alone", b.Telegram.Pending())
	}
	if _, refused := request(bot, "answerCallbackQuery", "callback_query_id", query); refused == nil || !strings.Contains(refused.Message, "query is too old") {
		t.Errorf("answer: %v", refused)
	}
	b.clock.add(24 * time.Hour)
	if b.Telegram.Pending() != 0 {
		t.Errorf("%d pending after a day", b.Telegram.Pending())
	}
}

func TestPollingConflicts(t *testing.T) {
	b := newBox(t, sandbox.Options{})
	bot := b.bot(t)
	conflict := make(chan error)
	go func() {
		_, err := bot.GetUpdates(tgUpdates(5))
		conflict <- err
	}()
	if _, err := b.Ledger.Wait(within(t), 0, func(e sandbox.Entry) bool { return e.Method == "getUpdates" }); err != nil {
		t.Fatal(err)
	}
	time.Sleep(20 * time.Millisecond) // from the ledger to the wait
	if _, err := bot.GetUpdates(tgUpdates(0)); err != nil {
		t.Errorf("the newer call: %v", err)
	}
	if err := <-conflict; err == nil || !strings.Contains(err.Error(), "terminated by other getUpdates request") {
		t.Errorf("the older call: %v", err)
	}
	request(bot, "setWebhook", "url", "https://nowhere.invalid")
	if _, err := bot.GetUpdates(tgUpdates(0)); err == nil || !strings.Contains(err.Error(), "webhook is active") {
		t.Errorf("with a webhook: %v", err)
	}
}
