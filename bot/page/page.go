package page

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"yousaid/bot"
	"yousaid/bot/desk"
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
	writeTime   = time.Minute      // what goes back
)

// Store is what the pages need of the record, beside the use cases.
type Store interface {
	PeekLink(ctx context.Context, token string) error
	UseLink(ctx context.Context, token, session string, lives time.Duration) (bot.Actor, bot.Target, error)
	LinkSession(ctx context.Context, session string) (bot.Actor, bot.Target, error)
	OpenComment(ctx context.Context, by bot.Actor, comment string) (bot.Comment, error)
	Photo(ctx context.Context, by bot.Actor, photo string) (bot.StoredPhoto, error)
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
	base   string // the path of PublicURL: a proxy takes it away before we see it
	origin string
	https  bool
	sheets map[string]*template.Template
	slots  chan struct{}
}

// New makes the pages.
func New(c Config) (*Pages, error) {
	public, err := url.Parse(c.PublicURL)
	if err != nil || public.Host == "" {
		return nil, errors.New("PUBLIC_URL is no address such as https://chat.example.org")
	}
	if c.Patience == 0 {
		c.Patience = 5 * time.Second
	}
	sheets, err := readSheets()
	if err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	return &Pages{
		Config: c, sheets: sheets, slots: make(chan struct{}, mostUploads),
		base: strings.TrimSuffix(public.Path, "/"), origin: public.Scheme + "://" + public.Host, https: public.Scheme == "https",
	}, nil
}

// Handler serves the pages, at Paths.
func (p *Pages) Handler() (http.Handler, error) {
	mux := http.NewServeMux()
	officers := func(pattern string, h http.HandlerFunc) { mux.Handle(pattern, within(officerTime, h)) }
	officers("GET /r/{token}", p.front)
	officers("POST /r/{token}", p.open)
	officers("GET /r/s/{handle}", p.report)
	officers("POST /r/s/{handle}", p.act)
	officers("GET /r/s/{handle}/photo/{photo}", p.photo)
	mux.Handle("GET /u/{token}", within(officerTime, p.uploadPage))
	mux.Handle("POST /u/{token}", within(uploadTime, p.upload))
	mux.HandleFunc("GET /page/style.css", style)

	// Proxies may change the host of a request, so the one that browsers see
	// is named; DESIGN §5: never a header.
	same := http.NewCrossOriginProtection()
	if err := same.AddTrustedOrigin(p.origin); err != nil {
		return nil, fmt.Errorf("PUBLIC_URL: %w", err)
	}
	same.SetDenyHandler(http.HandlerFunc(p.foreign))
	return headers(p.caught(same.Handler(mux))), nil
}
