package bot_test

import (
	"context"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/flows"
	"yousaid/flows/locale"
	"yousaid/flows/resident"
	"yousaid/storage/local"
	"yousaid/storage/seal"
	"yousaid/storage/sessions"
	"yousaid/storage/storagetest"
)

func TestMain(m *testing.M) { os.Exit(storagetest.Main(m)) }

// network stands for a provider: it writes down what goes out.
type network struct {
	name string
	can  channel.Capabilities

	mu   sync.Mutex
	out  []channel.Outbound
	fail error
}

func (n *network) Name() string              { return n.name }
func (n *network) Can() channel.Capabilities { return n.can }

func (n *network) Send(_ context.Context, out channel.Outbound) (string, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.fail != nil {
		return "", n.fail
	}
	n.out = append(n.out, out)
	return strconv.Itoa(len(n.out)), nil
}

// sent takes what went out since the last call.
func (n *network) sent() []channel.Outbound {
	n.mu.Lock()
	defer n.mu.Unlock()
	out := n.out
	n.out = nil
	return out
}

// read stands for triage, which learns: what it reads in these words never
// changes.
func read(text string, _ time.Time) flows.Reading {
	r := flows.Reading{}
	if strings.Contains(text, "rubbish") {
		r.Themes = []flows.Guess{{Theme: 6, Confidence: 0.9}, {Theme: 5, Confidence: 0.1}}
	}
	if strings.Contains(text, "husband") {
		r.Themes = []flows.Guess{{Theme: 3, Confidence: 0.9}, {Theme: 1, Confidence: 0.1}}
	}
	if strings.Contains(text, "hes got a") && strings.Contains(text, "knife") {
		r.Danger = flows.SureDanger
	}
	return r
}

// town is the service with its stores, two networks and a clock that tests
// move.
type town struct {
	*bot.Service
	t           *testing.T
	redis       *local.Redis
	chat, texts *network
	ana, ben    channel.Address
	clock       sync.Mutex
	at          time.Time
	messages    int
}

func (w *town) now() time.Time {
	w.clock.Lock()
	defer w.clock.Unlock()
	return w.at
}

func (w *town) pass(d time.Duration) {
	w.clock.Lock()
	defer w.clock.Unlock()
	w.at = w.at.Add(d)
}

func start(t *testing.T) *town {
	t.Helper()
	server, err := local.StartRedis(t.Context(), local.Options{Volatile: true})
	if err != nil {
		t.Fatal(err)
	}
	options, err := redis.ParseURL(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	options.MaxRetries = -1
	client := redis.NewClient(options)
	t.Cleanup(func() {
		_ = client.Close()
		_ = server.Stop(context.WithoutCancel(t.Context())) // a test may have stopped it
	})
	bundle, err := locale.New()
	if err != nil {
		t.Fatal(err)
	}
	plan := storagetest.Plan(t)
	w := &town{
		t: t, redis: server, at: time.Date(2026, 11, 23, 10, 0, 0, 0, plan.Zone()),
		chat:  &network{name: channel.Telegram, can: channel.Capabilities{Buttons: true, Location: true, Photos: true, Delete: true, MaxText: 4096}},
		texts: &network{name: channel.SMS, can: channel.Capabilities{MaxText: 1600, InAnswer: true}},
		ana:   channel.Address{Channel: channel.SMS, ID: "+447700900123"},
		ben:   channel.Address{Channel: channel.Telegram, ID: "7"},
	}
	memory := sessions.New(client, storagetest.Keyring(t).For("session"), seal.NewLookup(storagetest.Key(t)), w.now)
	if _, err := memory.Begin(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	w.Service = &bot.Service{
		Engine: resident.Engine(plan, bundle), Bundle: bundle, Read: read, Sessions: memory, Store: storagetest.Store(t),
		Channels: map[string]channel.Channel{channel.Telegram: w.chat, channel.SMS: w.texts},
		Now:      w.now, Fresh: bot.NewFresh(plan.Prefix), Quiet: bot.QuietHours{From: 21, To: 8, Zone: plan.Zone()}, Log: zerolog.Nop(),
	}
	return w
}

// inbound is a message with these words.
func (w *town) inbound(who channel.Address, text string) channel.Inbound {
	w.messages++
	return channel.Inbound{ID: "m" + strconv.Itoa(w.messages), Chat: who, Private: true, Kind: channel.Text, Text: text, Sent: w.now()}
}

// say sends words and returns the answer; empty when there is none.
func (w *town) say(who channel.Address, text string) string {
	w.t.Helper()
	return w.take(w.inbound(who, text))
}

func (w *town) take(in channel.Inbound) string {
	w.t.Helper()
	w.chat.sent()
	out, err := w.Receive(w.t.Context(), in)
	if err != nil {
		w.t.Fatal(err)
	}
	if out != nil {
		return out.Text
	}
	var said []string
	for _, out := range w.chat.out {
		if out.Verb == channel.Say {
			said = append(said, out.Text)
		}
	}
	return strings.Join(said, "\n")
}

// sweep does what is due, and returns what went out.
func (w *town) sweep() []channel.Outbound {
	w.t.Helper()
	w.chat.sent()
	w.texts.sent()
	if err := w.Sweep(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	return append(w.chat.sent(), w.texts.sent()...)
}
