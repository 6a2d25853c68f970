package sandbox_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"yousaid/bot/sandbox"
)

var ana = sandbox.User{ID: 700, FirstName: "Ana", LanguageCode: "en"}

// params makes a call by MakeRequest and returns the library's error.
func request(bot *tgbotapi.BotAPI, method string, pairs ...string) (*tgbotapi.APIResponse, *tgbotapi.Error) {
	params := tgbotapi.Params{}
	for i := 0; i < len(pairs); i += 2 {
		params[pairs[i]] = pairs[i+1]
	}
	response, err := bot.MakeRequest(method, params)
	var refused *tgbotapi.Error
	errors.As(err, &refused)
	return response, refused
}

func TestAConversationByPolling(t *testing.T) {
	b := newBox(t, sandbox.Options{})
	bot := b.bot(t)
	p := b.Telegram.AddUser(ana)
	p.Start("abc")

	updates, err := bot.GetUpdates(tgbotapi.UpdateConfig{Timeout: 1})
	if err != nil || len(updates) != 1 {
		t.Fatalf("updates: %v %v", updates, err)
	}
	first := updates[0]
	if first.Message.Text != "/start abc" || first.Message.CommandArguments() != "abc" || first.Message.From.ID != 700 {
		t.Fatalf("message: %+v", first.Message)
	}
	ask := tgbotapi.NewMessage(700, "Is <b>that</b> right?")
	ask.ParseMode = "HTML"
	ask.ReplyMarkup = tgbotapi.NewInlineKeyboardMarkup(tgbotapi.NewInlineKeyboardRow(tgbotapi.NewInlineKeyboardButtonData("Yes", "y:1")))
	sent, err := bot.Send(ask)
	if err != nil {
		t.Fatal(err)
	}
	shown, err := p.Private().Wait(within(t), 0, nil)
	if err != nil || shown.Text != "Is that right?" || shown.Entities[0] != (sandbox.Entity{Type: "bold", Offset: 3, Length: 4}) {
		t.Fatalf("shown: %+v %v", shown, err)
	}
	query, err := p.Private().Press(sent.MessageID, "Yes")
	if err != nil {
		t.Fatal(err)
	}
	updates, err = bot.GetUpdates(tgbotapi.UpdateConfig{Offset: first.UpdateID + 1, Timeout: 1})
	if err != nil || len(updates) != 1 || updates[0].CallbackQuery.Data != "y:1" || updates[0].CallbackQuery.Message.MessageID != sent.MessageID {
		t.Fatalf("press: %+v %v", updates, err)
	}
	if _, err := bot.Request(tgbotapi.NewCallbackWithAlert(updates[0].CallbackQuery.ID, "Thank you")); err != nil {
		t.Fatal(err)
	}
	answer, err := b.Telegram.WaitAnswer(within(t), query)
	if err != nil || answer != (sandbox.Answer{Text: "Thank you", Alert: true}) {
		t.Fatalf("answer: %+v %v", answer, err)
	}
	edited, err := bot.Send(tgbotapi.NewEditMessageText(700, sent.MessageID, "Good."))
	if err != nil || edited.Text != "Good." || edited.ReplyMarkup != nil {
		t.Fatalf("edited: %+v %v", edited, err)
	}
	if last := p.Private().History()[1]; last.Earlier[0] != "Is that right?" || last.Text != "Good." {
		t.Fatalf("history: %+v", last)
	}
	if b.Telegram.Pending() != 1 {
		t.Fatalf("pending: %d, want the press, which isn't confirmed", b.Telegram.Pending())
	}
}

