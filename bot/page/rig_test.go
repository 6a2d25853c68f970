package page_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/desk"
	"yousaid/bot/jobs"
	"yousaid/bot/page"
	"yousaid/bot/picture"
	"yousaid/bot/sandbox"
	"yousaid/bot/sms"
	"yousaid/flows/locale"
	"yousaid/flows/resident"
	"yousaid/storage/postgres"
	"yousaid/storage/seal"
	"yousaid/storage/sessions"
	"yousaid/storage/storagetest"
)

func TestMain(m *testing.M) { os.Exit(storagetest.Main(m)) }

// The sandbox's account, and who has a phone.
const (
	account   = "AC00000000000000000000000000005a4d"
	authToken = "5a4db0c5000000000000000000000000"
	us        = "+447700900999"
	duty      = "+447700900501" // Neighbourhood Services: open theme 6
	second    = "+447700900502" // theirs, too
	health    = "+447700900503" // Public Health, not cleared: guarded theme 3
	cleared   = "+447700900504" // Public Health, cleared
)

var ana = channel.Address{Channel: channel.SMS, ID: "+447700900123"}

// mark stands in whatever residents and officers write here, and in no log.
const mark = "zebra-crossing"

// rig is the pages at work, with a record, jobs, conversations and a Twilio.
type rig struct {
	*postgres.Store
	t     *testing.T
	box   *sandbox.Sandbox
	site  string
	logs  *storagetest.Log
	quiet *bot.Officers
	pages *page.Pages

	mu   sync.Mutex
	skip time.Duration
}

// settings are what a test may change before the pages are made.
type settings struct {
	page     page.Config
	public   string                     // instead of the site's own address
	channels map[string]channel.Channel // that desks are reached by
}

func start(t *testing.T, change ...func(*settings)) *rig {
	t.Helper()
	r := &rig{t: t, logs: &storagetest.Log{}}
	server := httptest.NewUnstartedServer(nil)
	r.site = "http://" + server.Listener.Addr().String()
	r.Store = storagetest.Store(t, func(c *postgres.Config) { c.Now, c.PublicURL = r.now, r.site })
	line := r.twilio()
	channels, log := map[string]channel.Channel{channel.SMS: line}, zerolog.New(r.logs)
	r.quiet = &bot.Officers{Store: r.Store, Now: r.now}
	plan, bundle := storagetest.Plan(t), words(t)
	s := settings{public: r.site, channels: channels}
	d := desk.New(desk.Config{
		Store: r.Store, Officers: r.quiet, Plan: plan, Channels: channels, PublicURL: r.site, Now: r.now, Log: log,
		MailPause: mailPause,
		BotName:   func(context.Context) (string, error) { return "bot", nil },
	})
	s.page = page.Config{
		Store: r.Store, Officers: r.quiet, Desk: d, Plan: plan, Bundle: bundle, Log: log, Patience: 20 * time.Millisecond,
		Photos: &bot.Photos{Store: r.Store, Channels: channels, Cleaner: picture.NewCleaner()},
	}
	for _, fn := range change {
		fn(&s)
	}
	s.page.PublicURL = s.public
	var err error
	if r.pages, err = page.New(s.page); err != nil {
		t.Fatal(err)
	}
	if server.Config.Handler, err = r.pages.Handler(); err != nil {
		t.Fatal(err)
	}
	server.Start()
	t.Cleanup(server.Close)
	r.work(d, &bot.Service{
		Engine: resident.Engine(plan, bundle), Bundle: bundle, Sessions: r.talks(), Store: r.Store, Channels: channels,
		Now: r.now, Fresh: bot.NewFresh(plan.Prefix), Log: log,
	}, log)
	return r
}

func words(t *testing.T) *locale.Bundle {
	t.Helper()
	bundle, err := locale.New()
	if err != nil {
		t.Fatal(err)
	}
	return bundle
}

// twilio is a line to the sandbox's phones.
func (r *rig) twilio() *sms.Line {
	r.t.Helper()
	r.box = sandbox.New(sandbox.Options{Pace: 0.001})
	api, calls := httptest.NewServer(r.box.API()), &http.Transport{}
	line, err := sms.New(sms.Config{
		AccountSID: account, AuthToken: authToken, From: us, APIURL: api.URL, PublicURL: r.site,
		HTTPClient: &http.Client{Transport: calls}, Log: zerolog.New(r.logs),
	}, func(context.Context, channel.Inbound) (*channel.Outbound, error) { return nil, nil })
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() {
		r.box.Close()
		api.Close()
		line.Close()
		calls.CloseIdleConnections()
	})
	return line
}

func (r *rig) talks() *sessions.Store {
	r.t.Helper()
	options, err := redis.ParseURL(storagetest.Redis(r.t))
	if err != nil {
		r.t.Fatal(err)
	}
	client := redis.NewClient(options)
	r.t.Cleanup(func() { _ = client.Close() })
	return sessions.New(client, storagetest.Keyring(r.t).For("session"), seal.NewLookup(storagetest.Key(r.t)), r.now)
}

// work starts the jobs.
func (r *rig) work(d *desk.Desk, service *bot.Service, log zerolog.Logger) {
	r.t.Helper()
	runner, err := jobs.New(r.Pool(), jobs.Work{
		Deliver: d.Deliver, Refresh: d.Refresh, Notify: service.Notify, Comment: d.DeliverComment, Uncomment: d.WithdrawComment, Warn: d.Warn,
	}, log)
	if err != nil {
		r.t.Fatal(err)
	}
	if err := runner.Start(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() {
		if err := runner.Stop(context.WithoutCancel(r.t.Context())); err != nil {
			r.t.Error(err)
		}
		for _, word := range []string{mark, "LUT-", "+4477", "/r/", "/u/", authToken, "@agency"} {
			if logged := r.logs.String(); strings.Contains(logged, word) {
				r.t.Errorf("%q is in the log: %s", word, logged)
			}
		}
	})
}

func (r *rig) now() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return time.Now().Add(r.skip)
}

// later moves the clock on.
func (r *rig) later(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.skip += d
}
