package mydata

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/flows/locale"
	"yousaid/flows/mine"
	"yousaid/flows/partnership"
)

// Path is where the page stands, below PUBLIC_URL.
const Path = "/d/"

// limit is how long a page takes at the most.
const limit = 10 * time.Second

//go:embed html/page.html html/style.css
var files embed.FS

// policy lets the page load our style sheet, send its form to us, and nothing
// else.
const policy = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

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
	base  string // the path of PublicURL: a proxy takes it away before we see it
	sheet *template.Template
	style []byte
}

// Handler serves the page, at Path.
func Handler(c Config) (http.Handler, error) {
	public, err := url.Parse(c.PublicURL)
	if err != nil || public.Host == "" {
		return nil, errors.New("PUBLIC_URL is no address such as https://chat.example.org")
	}
	p := &pages{Config: c, base: strings.TrimSuffix(public.Path, "/")}
	if p.sheet, err = template.ParseFS(files, "html/page.html"); err != nil {
		return nil, fmt.Errorf("page of a copy: %w", err)
	}
	if p.style, err = files.ReadFile("html/style.css"); err != nil {
		return nil, fmt.Errorf("page of a copy: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /d/style.css", p.css)
	mux.HandleFunc("GET /d/{token}", p.front)
	mux.HandleFunc("POST /d/{token}", p.open)
	// Proxies may change the host of a request, so the one that browsers see
	// is named; DESIGN §5: never a header.
	same := http.NewCrossOriginProtection()
	if err := same.AddTrustedOrigin(public.Scheme + "://" + public.Host); err != nil {
		return nil, fmt.Errorf("PUBLIC_URL: %w", err)
	}
	return p.guarded(same.Handler(mux)), nil
}

// guarded sets the headers of whatever is served, bounds how long that takes,
// and turns a panic into a page. The panic's value may quote a request, so only
// its kind is logged.
func (p *pages) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Referrer-Policy", "same-origin") // the address holds a secret
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Robots-Tag", "noindex, nofollow, noarchive")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		defer func() {
			cause := recover()
			if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(cause)
			}
			if cause != nil {
				p.Log.Error().Str("panic", fmt.Sprintf("%T", cause)).Bytes("stack", debug.Stack()).Msg("page of a copy not served")
				http.Error(w, "Sorry, that did not work.", http.StatusInternalServerError)
			}
		}()
		ctx, cancel := context.WithTimeout(r.Context(), limit)
		defer cancel()
		// Where a connection can't do it, the server's own limits hold.
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(2 * limit))
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

func (p *pages) css(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write(p.style)
}

// sheet is what the page shows.
type sheet struct {
	Lang, Base, Owner, Title string
	Lines                    []string
	Action, Button           string // the form; empty for none
	Copy                     []string
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
		Action: p.base + Path + url.PathEscape(r.PathValue("token")), Button: p.say(language, flows.Say("data.page.open")),
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
	p.Log.Error().Err(err).Str("method", r.Method).Msg("page of a copy not served")
	status := http.StatusInternalServerError
	if errors.Is(err, bot.ErrAway) {
		status = http.StatusServiceUnavailable
	}
	p.render(w, status, sheet{Title: p.say("", flows.Say("data.page.title")), Lines: []string{p.say("", flows.Say("away"))}})
}

func (p *pages) say(language string, line flows.Line) string { return p.Bundle.Text(line, language) }

// render writes the page. It is made whole first, so that a failure is a page
// of its own.
func (p *pages) render(w http.ResponseWriter, status int, s sheet) {
	s.Base, s.Owner = p.base, p.Plan.Name
	if s.Lang == "" {
		s.Lang = locale.Default
	}
	var out bytes.Buffer
	if err := p.sheet.Execute(&out, s); err != nil {
		p.Log.Error().Msg("page of a copy not made")
		http.Error(w, "Sorry, that did not work.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(out.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes())
}
