package frame

import (
	"embed"
	"html/template"
	"io/fs"
	"net/http"
)

//go:embed plain.html
var plain embed.FS

//go:embed base.css
var baseStyle []byte

//go:embed plain.css
var plainStyle []byte

// StylePath is where the style sheet of plain pages stands, below PUBLIC_URL.
const StylePath = "/page/style.css"

// Sheet is what stands around a plain page: one that a link in a message leads
// to, for officers and residents.
type Sheet struct {
	Lang  string // BCP 47
	Title string
	Owner string // whose page it is
	Page  any    // what the template's "main" shows

	Base string // set by WritePlain
}

// PlainSheets reads the templates of plain pages, each of which defines "main".
func PlainSheets(files fs.FS, names ...string) (map[string]*template.Template, error) {
	sheets := map[string]*template.Template{}
	for _, name := range names {
		sheet, err := template.ParseFS(plain, "plain.html")
		if err != nil {
			return nil, err
		}
		if sheets[name], err = sheet.ParseFS(files, "html/"+name+".html"); err != nil {
			return nil, err
		}
	}
	return sheets, nil
}

// WritePlain writes a plain page.
func (f *Frame) WritePlain(w http.ResponseWriter, status int, sheet *template.Template, s Sheet) {
	s.Base = f.base
	f.Write(w, status, sheet, "layout", s)
}

// Style serves the style sheet of plain pages.
func Style(w http.ResponseWriter, _ *http.Request) { WriteStyle(w, plainStyle) }

// WriteStyle writes a style sheet out, behind what every page of ours is made of:
// its colours, and plain things.
func WriteStyle(w http.ResponseWriter, own []byte) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write(baseStyle)
	_, _ = w.Write(own)
}
