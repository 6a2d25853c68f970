package telegram_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yousaid/bot/channel"
	"yousaid/bot/sandbox"
)

// The parts of updates that most cases have.
const (
	private = `"message_id":5,"date":1770000000,"chat":{"id":7,"type":"private","first_name":"Ana"},"from":{"id":7,"first_name":"Ana","language_code":"pl"}`
	inGroup = `"message_id":5,"date":1770000000,"chat":{"id":-1000555,"type":"supergroup","title":"Wardens"},"from":{"id":8,"first_name":"Omar"}`
)

// said and saidInGroup are what every message there has.
func said(in channel.Inbound) channel.Inbound {
	in.Chat, in.Private, in.Person = to("7"), true, channel.Person{ID: "7", Name: "Ana", Language: "pl"}
	in.ID, in.Message, in.Sent = "u9", "5", time.Unix(1770000000, 0)
	return in
}

func saidInGroup(in channel.Inbound) channel.Inbound {
	in = said(in)
	in.Chat, in.Private, in.Person = to("-1000555"), false, channel.Person{ID: "8", Name: "Omar"}
	return in
}

func unusable(what string) channel.Inbound {
	return said(channel.Inbound{Kind: channel.Other, What: what})
}

var none channel.Inbound // ignored

func TestInboundMessages(t *testing.T) {
	message := func(common, more string) string { return `"message":{` + common + `,` + more + `}` }
	mine := func(more string) string { return message(private, more) }
	theirs := func(more string) string { return message(inGroup, more) }
	runInbound(t, []inboundCase{
		{"text", mine(`"text":"hello"`), said(channel.Inbound{Text: "hello"})},
		{"text with NUL and right to left", mine(`"text":"a\u0000سوئیاں"`), said(channel.Inbound{Text: "a\x00سوئیاں"})},
		{"forwarded text", mine(`"text":"hello","forward_origin":{"type":"hidden_user"},"forward_date":1`), said(channel.Inbound{Text: "hello"})},
		{"start with a payload", mine(`"text":"/start abc","entities":[{"type":"bot_command","offset":0,"length":6}]`), said(channel.Inbound{Text: "/start abc"})},
		{"command with a name, in private", mine(`"text":"/start@yousaid_sandbox_bot abc"`), said(channel.Inbound{Text: "/start abc"})},
		{"command for us, in a group", theirs(`"text":"/link@YouSaid_Sandbox_Bot CODE"`), saidInGroup(channel.Inbound{Text: "/link CODE"})},
		{"command for another bot", theirs(`"text":"/link@other_bot CODE"`), none},
		{"command for anybody", theirs(`"text":"/link CODE"`), saidInGroup(channel.Inbound{Text: "/link CODE"})},
		{"reply", theirs(`"text":"done","reply_to_message":{"message_id":3,"date":1,"chat":{"id":-1000555,"type":"supergroup"}}`), saidInGroup(channel.Inbound{Text: "done", ReplyTo: "3"})},
		{
			"reply to a message with buttons", theirs(`"text":"done","reply_to_message":{"message_id":3,"date":1,"chat":{"id":-1000555,"type":"supergroup"},"reply_markup":{"inline_keyboard":[[{"text":"Take it","callback_data":"d:t:x"},{"text":"Site","url":"https://example.org"}],[{"text":"Note","callback_data":"d:n:x"}]]}}`),
			saidInGroup(channel.Inbound{Text: "done", ReplyTo: "3", Offered: []string{"d:t:x", "d:n:x"}}),
		},
		{"in a topic, a reply to nothing", theirs(`"text":"done","is_topic_message":true,"message_thread_id":3,"reply_to_message":{"message_id":3,"date":1,"chat":{"id":-1000555,"type":"supergroup"}}`), saidInGroup(channel.Inbound{Text: "done"})},
		{"in a topic, a reply", theirs(`"text":"done","is_topic_message":true,"message_thread_id":3,"reply_to_message":{"message_id":4,"date":1,"chat":{"id":-1000555,"type":"supergroup"}}`), saidInGroup(channel.Inbound{Text: "done", ReplyTo: "4"})},

		{
			"photo", mine(`"caption":"look","media_group_id":"77","photo":[{"file_id":"s","width":90,"height":60,"file_size":10},{"file_id":"l","width":1280,"height":960,"file_size":1000},{"file_id":"m","width":320,"height":240,"file_size":100}]`),
			said(channel.Inbound{Kind: channel.Photo, Text: "look", Album: "77", Photos: []channel.File{{ID: "l", Type: "image/jpeg", Size: 1000}}}),
		},
		{
			"picture as a file", mine(`"document":{"file_id":"d","mime_type":"image/png","file_size":5000}`),
			said(channel.Inbound{Kind: channel.Photo, Photos: []channel.File{{ID: "d", Type: "image/png", Size: 5000}}}),
		},
		{"picture that can't be decoded", mine(`"document":{"file_id":"d","mime_type":"image/heic","file_size":5000}`), unusable("document")},
		{"picture that can't be fetched", mine(`"document":{"file_id":"d","mime_type":"image/png","file_size":20971521}`), unusable("document")},
		{"position", mine(`"location":{"latitude":51.88,"longitude":-0.42}`), said(channel.Inbound{Kind: channel.Location, Place: channel.Place{Lat: 51.88, Lon: -0.42}})},
		{
			"venue", mine(`"venue":{"location":{"latitude":51.88,"longitude":-0.42},"title":"Wardown Park"},"location":{"latitude":51.88,"longitude":-0.42}`),
			said(channel.Inbound{Kind: channel.Location, Place: channel.Place{Lat: 51.88, Lon: -0.42, Name: "Wardown Park"}}),
		},
		{"own number", mine(`"contact":{"phone_number":"447700900123","first_name":"Ana","user_id":7}`), said(channel.Inbound{Kind: channel.Contact, Phone: "+447700900123"})},
		{"own number with a plus", mine(`"contact":{"phone_number":"+447700900123","first_name":"Ana","user_id":7}`), said(channel.Inbound{Kind: channel.Contact, Phone: "+447700900123"})},
		{"somebody else's number", mine(`"contact":{"phone_number":"447700900123","first_name":"Omar","user_id":8}`), unusable("contact")},
		{"number of nobody on Telegram", mine(`"contact":{"phone_number":"447700900123","first_name":"Omar"}`), unusable("contact")},

		{"sticker", mine(`"sticker":{"file_id":"s","width":1,"height":1}`), unusable("sticker")},
		{"voice", mine(`"voice":{"file_id":"v","duration":3},"caption":"listen"`), said(channel.Inbound{Kind: channel.Other, What: "voice", Text: "listen"})},
		{"video", mine(`"video":{"file_id":"v","width":1,"height":1,"duration":3}`), unusable("video")},
		{"round video", mine(`"video_note":{"file_id":"v","length":1,"duration":3}`), unusable("video_note")},
		{"animation", mine(`"animation":{"file_id":"a","width":1,"height":1,"duration":3},"document":{"file_id":"a","mime_type":"image/gif"}`), unusable("animation")},
		{"audio", mine(`"audio":{"file_id":"a","duration":3}`), unusable("audio")},
		{"document", mine(`"document":{"file_id":"d","mime_type":"application/pdf"}`), unusable("document")},
		{"poll", mine(`"poll":{"id":"1","question":"?","options":[]}`), unusable("poll")},
		{"dice", mine(`"dice":{"emoji":"🎲","value":4}`), unusable("dice")},
		{"story", mine(`"story":{"id":1,"chat":{"id":7,"type":"private"}}`), unusable("story")},
		{"a kind that is new", mine(`"hologram":{"id":1}`), unusable("unknown")},
		{"a kind that is new, in a group", theirs(`"hologram":{"id":1}`), none},
		{"text of a type that is new", mine(`"text":{"plain":"hello"}`), unusable("unknown")},

		{"somebody joined", theirs(`"new_chat_members":[{"id":9,"first_name":"Eve"}]`), none},
		{"the group's name changed", theirs(`"new_chat_title":"Wardens of Luton"`), none},
		{"a message was pinned", mine(`"pinned_message":{"message_id":3,"date":1,"chat":{"id":7,"type":"private"}}`), none},
		{"a background was set", mine(`"chat_background_set":{"type":{}}`), none},
		{"a topic was opened", theirs(`"forum_topic_created":{"name":"x"},"is_topic_message":true`), none},

		{"a channel's post", `"channel_post":{"message_id":5,"date":1,"chat":{"id":-100777,"type":"channel"},"text":"x"}`, none},
		{"a channel as the chat of a message", message(`"message_id":5,"date":1,"chat":{"id":-100777,"type":"channel"}`, `"text":"x"`), none},
		{"another bot", message(strings.Replace(inGroup, `"id":8`, `"id":8,"is_bot":true`, 1), `"text":"x"`), none},
		{"a channel's post in its group", theirs(`"text":"x","is_automatic_forward":true,"sender_chat":{"id":-100777,"type":"channel"}`), none},
		{"somebody as a channel", theirs(`"text":"x","sender_chat":{"id":-100777,"type":"channel"}`), none},
		{"anonymous administrator", message(strings.Replace(inGroup, `"id":8`, `"id":1087968824,"is_bot":true`, 1), `"text":"/link CODE","sender_chat":{"id":-1000555,"type":"supergroup"}`), func() channel.Inbound {
			in := saidInGroup(channel.Inbound{Text: "/link CODE"})
			in.Person = channel.Person{}
			return in
		}()},
		{"nobody", message(`"message_id":5,"date":1,"chat":{"id":7,"type":"private"}`, `"text":"x"`), none},
		{"no chat", message(`"message_id":5,"date":1`, `"text":"x","migrate_to_chat_id":-100`), none},

		{
			"group moved away", `"message":{"message_id":5,"date":1770000000,"chat":{"id":-555,"type":"group"},"from":{"id":1087968824,"is_bot":true,"first_name":"Group"},"migrate_to_chat_id":-1004503599627370}`,
			channel.Inbound{ID: "u9", Kind: channel.Migrated, Chat: to("-555"), Moved: to("-1004503599627370"), Sent: time.Unix(1770000000, 0)},
		},
		{
			"group arrived", `"message":{"message_id":1,"date":1770000000,"chat":{"id":-1004503599627370,"type":"supergroup"},"from":{"id":1087968824,"is_bot":true,"first_name":"Group"},"migrate_from_chat_id":-555}`,
			channel.Inbound{ID: "u9", Kind: channel.Migrated, Chat: to("-555"), Moved: to("-1004503599627370"), Sent: time.Unix(1770000000, 0)},
		},
	})
}

