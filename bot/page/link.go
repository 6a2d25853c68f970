package page

import (
	"errors"
	"net/http"

	"yousaid/bot"
	"yousaid/bot/frame"
)

// frontPage is what a link shows before it is used.
type frontPage struct {
	Path    string
	Session string // the token that pressing the button opens a session under
}

// front is the page of a link that nobody has used. Programs that look for bad
// links in mails open it, too, so it uses nothing up.
func (p *Pages) front(w http.ResponseWriter, r *http.Request) {
	token := r.PathValue("token")
	err := p.Store.PeekLink(r.Context(), token)
	switch {
	case errors.Is(err, bot.ErrUsed):
		p.usedUp(w, r, handleOf(token))
	case err != nil:
		p.failed(w, r, err)
	default:
		p.render(w, http.StatusOK, "front", frame.Sheet{
			Title: "Read what a resident has written",
			Page:  frontPage{Path: p.frame.At("/r/" + token), Session: bot.NewSecret()},
		})
	}
}

// open uses a link up. The token of the session comes with the form, fresh for
// each time that it is shown: so a second press of the same button, or one whose
// answer was lost, finds the session that the first one opened.
func (p *Pages) open(w http.ResponseWriter, r *http.Request) {
	f, ok := p.form(w, r)
	if !ok {
		return
	}
	token, session := r.PathValue("token"), f.first("session")
	if !bot.IsSecret(session) {
		session = bot.NewSecret()
	}
	handle := handleOf(token)
	_, _, err := p.Store.UseLink(r.Context(), token, session, sessionLives)
	if errors.Is(err, bot.ErrUsed) {
		_, err = p.session(r.Context(), handle, session)
	}
	switch {
	case errors.Is(err, bot.ErrUsed):
		p.usedUp(w, r, handle)
	case err != nil:
		p.failed(w, r, err)
	default:
		p.keep(w, handle, session)
		http.Redirect(w, r, p.reportPath(handle), http.StatusSeeOther) //nolint:gosec // a hash of ours, on this site
	}
}

// usedUp is the page of a link that is over. The browser that opened the report
// is shown the way back. Its cookie doesn't come along from another site, such
// as webmail; then it may try.
func (p *Pages) usedUp(w http.ResponseWriter, r *http.Request, handle string) {
	n := note{
		Title: "This link has been used, or is too old",
		Lines: []string{
			"A link opens a report once, within 7 days.",
			p.anew(),
		},
	}
	_, err := p.visit(r, handle)
	switch {
	case err == nil:
		n.Title = "You have opened this report already"
		n.Lines = []string{"You can go on reading and answering it in this browser."}
		n.Way, n.On = p.reportPath(handle), "Go on to the report"
	case r.Header.Get("Sec-Fetch-Site") == "cross-site":
		n.Way, n.On = p.reportPath(handle), "I opened it in this browser before"
	}
	p.message(w, http.StatusGone, n)
}

// noSession is the page for a browser that has no session, or none any more.
func (p *Pages) noSession(w http.ResponseWriter) { p.message(w, http.StatusForbidden, p.closedHere()) }

func (p *Pages) closedHere() note {
	return note{
		Title: "This report is not open in this browser",
		Lines: []string{
			"A report can be read for 4 hours, and only in the browser that opened its link.",
			p.anew(),
		},
	}
}

// anew says how a report is opened once more.
func (p *Pages) anew() string {
	return "Do you still need it? If you can sign in to the console, open it there. If your alerts come by text, text SHOW and its reference to the same number: you get a new link. " +
		"Else ask " + p.Plan.OwnTeam().Name + " (" + p.Plan.Email + ") for a new alert."
}
