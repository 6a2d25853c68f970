package sandbox_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-rod/rod"
	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"yousaid/bot/sandbox"
	"yousaid/bot/sandbox/screen"
)

// world is a small town, for the page.
func world() sandbox.World {
	return sandbox.World{
		Title:     "Example Community Safety Partnership",
		Residents: []sandbox.User{{ID: 700, FirstName: "Ana", LastName: "Kowalska", LanguageCode: "en"}},
		Phones:    []string{them},
		Places:    []sandbox.Place{{Name: "Wardown Park", Lat: 51.8886, Lon: -0.4219}, {Name: "Bus Interchange", Lat: 51.8825, Lon: -0.4143}},
		Groups: []sandbox.GroupInfo{
			{ID: -1001, Title: "Neighbourhood desk", Agency: "Council Neighbourhood Services", Supergroup: true, Officers: []sandbox.User{{ID: 801, FirstName: "Olu", LastName: "Adeyemi"}, {ID: 802, FirstName: "Priya", LastName: "Shah"}}},
			{ID: -1002, Title: "Police desk", Agency: "County Police", Officers: []sandbox.User{{ID: 803, FirstName: "Sam", LastName: "Hill"}}},
			{ID: -1003, Title: "Probation desk", Agency: "Probation Services", Officers: []sandbox.User{{ID: 804, FirstName: "Jo", LastName: "March"}}},
		},
	}
}

// echo is a service that greets on both networks, for the page to show.
func (b *box) echo(t *testing.T) {
	t.Helper()
	bot := b.bot(t)
	s := newService(t, func(_ int, w http.ResponseWriter, body string) {
		if !strings.HasPrefix(body, "{") {
			w.Header().Set("Content-Type", "text/xml")
			_, _ = w.Write([]byte("<Response><Message>It sounds like Drugs, alcohol and mental health. Is that right?\n1 Yes\n2 No, show me others\nhttp://127.0.0.1/u/7</Message></Response>"))
			return
		}
		u := updateOf(t, body)
		switch {
		case u.Press != nil:
			request(bot, "answerCallbackQuery", "callback_query_id", u.Press.ID, "text", "Thank you, Ana.")
		case u.Message != nil:
			request(bot, "sendMessage", "chat_id", itoa(int(u.Message.Chat.ID)), "parse_mode", "HTML", "protect_content", "true",
				"text", "<b>It sounds like</b> Antisocial behaviour and environmental crime. Is that right?",
				"reply_markup", `{"inline_keyboard":[[{"text":"Yes","callback_data":"y"},{"text":"No, show me others","callback_data":"n"}]]}`)
		}
	})
	request(bot, "setWebhook", "url", s.url)
	b.Twilio.SetWebhook(s.url, "")
}

func TestThePhonesInABrowser(t *testing.T) {
	b := newBox(t, sandbox.Options{World: world()})
	page := httptest.NewServer(b.Handler())
	t.Cleanup(page.Close)
	t.Cleanup(b.Close)
	b.echo(t)
	tab := screen.Browser(t).MustPage().Timeout(30 * time.Second)
	screen.Size(t, tab, 1280, 860)
	tab.MustNavigate(page.URL + "/sandbox/")

	// Only a search from the whole page waits for what is to come.
	in := func(phone string) func(string) *rod.Element {
		return func(part string) *rod.Element { return tab.MustElement(phone + " " + part) }
	}
	ana := in(`[data-phone="telegram:700:700"]`)
	ana(`[data-action="start"]`).MustClick()
	ana(`[data-bubble][data-from="bot"] [data-button="y"]`).MustClick()
	if got := ana(`[data-toast]`).MustText(); got != "Thank you, Ana." {
		t.Errorf("toast: %q", got)
	}
	ana(`[data-composer]`).MustInput("someone keeps dumping rubbish at the end of our road")
	ana(`[data-send]`).MustClick()
	ana(`[data-from="me"]:nth-of-type(3)`)
	ana(`[data-attach]`).MustClick()
	ana(`[data-place="Wardown Park"]`).MustClick()
	ana(`[data-from="me"] .place`)

	text := in(`[data-phone="sms:` + them + `"]`)
	text(`[data-composer]`).MustInput("needles by the swings in wardown park again")
	text(`[data-send]`).MustClick()
	if got := text(`[data-from="service"][data-parts="1"] a`).MustProperty("href").Str(); got != "http://127.0.0.1/u/7" {
		t.Errorf("link: %q", got)
	}
	const agency = `[data-agency="Council Neighbourhood Services"]`
	desk := in(agency)
	desk(`[data-officer]`).MustSelect("Priya Shah")
	if got := *tab.MustElement(agency).MustAttribute("data-phone"); got != "telegram:-1001:802" {
		t.Errorf("seat: %s", got)
	}
	desk(`[data-composer]`).MustInput("hello")
	desk(`[data-send]`).MustClick()
	desk(`[data-from="bot"] [data-reply]`).MustEval(`() => this.click()`)
	desk(`[data-replying]`)
	screen.Shot(t, tab, "sandbox-light.png")
	tab.MustElement(`[data-theme-switch]`).MustClick()
	screen.Shot(t, tab, "sandbox-dark.png")
}

