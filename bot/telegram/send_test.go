package telegram_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yousaid/bot/channel"
	"yousaid/bot/sandbox"
)

// entry returns the newest call of a method.
func (s *service) entry(t *testing.T, method string) sandbox.Entry {
	t.Helper()
	found := s.box.Ledger.Entries(0, func(e sandbox.Entry) bool { return e.Method == method })
	if len(found) == 0 {
		t.Fatalf("%s was not called", method)
	}
	return found[len(found)-1]
}

// started is a service that Ana may be written to by.
func started(t *testing.T, o options) (*service, *sandbox.Seat) {
	t.Helper()
	s := newService(t, o)
	chat := s.box.Telegram.Person(ana.ID).Private()
	chat.Say("x")
	s.wait(t, 1)
	return s, chat
}

func TestSayParameters(t *testing.T) {
	const preview = `{"is_disabled":true}`
	buttons := [][]channel.Choice{{{Label: "Yes", Data: "y"}, {Label: "No", Data: "n"}}, {{Label: "Back", Data: "b"}}}
	for _, c := range []struct {
		name string
		out  channel.Outbound
		want map[string]string
	}{
		{"plain", channel.Outbound{Text: "1 < 2 & *3*"}, map[string]string{"text": "1 < 2 & *3*"}},
		{"HTML", channel.Outbound{Text: "<b>LUT-7K3M-2QX</b>", HTML: true}, map[string]string{"text": "<b>LUT-7K3M-2QX</b>", "parse_mode": "HTML"}},
		{"quiet and protected", channel.Outbound{Text: "x", Silent: true, Protect: true}, map[string]string{"text": "x", "disable_notification": "true", "protect_content": "true"}},
		{"reply", channel.Outbound{Text: "x", ReplyTo: "77"}, map[string]string{"text": "x", "reply_parameters": `{"message_id":77,"allow_sending_without_reply":true}`}},
		{"buttons", channel.Outbound{Text: "x", Buttons: buttons, ClearKeys: true, ForceReply: true}, map[string]string{
			"text": "x", "reply_markup": `{"inline_keyboard":[[{"text":"Yes","callback_data":"y"},{"text":"No","callback_data":"n"}],[{"text":"Back","callback_data":"b"}]]}`,
		}},
		{"position", channel.Outbound{Text: "x", Location: "Send my position", Buttons: buttons}, map[string]string{
			"text": "x", "reply_markup": `{"keyboard":[[{"text":"Send my position","request_location":true}],[{"text":"Yes"},{"text":"No"}],[{"text":"Back"}]],"resize_keyboard":true,"one_time_keyboard":true}`,
		}},
		{"number", channel.Outbound{Text: "x", Contact: "Share my number"}, map[string]string{
			"text": "x", "reply_markup": `{"keyboard":[[{"text":"Share my number","request_contact":true}]],"resize_keyboard":true,"one_time_keyboard":true}`,
		}},
		{"keys away", channel.Outbound{Text: "x", ClearKeys: true}, map[string]string{"text": "x", "reply_markup": `{"remove_keyboard":true}`}},
		{"reply opened", channel.Outbound{Text: "x", ForceReply: true}, map[string]string{"text": "x", "reply_markup": `{"force_reply":true}`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, chat := started(t, options{})
			c.out.To = to("7")
			id, err := s.Send(within(t), c.out)
			if err != nil {
				t.Fatal(err)
			}
			c.want["chat_id"], c.want["link_preview_options"] = "7", preview
			if diff := cmp.Diff(c.want, s.entry(t, "sendMessage").Params); diff != "" {
				t.Error(diff)
			}
			if shown, err := chat.Wait(within(t), 0, nil); err != nil || strconv.Itoa(shown.MessageID) != id {
				t.Errorf("shown %+v (%v), id %s", shown, err, id)
			}
		})
	}
}

// An edit without a text takes the buttons away and leaves the words; a second
// one has nothing to do.
func TestButtonsAreTakenAway(t *testing.T) {
	s, chat := started(t, options{})
	id, err := s.Send(within(t), channel.Outbound{To: to("7"), Text: "Is that right?", Buttons: [][]channel.Choice{{{Label: "Yes", Data: "y"}}}})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := s.Send(within(t), channel.Outbound{Verb: channel.Edit, To: to("7"), Target: id}); err != nil {
			t.Fatal(err)
		}
	}
	for _, b := range chat.History() {
		if strconv.Itoa(b.MessageID) == id && (len(b.Labels()) > 0 || b.Says() != "Is that right?") {
			t.Errorf("shown: %q %q", b.Says(), b.Labels())
		}
	}
	if got := s.entry(t, "editMessageReplyMarkup").Params; got["message_id"] != id {
		t.Errorf("edited %v", got)
	}
}

func TestReplyIsOpenedForThosePeopleOnly(t *testing.T) {
	s := newService(t, options{})
	if _, err := s.Send(within(t), channel.Outbound{To: to(strconv.Itoa(group)), Text: "@omar, what do you want to ask?", ForceReply: true}); err != nil {
		t.Fatal(err)
	}
	if got := s.entry(t, "sendMessage").Params["reply_markup"]; got != `{"force_reply":true,"selective":true}` {
		t.Error(got)
	}
}

