package console

import (
	"embed"
	"errors"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"yousaid/bot"
	"yousaid/bot/frame"
	"yousaid/bot/trail"
)

//go:embed html/*.html
var files embed.FS

//go:embed static
var assets embed.FS

//go:embed static/console.css
var sheetStyle []byte

// style serves the style sheet.
func style(w http.ResponseWriter, _ *http.Request) { frame.WriteStyle(w, sheetStyle) }

// static serves the scripts, and what else there is.
func static() http.Handler {
	below, err := fs.Sub(assets, "static")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return http.StripPrefix(Path+"static/", http.FileServerFS(below))
}

// readSheets gives the templates by name, each with the layout around it. One is
// read when it is first asked for: together they are 6 MB, and a replica may
// never be asked for most. A test reads them all.
func (c *Console) readSheets() (map[string]func() *template.Template, error) {
	names, err := fs.Glob(files, "html/*.html")
	if err != nil {
		return nil, err
	}
	sheets := map[string]func() *template.Template{}
	for _, name := range names {
		sheets[name[len("html/"):len(name)-len(".html")]] = sync.OnceValue(func() *template.Template {
			return template.Must(template.New(name).Funcs(c.words()).ParseFS(files, "html/layout.html", "html/parts.html", "html/update_parts.html", "html/system_parts.html", name))
		})
	}
	return sheets, nil
}

// sheet is what stands around a page.
type sheet struct {
	Title   string
	Here    string // which part of the console this is, as the navigation names it
	Owner   string // whose console it is
	Officer *bot.Officer
	Agency  string // name of the officer's
	Links   []navItem
	Asked   int // how many requests wait for the officer's decision
	Dev     bool
	Page    any
}

// note is a page that only says something.
type note struct {
	Title string
	Done  template.HTML // what was done; empty for nothing
	Lines []string
	Kept  string // what somebody typed that can't stand where it was typed
	Way   string // where it goes on; empty for nowhere
	On    string // what the way on is called
	Tab   bool   // the way on opens in another tab, and this page stays
	Again *again // what can be sent once more from here
}

// again is a form that came too late, as it was sent.
type again struct {
	Path   string
	Fields []option
}

// titled is a title that says beforehand that something is wrong.
func titled(title string, problem bool) string {
	if problem {
		return "Problem: " + title
	}
	return title
}

// render writes a page for an officer; nil for who has not signed in.
func (c *Console) render(w http.ResponseWriter, status int, name string, v *visit, s sheet) {
	s.Owner, s.Dev = c.Plan.Name, c.Dev
	if v != nil {
		s.Officer, s.Agency, s.Links = &v.officer, c.agency(v.officer.Agency), c.links(v.officer.Role)
		if v.asked != nil {
			s.Asked = v.asked()
		}
	}
	c.frame.Write(w, status, c.sheets[name](), "layout", s)
}

// message is a page that only says something. It has no navigation: who asks may
// not be known.
func (c *Console) message(w http.ResponseWriter, status int, n note) {
	c.render(w, status, "message", nil, sheet{Title: n.Title, Page: n})
}

// nowhere is the page of what isn't there for who asks: another agency's and
// nobody's look the same.
func (c *Console) nowhere(w http.ResponseWriter, _ *http.Request) {
	c.message(w, http.StatusNotFound, nowhere(c.at("")))
}

func nowhere(inbox string) note {
	return note{
		Title: "Page not found",
		Lines: []string{"There is nothing at this address, or it is not for you to see.", "If you copied the address, check that you have all of it."},
		Way:   inbox, On: "Go to the inbox",
	}
}

// foreign refuses a form that another site sent.
func (c *Console) foreign(w http.ResponseWriter, _ *http.Request) {
	c.message(w, http.StatusForbidden, note{
		Title: "Nothing was done",
		Lines: []string{"Another site sent this form. Please use the console’s own pages."},
		Way:   c.at(""), On: "Go to the inbox",
	})
}

// signedOut answers a form of somebody who has been signed out meanwhile. Words
// are shown, and can be sent from here after signing in: a browser on a phone may
// have dropped the page that they were typed on.
func (c *Console) signedOut(w http.ResponseWriter, r *http.Request) {
	f, whole, ok := c.late(w, r)
	if !ok {
		return
	}
	n := note{
		Title: "You have been signed out",
		Lines: []string{"Nothing was done. Sign in again in another tab, then come back to this one and send it once more: your browser still has what you typed."},
		Way:   c.at("sign-in"), On: "Sign in, in another tab", Tab: true,
	}
	if n.Kept = f.typed(); n.Kept != "" && whole {
		n.Lines = []string{"Nothing was done, and what you wrote is still here. Sign in again in another tab, then come back to this one and press “Send it once more”."}
		n.Again = &again{Path: c.at(wanted(r)), Fields: f.hidden()}
	} else if n.Kept != "" {
		n.Lines = append(n.Lines, "Copy your words from below, in case it has not.")
	}
	c.message(w, http.StatusForbidden, n)
}

// late reads a form of somebody who has been signed out meanwhile. Of one with a
// picture it reads the fields before that, no more than of others: anybody can
// send it. Then it isn't whole.
func (c *Console) late(w http.ResponseWriter, r *http.Request) (f form, whole, ok bool) {
	r.Body = http.MaxBytesReader(w, r.Body, mostWords)
	parts, err := r.MultipartReader()
	if err != nil {
		f, ok = c.form(w, r, mostWords)
		return f, true, ok
	}
	values := url.Values{}
	for {
		part, err := parts.NextPart()
		if err != nil || part.FileName() != "" {
			break
		}
		value, err := io.ReadAll(part)
		if err != nil {
			break
		}
		values.Add(part.FormName(), string(value))
	}
	typed := form{frame.Legible(values)}
	typed.Set("words", strings.TrimSpace(typed.words("words")+"\n\n"+typed.words("story")))
	return typed, false, true
}

// failed answers a failure of ours, or of the record, and logs it.
func (c *Console) failed(w http.ResponseWriter, r *http.Request, err error) {
	c.Log.Error().Ctx(r.Context()).Err(err).Msg("page not served")
	if errors.Is(err, bot.ErrAway) {
		c.trouble(w, http.StatusServiceUnavailable)
		return
	}
	c.sorry(w, r)
}

func (c *Console) sorry(w http.ResponseWriter, _ *http.Request) {
	c.trouble(w, http.StatusInternalServerError)
}

func (c *Console) trouble(w http.ResponseWriter, status int) {
	c.message(w, status, trouble(c.at(""), w.Header().Get(trail.Header)))
}

// trouble is the page of a failure of ours. id is the request's: the log has it.
func trouble(inbox, id string) note {
	lines := []string{"Something went wrong on our side, and nothing was changed. Please try again in a minute."}
	if id != "" {
		lines = append(lines, "If it goes on, tell whoever looks after this service the number of this request: "+id)
	}
	return note{
		Title: "Sorry, that did not work",
		Lines: lines,
		Way:   inbox, On: "Go to the inbox",
	}
}

func (c *Console) agency(id string) string {
	if agency, ok := c.Plan.Agency(id); ok {
		return agency.Name
	}
	return id
}
