package page

import (
	"embed"
	"errors"
	"html/template"
	"net/http"
	"strings"

	"yousaid/bot"
	"yousaid/bot/frame"
	"yousaid/bot/trail"
	"yousaid/flows"
	"yousaid/flows/locale"
)

//go:embed html/*.html
var files embed.FS

// note is a page that only says something.
type note struct {
	Lang  string // English when empty
	Title string
	Done  template.HTML // what was done; empty for nothing
	Lines []string
	Way   string // where it goes on; empty for nowhere
	On    string // what the way on is called
}

// render writes a page, in English unless it says otherwise.
func (p *Pages) render(w http.ResponseWriter, status int, name string, s frame.Sheet) {
	s.Owner = p.Plan.Name
	if s.Lang == "" {
		s.Lang = locale.Default
	}
	p.frame.WritePlain(w, status, p.sheets[name], s)
}

// foreign refuses a form that another site sent.
func (p *Pages) foreign(w http.ResponseWriter, _ *http.Request) {
	p.message(w, http.StatusForbidden, note{
		Title: "Nothing was done",
		Lines: []string{"Another site sent this form. Please open the link in your message, and use the page that it shows."},
	})
}

func (p *Pages) message(w http.ResponseWriter, status int, n note) {
	p.render(w, status, "message", frame.Sheet{Lang: n.Lang, Title: n.Title, Page: n})
}

// failed answers a failure of ours, or of the record, and logs it.
func (p *Pages) failed(w http.ResponseWriter, r *http.Request, err error) {
	p.sorry(w, r, p.trouble(w, err))
}

// trouble logs a failure and returns the status that it has.
func (p *Pages) trouble(w http.ResponseWriter, err error) int {
	p.Log.Error().Str("request", w.Header().Get(trail.Header)).Err(err).Msg("page not served")
	if errors.Is(err, bot.ErrAway) {
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

func (p *Pages) sorry(w http.ResponseWriter, r *http.Request, status int) {
	if strings.HasPrefix(r.URL.Path, "/u/") {
		say := p.voice(r)
		p.message(w, status, note{Lang: say.lang, Title: say.line(flows.Say("upload.title")), Lines: []string{say.line(flows.Say("away"))}})
		return
	}
	p.message(w, status, note{
		Title: "Sorry, that did not work",
		Lines: []string{"Something went wrong on our side, and nothing was changed. Please try again in a minute."},
	})
}
