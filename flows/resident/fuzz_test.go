package resident_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"yousaid/bot/channel/gsm7"
	"yousaid/flows"
	"yousaid/flows/flowtest"
	"yousaid/flows/resident"
	"yousaid/flows/triage"
)

// mostLines is how many messages of an input are sent: a conversation of more
// tells nothing more.
const mostLines = 12

// Whatever is written, message after message, each is answered or kept; what is
// answered leaves no gap, fits its network and asks with choices that can be
// pressed; a number chooses what stands at its place; and the conversation comes
// back from where it is kept as it went there.
func FuzzConversation(f *testing.F) {
	for _, lines := range []string{
		"needles by the swings in wardown park again\nyes\nat 9 til 11pm on the 31st feb\n2\nsend",
		"drugs\nno 2\nthe third one\nnumber two i think\n٣\n2, the first one was wrong",
		"UPDATES 4 6\n1 5 6\nupdates 12\nupdates off\n8 8 8",
		"my reports\npin\n4821\n0000\n12345\nLUT-7K3M-2QX\nlut 7k3m 2qx",
		"he hits me\nread\nSTOP\nSTART\nforget me\nyes",
		"śmieci przy naszej ulicy\ntak\nwczoraj o 21\npomiń\nwyślij",
		"\x00\n\xff\xfe\n\u202e\n😀👍🏿\n 1 \n-1\n99999999999999999999",
		"PULSE\n6\n5\nIDEA\nmore lights in the park please\n1",
	} {
		f.Add(lines, false, uint8(0), uint16(20))
		f.Add(lines, true, uint8(3), uint16(3600))
	}
	f.Fuzz(func(t *testing.T, lines string, buttons bool, language uint8, pause uint16) {
		talker := talk(buttons, language)
		now := time.Date(2026, time.November, 23, 10, 0, 0, 0, time.UTC)
		for i, line := range strings.SplitN(lines, "\n", mostLines+1) {
			if i == mostLines {
				break
			}
			now = now.Add(time.Duration(pause) * time.Second)
			in := flows.Input{ID: fmt.Sprintf("in-%d", i), Text: line, Reading: triage.Read(line, now)}
			replies := talker.Receive(in, now)
			if len(replies) == 0 && talker.Session.Row == nil && !talker.Session.Flood.Told {
				t.Fatalf("nothing was said to %q", line)
			}
			for _, reply := range replies {
				fits(t, talker, reply)
			}
			stored(t, talker)
		}
	})
}

func talk(buttons bool, language uint8) *resident.Conversation {
	form, fresh := resident.SMS, 0
	if buttons {
		form = resident.Telegram
	}
	talker := &resident.Conversation{
		Engine: engine, Bundle: bundle, Form: form, Record: &resident.Record{Plan: plan, Photos: "https://example.org/u/t"},
		Fresh: func() flows.Fresh {
			fresh++
			return flows.Fresh{ID: fmt.Sprintf("id-%04x", fresh), Reference: fmt.Sprintf("LUT-%04d", fresh), Token: "token"}
		},
	}
	known := bundle.Languages()
	talker.Session.Language = known[int(language)%len(known)]
	return talker
}

// fits checks what a phone shows.
func fits(t *testing.T, talker *resident.Conversation, reply flows.Reply) {
	t.Helper()
	shown := talker.Show(reply)
	if strings.Contains(shown.Text, "{{.") || strings.Contains(shown.Text, "<no value>") || strings.Contains(shown.Text, "\x00") {
		t.Fatalf("a gap is left: %q", shown.Text)
	}
	if err := flowtest.Fits(gsm7.Replace(shown.Text)); err != nil && !talker.Form.Buttons {
		t.Fatal(err)
	}
	for _, row := range shown.Buttons {
		for _, button := range row {
			if len(button.Data) > 64 || button.Label == "" {
				t.Fatalf("a button that can't be pressed: %+v", button)
			}
		}
	}
	for i, id := range talker.Session.Offered { // a number chooses what stands at its place
		if id != "" && slices.Contains(talker.Session.Offered[:i], id) {
			t.Fatalf("%q is offered twice: %q", id, talker.Session.Offered)
		}
	}
}

// stored keeps a conversation as the service does, and takes it from there.
func stored(t *testing.T, talker *resident.Conversation) {
	t.Helper()
	raw, err := json.Marshal(talker.Session)
	if err != nil {
		t.Fatal(err)
	}
	var back flows.Session
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	if again, err := json.Marshal(back); err != nil || len(raw) > 64<<10 || len(again) != len(raw) {
		t.Fatalf("%d bytes went to the store and %d came back: %v\n%s\n%s", len(raw), len(again), err, raw, again)
	}
	talker.Session = back
}
