package page

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

// Paths are those that the pages stand below.
var Paths = []string{"/r/", "/u/", "/page/"}

// How long things may take.
const (
	officerTime = 10 * time.Second
	uploadTime  = 5 * time.Minute  // all photos of one sending, on a slow phone
	fileTime    = 90 * time.Second // one of them
)

// Store is what the pages need of the record, beside the use cases.
type Store interface {
	PeekLink(ctx context.Context, token string) error
	UseLink(ctx context.Context, token, session string, lives time.Duration) (bot.Actor, bot.Target, error)
	LinkSession(ctx context.Context, session string) (bot.Actor, bot.Target, error)
	OpenComment(ctx context.Context, by bot.Actor, comment string) (bot.Comment, error)
	Upload(ctx context.Context, token string) (report string, left int, err error)
}

// Config is what the pages are made of.
type Config struct {
	Store     Store
	Officers  *bot.Officers
	Photos    *bot.Photos
	Desk      *desk.Desk // for its words
	Plan      *partnership.Plan
	Bundle    *locale.Bundle
	PublicURL string // how browsers reach the pages
	Log       zerolog.Logger
	// Patience is how long an upload waits for others to be done; 5 s unless set.
	Patience time.Duration
}

// Pages are the pages. Replicas share what is in the record; the only state of
// one is how many uploads it is reading.
type Pages struct {
	Config
	frame  *frame.Frame
	sheets map[string]*template.Template
	slots  chan struct{}
}

// New makes the pages.
func New(c Config) (*Pages, error) {
	around, err := frame.New(c.PublicURL, c.Log)
	if err != nil {
		return nil, err
	}
	if c.Patience == 0 {
		c.Patience = 5 * time.Second
	}
	sheets, err := frame.PlainSheets(files, "message", "front", "report", "comment", "kept", "upload")
	if err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	return &Pages{Config: c, frame: around, sheets: sheets, slots: make(chan struct{}, mostUploads)}, nil
}

// Handler serves the pages, at Paths.
func (p *Pages) Handler() (http.Handler, error) {
	mux := http.NewServeMux()
	officers := func(pattern string, h http.HandlerFunc) { mux.Handle(pattern, frame.Within(officerTime, h)) }
	officers("GET /r/{token}", p.front)
	officers("POST /r/{token}", p.open)
	officers("GET /r/s/{handle}", p.report)
	officers("POST /r/s/{handle}", p.act)
	officers("GET /r/s/{handle}/photo/{photo}", p.photo)
	mux.Handle("GET /u/{token}", frame.Within(officerTime, http.HandlerFunc(p.uploadPage)))
	mux.Handle("POST /u/{token}", frame.Within(uploadTime, http.HandlerFunc(p.upload)))
	mux.HandleFunc("GET "+frame.StylePath, frame.Style)
	return p.frame.Guard(frame.Plain, mux, p.foreign, func(w http.ResponseWriter, r *http.Request) {
		p.sorry(w, r, http.StatusInternalServerError)
	})
}
