package console_test

import (
	"context"
	"html"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/console"
	"yousaid/bot/desk"
	"yousaid/bot/jobs"
	"yousaid/bot/sandbox"
	"yousaid/bot/sms"
	"yousaid/bot/telegram"
	"yousaid/flows"
	"yousaid/flows/partnership"
	"yousaid/flows/resident"
	"yousaid/storage/postgres"
	"yousaid/storage/seal"
	"yousaid/storage/sessions"
	"yousaid/storage/storagetest"
)

// The sandbox's own account and bot, and a resident on each network.
const (
	account   = "AC00000000000000000000000000005a4d"
	authToken = "5a4db0c5000000000000000000000000"
	botToken  = "110201543:console-AAHdqTcvCH1vGWJxfSeofSAs0K5"
	us        = "+447700900999"
	group     = -1001000000001 // the desk of Neighbourhood Services
)

// town is the console with residents who have phones.
type town struct {
	*rig
	plan     *partnership.Plan
	service  *bot.Service
	officers *bot.Officers
	box      *sandbox.Sandbox
	desk     jobs.Work
}

// open starts the console of a town; changes are made to it last.
func open(t *testing.T, change ...func(*console.Config)) *town {
	t.Helper()
	w := &town{plan: storagetest.Plan(t)}
	w.rig = start(t, func(c *console.Config) {
		store := c.Store.(*postgres.Store)
		c.Plan, w.officers = w.plan, c.Officers
		w.serve(t, store, c)
		for _, fn := range change {
			fn(c)
		}
	})
	return w
}

// serve makes the residents' side, with networks of the sandbox.
func (w *town) serve(t *testing.T, store *postgres.Store, c *console.Config) {
	t.Helper()
	w.box = sandbox.New(sandbox.Options{Pace: 0.001, Telegram: sandbox.TelegramOptions{Token: botToken}, World: sandbox.World{Groups: []sandbox.GroupInfo{
		{ID: group, Title: "Wardens", Supergroup: true, BotAdmin: true},
	}}})
	api := httptest.NewServer(w.box.API())
	transport := &http.Transport{}
	quiet := func(context.Context, channel.Inbound) (*channel.Outbound, error) { return nil, nil }
	texts, err := sms.New(sms.Config{
		AccountSID: account, AuthToken: authToken, From: us, APIURL: api.URL, PublicURL: c.PublicURL, Reply: sms.REST,
		HTTPClient: &http.Client{Transport: transport}, Log: zerolog.Nop(),
	}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	chat, err := telegram.New(telegram.Config{
		Token: botToken, APIURL: api.URL, PublicURL: c.PublicURL, Secret: "console-secret", Log: zerolog.Nop(), Now: c.Now,
	}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	w.service = &bot.Service{
		Engine: resident.Engine(w.plan, c.Bundle), Bundle: c.Bundle, Sessions: memory(t, c), Store: store,
		Read:     func(string, time.Time) flows.Reading { return flows.Reading{} },
		Channels: map[string]channel.Channel{channel.SMS: texts, channel.Telegram: chat},
		Now:      c.Now, Fresh: bot.NewFresh(w.plan.Prefix), Log: zerolog.Nop(),
	}
	c.Residents = w.service
	c.Desk = desk.New(desk.Config{
		Store: store, Officers: c.Officers, Plan: w.plan, Channels: w.service.Channels, PublicURL: c.PublicURL, Now: c.Now, Log: zerolog.Nop(),
		BotName: func(context.Context) (string, error) { return "bot", nil },
	})
	w.desk = jobs.Work{Deliver: c.Desk.Deliver, Refresh: c.Desk.Refresh, Notify: w.service.Notify}
	t.Cleanup(func() {
		w.box.Close()
		api.Close()
		texts.Close()
		transport.CloseIdleConnections()
	})
}

func memory(t *testing.T, c *console.Config) *sessions.Store {
	t.Helper()
	options, err := redis.ParseURL(storagetest.Redis(t))
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	t.Cleanup(func() { _ = client.Close() })
	return sessions.New(client, storagetest.Keyring(t).For("session"), seal.NewLookup(storagetest.Key(t)), c.Now)
}

// work starts the jobs.
func (w *town) work() {
	w.t.Helper()
	runner, err := jobs.New(w.Pool(), w.desk, zerolog.Nop())
	if err != nil {
		w.t.Fatal(err)
	}
	if err := runner.Start(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		if err := runner.Stop(context.WithoutCancel(w.t.Context())); err != nil {
			w.t.Error(err)
		}
	})
}

// hears has somebody send words, as the network would bring them.
func (w *town) hears(who channel.Address, text string) {
	w.t.Helper()
	id := uuid.NewString()
	in := channel.Inbound{ID: id, Chat: who, Person: channel.Person{ID: who.ID}, Private: true, Kind: channel.Text, Text: text, Message: id, Sent: w.now()}
	if _, err := w.service.Receive(w.t.Context(), in); err != nil {
		w.t.Fatal(err)
	}
}

// commit has a resident do something by the record.
func (w *town) commit(who channel.Address, effects ...flows.Effect) []flows.Outcome {
	w.t.Helper()
	done, err := w.Commit(w.t.Context(), who, flows.Pending{ID: uuid.NewString(), Effects: effects})
	if err != nil {
		w.t.Fatal(err)
	}
	return done
}

// sends has a resident send a report.
func (w *town) sends(who channel.Address, theme int, change ...func(*flows.Submission)) flows.Known {
	w.t.Helper()
	s := &flows.Submission{
		ID: uuid.NewString(), Reference: bot.NewFresh(w.plan.Prefix)().Reference, Theme: theme, What: []string{"They dump rubbish again. " + mark},
		Place: &flows.Place{Name: "Dallow Road", Ward: "Dallow"}, Contact: flows.ContactHere, Language: "en", Began: w.now(), Sent: w.now(),
	}
	for _, fn := range change {
		fn(s)
	}
	return w.commit(who, flows.Effect{Kind: flows.FileReport, Report: s})[0].Report
}

var (
	fieldForm = regexp.MustCompile(`<input type="hidden" name="([a-z]+)" value="([^"]*)">`)
	formForm  = regexp.MustCompile(`(?s)<form method="post" action="[^"]*/(take|reply|note|pass|close)".*?</form>`)
)

// fields are what a form of a page sends besides what is typed.
func (p page) fields(do string) map[string]string {
	fields := map[string]string{}
	for _, form := range formForm.FindAllStringSubmatch(p.Body, -1) {
		if form[1] != do {
			continue
		}
		for _, field := range fieldForm.FindAllStringSubmatch(form[0], -1) {
			fields[field[1]] = field[2]
		}
	}
	return fields
}

// plain is the text of a page, without markup.
func (p page) plain() string {
	return html.UnescapeString(tagForm.ReplaceAllString(p.Body, ""))
}

var tagForm = regexp.MustCompile(`<[^>]*>`)

func (p page) has(words string) bool { return strings.Contains(p.plain(), words) }
