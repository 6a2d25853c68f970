package sandbox

import (
	"embed"
	"html/template"
	"net/http"
)

//go:embed assets
var assets embed.FS

var page = template.Must(template.ParseFS(assets, "assets/page.html"))

// servePage serves the shell; all that moves comes by events.
func (s *Sandbox) servePage(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = page.Execute(w, s.View()) // the reader may have gone
}
