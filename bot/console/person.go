package console

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"

	"yousaid/bot"
)

// personPage is an officer, with what can be done about their access.
type personPage struct {
	bot.Person
	Form    personForm
	Was     bot.Officer // as the form was made
	Typed   string      // an address that was not taken
	Problem *problem    // with an address
	Done    string
	Self    bool
	Changed bool // somebody else changed them meanwhile
	Away    awayForm
	MayAway bool // who looks may say when they are away
}

func (c *Console) person(w http.ResponseWriter, r *http.Request, v visit) {
	c.showPerson(w, r, http.StatusOK, v, nil)
}

// showPerson shows an officer; change adds what came of a form.
func (c *Console) showPerson(w http.ResponseWriter, r *http.Request, status int, v visit, change func(*personPage)) {
	person, err := c.Store.Person(r.Context(), v.officer, r.PathValue("id"))
	if err != nil {
		c.notTheirs(w, r, err)
		return
	}
	page := personPage{Person: person, Was: person.Officer, Done: doneWord(r), Self: person.ID == v.officer.ID}
	page.Form = c.offer(personForm{Name: person.Name, Role: person.Role, Cleared: person.Cleared}, v.officer, person.Officer)
	if page.MayAway = v.officer.Role == bot.RoleLead && person.Active; page.MayAway {
		if page.Away, err = c.awayOf(r.Context(), person.ID, c.at("people/"+url.PathEscape(person.ID)+"/away")); err != nil {
			c.notTheirs(w, r, err)
			return
		}
	}
	if change != nil {
		change(&page)
	}
	page.Away.Self = page.Self
	wrong := page.Problem != nil || len(page.Form.Problems) > 0 || page.Away.Problem != nil
	c.render(w, status, "person", &v, sheet{Title: titled(person.Name, wrong), Here: "people", Page: page})
}

// notTheirs answers an error about somebody: whom an officer doesn't look after
// is not there.
func (c *Console) notTheirs(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, bot.ErrNotFound) || errors.Is(err, bot.ErrMayNot) {
		c.nowhere(w, r)
		return
	}
	c.failed(w, r, err)
}

// changePerson changes name, role and clearance.
func (c *Console) changePerson(w http.ResponseWriter, r *http.Request, v visit) {
	f, ok := c.form(w, r, mostFields)
	if !ok {
		return
	}
	person, err := c.Store.Person(r.Context(), v.officer, r.PathValue("id"))
	if err != nil {
		c.notTheirs(w, r, err)
		return
	}
	asked := c.readPerson(f, v.officer, person.Officer)
	again := func(status int) {
		c.showPerson(w, r, status, v, func(p *personPage) { p.Form, p.Changed = asked, status == http.StatusConflict })
	}
	if len(asked.Problems) > 0 {
		again(http.StatusUnprocessableEntity)
		return
	}
	was := bot.Officer{
		ID: person.ID, Name: f.Get("was-name"), Role: bot.Role(f.Get("was-role")), Cleared: f.Get("was-cleared") == "true",
	}
	next := bot.Officer{Name: asked.Name, Role: asked.Role, Cleared: asked.Cleared}
	err = c.Store.ChangePerson(r.Context(), v.officer, was, next)
	switch {
	case errors.Is(err, bot.ErrConflict):
		again(http.StatusConflict)
	case errors.Is(err, bot.ErrLast):
		asked.wrong("role", lastAdministrator)
		again(http.StatusUnprocessableEntity)
	case errors.Is(err, bot.ErrMayNot):
		asked.wrong("cleared", "This is not yours to give. Somebody else who is cleared, or another administrator, has to.")
		again(http.StatusUnprocessableEntity)
	case err != nil:
		c.notTheirs(w, r, err)
	case v.officer.ID == person.ID && !v.officer.LooksAfter(bot.Officer{Agency: person.Agency, Role: next.Role}):
		http.Redirect(w, r, c.at(""), http.StatusSeeOther)
	default:
		c.done(w, r, person.ID, "saved")
	}
}

const lastAdministrator = "There has to be an administrator, and nobody else is one. Make somebody else administrator first."

// registerAddress adds an address or a number.
func (c *Console) registerAddress(w http.ResponseWriter, r *http.Request, v visit) {
	f, ok := c.form(w, r, mostFields)
	if !ok {
		return
	}
	typed := f.Get("address")
	again := func(status int, text string) {
		c.showPerson(w, r, status, v, func(p *personPage) { p.Typed, p.Problem = typed, &problem{"address", text} })
	}
	address, err := bot.ParseAddress(typed)
	if err != nil {
		again(http.StatusUnprocessableEntity, "Enter an e-mail address or a mobile number, such as name@example.gov.uk or 07700 900123.")
		return
	}
	err = c.Store.RegisterAddress(r.Context(), v.officer, r.PathValue("id"), address)
	switch {
	case errors.Is(err, bot.ErrConflict):
		again(http.StatusConflict, takenAddress)
	case err != nil:
		c.notTheirs(w, r, err)
	default:
		c.done(w, r, r.PathValue("id"), "address")
	}
}