func TestPhotoIsUploaded(t *testing.T) {
	s, chat := started(t, options{})
	data := picture(t)
	id, err := s.Send(within(t), channel.Outbound{
		To: to("7"), Text: "<b>by the swings</b>", HTML: true, Photo: &channel.Picture{Type: "image/png", Data: data},
		Protect: true, Silent: true, Buttons: [][]channel.Choice{{{Label: "Yes", Data: "y"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	shown, err := chat.Wait(within(t), 0, nil)
	if err != nil || shown.Caption != "by the swings" || !shown.Protected || !shown.Silent || len(shown.Labels()) != 1 || fmt.Sprint(shown.MessageID) != id {
		t.Fatalf("shown %+v %v", shown, err)
	}
	if kept, ok := s.box.Telegram.File(shown.Photo[0].FileID); !ok || !slices.Equal(kept, data) {
		t.Error("it is another picture")
	}
}

func TestEditAndDelete(t *testing.T) {
	s, chat := started(t, options{})
	buttons := [][]channel.Choice{{{Label: "Take it", Data: "t"}}}
	id, err := s.Send(within(t), channel.Outbound{To: to("7"), Text: "card", Buttons: buttons})
	if err != nil {
		t.Fatal(err)
	}
	edit := channel.Outbound{Verb: channel.Edit, To: to("7"), Target: id, Text: "<i>card</i>, taken", HTML: true}
	for range 2 { // the second changes nothing, and has succeeded
		if got, err := s.Send(within(t), edit); err != nil || got != id {
			t.Fatalf("%q %v", got, err)
		}
	}
	shown, err := chat.Wait(within(t), 0, func(b sandbox.Bubble) bool { return b.Text == "card, taken" })
	if err != nil || len(shown.Labels()) > 0 {
		t.Fatalf("shown %+v %v", shown, err)
	}
	edit.Buttons = buttons
	if _, err := s.Send(within(t), edit); err != nil {
		t.Fatal(err)
	}
	if _, err := chat.Wait(within(t), 0, func(b sandbox.Bubble) bool { return len(b.Labels()) == 1 }); err != nil {
		t.Error("the buttons didn't come back")
	}
	remove := channel.Outbound{Verb: channel.Delete, To: to("7"), Target: id}
	if got, err := s.Send(within(t), remove); err != nil || got != "" {
		t.Fatalf("%q %v", got, err)
	}
	for _, out := range []channel.Outbound{edit, remove} {
		_, err := s.Send(within(t), out)
		if got := s.failed(t, err); got.Reason != channel.Rejected || got.Code != 400 {
			t.Errorf("of a message that is gone: %v", err)
		}
	}
}

func TestLengthsThatTelegramTakes(t *testing.T) {
	s, _ := started(t, options{})
	photo := &channel.Picture{Type: "image/png", Data: picture(t)}
	for _, c := range []struct {
		name string
		out  channel.Outbound
		fits bool
	}{
		{"4,096", channel.Outbound{Text: strings.Repeat("é", 4096)}, true},
		{"4,097", channel.Outbound{Text: strings.Repeat("é", 4097)}, false},
		{"2,048 pairs", channel.Outbound{Text: strings.Repeat("😀", 2048)}, true},
		{"2,049 pairs", channel.Outbound{Text: strings.Repeat("😀", 2049)}, false},
		{"4,096 and their markup", channel.Outbound{HTML: true, Text: strings.Repeat("<b>&amp;</b>", 4096)}, true},
		{"4,097 and their markup", channel.Outbound{HTML: true, Text: strings.Repeat("<b>&amp;</b>", 4097)}, false},
		{"a caption of 1,024", channel.Outbound{Text: strings.Repeat("é", 1024), Photo: photo}, true},
		{"a caption of 1,025", channel.Outbound{Text: strings.Repeat("é", 1025), Photo: photo}, false},
		{"an edit of 4,097", channel.Outbound{Verb: channel.Edit, Target: "1", Text: strings.Repeat("x", 4097)}, false},
	} {
		calls := s.box.Ledger.Len()
		c.out.To = to("7")
		_, err := s.Send(within(t), c.out)
		switch {
		case c.fits && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case !c.fits && (channel.ReasonOf(err) != channel.Rejected || s.box.Ledger.Len() > calls):
			t.Errorf("%s: %v, with a call: %v", c.name, err, s.box.Ledger.Len() > calls)
		}
	}
}

func TestSendRefusesWhatIsNoMessage(t *testing.T) {
	s := newService(t, options{poll: true})
	for name, out := range map[string]channel.Outbound{
		"no chat":        {Text: "x"},
		"another chat":   {To: channel.Address{Channel: channel.SMS, ID: "7"}, Text: "x"},
		"a name":         {To: to("@yousaid"), Text: "x"},
		"a reply to abc": {To: to("7"), Text: "x", ReplyTo: "abc"},
		"no such verb":   {Verb: 99, To: to("7"), Text: "x"},
		"to delete":      {Verb: channel.Delete, To: to("x"), Target: "1"},
	} {
		_, err := s.Send(within(t), out)
		if got := s.failed(t, err); got.Reason != channel.Rejected {
			t.Errorf("%s: %v", name, err)
		}
	}
	if s.box.Ledger.Len() > 0 {
		t.Error("Telegram was called")
	}
}
