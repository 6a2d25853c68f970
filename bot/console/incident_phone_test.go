package console_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/sandbox"
	"yousaid/bot/sandbox/screen"
	"yousaid/flows"
)

// linked is a resident whose report belongs to an incident.
type linked struct {
	flows.Known
	who    channel.Address
	shows  phone
	before int // how many messages they had before
}

// resident has somebody with a phone send a report; they are not in a
// conversation any more.
func (w *town) resident(ctx context.Context, n int, network, language string, theme int) linked {
	w.t.Helper()
	m := linked{who: channel.Address{Channel: channel.SMS, ID: fmt.Sprintf("+4477009003%02d", n)}}
	if network == channel.Telegram {
		seat := w.box.Telegram.AddUser(sandbox.User{ID: int64(5550200000 + n), FirstName: "Ben", LanguageCode: "en"}).Private()
		seat.Say("hello") // else the bot may not write to them
		m.who, m.shows = channel.Address{Channel: channel.Telegram, ID: strconv.Itoa(5550200000 + n)}, chatting{seat}
	} else {
		m.shows = texting{w.box.Twilio.Phone(m.who.ID)}
	}
	m.Known = w.sends(m.who, theme, func(s *flows.Submission) { s.Language, s.Sent = language, w.now().Add(-time.Hour) })
	before, _, _ := m.shows.wait(ctx, 0)
	m.before = len(before)
	return m
}

var phoneForm = regexp.MustCompile(`(?s)<h2>What the resident of (LUT-[0-9A-Z-]+) will read</h2>(.*?)<(?:h2|form)`)

// phones are what a page says that residents will read, each with "REF" in the
// place of its reference, and the labels of all buttons.
func (p page) phones() (list []string, labels []string) {
	for at := 0; at < len(p.Body); {
		found := phoneForm.FindStringSubmatchIndex(p.Body[at:])
		if found == nil {
			break
		}
		one := page{Body: p.Body[at:][found[4]:found[5]]}
		list = append(list, strings.ReplaceAll(strings.Join(one.bubbles(), "\n--\n"), p.Body[at:][found[2]:found[3]], "REF"))
		for _, label := range labelForm.FindAllStringSubmatch(one.Body, -1) {
			labels = append(labels, label[1])
		}
		at += found[5]
	}
	slices.Sort(list)
	return list, labels
}

// What an officer is shown before they write to all of an incident is what each
// of the phones shows then, and what it says of text messages is what is billed.
func TestIncidentPreviewIsWhatThePhonesShow(t *testing.T) {
	w := open(t)
	w.work()
	kinds := []struct{ network, language string }{
		{channel.SMS, "en"}, {channel.SMS, "pl"}, {channel.Telegram, "en"}, {channel.Telegram, "ur"}, {channel.SMS, "en"},
	}
	for i, c := range []struct {
		name, do string
		theme    int
		typed    url.Values
		messages int // that each gets
	}{
		{"reply", "reply", 6, fill("words", "We’ll come – “soon”… {x} & <b>\r\nBring nothing. "+mark), 1},
		{"close", "close", 6, fill("words", "Dziękujemy. Zażółć. "+mark, "outcome", "no_action"), 1},
		{"reply, guarded", "reply", 3, fill("words", "We can help. "+mark), 2},
		{"close, guarded", "close", 3, fill("outcome", "done"), 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
			defer cancel()
			var all []linked
			var others []flows.Known
			for n, kind := range kinds {
				all = append(all, w.resident(ctx, 10*i+n, kind.network, kind.language, c.theme))
				if n > 0 {
					others = append(others, all[n].Known)
				}
			}
			b := w.signedIn(w.rig.officer("Ruth", w.plan.Leads(c.theme)[0].ID, bot.RoleOfficer, true))
			path := "incident/" + b.linkedTo(all[0].Known, others...) + "/" + c.do
			looked := b.post(path, c.typed)
			want, labels := looked.phones()
			looked.says(t, "preview", http.StatusOK, "1 more reads the same")
			if p := b.post(path, looked.sends(t, c.typed)); !p.has("It was done to 5 reports of 5") {
				t.Fatalf("not sent: %s", p.plain())
			}
			var got, pressed []string
			for n, m := range all {
				if c.messages > 1 {
					m.shows.wait(ctx, m.before+1)
					w.state(m.Known, bot.NoticeTold)
					w.hears(m.who, "read")
				}
				texts, shown, parts := m.shows.wait(ctx, m.before+c.messages)
				got = append(got, strings.ReplaceAll(strings.Join(texts[m.before:], "\n--\n"), m.Reference, "REF"))
				pressed = append(pressed, shown...)
				line := fmt.Sprintf("%s: by text message, %d part", m.Reference, parts)
				if c.messages > 1 {
					line = fmt.Sprintf("%d more when they ask to read it", parts)
				}
				if kinds[n].network == channel.SMS && !looked.has(line) {
					t.Errorf("not %q: %s", line, looked.plain())
				}
			}
			slices.Sort(got)
			if got = slices.Compact(got); !slices.Equal(got, want) {
				t.Errorf("the phones show\n%q\nthe preview\n%q", got, want)
			}
			for _, label := range labels {
				if !slices.Contains(pressed, label) {
					t.Errorf("no button %q among %q", label, pressed)
				}
			}
		})
	}
}