func TestRefusals(t *testing.T) {
	b := newBox(t, sandbox.Options{})
	bot := b.bot(t)
	p := b.Telegram.AddUser(ana)
	b.Telegram.AddUser(sandbox.User{ID: 701, FirstName: "Shy"})
	gone := b.Telegram.AddUser(sandbox.User{ID: 702, FirstName: "Gone"})
	gone.Start("")
	gone.Deactivate()
	blocker := b.Telegram.AddUser(sandbox.User{ID: 703, FirstName: "Ben"})
	blocker.Start("")
	blocker.Block()
	group := b.Telegram.AddGroup(sandbox.GroupInfo{ID: -5, Title: "Police", Officers: []sandbox.User{{ID: 800, FirstName: "Olu"}}})
	group.RemoveBot(800)
	own := p.Start("")

	for _, c := range []struct {
		name, method string
		pairs        []string
		code         int
		want         string
	}{
		{"unknown method", "sendFax", nil, 404, "Not Found"},
		{"no chat", "sendMessage", []string{"text", "x"}, 400, "Bad Request: chat_id is empty"},
		{"no such chat", "sendMessage", []string{"chat_id", "1", "text", "x"}, 400, "Bad Request: chat not found"},
		{"no text", "sendMessage", []string{"chat_id", "700", "text", " \n"}, 400, "Bad Request: message text is empty"},
		{"too long", "sendMessage", []string{"chat_id", "700", "text", strings.Repeat("é", 4097)}, 400, "Bad Request: message is too long"},
		{"not started", "sendMessage", []string{"chat_id", "701", "text", "x"}, 403, "Forbidden: bot can't initiate conversation with a user"},
		{"deactivated", "sendMessage", []string{"chat_id", "702", "text", "x"}, 403, "Forbidden: user is deactivated"},
		{"blocked", "sendMessage", []string{"chat_id", "703", "text", "x"}, 403, "Forbidden: bot was blocked by the user"},
		{"kicked", "sendMessage", []string{"chat_id", "-5", "text", "x"}, 403, "Forbidden: bot was kicked from the group chat"},
		{"open tag", "sendMessage", []string{"chat_id", "700", "text", "<b>x", "parse_mode", "HTML"}, 400, `Bad Request: can't parse entities: Can't find end tag corresponding to start tag "b"`},
		{"wrong tag", "sendMessage", []string{"chat_id", "700", "text", "a <p>x</p>", "parse_mode", "HTML"}, 400, `Bad Request: can't parse entities: Unsupported start tag "p" at byte offset 2`},
		{"crossed tags", "sendMessage", []string{"chat_id", "700", "text", "<b>x</i>", "parse_mode", "HTML"}, 400, `Bad Request: can't parse entities: Unmatched end tag at byte offset 4, expected "</b>", found "</i>"`},
		{"markdown", "sendMessage", []string{"chat_id", "700", "text", "Done.", "parse_mode", "MarkdownV2"}, 400, `Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\'`},
		{"reply to nothing", "sendMessage", []string{"chat_id", "700", "text", "x", "reply_to_message_id", "4"}, 400, "Bad Request: message to be replied not found"},
		{"button data", "sendMessage", []string{"chat_id", "700", "text", "x", "reply_markup", `{"inline_keyboard":[[{"text":"a","callback_data":"` + strings.Repeat("x", 65) + `"}]]}`}, 400, "Bad Request: BUTTON_DATA_INVALID"},
		{"edit nothing", "editMessageText", []string{"chat_id", "700", "message_id", "4", "text", "x"}, 400, "Bad Request: message to edit not found"},
		{"delete nothing", "deleteMessage", []string{"chat_id", "700", "message_id", "4"}, 400, "Bad Request: message to delete not found"},
		{"edit somebody's", "editMessageText", []string{"chat_id", "700", "message_id", itoa(own), "text", "x"}, 400, "Bad Request: message can't be edited"},
		{"old press", "answerCallbackQuery", []string{"callback_query_id", "4"}, 400, "Bad Request: query is too old and response timeout expired or query ID is invalid"},
		{"webhook", "setWebhook", []string{"url", "ftp://x"}, 400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"},
		{"secret", "setWebhook", []string{"url", "https://x.example", "secret_token", "a b"}, 400, "Bad Request: secret token contains unallowed characters"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, refused := request(bot, c.method, c.pairs...)
			if refused == nil || refused.Code != c.code || refused.Message != c.want {
				t.Errorf("got %+v, want %d %s", refused, c.code, c.want)
			}
		})
	}
}

func TestWrongToken(t *testing.T) {
	b := newBox(t, sandbox.Options{})
	_, err := tgbotapi.NewBotAPIWithAPIEndpoint("1:wrong", b.url+"/bot%s/%s")
	var refused *tgbotapi.Error
	if !errors.As(err, &refused) || refused.Code != 401 {
		t.Fatalf("got %v, want 401", err)
	}
}

func TestEdits(t *testing.T) {
	b := newBox(t, sandbox.Options{})
	bot := b.bot(t)
	b.Telegram.AddUser(ana).Start("")
	sent, err := bot.Send(tgbotapi.NewMessage(700, "one"))
	if err != nil {
		t.Fatal(err)
	}
	id := itoa(sent.MessageID)
	if _, refused := request(bot, "editMessageText", "chat_id", "700", "message_id", id, "text", "one"); refused == nil ||
		!strings.HasPrefix(refused.Message, "Bad Request: message is not modified:") {
		t.Errorf("same text: %v", refused)
	}
	b.clock.add(49 * time.Hour)
	if _, refused := request(bot, "deleteMessage", "chat_id", "700", "message_id", id); refused == nil ||
		refused.Message != "Bad Request: message can't be deleted for everyone" {
		t.Errorf("after 49 hours: %v", refused)
	}
	b.clock.add(-2 * time.Hour)
	if _, refused := request(bot, "deleteMessages", "chat_id", "700", "message_ids", "["+id+",1]"); refused != nil {
		t.Errorf("after 47 hours: %v", refused)
	}
	if last := b.Telegram.History(700); !last[len(last)-1].Deleted {
		t.Error("the message is still there")
	}
}