func TestInboundEditsPressesAndStandings(t *testing.T) {
	edited := said(channel.Inbound{Kind: channel.Other, What: "edit", Text: "hello again"})
	edited.Sent = time.Unix(1770000060, 0)
	press := said(channel.Inbound{Kind: channel.Press, Press: channel.Button{Query: "q1", Data: "y:1", Message: "5"}})
	press.Sent = noon
	pressedInGroup := press
	pressedInGroup.Chat, pressedInGroup.Private, pressedInGroup.Person = to("-1000555"), false, channel.Person{ID: "8", Name: "Omar"}
	const ana, omar = `"from":{"id":7,"first_name":"Ana","language_code":"pl"}`, `"from":{"id":8,"first_name":"Omar"}`
	standing := func(chat, from, was, is string) string {
		return `"my_chat_member":{"chat":` + chat + `,` + from + `,"date":1770000000,"old_chat_member":{` + was + `},"new_chat_member":{` + is + `}}`
	}
	const room, alone = `{"id":-1000555,"type":"supergroup"}`, `{"id":7,"type":"private"}`
	const member, kicked, left, admin = `"status":"member"`, `"status":"kicked"`, `"status":"left"`, `"status":"administrator"`
	changed := func(kind channel.Kind, in channel.Inbound) channel.Inbound {
		in.Kind, in.Message = kind, ""
		return in
	}
	runInbound(t, []inboundCase{
		{"edit", `"edited_message":{` + private + `,"edit_date":1770000060,"text":"hello again"}`, edited},
		{"edit of a caption", `"edited_message":{` + private + `,"edit_date":1770000060,"caption":"hello again","photo":[{"file_id":"s"}]}`, edited},
		{"a live position moves", `"edited_message":{` + private + `,"edit_date":1770000060,"location":{"latitude":51.88,"longitude":-0.42,"live_period":900}}`, none},
		{"edit in a channel", `"edited_message":{"message_id":5,"date":1,"chat":{"id":-100777,"type":"channel"},"text":"x"}`, none},

		{"press", `"callback_query":{"id":"q1",` + ana + `,"chat_instance":"1","data":"y:1","message":{` + private + `,"text":"?"}}`, press},
		{"press on an old message", `"callback_query":{"id":"q1",` + ana + `,"chat_instance":"1","data":"y:1","message":{"message_id":5,"date":0,"chat":{"id":7,"type":"private"}}}`, press},
		{"press in a group", `"callback_query":{"id":"q1",` + omar + `,"chat_instance":"1","data":"y:1","message":{` + inGroup + `,"text":"?"}}`, pressedInGroup},
		{"press without a message", `"callback_query":{"id":"q1",` + ana + `,"chat_instance":"1","data":"y:1","inline_message_id":"x"}`, none},
		{"press on a game", `"callback_query":{"id":"q1",` + ana + `,"chat_instance":"1","game_short_name":"x","message":{` + private + `,"text":"?"}}`, none},

		{"blocked", standing(alone, ana, member, kicked), changed(channel.Left, said(channel.Inbound{}))},
		{"let back in", standing(alone, ana, kicked, member), changed(channel.Returned, said(channel.Inbound{}))},
		{"added to a group", standing(room, omar, left, member), changed(channel.Joined, saidInGroup(channel.Inbound{}))},
		{"added as an administrator", standing(room, omar, kicked, admin), changed(channel.Joined, saidInGroup(channel.Inbound{}))},
		{"made an administrator", standing(room, omar, member, admin), none},
		{"removed from a group", standing(room, omar, admin, kicked), changed(channel.Left, saidInGroup(channel.Inbound{}))},
		{"left a group", standing(room, omar, member, left), changed(channel.Left, saidInGroup(channel.Inbound{}))},
		{"muted", standing(room, omar, member, `"status":"restricted","is_member":true`), none},
		{"removed after it was muted", standing(room, omar, `"status":"restricted","is_member":true`, `"status":"restricted","is_member":false`), changed(channel.Left, saidInGroup(channel.Inbound{}))},
		{"added to a channel", standing(`{"id":-100777,"type":"channel"}`, omar, left, admin), none},
	})
}