// What nobody looked at doesn't go: not words that have a gap or are too many
// messages, and nothing once a resident would read something else.
func TestIncidentPreviewHoldsWhatCanNotGo(t *testing.T) {
	w := open(t)
	one, two := w.sends(ana, 6), w.sends(ben, 6)
	b := w.signedIn(w.rig.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false))
	path := "incident/" + b.linkedTo(one, two) + "/reply"
	for words, says := range map[string]string{
		"We come on [day].":         "Write what belongs in the place of [day].",
		strings.Repeat("ż ", 490):   "text messages, and 7 is the most",
		strings.Repeat("long", 251): "That is too long",
	} {
		p := b.post(path, fill("words", words))
		p.says(t, words, http.StatusUnprocessableEntity, says, `href="#words"`)
		p.silent(t, words, `name="to"`)
	}
	typed := fill("words", "We come on Monday.")
	send := b.post(path, typed).sends(t, typed)
	w.commit(ana, flows.Effect{Kind: flows.SetLanguage, Text: "pl"})
	again := b.post(path, send)
	again.says(t, "another language", http.StatusOK, "Nothing has been done yet", "in Polish")
	if w.replies(one.ID)+w.replies(two.ID) != 0 {
		t.Fatal("sent though a resident reads something else by now")
	}
	b.post(path, again.sends(t, typed)).says(t, "looked at again", http.StatusOK, "It was done to 2 reports of 2")
	delete(w.service.Channels, channel.Telegram)
	b.post(path, typed).says(t, "network off", http.StatusOK, two.Reference+": The resident can’t be told: this network is switched off here.", "Send to 1 resident</button>")
}

// The preview of an incident fits every screen, keeps nobody out and works without a script.
func TestIncidentPreviewInABrowser(t *testing.T) {
	t.Parallel()
	w := open(t)
	ruth := w.rig.officer("Ruth", "neighbourhood-services", bot.RoleOfficer, false)
	one := w.sends(ana, 6, func(s *flows.Submission) { s.Language = "ur" })
	chat, silent := w.sends(ben, 6), w.sends(ana, 6, func(s *flows.Submission) { s.Contact = flows.ContactNone })
	path := "incident/" + w.signedIn(ruth).linkedTo(one, chat, silent)
	g := w.glass(screen.Browser(t), ruth)
	g.MustNavigate(w.site + path + "/close").MustElement("#no_action").MustClick()
	g.MustElement("#words").MustInput("It is private land. Please write to its owner: the council may not clear it.")
	press(g.Page, "main form button")
	g.MustElementR("h2", "What the resident of "+one.Reference+" will read")
	shots(t, g.Page, "incident-preview")
	screen.Bring(t, g.Page)
	for _, violation := range g.violations(everything) {
		t.Error(violation)
	}
	press(g.Page, `button[value="send"]`)
	g.MustElementR("main", "It was done to 3 reports of 3")
}
