package page

import (
	"net/http"

	"yousaid/flows"
	"yousaid/flows/locale"
)

// mostLanguages is how much of what a browser says about languages is read.
const mostLanguages = 200

// voice speaks a resident's language, as their browser asks for it.
type voice struct {
	bundle *locale.Bundle
	lang   string
}

func (p *Pages) voice(r *http.Request) voice {
	wanted := r.Header.Get("Accept-Language")
	if len(wanted) > mostLanguages {
		wanted = ""
	}
	return voice{p.Bundle, p.Bundle.Language(wanted)}
}

func (v voice) line(l flows.Line) string { return v.bundle.Text(l, v.lang) }

// say makes a note of a title and lines.
func (v voice) note(title flows.Line, lines ...flows.Line) note {
	n := note{Lang: v.lang, Title: v.line(title)}
	for _, l := range lines {
		n.Lines = append(n.Lines, v.line(l))
	}
	return n
}