var noon = time.Unix(1770000600, 0)

type inboundCase struct {
	name, update string
	want         channel.Inbound
}

// runInbound posts each update and compares what the handler gets.
func runInbound(t *testing.T, cases []inboundCase) {
	t.Helper()
	s := newService(t, options{now: func() time.Time { return noon }})
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			before := len(s.wait(t, 0))
			w := post(s.Webhook(), func(r *http.Request) {
				r.Body = io.NopCloser(strings.NewReader(`{"update_id":9,` + c.update + `}`))
			})
			if w.Code != http.StatusOK {
				t.Fatalf("answered %d", w.Code)
			}
			var got channel.Inbound
			if all := s.wait(t, 0); len(all) > before {
				got = all[before]
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			if press := strings.Contains(c.update, "callback_query"); press != strings.Contains(w.Body.String(), `"callback_query_id":"q1"`) {
				t.Errorf("answered %q", w.Body)
			}
		})
	}
}

// What people do with a phone, as the stand-in tells of it.
func TestInboundFromTheStandIn(t *testing.T) {
	s := newService(t, options{box: sandbox.Options{Telegram: sandbox.TelegramOptions{Privacy: false}}})
	p, room := s.box.Telegram.Person(ana.ID), s.box.Telegram.Group(group)
	steps := []struct {
		name string
		do   func() error
		kind channel.Kind
		what string
	}{
		{"start", func() error { p.Start("ref"); return nil }, channel.Text, ""},
		{"sticker", func() error { p.Private().Sticker("👍"); return nil }, channel.Other, "sticker"},
		{"voice", func() error { p.Private().Voice(3); return nil }, channel.Other, "voice"},
		{"position", func() error { p.Private().Location(51.88, -0.42); return nil }, channel.Location, ""},
		{"number", func() error { p.Private().Contact("+447700900123"); return nil }, channel.Contact, ""},
		{"photo", func() error { _, err := p.Private().Photo(picture(t), "look"); return err }, channel.Photo, ""},
		{"edit", func() error { p.Private().Edit(p.Private().Say("x"), "y"); return nil }, channel.Text, ""},
		{"the edit", func() error { return nil }, channel.Other, "edit"},
		{"block", func() error { p.Block(); return nil }, channel.Left, ""},
		{"unblock", func() error { p.Unblock(); return nil }, channel.Returned, ""},
		{"removed", func() error { room.RemoveBot(omar.ID); return nil }, channel.Left, ""},
		{"added", func() error { room.AddBot(omar.ID); return nil }, channel.Joined, ""},
		{"upgrade", func() error { room.Upgrade(-1000556); return nil }, channel.Migrated, ""},
	}
	for i, step := range steps {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		if in := s.last(t, i+1); in.Kind != step.kind || in.What != step.what {
			t.Errorf("%s: got kind %d, %q", step.name, in.Kind, in.What)
		}
	}
}

// A bot that hasn't been told its name asks for it, once.
func TestNameIsAskedForOnce(t *testing.T) {
	s := newService(t, options{poll: true, handler: func(context.Context, channel.Inbound) (*channel.Outbound, error) { return nil, nil }})
	s.box.Faults.Set(sandbox.Fault{Provider: "telegram", Method: "getMe", Kind: sandbox.Broken, Times: 2})
	seat := s.box.Telegram.Person(omar.ID).In(group)
	seat.Say("/link@yousaid_sandbox_bot ONE")
	seat.Say("/link@yousaid_sandbox_bot TWO")
	s.polling(t)
	if got := texts(s.wait(t, 2)); fmt.Sprint(got) != "[/link ONE /link TWO]" {
		t.Errorf("got %q", got)
	}
	if asked := s.box.Ledger.Entries(0, func(e sandbox.Entry) bool { return e.Method == "getMe" }); len(asked) != 3 {
		t.Errorf("asked %d times, want 2 failures and one answer", len(asked))
	}
}
