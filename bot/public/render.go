package public

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"net/http"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/flows/locale"
)

//go:embed html/*.html style.css
var files embed.FS

// stylePath is where the style sheet stands, below PUBLIC_URL. Its address
// changes with what it says, so that a browser may keep it.
const stylePath = "/public.css"

func sheets(names ...string) (map[string]*template.Template, error) {
	all := map[string]*template.Template{}
	for _, name := range names {
		sheet, err := template.ParseFS(files, "html/layout.html", "html/parts.html", "html/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("public pages: %w", err)
		}
		all[name] = sheet
	}
	return all, nil
}

// sheet is a whole page.
type sheet struct {
	voice
	Title   string
	Name    string // of its template
	Path    string // in every language
	Tongues []tongue
	Offer   *offer
	Page    any
}

// maker makes what a page shows; its sheet says where it stands.
type maker func(ctx context.Context, v voice, r *http.Request) (sheet, error)

// serve serves a page of a language, made or kept.
func (p *pages) serve(w http.ResponseWriter, r *http.Request, lang string, content maker) {
	v := voice{p, lang}
	wanted := v.wanted(r.Header.Get("Accept-Language"))
	w.Header().Add("Vary", "Accept-Language")
	build := func(ctx context.Context) (kept, error) {
		s, err := content(ctx, v, r)
		if err != nil {
			return kept{}, err
		}
		body, err := p.whole(s, v, wanted)
		if err != nil {
			return kept{}, err
		}
		return keep(body, "text/html; charset=utf-8")
	}
	p.give(w, r, r.URL.Path+" "+wanted, build)
}

// give serves what is kept under a key, or can be made now. Whatever has no key
// or a query is made each time: there is no end to those.
func (p *pages) give(w http.ResponseWriter, r *http.Request, key string, build func(context.Context) (kept, error)) {
	var page kept
	var err error
	if key != "" && r.URL.RawQuery == "" {
		page, err = p.shelf.page(r.Context(), key, build)
	} else {
		page, err = build(r.Context())
	}
	switch {
	case page.kind != "":
		p.note(r.Context(), err)
		page.serve(w, r)
	case errors.Is(err, bot.ErrNotFound):
		p.nowhere(w, r)
	default:
		p.note(r.Context(), err)
		status := http.StatusInternalServerError
		if errors.Is(err, bot.ErrAway) {
			status = http.StatusServiceUnavailable
		}
		p.sorry(w, r, status)
	}
}

// note logs what went wrong, once.
func (p *pages) note(ctx context.Context, err error) {
	if err != nil && !errors.Is(err, context.Canceled) {
		p.Log.Error().Ctx(ctx).Err(err).Msg("public page not made")
	}
}

// whole writes a sheet with all that stands around it.
func (p *pages) whole(s sheet, v voice, wanted string) ([]byte, error) {
	s.voice, s.Tongues, s.Offer = v, v.tongues(s.Path), v.offer(wanted, s.Path)
	var out bytes.Buffer
	if err := p.sheets[s.Name].ExecuteTemplate(&out, "layout", s); err != nil {
		return nil, fmt.Errorf("page %s: %w", s.Name, err)
	}
	return out.Bytes(), nil
}

// nowhere says kindly that there is no such page.
func (p *pages) nowhere(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		p.plainly(w, r, http.StatusMethodNotAllowed, flows.Say("web.nowhere"), flows.Say("web.nowhere.why"))
		return
	}
	p.plainly(w, r, http.StatusNotFound, flows.Say("web.nowhere"), flows.Say("web.nowhere.why"))
}

// sorry says that something is wrong on our side.
func (p *pages) sorry(w http.ResponseWriter, r *http.Request, status int) {
	w.Header().Set("Retry-After", "60")
	p.plainly(w, r, status, flows.Say("web.plan"), flows.Say("away"))
}

func (p *pages) broken(w http.ResponseWriter, r *http.Request) {
	p.sorry(w, r, http.StatusInternalServerError)
}

// plainly writes a page that needs nothing of the record.
func (p *pages) plainly(w http.ResponseWriter, r *http.Request, status int, title, why flows.Line) {
	v := voice{p, p.langOf(r.URL.Path)}
	s := sheet{Title: v.line(title), Name: "nowhere", Page: v.line(why)}
	body, err := p.whole(s, v, v.wanted(r.Header.Get("Accept-Language")))
	if err != nil {
		p.note(r.Context(), err)
		http.Error(w, "Sorry, that did not work.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// langOf is the language that a path is in.
func (p *pages) langOf(path string) string {
	for _, lang := range p.Bundle.Languages() {
		if start := below(lang); lang != locale.Default && len(path) >= len(start) && path[:len(start)] == start {
			return lang
		}
	}
	return locale.Default
}

func style() []byte {
	sheet, err := files.ReadFile("style.css")
	if err != nil {
		panic(err) // it is embedded above
	}
	return sheet
}

func styleMark() string {
	sum := sha256.Sum256(style())
	return hex.EncodeToString(sum[:6])
}

// serveStyle serves the style sheet.
func serveStyle(w http.ResponseWriter, r *http.Request) {
	page, err := keep(style(), "text/css; charset=utf-8")
	if err != nil {
		panic(err) // it is written to memory
	}
	page.serve(w, r)
	if r.URL.RawQuery != "" {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
}
