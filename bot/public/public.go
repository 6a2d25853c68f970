package public

import (
	"context"
	"html/template"
	"net/http"
	"time"

	"github.com/rs/zerolog"

	"yousaid/bot"
	"yousaid/bot/frame"
	"yousaid/flows/locale"
	"yousaid/flows/partnership"
)

// limit is how long a page takes at the most, and nameTime how long Telegram is
// waited for to say what the bot is called.
const (
	limit    = 10 * time.Second
	nameTime = 2 * time.Second
)

// Store is what the pages need of the record. What isn't there, or not for
// everybody to see, is bot.ErrNotFound.
type Store interface {
	NewestPublished(ctx context.Context, language string, themes []int) ([]bot.Published, error)
	PublishedByWish(ctx context.Context, language string, wishes, most int) ([]bot.Published, error)
	PublishedOn(ctx context.Context, language string, theme int, behind bot.ListKey, most int) ([]bot.Published, error)
	PublishedAnswers(ctx context.Context, language string, updates []string, most int) ([]bot.Published, error)
	LatestPublished(ctx context.Context, language string, most int) ([]bot.Published, error)
	PublishedPicture(ctx context.Context, id string) ([]byte, error)
	ReportsByMonth(ctx context.Context, from, to time.Time) ([]bot.MonthlyReports, error)
	PulsesByMonth(ctx context.Context, from, to time.Time) ([]bot.MonthlyPulse, error)
}

// Config is what the pages are made of.
type Config struct {
	Store     Store
	Plan      *partnership.Plan
	Bundle    *locale.Bundle
	BotName   func(context.Context) (string, error) // of the Telegram bot; nil: Telegram is off
	Number    string                                // to text to, as +447…, or a short code; empty: SMS is off
	PublicURL string                                // how browsers reach the pages
	Now       func() time.Time
	Log       zerolog.Logger
}

// pages serves what it keeps for a minute, and has no other state.
type pages struct {
	Config
	frame  *frame.Frame
	sheets map[string]*template.Template
	shelf  *shelf
	style  string // where the style sheet stands
}

// Handler serves the pages, at /. Whatever nobody else serves is a page that is
// not there.
func Handler(c Config) (http.Handler, error) {
	around, err := frame.New(c.PublicURL, c.Log)
	if err != nil {
		return nil, err
	}
	p := &pages{Config: c, frame: around, shelf: newShelf(c.Now)}
	if p.sheets, err = sheets("home", "theme", "report", "poster", "nowhere"); err != nil {
		return nil, err
	}
	p.style = around.At(stylePath + "?v=" + styleMark())
	return around.Open(frame.Reading, frame.Within(limit, p.routes()), p.broken), nil
}

// routes are the pages of every language, and what they share.
func (p *pages) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for _, lang := range p.Bundle.Languages() {
		at := func(path string, page maker) {
			mux.HandleFunc("GET "+below(lang)+path, func(w http.ResponseWriter, r *http.Request) { p.serve(w, r, lang, page) })
		}
		at("{$}", p.home)
		at("themes/{number}", p.theme)
		at("report", p.report)
		at("poster", p.posterA4)
		at("poster/a5", p.posterA5)
		at("poster/all", p.posterAll)
		mux.HandleFunc("GET "+below(lang)+"updates.atom", func(w http.ResponseWriter, r *http.Request) { p.feed(w, r, lang) })
	}
	mux.HandleFunc("GET "+stylePath, serveStyle)
	mux.HandleFunc("GET /qr/{code}", p.qr)
	mux.HandleFunc("GET /updates/{id}/picture.jpg", p.picture)
	mux.HandleFunc("GET /robots.txt", p.robots)
	mux.HandleFunc("/", p.nowhere)
	return mux
}

// below is where the pages of a language begin: the default one's at the root.
func below(lang string) string {
	if lang == locale.Default {
		return "/"
	}
	return "/" + lang + "/"
}
