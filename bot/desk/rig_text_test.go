package desk_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/channel/gsm7"
	"yousaid/bot/desk"
	"yousaid/bot/sandbox"
	"yousaid/bot/sms"
	"yousaid/flows"
	"yousaid/flows/resident"
	"yousaid/flows/triage"
	"yousaid/storage/seal"
	"yousaid/storage/sessions"
	"yousaid/storage/storagetest"
)

const ours = "+447700900999"

// phones are who texts in the chats below.
var phones = map[string]string{
	"duty": "+447700900501", // a desk of Neighbourhood Services
	"kim":  "+447700900502", // an officer there, by their own phone
	"hub":  "+447700900503", // a desk of Public Health, not cleared
	"safe": "+447700900504", // one that is
	"ana":  ana.ID,
}

// texts are desks with phones: a Twilio of the sandbox, and the service that
// residents talk to.
type texts struct {
	*rig
	line  *sms.Line
	names map[string]string // of references
	talks *sessions.Store
	whole *bot.Intake

	waited atomic.Int64 // how much later it is for the line to Twilio, a time.Duration
}

func startTexts(t *testing.T, reply string, change ...func(*desk.Config)) *texts {
	t.Helper()
	x := &texts{names: map[string]string{}}
	hook := httptest.NewUnstartedServer(nil)
	calls := &http.Transport{}
	wire := func(c *desk.Config) {
		c.Channels[channel.SMS] = x.line
	}
	mux := http.NewServeMux()
	proxied := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { x.box.API().ServeHTTP(w, r) })
	api, logs := httptest.NewServer(proxied), &storagetest.Log{}
	var err error
	x.line, err = sms.New(sms.Config{
		AccountSID: "AC00000000000000000000000000005a4d", AuthToken: "5a4db0c5000000000000000000000000", From: ours, Reply: reply,
		APIURL: api.URL, PublicURL: "http://" + hook.Listener.Addr().String(), HTTPClient: &http.Client{Transport: calls}, Log: zerolog.New(logs),
		OnStatus: x.status, Now: func() time.Time { return time.Now().Add(time.Duration(x.waited.Load())) },
	}, x.take)
	if err != nil {
		t.Fatal(err)
	}
	mux.Handle(sms.WebhookPath, x.line.Webhook())
	mux.Handle(sms.StatusPath, x.line.Status())
	hook.Config.Handler = mux
	x.rig = startAt(t, 0.3, append([]func(*desk.Config){wire}, change...)...)
	t.Cleanup(func() { hook.Close(); api.Close(); calls.CloseIdleConnections() })
	hook.Start()
	x.box.Twilio.SetWebhook(hook.URL+sms.WebhookPath, "")
	options, err := redis.ParseURL(storagetest.Redis(t))
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	t.Cleanup(func() { _ = client.Close() })
	x.talks = sessions.New(client, storagetest.Keyring(t).For("session"), seal.NewLookup(storagetest.Key(t)), x.now)
	if _, err := x.talks.Begin(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	bundle := storagetest.Bundle(t)
	x.whole = &bot.Intake{Desk: x.desk, Aside: x.Store, Log: zerolog.New(x.logs), Residents: &bot.Service{
		Engine: resident.Engine(x.config.Plan, bundle), Bundle: bundle, Read: triage.Read, Sessions: x.talks, Store: x.Store,
		Channels: x.config.Channels, Now: x.now, Fresh: bot.NewFresh("LUT"), Log: zerolog.New(x.logs),
	}}
	x.seats()
	return x
}

// seats makes the phones desks and officers.
func (x *texts) seats() {
	x.t.Helper()
	ctx := x.t.Context()
	for name, agency := range map[string]string{"duty": "neighbourhood-services", "hub": "public-health", "safe": "public-health"} {
		d := bot.Desk{
			ID: uuid.NewString(), Agency: agency, Label: strings.ToUpper(name[:1]) + name[1:] + " phone", Cleared: name == "safe",
			Address: channel.Address{Channel: channel.SMS, ID: phones[name]},
		}
		if err := x.AddDesk(ctx, d); err != nil {
			x.t.Fatal(err)
		}
	}
	x.invited("kim", "Kim")
}

// invited makes a phone an officer's of Neighbourhood Services.
func (x *texts) invited(name, officer string) {
	x.t.Helper()
	at := channel.Address{Channel: channel.SMS, ID: phones[name]}
	if _, err := x.Bind(x.t.Context(), x.code(officer), at); err != nil {
		x.t.Fatal(err)
	}
}

// code invites an officer.
func (x *texts) code(name string) string {
	x.t.Helper()
	o, code := bot.Officer{ID: uuid.NewString(), Name: name, Agency: "neighbourhood-services"}, rand.Text()
	if err := x.AddOfficer(x.t.Context(), o); err != nil {
		x.t.Fatal(err)
	}
	if err := x.Invite(x.t.Context(), o.ID, code, time.Hour); err != nil {
		x.t.Fatal(err)
	}
	return code
}

