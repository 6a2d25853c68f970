package console

import (
	"errors"
	"net/http"
	"time"

	"yousaid/bot"
)

// reveals lists the requests that wait for the officer to decide.
func (c *Console) reveals(w http.ResponseWriter, r *http.Request, v visit) {
	list, err := c.Store.Reveals(r.Context(), v.by)
	if err != nil {
		c.failed(w, r, err)
		return
	}
	c.render(w, http.StatusOK, "reveals", &v, sheet{Title: "Requests to see a contact", Here: "reveals", Page: list})
}

// requestPage is one request: for who asked, and for who decides.
type requestPage struct {
	casePage
	Request bot.Reveal
	Ground  string
	State   string
	Own     bool      // the officer asked
	Show    string    // where the contact is shown; empty when it can't be
	Network string    // shown: what kind of address it is
	Contact string    // shown
	Until   time.Time // shown
}

func (c *Console) requestPage(v visit, request bot.Reveal, f form) requestPage {
	page := requestPage{
		Request: request, Ground: grounds[request.Ground], State: c.requestState(request), Own: request.Asker == v.officer.ID,
		casePage: casePage{
			Title: "Request to see a contact", Back: c.reportAt(request.Reference, ""), BackTo: request.Reference, ID: f.id(),
		},
	}
	path := c.at("reveals/" + request.ID)
	switch {
	case page.Own && request.Shows(c.Now()):
		page.Show = path + "/show"
	case !page.Own && request.State == bot.RevealAsked:
		page.Path = path
		page.Fields = []caseField{{
			ID: "words", Kind: "area", Label: "Your word on it", Value: f.words("words"),
			Hint: "It is recorded with your name, and who asked can read it.",
		}}
		page.Buttons = []option{
			{Name: "do", Value: "approve", Label: "Approve for an hour"}, {Name: "do", Value: "refuse", Label: "Refuse"},
		}
	}
	return page
}

func (c *Console) requestShow(w http.ResponseWriter, v visit, status int, page requestPage) {
	c.render(w, status, "reveal", &v, sheet{Title: page.Title, Page: page})
}

// request shows one request.
func (c *Console) request(w http.ResponseWriter, r *http.Request, v visit) {
	if found, ok := c.requestOf(w, r, v, form{}); ok {
		c.requestShow(w, v, http.StatusOK, c.requestPage(v, found, form{}))
	}
}

// requestOf reads a request that the officer may see, or has given the answer.
func (c *Console) requestOf(w http.ResponseWriter, r *http.Request, v visit, f form) (bot.Reveal, bool) {
	found, err := c.Store.Reveal(r.Context(), v.by, r.PathValue("id"))
	if err != nil {
		c.lost(w, r, f, err)
	}
	return found, err == nil
}

// decide approves or refuses a request.
func (c *Console) decide(w http.ResponseWriter, r *http.Request, v visit) {
	f, ok := c.form(w, r, mostWords)
	if !ok {
		return
	}
	do, id := f.Get("do"), r.PathValue("id")
	var acted bot.Acted
	err := errNoAnswer
	if do == "approve" || do == "refuse" {
		acted, err = c.Officers.DecideReveal(r.Context(), f.action(v.by), id, do == "approve", f.words("words"))
	}
	if err == nil {
		http.Redirect(w, r, c.at("reveals"), http.StatusSeeOther)
		return
	}
	c.undecided(w, r, v, f, acted, err)
}

var errNoAnswer = errors.New("neither approved nor refused")

// undecided shows a request again that was not decided, and why.
func (c *Console) undecided(w http.ResponseWriter, r *http.Request, v visit, f form, acted bot.Acted, err error) {
	found, ok := c.requestOf(w, r, v, f)
	if !ok {
		return
	}
	page := c.requestPage(v, found, f)
	said, status := c.caseRefused(acted, err)
	switch {
	case errors.Is(err, errNoAnswer):
		said, status = problem{Text: "Please press one of the buttons."}, http.StatusUnprocessableEntity
	case errors.Is(err, bot.ErrConflict):
		said, status = problem{Text: acted.By + " has answered it meanwhile. What you wrote was not recorded."}, http.StatusConflict
	case errors.Is(err, bot.ErrUsed):
		said, status = problem{Text: "It can’t be answered any more: nobody did within 24 hours. Whoever asked can ask again."}, http.StatusConflict
	case errors.Is(err, bot.ErrClosed):
		said, status = problem{Text: "The resident had their report deleted meanwhile. Nothing was shown to anybody."}, http.StatusConflict
	case errors.Is(err, bot.ErrNoContact):
		said, status = problem{Text: "There is no contact to show any more."}, http.StatusConflict
	case errors.Is(err, bot.ErrNotFound):
		c.lost(w, r, f, err)
		return
	}
	if status >= http.StatusInternalServerError {
		c.Log.Error().Ctx(r.Context()).Err(err).Msg("not decided")
	}
	page.mark(said)
	page.keep(f)
	c.requestShow(w, v, status, page)
}

// showContact shows the contact to who asked. It is a form's answer, so that
// nothing shows it that only follows links; each time is recorded.
func (c *Console) showContact(w http.ResponseWriter, r *http.Request, v visit) {
	shown, who, err := c.Store.ShowReveal(r.Context(), v.by, r.PathValue("id"))
	switch {
	case errors.Is(err, bot.ErrNotFound):
		c.nowhere(w, r)
		return
	case err != nil:
		c.unshown(w, r, v, err)
		return
	}
	page := c.requestPage(v, shown, form{})
	page.Network, page.Contact, page.Until = network(who.Channel), who.ID, shown.Until
	c.requestShow(w, v, http.StatusOK, page)
}

// unshown says why a contact is not shown.
func (c *Console) unshown(w http.ResponseWriter, r *http.Request, v visit, err error) {
	text := map[error]string{
		bot.ErrUsed:      "The contact can’t be seen now: nobody has approved, or the hour is over.",
		bot.ErrClosed:    "The resident had their report deleted. There is nothing to show any more.",
		bot.ErrNoContact: "There is no contact to show any more.",
		bot.ErrAsker:     "You may not see this report any more, so the contact isn’t shown.",
	}
	for known, said := range text {
		if !errors.Is(err, known) {
			continue
		}
		if found, ok := c.requestOf(w, r, v, form{}); ok {
			page := c.requestPage(v, found, form{})
			page.Problem = problem{Text: said}
			c.requestShow(w, v, http.StatusConflict, page)
		}
		return
	}
	c.failed(w, r, err)
}