func (c *Console) removeAddress(w http.ResponseWriter, r *http.Request, v visit) {
	if f, ok := c.form(w, r, mostFields); ok {
		c.finish(w, r, "address-removed", c.Store.RemoveAddress(r.Context(), v.officer, r.PathValue("id"), f.Get("address")))
	}
}

func (c *Console) resetApp(w http.ResponseWriter, r *http.Request, v visit) {
	c.finish(w, r, "app", c.Store.ResetPerson(r.Context(), v.officer, r.PathValue("id")))
}

func (c *Console) disconnect(w http.ResponseWriter, r *http.Request, v visit) {
	c.finish(w, r, "account", c.Store.DisconnectPerson(r.Context(), v.officer, r.PathValue("id")))
}

// finish leads back to the officer's page after something was done.
func (c *Console) finish(w http.ResponseWriter, r *http.Request, what string, err error) {
	if err != nil {
		c.notTheirs(w, r, err)
		return
	}
	c.hub.ended(r.PathValue("id")) // most of what is done here signs them out
	c.done(w, r, r.PathValue("id"), what)
}

// invitationPage shows an invitation, this once.
type invitationPage struct {
	bot.Person
	Code string
	Link string // empty where the bot's name is unknown
}

// invite makes an invitation to Telegram, or to texting.
func (c *Console) invite(w http.ResponseWriter, r *http.Request, v visit) {
	person, err := c.Store.Person(r.Context(), v.officer, r.PathValue("id"))
	code := rand.Text() // 130 bits, letters and digits, fit for Telegram's links
	if err == nil {
		err = c.Store.InvitePerson(r.Context(), v.officer, person.ID, code, invitationLives)
	}
	if err != nil {
		c.notTheirs(w, r, err)
		return
	}
	page := invitationPage{Person: person, Code: code}
	if name, err := c.BotName(r.Context()); err == nil && name != "" {
		page.Link = "https://t.me/" + url.PathEscape(name) + "?start=" + code
	}
	c.render(w, http.StatusOK, "invitation", &v, sheet{Title: "Invitation for " + person.Name, Here: "people", Page: page})
}

// askRemove asks before somebody's access is taken away.
func (c *Console) askRemove(w http.ResponseWriter, r *http.Request, v visit) {
	c.showRemove(w, r, http.StatusOK, v, "")
}

// removePage asks whether somebody's access is to be taken away.
type removePage struct {
	bot.Person
	Self    bool
	Problem string
}

func (c *Console) showRemove(w http.ResponseWriter, r *http.Request, status int, v visit, problem string) {
	person, err := c.Store.Person(r.Context(), v.officer, r.PathValue("id"))
	if err == nil && !person.Active {
		err = bot.ErrNotFound
	}
	if err != nil {
		c.notTheirs(w, r, err)
		return
	}
	page := removePage{Person: person, Self: person.ID == v.officer.ID, Problem: problem}
	c.render(w, status, "person_remove", &v, sheet{Title: titled("Remove "+person.Name, problem != ""), Here: "people", Page: page})
}

func (c *Console) removePerson(w http.ResponseWriter, r *http.Request, v visit) {
	err := c.Store.RemovePerson(r.Context(), v.officer, r.PathValue("id"))
	switch {
	case errors.Is(err, bot.ErrLast):
		c.showRemove(w, r, http.StatusUnprocessableEntity, v, lastAdministrator)
	case err != nil:
		c.notTheirs(w, r, err)
	default:
		c.hub.ended(r.PathValue("id"))
		http.Redirect(w, r, c.at("people")+"?done=removed", http.StatusSeeOther)
	}
}

// done leads to an officer's page, which says what was done.
func (c *Console) done(w http.ResponseWriter, r *http.Request, person, what string) {
	http.Redirect(w, r, c.at("people/"+url.PathEscape(person))+"?done="+what, http.StatusSeeOther)
}

// doneWord says what was done, as the address names it.
func doneWord(r *http.Request) string {
	return map[string]string{
		"added":           "Added. They can sign in now, if an address is registered below.",
		"saved":           "Saved.",
		"address":         "The address is registered. Codes for signing in can go there.",
		"address-removed": "The address is removed. They have been signed out.",
		"app":             "The app is reset. They have been signed out, and set up a new one when they next sign in with a code.",
		"account":         "The work account is disconnected. They have been signed out.",
		"away":            "Saved. Reports say so from that day on.",
		"back":            "Saved: nobody is told any more that they are away.",
		"removed":         "Their access is taken away. They have been signed out. Have them removed from the agency’s Telegram group, too.",
	}[r.URL.Query().Get("done")]
}