// What a client does by itself: keyboards, forced replies, alerts, edits shown
// in place, what can't be sent on.
func TestClientsOfTelegramInABrowser(t *testing.T) {
	b := newBox(t, sandbox.Options{World: world()})
	page := httptest.NewServer(b.Handler())
	t.Cleanup(page.Close)
	t.Cleanup(b.Close)
	bot := b.bot(t)
	ana := b.Telegram.Person(700)
	ana.Start("")
	if _, err := ana.Private().Album("both sides", picture(t), picture(t)); err != nil {
		t.Fatal(err)
	}
	ana.Private().Voice(7)
	ana.Private().Sticker("👍")
	request(bot, "sendMessage", "chat_id", "700", "text", "Where is it? You can send your location.", "disable_notification", "true",
		"reply_markup", `{"keyboard":[[{"text":"Send my location","request_location":true}],[{"text":"Skip"},{"text":"Share my number","request_contact":true}]],"one_time_keyboard":true}`)
	request(bot, "sendMessage", "chat_id", "-1001", "text", "LUT-7K3M-2QX · new report", "reply_markup", `{"inline_keyboard":[[{"text":"Take it","callback_data":"take"}],[{"text":"Ask or reply","callback_data":"ask"},{"text":"Note","callback_data":"note"}],[{"text":"Pass on","callback_data":"pass"},{"text":"Close","callback_data":"close"}]]}`)
	card := b.Telegram.LastMessage(-1001)
	request(bot, "editMessageText", "chat_id", "-1001", "message_id", itoa(card), "text", "LUT-7K3M-2QX · taken by Olu", "reply_markup", `{"inline_keyboard":[[{"text":"Ask or reply","callback_data":"ask"},{"text":"Close","callback_data":"close"}]]}`)
	said := b.Telegram.Person(801).In(-1001).Say("/reply")
	request(bot, "sendMessage", "chat_id", "-1001", "text", "Write your reply to the resident.", "reply_to_message_id", itoa(said), "reply_markup", `{"force_reply":true,"selective":true}`)
	b.Twilio.Phone(them).Text("STOP")

	tab := screen.Browser(t).MustPage().Timeout(30 * time.Second)
	screen.Size(t, tab, 1280, 860)
	tab.MustNavigate(page.URL + "/sandbox/")
	in := func(phone, part string) *rod.Element { return tab.MustElement(phone + " " + part) }
	const resident, desk = `[data-phone="telegram:700:700"]`, `[data-agency="Council Neighbourhood Services"]`
	in(resident, `[data-silent] time`)
	in(resident, `img.photo`)
	if got := in(desk, `[data-edited] .words`).MustText(); got != "LUT-7K3M-2QX · taken by Olu" {
		t.Errorf("card: %q", got)
	}
	if got := *in(desk, `[data-replying]`).MustAttribute("data-replying"); got != itoa(b.Telegram.LastMessage(-1001)) {
		t.Errorf("the reply that was asked for isn't open: %s", got)
	}
	in(desk, `[data-button="close"]`).MustClick()
	press, err := bot.GetUpdates(tgbotapi.UpdateConfig{Offset: -1, Timeout: 5})
	for range 10 { // the click may still be on its way
		if err == nil && len(press) == 1 && press[0].CallbackQuery != nil {
			break
		}
		press, err = bot.GetUpdates(tgbotapi.UpdateConfig{Offset: -1, Timeout: 5})
	}
	if err != nil || len(press) != 1 || press[0].CallbackQuery == nil {
		t.Fatalf("no press: %v", err)
	}
	request(bot, "answerCallbackQuery", "callback_query_id", press[0].CallbackQuery.ID, "text", "Only Olu can close this.", "show_alert", "true")
	if got := in(desk, `[data-toast="alert"] p`).MustText(); got != "Only Olu can close this." {
		t.Errorf("alert: %q", got)
	}
	screen.Shot(t, tab, "sandbox-client.png")
	in(resident, `[data-key="Share my number"]`).MustClick()
	in(resident, `[data-from="me"] .card`)
	in(resident, `[data-action="block"]`).MustClick()
	in(resident, `[data-action="unblock"]`).MustWaitVisible()
	if !b.Telegram.Person(700).Blocked() {
		t.Error("not blocked")
	}
	tab.MustElement(`[data-open="faults"]`).MustClick()
	tab.MustElement(`[data-fault-form] [type="submit"]`).MustClick()
	tab.MustElement(`[data-fault]`)
	if on := b.Faults.List(); len(on) != 1 || on[0].Kind != sandbox.Slow {
		t.Errorf("faults: %+v", on)
	}
	screen.Shot(t, tab, "sandbox-faults.png")
}
