package console

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"github.com/rs/zerolog"

	"yousaid/bot"
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
	SessionStore
	Officers(ctx context.Context) ([]bot.Officer, error)
}

// Config is what the console is made of.
type Config struct {
	Store     Store
	Officers  *bot.Officers
	Desk      *desk.Desk // for its words
	Plan      *partnership.Plan
	PublicURL string // how browsers reach the console
	Dev       bool   // anybody may sign in as anybody: `yousaid dev` alone
	Now       func() time.Time
	Log       zerolog.Logger
}

// Console serves the pages. Replicas share what is in the record.
type Console struct {
	Config
	frame  *frame.Frame
	sheets map[string]*template.Template
	texts  *locale.Bundle // as residents read them
}

// New makes the console.
func New(c Config) (*Console, error) {
	around, err := frame.New(c.PublicURL, c.Log)
	if err != nil {
		return nil, err
	}
	texts, err := locale.New()
	if err != nil {
		return nil, fmt.Errorf("console: %w", err)
	}
	console := &Console{Config: c, frame: around, texts: texts}
	if console.sheets, err = console.readSheets(); err != nil {
		return nil, fmt.Errorf("console: %w", err)
	}
	return console, nil
}

// policy is that of plain pages, with our scripts and our streams.
const policy = frame.Plain + "; script-src 'self'; connect-src 'self'"

// Handler serves the console, at Path.
func (c *Console) Handler() (http.Handler, error) {
	mux := http.NewServeMux()
	for _, route := range c.routes() {
		mux.Handle(route.method+" "+Path+route.path, frame.Within(pageTime, c.admit(route)))
	}
	mux.Handle("GET "+Path+"static/", frame.Within(pageTime, static()))
	mux.HandleFunc(Path, c.nowhere)
	return c.frame.Guard(policy, mux, c.foreign, c.sorry)
}

// at is a page of the console as browsers see it.
func (c *Console) at(path string) string { return c.frame.At(Path + path) }
