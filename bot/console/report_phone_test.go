package console_test

import (
	"context"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/sandbox"
	"yousaid/flows"
)

var (
	bubbleForm = regexp.MustCompile(`(?s)<div class="bubble"><p dir="auto">(.*?)</p>`)
	labelForm  = regexp.MustCompile(`(?s)<li dir="auto">(.*?)</li>`)
)

// bubbles are what a page says that a resident will read.
func (p page) bubbles() (list []string) {
	for _, found := range bubbleForm.FindAllStringSubmatch(p.Body, -1) {
		list = append(list, html.UnescapeString(found[1]))
	}
	return list
}

// phone is what stands on a resident's phone of what the service sent.
type phone interface {
	wait(ctx context.Context, n int) (texts []string, labels []string, parts int)
}

type texting struct{ *sandbox.Phone }

func (p texting) wait(ctx context.Context, n int) (texts, _ []string, parts int) {
	for ctx.Err() == nil {
		texts = nil
		for _, m := range p.History() {
			if m.Direction != sandbox.Inbound {
				texts, parts = append(texts, m.Said), m.Parts
			}
		}
		if len(texts) >= n {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	return texts, nil, parts
}

type chatting struct{ *sandbox.Seat }

func (p chatting) wait(ctx context.Context, n int) (texts, labels []string, _ int) {
	for ctx.Err() == nil {
		texts, labels = nil, nil
		for _, b := range p.History() {
			if b.FromBot {
				texts, labels = append(texts, b.Says()), append(labels, b.Labels()...)
			}
		}
		if len(texts) >= n {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	return texts, labels, 0
}

// What an officer is shown before they send is what the phone shows then: on
// each network, in each language's frame, at each degree.
func TestPreviewIsWhatThePhoneShows(t *testing.T) {
	w := open(t)
	w.work()
	for i, c := range []struct {
		name, network, language string
		theme                   int
		do                      string
		typed                   url.Values
	}{
		{"sms", channel.SMS, "en", 6, "reply", url.Values{"text": {"We’ll come – “soon”… {x} & <b>\r\nBring nothing. " + mark}}},
		{"sms, polish", channel.SMS, "pl", 6, "reply", url.Values{"text": {"Dziękujemy za zgłoszenie. Zażółć."}}},
		{"sms, urdu", channel.SMS, "ur", 6, "reply", url.Values{"text": {"شکریہ۔ 999 پر فون کریں، LUT"}}},
		{"sms, neutral", channel.SMS, "en", 4, "reply", url.Values{"text": {"We can help. " + mark}}},
		{"sms, guarded", channel.SMS, "bn", 3, "reply", url.Values{"text": {"আমরা সাহায্য করতে পারি।"}}},
		{"sms, closed", channel.SMS, "en", 6, "close", url.Values{"text": {"All cleared. " + mark}, "outcome": {"done"}}},
		{"sms, closed guarded", channel.SMS, "en", 3, "close", url.Values{"text": {"No trace. " + mark}, "outcome": {"no_action"}}},
		{"telegram, guarded", channel.Telegram, "en", 3, "reply", url.Values{"text": {"<i>We</i> can help & listen. " + mark}}},
		{"telegram, closed", channel.Telegram, "ur", 6, "close", url.Values{"text": {"صاف کر دیا۔"}, "outcome": {"done"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			who := channel.Address{Channel: channel.SMS, ID: "+44770090030" + string(rune('0'+i))}
			var shows phone
			if c.network == channel.Telegram {
				id := int64(5550100001 + i)
				seat := w.box.Telegram.AddUser(sandbox.User{ID: id, FirstName: "Ben", LanguageCode: "en"}).Private()
				seat.Say("hello") // else the bot may not write to them
				who = channel.Address{Channel: channel.Telegram, ID: strconv.FormatInt(id, 10)}
				shows = chatting{seat}
			} else {
				shows = texting{w.box.Twilio.Phone(who.ID)}
			}
			before, _, _ := shows.wait(ctx, 0)
			known := w.sends(who, c.theme, func(s *flows.Submission) {
				s.Language = c.language
				s.Sent = w.now().Add(-time.Hour) // they are not in a conversation now
			})
			lead := w.plan.Leads(c.theme)[0].ID
			b := w.signedIn(w.rig.officer("Ruth", lead, "officer", true))
			form := b.get(report(known) + "/" + c.do).fill(c.do)
			for name, values := range c.typed {
				form[name] = values
			}
			form.Set("do", "preview")
			looked := b.post(report(known)+"/"+c.do, form)
			want := looked.bubbles()
			live := b.post(report(known)+"/preview", form)
			if !slices.Equal(want, live.bubbles()) {
				t.Errorf("without a script %q, with it %q", want, live.bubbles())
			}
			form.Set("do", "send")
			form.Set("shown", looked.fields(c.do)["shown"])
			if p := b.post(report(known)+"/"+c.do, form); p.Path != report(known) {
				t.Fatalf("not sent: %s", p.plain())
			}
			if len(want) > 1 {
				shows.wait(ctx, len(before)+1)
				w.state(known, bot.NoticeTold)
				w.hears(who, "read")
			}
			got, labels, parts := shows.wait(ctx, len(before)+len(want))
			if got = got[len(before):]; !slices.Equal(got, want) {
				t.Errorf("the phone shows\n%q\nthe preview\n%q", got, want)
			}
			if c.network == channel.SMS && !looked.has(strings.Replace(map[bool]string{true: "1 text message.", false: "N text messages."}[parts == 1], "N", string(rune('0'+parts)), 1)) {
				t.Errorf("%d parts: %s", parts, looked.plain())
			}
			for _, label := range labelForm.FindAllStringSubmatch(looked.Body, -1) {
				if !slices.Contains(labels, html.UnescapeString(label[1])) {
					t.Errorf("no button %q among %q", label[1], labels)
				}
			}
			w.state(known, bot.NoticeRead)
			if page := b.get(report(known)); !page.has("shown on their phone") {
				t.Errorf("the thread doesn't say how far it came: %s", page.plain())
			}
		})
	}
}

// state waits until the record knows how far the notice about a report is.
func (w *town) state(known flows.Known, want bot.NoticeState) {
	w.t.Helper()
	var state bot.NoticeState
	for range 1000 {
		if err := w.Pool().QueryRow(w.t.Context(), `SELECT state FROM notices WHERE report_id = $1`, known.ID).Scan(&state); err != nil {
			w.t.Fatal(err)
		}
		if state == want {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	w.t.Fatalf("the notice is %s, not %s", state, want)
}

// What is done here stands on the card in the desk's chat at once.
func TestCardStaysInStep(t *testing.T) {
	w := open(t)
	w.work()
	err := w.AddDesk(t.Context(), bot.Desk{
		ID: uuid.NewString(), Agency: "neighbourhood-services", Label: "Wardens",
		Address: channel.Address{Channel: channel.Telegram, ID: strconv.Itoa(group)},
	})
	if err != nil {
		t.Fatal(err)
	}
	known := w.sends(ana, 6)
	reads := func(words string) {
		t.Helper()
		var says string
		for range 1000 {
			for _, b := range w.box.Telegram.History(group) {
				if says = b.Says(); strings.Contains(says, known.Reference) && strings.Contains(says, words) {
					return
				}
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Errorf("the card doesn't say %q but %q", words, says)
	}
	reads("Nobody has taken it")
	b := w.ruth()
	at := report(known)
	b.post(at+"/take", b.get(at).fill("take"))
	reads("Taken by Ruth")
	b.send(at, "reply", b.get(at).fill("reply", "text", "We come on Monday. "+mark))
	reads("We come on Monday.")
	b.post(at+"/note", b.get(at+"/note").fill("note", "text", "by the gate "+mark))
	reads("by the gate")
	b.send(at, "close", b.get(at+"/close").fill("close", "outcome", "done"))
	reads("Closed by Ruth")
}
