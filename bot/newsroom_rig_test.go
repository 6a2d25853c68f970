package bot_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/pace"
	"yousaid/bot/sandbox"
	"yousaid/bot/sms"
	"yousaid/bot/telegram"
	"yousaid/flows"
	"yousaid/flows/locale"
	"yousaid/flows/resident"
	"yousaid/storage/postgres"
	"yousaid/storage/sessions"
	"yousaid/storage/storagetest"
)

// noon is when these tests begin: a Tuesday.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

const ours = "+447700900999"

// clock is a clock that tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// rig is a newsroom and its residents: the record, their conversations and
// both networks.
type rig struct {
	*postgres.Store
	t         *testing.T
	clock     *clock
	config    postgres.Config
	box       *sandbox.Sandbox
	newsroom  *bot.Newsroom
	residents *bot.Service
	mia, tom  bot.Actor // of the agency that leads theme 6
	count     int
}

func startNewsroom(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, clock: &clock{at: noon}, config: storagetest.Config(t, storagetest.DB(t))}
	r.config.Now = r.clock.now
	r.Store = r.replica()
	r.box = sandbox.New(sandbox.Options{
		Pace: 0.001, Twilio: sandbox.TwilioOptions{From: ours, AuthToken: "secret"},
	})
	api := httptest.NewServer(r.box.API())
	calls := &http.Transport{}
	t.Cleanup(func() {
		r.box.Close()
		api.Close()
		calls.CloseIdleConnections()
	})
	r.wire(r.networks(api.URL, calls))
	r.mia, r.tom = r.officer("Mia", bot.RoleOfficer), r.officer("Tom", bot.RoleLead)
	return r
}

// replica opens the same record once more.
func (r *rig) replica() *postgres.Store {
	r.t.Helper()
	store, err := postgres.Open(r.t.Context(), r.config)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(store.Close)
	return store
}