func TestAGroupMoves(t *testing.T) {
	b := newBox(t, sandbox.Options{Telegram: sandbox.TelegramOptions{Privacy: true}})
	bot := b.bot(t)
	olu := sandbox.User{ID: 800, FirstName: "Olu"}
	group := b.Telegram.AddGroup(sandbox.GroupInfo{ID: -5, Title: "Police", Officers: []sandbox.User{olu}})
	b.Telegram.Person(800).In(-5).Say("not for the bot") // privacy mode
	group.Upgrade(-1002147483648)
	updates, err := bot.GetUpdates(tgbotapi.UpdateConfig{})
	if err != nil || len(updates) != 2 || updates[0].Message.MigrateToChatID != -1002147483648 || updates[1].Message.MigrateFromChatID != -5 {
		t.Fatalf("updates: %+v %v", updates, err)
	}
	_, refused := request(bot, "sendMessage", "chat_id", "-5", "text", "x")
	if refused == nil || refused.MigrateToChatID != -1002147483648 {
		t.Fatalf("old id: %+v", refused)
	}
	if _, refused := request(bot, "sendMessage", "chat_id", "-1002147483648", "text", "x"); refused != nil {
		t.Fatalf("new id: %+v", refused)
	}
	if b.Telegram.Person(800).In(-1002147483648).Say("/link@yousaid_sandbox_bot K") == 0 || b.Telegram.Pending() != 3 {
		t.Fatalf("a command for the bot is heard: %d pending", b.Telegram.Pending())
	}
}

func TestPhotos(t *testing.T) {
	b := newBox(t, sandbox.Options{})
	bot := b.bot(t)
	p := b.Telegram.AddUser(ana)
	p.Start("")
	if _, err := p.Private().Album("two", picture(t), picture(t)); err != nil {
		t.Fatal(err)
	}
	updates, err := bot.GetUpdates(tgbotapi.UpdateConfig{Offset: 1})
	if err != nil || len(updates) != 3 || updates[1].Message.MediaGroupID == "" || updates[1].Message.MediaGroupID != updates[2].Message.MediaGroupID {
		t.Fatalf("album: %+v %v", updates, err)
	}
	found, err := bot.GetFile(tgbotapi.FileConfig{FileID: updates[1].Message.Photo[0].FileID})
	if err != nil {
		t.Fatal(err)
	}
	if status, body := get(t, b.url+"/file/bot"+token+"/"+found.FilePath); status != 200 || body != string(picture(t)) {
		t.Fatalf("file: %d, %d bytes", status, len(body))
	}
	photo := tgbotapi.NewPhoto(700, tgbotapi.FileBytes{Name: "a.png", Bytes: picture(t)})
	photo.Caption = "here"
	sent, err := bot.Send(photo)
	if err != nil || sent.Photo[0].Width != 40 || sent.Caption != "here" {
		t.Fatalf("sent: %+v %v", sent, err)
	}
	if _, err := bot.Send(tgbotapi.NewPhoto(700, tgbotapi.FileID(sent.Photo[0].FileID))); err != nil {
		t.Fatal(err)
	}
	if _, err := bot.SendMediaGroup(tgbotapi.NewMediaGroup(700, []any{
		tgbotapi.NewInputMediaPhoto(tgbotapi.FileBytes{Name: "a.png", Bytes: picture(t)}),
		tgbotapi.NewInputMediaPhoto(tgbotapi.FileID(sent.Photo[0].FileID)),
	})); err != nil {
		t.Fatal(err)
	}
}

func TestLimits(t *testing.T) {
	b := newBox(t, sandbox.Options{Telegram: sandbox.TelegramOptions{Limits: true}})
	bot := b.bot(t)
	b.Telegram.AddUser(ana).Start("")
	var refused *tgbotapi.Error
	for range 4 {
		_, refused = request(bot, "sendMessage", "chat_id", "700", "text", "x")
	}
	if refused == nil || refused.Code != 429 || refused.RetryAfter != 1 || refused.Message != "Too Many Requests: retry after 1" {
		t.Fatalf("fourth in a second: %+v", refused)
	}
	b.clock.add(time.Second)
	if _, refused = request(bot, "sendMessage", "chat_id", "700", "text", "x"); refused != nil {
		t.Fatalf("a second later: %+v", refused)
	}
	b.Telegram.AddGroup(sandbox.GroupInfo{ID: -5, Title: "g"})
	for i := range 21 {
		if _, refused = request(bot, "sendMessage", "chat_id", "-5", "text", "x"); refused != nil {
			if i != 20 || refused.RetryAfter < 30 {
				t.Fatalf("message %d: %+v", i, refused)
			}
		}
		b.clock.add(time.Second)
	}
	if refused == nil {
		t.Fatal("21 in a minute went through")
	}
}
