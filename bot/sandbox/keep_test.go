package sandbox_test

import (
	"path/filepath"
	"testing"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"yousaid/bot/sandbox"
)

// What a provider would remember is there after a restart; what it told the
// bot before isn't told with the same id again.
func TestARestartKeepsTheChats(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sandbox.json")
	first := newBox(t, sandbox.Options{World: world(), StateFile: file})
	ana := first.Telegram.Person(700)
	if _, err := ana.Private().Photo(picture(t), "here"); err != nil {
		t.Fatal(err)
	}
	bot := first.bot(t)
	if _, err := bot.Send(tgbotapi.NewMessage(700, "thank you")); err != nil {
		t.Fatal(err)
	}
	first.Telegram.Group(-1002).Upgrade(-1009)
	added, err := first.AddResident("Ben Hill", "", "en")
	if err != nil {
		t.Fatal(err)
	}
	text := first.Twilio.Phone(them).Text("STOP")
	pending := first.Telegram.Pending()
	first.Close()

	second := newBox(t, sandbox.Options{World: world(), StateFile: file})
	chat := second.Telegram.History(700)
	if len(chat) != 2 || chat[1].Text != "thank you" || !chat[1].FromBot {
		t.Fatalf("chat: %+v", chat)
	}
	if data, ok := second.Telegram.File(chat[0].Photo[0].FileID); !ok || len(data) == 0 {
		t.Error("the photo is gone")
	}
	if _, err := second.bot(t).Send(tgbotapi.NewMessage(700, "again")); err != nil {
		t.Errorf("the resident has to start again: %v", err)
	}
	if second.View().Groups[1].ID != -1009 {
		t.Error("the group's move is forgotten")
	}
	if _, err := second.Act(sandbox.Act{Phone: added, Do: "start"}); err != nil {
		t.Errorf("the added resident is gone: %v", err)
	}
	if p := second.Twilio.Phone(them); !p.Stopped() || p.History()[0].Sid != text {
		t.Error("the text messages are gone")
	}
	if got := second.Telegram.Pending(); got != pending+1 {
		t.Errorf("%d pending, want %d and Ben's start", got, pending)
	}
	ids := map[int]bool{}
	updates, err := second.bot(t).GetUpdates(tgUpdates(0))
	for _, u := range updates {
		if ids[u.UpdateID] {
			t.Errorf("update %d twice", u.UpdateID)
		}
		ids[u.UpdateID] = true
	}
	if err != nil {
		t.Error(err)
	}
}
