package bot_test

import (
	"strconv"
	"strings"
	"testing"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/sandbox"
	"yousaid/flows/locale"
)

// chat is what a resident's phone shows, last message last.
func (r *rig) chat(who channel.Address) []sandbox.Bubble {
	id, _ := strconv.ParseInt(who.ID, 10, 64)
	return r.box.Telegram.History(id)
}

// presses presses a button of the newest message that has it.
func (r *rig) presses(who channel.Address, label string) {
	r.t.Helper()
	list := r.chat(who)
	for i := len(list) - 1; i >= 0; i-- {
		data, ok := list[i].Button(label)
		if !ok {
			continue
		}
		r.count++
		_, err := r.residents.Receive(r.t.Context(), channel.Inbound{
			ID: "in-" + strconv.Itoa(r.count), Chat: who, Private: true, Person: channel.Person{ID: who.ID}, Kind: channel.Press,
			Press: channel.Button{Data: data, Message: strconv.Itoa(list[i].MessageID)},
		})
		if err != nil {
			r.t.Fatal(err)
		}
		return
	}
	r.t.Fatalf("nothing has the button %q", label)
}

// thumbs are how many are up and how many down.
func (r *rig) thumbs(update bot.PlanUpdate) (up, down int) {
	r.t.Helper()
	err := r.Pool().QueryRow(r.t.Context(), `SELECT count(*) FILTER (WHERE up), count(*) FILTER (WHERE NOT up) FROM update_thumbs WHERE update_id = $1`,
		update.ID).Scan(&up, &down)
	if err != nil {
		r.t.Fatal(err)
	}
	return up, down
}

func TestThumbsStandBelowAnUpdateAndCountOnceEach(t *testing.T) {
	r := startNewsroom(t)
	ana, ben := r.chatter(1), r.chatter(2)
	r.subscribe(ana, "1")
	r.subscribe(ben, "1")
	r.subscribe(texter(1), "1")
	update := r.publish("We cleared it.")
	for _, network := range []string{channel.Telegram, channel.SMS} {
		if err := r.spread(network); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.got(texter(1), "We cleared it.")[0]; strings.ContainsAny(got, "👍👎") {
		t.Errorf("a text has buttons: %s", got)
	}
	news := r.chat(ana)[len(r.chat(ana))-1]
	rows := news.ReplyMarkup.Rows
	if len(rows) != 2 || len(rows[0]) != 2 || rows[0][0].Text != "👍" || rows[0][1].Text != "👎" || rows[1][0].Text != "No more news" {
		t.Fatalf("its buttons: %+v", rows)
	}
	if len(rows[0][0].Data) > 64 || locale.Decode(rows[0][0].Data).ID != "+"+update.ID {
		t.Errorf("its data: %q", rows[0][0].Data)
	}

	r.says(ana, "loud music in ash road every night")
	r.presses(ana, "Something to report")
	before := len(r.chat(ana))
	r.presses(ana, "👍")
	r.presses(ana, "👍")
	r.presses(ben, "👍")
	r.presses(ben, "👎")
	r.says(texter(1), "👍🏾")
	if up, down := r.thumbs(update); up != 2 || down != 1 {
		t.Errorf("%d up, %d down", up, down)
	}
	after := r.chat(ana)
	if len(after) != before+2 || !strings.HasPrefix(after[before].Says(), "Thank you.") {
		t.Errorf("she is told %d things", len(after)-before)
	}
	for _, b := range after {
		if b.MessageID == news.MessageID && b.ReplyMarkup == nil {
			t.Error("the thumbs are gone from below the update")
		}
	}
	if asked := after[before-1]; asked.ReplyMarkup == nil {
		t.Errorf("the question lost its buttons: %s", asked.Says())
	}
}

// What our own words don't name has no thumbs, nor has a week's news.
func TestGuardedUpdateHasNoThumbs(t *testing.T) {
	r := startNewsroom(t)
	tg := r.newsroom.Channels[channel.Telegram]
	for theme, want := range map[int]bool{3: false, 6: true} {
		out, _, ok := r.newsroom.Foreseen(tg.Name(), "en", bot.PlanUpdate{ID: "0190a0c4-3f1e-7000-8000-0000000000c1", Draft: bot.Draft{Theme: theme, Words: "News."}})
		if !ok || (len(out.Buttons) == 2) != want {
			t.Errorf("theme %d: %+v", theme, out.Buttons)
		}
	}
}
