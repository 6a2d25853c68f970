package console

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/desk"
	"yousaid/bot/frame"
	"yousaid/flows/locale"
	"yousaid/flows/partnership"
)

// Path is where the console stands, below PUBLIC_URL.
const Path = "/console/"

// How long a page may take.
const pageTime = 15 * time.Second

// Store is what the console needs of the record.
type Store interface {
	bot.DeskStore
	bot.InboxStore
	InboxNews
	SessionStore
	SignInStore
	WorkStore
	AccountStore
	PeopleAdmin
	AuditStore
	SystemsStore
	UpdateCounts
	bot.CommentReader
	bot.FiguresStore
	bot.AwayStore
	bot.SumsStore
	Officers(ctx context.Context) ([]bot.Officer, error)
}

// Config is what the console is made of.
type Config struct {
	Store     Store
	Officers  *bot.Officers
	Desk      *desk.Desk // for its words
	Newsroom  *bot.Newsroom
	Residents Residents // for what they will read
	Plan      *partnership.Plan
	Bundle    *locale.Bundle                              // what residents read, in their languages
	PublicURL string                                      // how browsers reach the console
	Dev       bool                                        // anybody may sign in as anybody: `yousaid dev` alone
	Channels  map[string]channel.Channel                  // by which codes are sent
	BotName   func(context.Context) (string, error)       // at Telegram, for invitations
	Proxies   []netip.Prefix                              // whose word on where a request came from is taken
	Work      *WorkAccounts                               // nil: there are none
	CheckHook func(ctx context.Context, url string) error // says what is wrong with where a hook is, as a *bot.HookRefusedError
	Tiles     Tiles                                       // for places on a map
	Wards     []string                                    // the areas that lists can be of
	Areas     []Area                                      // where those lie, for the map; none: there is no map
	Now       func() time.Time
	Log       zerolog.Logger

	// Jobs makes the screen of the queue, for its path as browsers see it; nil:
	// there is none.
	Jobs func(prefix string) (http.Handler, error)
}

// Console serves the pages. Replicas share what is in the record.
type Console struct {
	Config
	frame    *frame.Frame
	sheets   map[string]func() *template.Template
	sends    sync.WaitGroup // of codes
	provider *provider      // nil: officers have no work accounts
	hub      hub
	table    []route
	jobs     http.Handler // nil: there is no screen of the jobs
}

// New makes the console.
func New(c Config) (*Console, error) {
	around, err := frame.New(c.PublicURL, c.Log)
	if err != nil {
		return nil, err
	}
	console := &Console{Config: c, frame: around}
	if c.Work != nil {
		console.provider = &provider{
			WorkAccounts: *c.Work, back: around.URL(Path + "sign-in/oidc"), now: c.Now, client: &http.Client{Timeout: providerTime},
		}
	}
	if console.sheets, err = console.readSheets(); err != nil {
		return nil, fmt.Errorf("console: %w", err)
	}
	if c.Jobs != nil {
		if console.jobs, err = c.Jobs(console.at("jobs")); err != nil {
			return nil, fmt.Errorf("console: %w", err)
		}
	}
	console.table = console.routes()
	return console, nil
}

// policy is that of plain pages, with our scripts and our streams, and the map's
// pictures where there are some.
func (c *Console) policy() frame.Policy {
	plain := string(frame.Plain)
	if host := c.Tiles.host(); host != "" {
		plain = strings.Replace(plain, "img-src 'self'", "img-src 'self' "+host, 1)
	}
	return frame.Policy(plain + "; script-src 'self'; connect-src 'self'")
}

// Handler serves the console, at Path.
func (c *Console) Handler() (http.Handler, error) {
	mux := http.NewServeMux()
	for _, route := range c.table {
		page := c.admit(route)
		if !route.stream {
			page = frame.Within(pageTime, page)
		}
		mux.Handle(route.method+" "+Path+route.path, page)
	}
	mux.HandleFunc("GET "+Path+"static/console.css", style)
	mux.Handle("GET "+Path+"static/", frame.Within(pageTime, static()))
	mux.HandleFunc(Path, c.nowhere)
	return c.frame.Guard(c.policy(), mux, c.foreign, c.sorry)
}

// Wait waits until every code that somebody asked for has gone.
func (c *Console) Wait() { c.sends.Wait() }

// at is a page of the console as browsers see it.
func (c *Console) at(path string) string { return c.frame.At(Path + path) }
