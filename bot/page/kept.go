package page

import (
	"net/http"

	"yousaid/bot"
	"yousaid/bot/frame"
)

// keptPage gives words back that can't stand on the page that they were typed
// on, since that can't be shown.
type keptPage struct {
	note
	Path   string // where they are sent again; empty when that makes no sense
	Do     string
	Fields []hidden
	Area   string // the field that they were in
	Words  string
}

type hidden struct{ Name, Value string }

// gone is the page of a report that isn't there for who asks.
func gone(text string) note { return note{Title: "This report is not here", Lines: []string{text}} }

// passedOn tells somebody who has passed a report on, and so has it no more.
func (p *Pages) passedOn(w http.ResponseWriter, acted bot.Acted) {
	p.message(w, http.StatusOK, note{
		Title: "Passed on", Done: markup(p.Desk.Done(acted, p.dates())),
		Lines: []string{"You can’t read it here any more. You can close this page."},
	})
}

// give says something, and gives the words back that were typed, to be copied.
func (p *Pages) give(w http.ResponseWriter, status int, f form, n note) {
	if f.Values == nil || f.words() == "" {
		p.message(w, status, n)
		return
	}
	p.render(w, status, "kept", frame.Sheet{Title: n.Title, Page: keptPage{note: n, Area: "text", Words: f.words()}})
}

// giveBack says that something failed, and lets the same be sent once more. If
// it had been done after all, it isn't done again.
func (p *Pages) giveBack(w http.ResponseWriter, handle string, f form, err error) {
	kept := keptPage{
		note: note{Title: "Sorry, that did not work just now", Lines: []string{
			"Something is wrong on our side. Wait a minute, then try again here: what you sent is done once, however often you press.",
		}},
		Path: p.reportPath(handle), Do: f.Get("do"), Area: "text", Words: f.words(),
	}
	for _, name := range []string{"id", "to", "outcome", "asked"} {
		if value := f.Get(name); value != "" {
			kept.Fields = append(kept.Fields, hidden{name, value})
		}
	}
	if area := field(f); area != "" {
		kept.Area = area
	}
	p.render(w, p.trouble(w, err), "kept", frame.Sheet{Title: kept.Title, Page: kept})
}