// take is the way of a text through the service.
func (x *texts) take(ctx context.Context, in channel.Inbound) (*channel.Outbound, error) {
	return x.whole.Receive(ctx, in)
}

func (x *texts) status(ctx context.Context, s sms.Status) error {
	switch {
	case s.Unreachable:
		return x.desk.TextsArrive(ctx, s.To, false)
	case s.Name == "delivered":
		return x.desk.TextsArrive(ctx, s.To, true)
	}
	return nil
}

// report files a report with a reference as they are, by a name for the chats.
func (x *texts) report(name string, theme int, change ...func(*flows.Submission)) flows.Known {
	x.t.Helper()
	reference, err := bot.NewReference("LUT", rand.Reader)
	if err != nil {
		x.t.Fatal(err)
	}
	x.names[reference] = name
	return x.file(theme, append(change, func(s *flows.Submission) { s.Reference = reference })...)
}

func (x *texts) phone(name string) *sandbox.Phone { return x.box.Twilio.Phone(phones[name]) }

// alerted waits for a text at a phone that nobody asked for.
func (x *texts) alerted(name string, after int, words ...string) sandbox.SMS {
	x.t.Helper()
	return x.waits(name, after, func(m sandbox.SMS) bool {
		for _, word := range words {
			if !strings.Contains(m.Body, word) {
				return false
			}
		}
		return m.Direction != sandbox.OutboundReply
	})
}

func (x *texts) waits(name string, after int, match func(sandbox.SMS) bool) sandbox.SMS {
	x.t.Helper()
	ctx, cancel := context.WithTimeout(x.t.Context(), 8*time.Second)
	defer cancel()
	m, err := x.phone(name).Wait(ctx, after, match)
	if err != nil {
		x.t.Fatalf("%s: no text (%v); there are %+v; log: %s", name, err, x.phone(name).History(), x.logs)
	}
	return m
}

var (
	linkForm = regexp.MustCompile(`https://yousaid\.test/r/[A-Za-z0-9_-]{43}`)
	timeForm = regexp.MustCompile(`\d\d:\d\d( on \w{3} \d+ \w{3})?`)
)

// shown is a text as the chats write it: {one} for the report of that name.
func (x *texts) shown(text string) string {
	for reference, name := range x.names {
		text = strings.ReplaceAll(text, reference, "{"+name+"}")
	}
	return strings.ReplaceAll(timeForm.ReplaceAllString(linkForm.ReplaceAllString(text, "{link}"), "{time}"), "\n", " | ")
}

// chat plays a chat: each line is somebody's text, each "bot" line what they
// must be answered.
func (x *texts) chat(script string) {
	x.t.Helper()
	got, who := "", ""
	check := func() {
		if got != "" {
			x.t.Errorf("%s is answered, unexpectedly:\n  %s", who, got)
		}
	}
	for line := range strings.Lines(script) {
		name, text, ok := strings.Cut(strings.TrimSpace(line), "> ")
		if !ok {
			continue
		}
		if name != "bot" {
			check()
			who, got = name, x.says(name, text)
			continue
		}
		if text != got {
			x.t.Errorf("%s is answered\n  %s\nand not\n  %s", who, got, text)
		}
		got = ""
	}
	check()
}

// says sends a text and returns the answer, as the chats write it.
func (x *texts) says(name, text string) string {
	x.t.Helper()
	for reference, called := range x.names {
		text = strings.ReplaceAll(text, "{"+called+"}", reference)
		text = strings.ReplaceAll(text, "{"+called+" small}", strings.ToLower(strings.ReplaceAll(reference, "-", "")))
		text = strings.ReplaceAll(text, "{"+called+" spaced}", strings.ReplaceAll(reference, "-", " "))
		text = strings.ReplaceAll(text, "{"+called+" bare}", strings.TrimPrefix(reference, "LUT-"))
		text = strings.ReplaceAll(text, "{"+called+" slip}", slip(reference))
	}
	after := x.box.Twilio.Last()
	x.phone(name).Text(text)
	m := x.waits(name, after, func(m sandbox.SMS) bool {
		return m.Direction == sandbox.OutboundReply || !x.line.Can().InAnswer
	})
	if parts := gsm7.Parts(m.Body); parts > 2 {
		x.t.Errorf("an answer of %d parts: %s", parts, m.Body)
	}
	if strings.Contains(m.Body, secretWords) || strings.Contains(m.Body, "Alley") {
		x.t.Errorf("a text has words of the report: %s", m.Body)
	}
	return x.shown(m.Body)
}

// slip is a reference with a wrong last character.
func slip(reference string) string {
	last := "A"
	if strings.HasSuffix(reference, "A") {
		last = "B"
	}
	return reference[:len(reference)-1] + last
}

func (x *texts) state(reference string) string {
	x.t.Helper()
	var state, by string
	err := x.Pool().QueryRow(x.t.Context(), `SELECT status, taken_by FROM reports WHERE reference = $1`, reference).Scan(&state, &by)
	if err != nil {
		x.t.Fatal(err)
	}
	return strings.TrimSpace(fmt.Sprint(state, " ", by))
}
