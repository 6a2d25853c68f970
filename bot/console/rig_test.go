package console_test

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/console"
	"yousaid/bot/desk"
	"yousaid/bot/hooks"
	"yousaid/bot/jobs"
	images "yousaid/bot/picture"
	"yousaid/flows"
	"yousaid/storage/postgres"
	"yousaid/storage/storagetest"
)

func TestMain(m *testing.M) { os.Exit(storagetest.Main(m)) }

// mark stands in whatever residents and officers write here, and in no log.
const mark = "zebra-crossing"

var ana = channel.Address{Channel: channel.SMS, ID: "+447700900123"}

// rig is the console at work, with a record.
type rig struct {
	*postgres.Store
	t      *testing.T
	pages  *console.Console
	site   string // where the console stands, with a slash at the end
	origin string
	logs   *storagetest.Log
	post   *post  // what is sent to officers
	stop   func() // ends what runs beside the pages, as a shutdown does
	config console.Config

	mu   sync.Mutex
	skip time.Duration
}

func start(t *testing.T, change ...func(*console.Config)) *rig {
	t.Helper()
	r := &rig{t: t, logs: &storagetest.Log{}, post: &post{}}
	server := httptest.NewUnstartedServer(nil)
	r.origin = "http://" + server.Listener.Addr().String()
	r.site = r.origin + console.Path
	r.Store = storagetest.Store(t, func(c *postgres.Config) { c.Now, c.PublicURL = r.now, r.origin })
	log, plan := zerolog.New(r.logs), storagetest.Plan(t)
	bundle := storagetest.Bundle(t)
	officers := &bot.Officers{Store: r.Store, Now: r.now}
	config := console.Config{
		Store: r.Store, Officers: officers, Plan: plan, Bundle: bundle, PublicURL: r.origin, Dev: true, Now: r.now, Log: log,
		Channels: map[string]channel.Channel{
			channel.Email: r.post.on(channel.Email), channel.SMS: r.post.on(channel.SMS), channel.Telegram: r.post.on(channel.Telegram),
		},
		BotName:   func(context.Context) (string, error) { return "luton_bot", nil },
		Wards:     []string{"Dallow", "Stopsley"},
		CheckHook: (&hooks.Door{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}).Check,
		Desk: desk.New(desk.Config{
			Store: r.Store, Officers: officers, Plan: plan, PublicURL: r.origin, Now: r.now, Log: log,
			BotName: func(context.Context) (string, error) { return "bot", nil },
		}),
	}
	config.Newsroom = &bot.Newsroom{
		Store: r.Store, Plan: plan, Bundle: bundle, Channels: phones(t), Quiet: bot.QuietHours{From: 21, To: 8, Zone: plan.Zone()},
		Price: 46_500, Cleaner: images.NewCleaner(), Now: r.now, Log: log,
	}
	config.Jobs = func(prefix string) (http.Handler, error) { return jobs.Screen(r.Pool(), prefix, log) }
	for _, fn := range change {
		fn(&config)
	}
	r.config = config
	var err error
	if r.pages, err = console.New(config); err != nil {
		t.Fatal(err)
	}
	if server.Config.Handler, err = r.pages.Handler(); err != nil {
		t.Fatal(err)
	}
	server.Start()
	r.stop = live(t, r.pages)
	t.Cleanup(func() {
		r.stop() // open streams would hold the server up
		server.Close()
		r.pages.Wait()
		for _, word := range []string{mark, "LUT-", "+4477"} {
			if logged := r.logs.String(); strings.Contains(logged, word) {
				t.Errorf("%q is in the log: %s", word, logged)
			}
		}
	})
	return r
}

// live runs what tells open pages of news.
func live(t *testing.T, desks *console.Console) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := desks.Live(ctx); err != nil {
			t.Error(err)
		}
	}()
	return func() { cancel(); <-ended }
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

// officer adds somebody to an agency.
func (r *rig) officer(name, agency string, role bot.Role, cleared bool) bot.Officer {
	r.t.Helper()
	o := bot.Officer{ID: uuid.NewString(), Name: name, Agency: agency, Role: role, Cleared: cleared, Active: true}
	if err := r.AddOfficer(r.t.Context(), o); err != nil {
		r.t.Fatal(err)
	}
	return o
}

// file has a resident send a report on a theme; changes are made to it before.
func (r *rig) file(theme int, text string, changes ...func(*flows.Submission)) flows.Known {
	r.t.Helper()
	report := &flows.Submission{
		ID: uuid.NewString(), Reference: bot.NewFresh(storagetest.Plan(r.t).Prefix)().Reference, Theme: theme, What: []string{text},
		Place: &flows.Place{Name: "Dallow Road", Ward: "Dallow"}, Contact: flows.ContactHere, Language: "en",
		Began: r.now(), Sent: r.now(),
	}
	for _, change := range changes {
		change(report)
	}
	done, err := r.Commit(r.t.Context(), ana, flows.Pending{
		ID: uuid.NewString(), Effects: []flows.Effect{{Kind: flows.FileReport, Report: report}},
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return done[0].Report
}

// browser is one officer's.
type browser struct {
	*http.Client
	rig *rig
}

// page is an answer, read whole.
type page struct {
	Status int
	Path   string // with the query, of where it came from in the end
	Body   string
	Header http.Header
}

// stranger is a browser in which nobody has signed in.
func (r *rig) stranger() *browser {
	r.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return &browser{&http.Client{Jar: jar}, r}
}

// signedIn is a browser in which an officer has signed in.
func (r *rig) signedIn(o bot.Officer) *browser {
	r.t.Helper()
	b := r.stranger()
	if p := b.post("sign-in/as", url.Values{"officer": {o.ID}}); p.Status != http.StatusOK || !strings.Contains(p.Body, o.Name) {
		r.t.Fatalf("signing in as %s: %d at %s", o.Name, p.Status, p.Path)
	}
	return b
}

func (b *browser) get(path string) page { return b.do(http.MethodGet, path, nil) }

func (b *browser) post(path string, form url.Values) page { return b.do(http.MethodPost, path, form) }

// do asks for a page below the console's path, and follows where that leads.
func (b *browser) do(method, path string, form url.Values) page {
	b.rig.t.Helper()
	request, err := http.NewRequestWithContext(b.rig.t.Context(), method, b.rig.site+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.rig.t.Fatal(err)
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return b.fetch(request)
}

// fetch sends a request as a page of the console does, and follows where that
// leads.
func (b *browser) fetch(request *http.Request) page {
	b.rig.t.Helper()
	if request.Method != http.MethodGet {
		request.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	answer, err := b.Do(request)
	if err != nil {
		b.rig.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		b.rig.t.Fatal(err)
	}
	p := page{Status: answer.StatusCode, Path: strings.TrimPrefix(answer.Request.URL.String(), b.rig.site), Body: string(body), Header: answer.Header}
	if short := shortDate.FindString(p.Body); short != "" && !strings.HasPrefix(p.Path, "jobs") && !strings.HasPrefix(p.Path, "static/") {
		b.rig.t.Errorf("%s has a date that doesn't say all: %q", p.Path, short)
	}
	return p
}

// shortDate is a date as desks say it in chats; no page of the console does.
var shortDate = regexp.MustCompile(`\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun),? [0-9]|\b[0-9]{1,2} (Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b`)