func (r *rig) networks(api string, calls *http.Transport) map[string]channel.Channel {
	r.t.Helper()
	tg, err := telegram.New(telegram.Config{
		Token: "110201543:sandbox-AAHdqTcvCH1vGWJxfSeofSAs0K5", APIURL: api, HTTPClient: &http.Client{Transport: calls}, Log: zerolog.Nop(), Now: r.clock.now,
	}, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	line, err := sms.New(sms.Config{
		AccountSID: "AC00000000000000000000000000005a4d", AuthToken: "secret", From: ours, APIURL: api,
		PublicURL: "https://yousaid.test", HTTPClient: &http.Client{Transport: calls}, Log: zerolog.Nop(), Now: r.clock.now,
	}, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return map[string]channel.Channel{channel.Telegram: tg, channel.SMS: line}
}

func (r *rig) wire(channels map[string]channel.Channel) {
	r.t.Helper()
	bundle, err := locale.New()
	if err != nil {
		r.t.Fatal(err)
	}
	options, err := redis.ParseURL(storagetest.Redis(r.t))
	if err != nil {
		r.t.Fatal(err)
	}
	client := redis.NewClient(options)
	r.t.Cleanup(func() { _ = client.Close() })
	memory := sessions.New(client, r.config.Keyring.For("session"), r.config.Lookup, r.clock.now)
	if _, err := memory.Begin(r.t.Context(), true); err != nil {
		r.t.Fatal(err)
	}
	plan := r.config.Plan
	quiet := bot.QuietHours{From: 21, To: 8, Zone: plan.Zone()}
	r.residents = &bot.Service{
		Engine: resident.Engine(plan, bundle), Bundle: bundle, Sessions: memory, Store: r.Store, Channels: channels,
		Read: func(string, time.Time) flows.Reading { return flows.Reading{} },
		Now:  r.clock.now, Fresh: bot.NewFresh(plan.Prefix), Quiet: quiet, Log: zerolog.Nop(),
	}
	r.newsroom = &bot.Newsroom{
		Store: r.Store, Plan: plan, Bundle: bundle, Sessions: memory, Channels: channels, Quiet: quiet, Now: r.clock.now,
		Log: zerolog.Nop(), Paces: &pace.Book{}, Gaps: map[string]time.Duration{channel.Telegram: time.Millisecond, channel.SMS: time.Millisecond},
	}
}

// another is the newsroom of another replica.
func (r *rig) another() *bot.Newsroom {
	other := *r.newsroom
	other.Store, other.Paces = r.replica(), &pace.Book{}
	return &other
}

func (r *rig) officer(name string, role bot.Role) bot.Actor {
	r.t.Helper()
	officer := bot.Officer{ID: uuid.NewString(), Name: name, Agency: "neighbourhood-services", Role: role}
	if err := r.AddOfficer(r.t.Context(), officer); err != nil {
		r.t.Fatal(err)
	}
	return officer.Actor()
}

// texter and chatter are residents on either network.
func texter(n int) channel.Address {
	return channel.Address{Channel: channel.SMS, ID: fmt.Sprintf("+4477009001%02d", n)}
}

func (r *rig) chatter(n int) channel.Address {
	id := int64(5000 + n)
	r.box.Telegram.AddUser(sandbox.User{ID: id, FirstName: "R" + strconv.Itoa(n)}).Start("")
	return channel.Address{Channel: channel.Telegram, ID: strconv.FormatInt(id, 10)}
}

// says has a resident write, as their network brings it.
func (r *rig) says(who channel.Address, text string) string {
	r.t.Helper()
	r.count++
	out, err := r.residents.Receive(r.t.Context(), channel.Inbound{
		ID: "in-" + strconv.Itoa(r.count), Chat: who, Private: true, Person: channel.Person{ID: who.ID}, Kind: channel.Text, Text: text,
	})
	if err != nil {
		r.t.Fatal(err)
	}
	if out == nil {
		return ""
	}
	return out.Text
}

// subscribe has a resident say yes to updates on theme 6.
func (r *rig) subscribe(who channel.Address, often string) {
	r.t.Helper()
	r.says(who, "updates 6")
	r.says(who, often)
}

// publish has an update on theme 6 written and approved.
func (r *rig) publish(words string) bot.PlanUpdate {
	r.t.Helper()
	return r.publishDraft(bot.Draft{Theme: 6, Words: words})
}

func (r *rig) publishDraft(draft bot.Draft) bot.PlanUpdate {
	r.t.Helper()
	update, err := r.newsroom.Write(r.t.Context(), bot.Action{ID: uuid.NewString(), By: r.mia}, draft)
	if err == nil {
		update, err = r.newsroom.Offer(r.t.Context(), r.mia, update.ID, update.Version)
	}
	if err == nil {
		update, err = r.newsroom.Approve(r.t.Context(), r.tom, update.ID, update.Version)
	}
	if err != nil {
		r.t.Fatal(err)
	}
	return update
}

func (r *rig) spread(network string) error {
	r.t.Helper()
	return r.newsroom.Spread(r.t.Context(), network)
}

// got are the messages to a resident that have these words in them.
func (r *rig) got(who channel.Address, words string) []string {
	var list []string
	if who.Channel == channel.SMS {
		for _, m := range r.box.Twilio.Messages() {
			if m.To == who.ID && strings.Contains(m.Said, words) {
				list = append(list, m.Said)
			}
		}
		return list
	}
	id, _ := strconv.ParseInt(who.ID, 10, 64)
	for _, b := range r.box.Telegram.History(id) {
		if b.FromBot && strings.Contains(b.Says(), words) {
			list = append(list, b.Says())
		}
	}
	return list
}

// outcomes checks that an update's rows end as wanted, and that their sum is
// its audience.
func (r *rig) outcomes(update bot.PlanUpdate, want map[bot.DeliveryState]int) {
	r.t.Helper()
	counts, err := r.UpdateOutcomes(r.t.Context(), update.ID)
	if err != nil {
		r.t.Fatal(err)
	}
	sum := 0
	for _, n := range counts {
		sum += n
	}
	if fmt.Sprint(counts) != fmt.Sprint(want) || sum != update.Residents {
		r.t.Errorf("outcomes %v of %d, want %v", counts, update.Residents, want)
	}
}

// waits runs a spread that has to wait, and returns until when.
func (r *rig) waits(network string) time.Time {
	r.t.Helper()
	err := r.spread(network)
	later, ok := err.(*bot.LaterError) //nolint:errorlint // it comes as it is
	if !ok {
		r.t.Fatalf("%s doesn't wait: %v", network, err)
	}
	return later.At
}

func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	t.Cleanup(cancel)
	return ctx
}
