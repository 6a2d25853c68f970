package page

import (
	"bytes"
	"embed"
	"errors"
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/flows/locale"
)

//go:embed html/*.html
var files embed.FS

// readSheets reads the templates: each with the layout around it.
func readSheets() (map[string]*template.Template, error) {
	sheets := map[string]*template.Template{}
	for _, name := range []string{"message", "front", "report", "comment", "kept", "upload"} {
		sheet, err := template.ParseFS(files, "html/layout.html", "html/"+name+".html")
		if err != nil {
			return nil, err
		}
		sheets[name] = sheet
	}
	return sheets, nil
}

// sheet is what stands around a page.
type sheet struct {
	Lang  string // BCP 47
	Title string
	Base  string
	Owner string // whose page it is
	Page  any
}

// note is a page that only says something.
type note struct {
	Lang  string // English when empty
	Title string
	Done  template.HTML // what was done; empty for nothing
	Lines []string
	Way   string // where it goes on; empty for nowhere
	On    string // what the way on is called
}

// render writes a page. It is made whole first, so that a failure is a page of
// its own.
func (p *Pages) render(w http.ResponseWriter, status int, name string, s sheet) {
	s.Base, s.Owner = p.base, p.Plan.Name
	if s.Lang == "" {
		s.Lang = locale.Default
	}
	var out bytes.Buffer
	if err := p.sheets[name].ExecuteTemplate(&out, "layout", s); err != nil {
		p.Log.Error().Str("page", name).Msg("page not made")
		http.Error(w, "Sorry, that did not work.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(out.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes())
}

func (p *Pages) message(w http.ResponseWriter, status int, n note) {
	p.render(w, status, "message", sheet{Lang: n.Lang, Title: n.Title, Page: n})
}

// failed answers a failure of ours, or of the record, and logs it.
func (p *Pages) failed(w http.ResponseWriter, r *http.Request, err error) {
	p.sorry(w, r, p.trouble(err))
}

// trouble logs a failure and returns the status that it has.
func (p *Pages) trouble(err error) int {
	p.Log.Error().Err(err).Msg("page not served")
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
