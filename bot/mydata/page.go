package mydata

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"time"

	"github.com/rs/zerolog"

	"yousaid/bot"
	"yousaid/bot/frame"
	"yousaid/flows"
	"yousaid/flows/locale"
	"yousaid/flows/mine"
	"yousaid/flows/partnership"
)

// Path is where the page stands, below PUBLIC_URL.
const Path = "/d/"

// limit is how long a page takes at the most.
const limit = 10 * time.Second

//go:embed html/page.html
var files embed.FS

// Store is what the page needs of the record. A link that is over, or never
// was, is bot.ErrUsed.
type Store interface {
	PeekCopy(ctx context.Context, token string) (language string, err error)
	UseCopy(ctx context.Context, token string) (flows.Copy, error)
}

// Config is what the page is made of.
type Config struct {
	Store     Store
	Plan      *partnership.Plan
	Bundle    *locale.Bundle
	PublicURL string // how browsers reach the page
	Log       zerolog.Logger
}

// pages has no state: replicas share what is in the record.
type pages struct {
	Config
	frame *frame.Frame
	sheet *template.Template
}

// Handler serves the page, at Path.
func Handler(c Config) (http.Handler, error) {
	around, err := frame.New(c.PublicURL, c.Log)
	if err != nil {
		return nil, err
	}
	sheets, err := frame.PlainSheets(files, "page")
	if err != nil {
		return nil, fmt.Errorf("page of a copy: %w", err)
	}
	p := &pages{Config: c, frame: around, sheet: sheets["page"]}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /d/{token}", p.front)
	mux.HandleFunc("POST /d/{token}", p.open)
	return around.Guard(frame.Plain, frame.Within(limit, mux), p.foreign, p.sorry)
}

// foreign refuses a form that another site sent.
func (p *pages) foreign(w http.ResponseWriter, _ *http.Request) {
	p.render(w, http.StatusForbidden, sheet{Title: p.say("", flows.Say("data.page.title")), Lines: []string{p.say("", flows.Say("data.page.over.why"))}})
}

func (p *pages) sorry(w http.ResponseWriter, _ *http.Request) {
	p.trouble(w, http.StatusInternalServerError)
}

// sheet is what the page shows.
type sheet struct {
	Lang, Title    string
	Lines          []string
	Action, Button string // the form; empty for none
	Copy           []string
}

// front shows what a link is for. It uses nothing up.
func (p *pages) front(w http.ResponseWriter, r *http.Request) {
	language, err := p.Store.PeekCopy(r.Context(), r.PathValue("token"))
	if err != nil {
		p.failed(w, r, err)
		return
	}
	p.render(w, http.StatusOK, sheet{
		Lang: language, Title: p.say(language, flows.Say("data.page.title")),
		Lines:  []string{p.say(language, flows.Say("data.page.what")), p.say(language, flows.Say("data.page.safe"))},
		Action: p.frame.At(Path + url.PathEscape(r.PathValue("token"))), Button: p.say(language, flows.Say("data.page.open")),
	})
}

// open uses the link up and shows the copy.
func (p *pages) open(w http.ResponseWriter, r *http.Request) {
	all, err := p.Store.UseCopy(r.Context(), r.PathValue("token"))
	if err != nil {
		p.failed(w, r, err)
		return
	}
	page := sheet{
		Lang: all.Language, Title: p.say(all.Language, flows.Say("data.page.title")),
		Lines: []string{p.say(all.Language, flows.Say("data.page.once"))},
	}
	for _, line := range mine.CopyLines(p.Plan, all) {
		page.Copy = append(page.Copy, p.say(all.Language, line))
	}
	p.render(w, http.StatusOK, page)
}

// failed says that a link is over, or that something is wrong on our side.
func (p *pages) failed(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, bot.ErrUsed) {
		p.render(w, http.StatusGone, sheet{
			Title: p.say("", flows.Say("data.page.over")), Lines: []string{p.say("", flows.Say("data.page.over.why"))},
		})
		return
	}
	p.Log.Error().Ctx(r.Context()).Err(err).Str("method", r.Method).Msg("page of a copy not served")
	status := http.StatusInternalServerError
	if errors.Is(err, bot.ErrAway) {
		status = http.StatusServiceUnavailable
	}
	p.trouble(w, status)
}

func (p *pages) trouble(w http.ResponseWriter, status int) {
	p.render(w, status, sheet{Title: p.say("", flows.Say("data.page.title")), Lines: []string{p.say("", flows.Say("away"))}})
}

func (p *pages) say(language string, line flows.Line) string { return p.Bundle.Text(line, language) }

// render writes the page.
func (p *pages) render(w http.ResponseWriter, status int, s sheet) {
	if s.Lang == "" {
		s.Lang = locale.Default
	}
	p.frame.WritePlain(w, status, p.sheet, frame.Sheet{Lang: s.Lang, Title: s.Title, Owner: p.Plan.Name, Page: s})
}
