package console

import (
	"errors"
	"net/http"
	"slices"

	"yousaid/bot"
	"yousaid/bot/channel"
)

func (c *Console) signInRoutes() []route {
	routes := []route{
		{method: "GET", path: "sign-in", open: c.signIn},
		{method: "GET", path: "sign-in/work", open: c.toProvider},
		{method: "GET", path: "sign-in/oidc", open: c.fromProvider}, // as registered at the provider
		{method: "POST", path: "sign-in/code", open: c.askCode},
		{method: "GET", path: "sign-in/code", open: c.typeCode},
		{method: "POST", path: "sign-in/code/check", open: c.tryCode},
		{method: "GET", path: "sign-in/app", open: c.typeApp},
		{method: "GET", path: "sign-in/app.png", open: c.appPicture},
		{method: "POST", path: "sign-in/app", open: c.tryApp},
		{method: "POST", path: "sign-in/recovery", open: c.tryRecovery},
		{method: "POST", path: "sign-out", page: c.signOut},
	}
	if c.Dev {
		routes = append(routes, route{method: "POST", path: "sign-in/as", open: c.signInAs})
	}
	return routes
}

// signInPage offers the ways to sign in.
type signInPage struct {
	To         string
	Work       string // what officers call their work accounts; empty: they have none
	Codes      bool   // a code can be sent
	Label      string // of the field for where it goes
	Who        string // what was typed there
	TelegramOn bool
	Telegram   bool                        // the code is to go to Telegram
	People     []agencyPeople[bot.Officer] // `yousaid dev`: whom one may sign in as
	Problem    *problem
}

func (c *Console) signIn(w http.ResponseWriter, r *http.Request) {
	c.showSignIn(w, r, http.StatusOK, signInPage{To: r.URL.Query().Get("to")})
}

func (c *Console) showSignIn(w http.ResponseWriter, r *http.Request, status int, page signInPage) {
	page.Codes, page.Label = len(c.Channels) > 0, c.addressLabel()
	page.TelegramOn = c.Channels[channel.Telegram] != nil
	if c.provider != nil {
		page.Work = c.provider.Name
	}
	if c.Dev {
		officers, err := c.Store.Officers(r.Context())
		if err != nil {
			c.failed(w, r, err)
			return
		}
		page.People = byAgency(c.Plan, officers, func(o bot.Officer) bot.Officer { return o })
	}
	c.render(w, status, "signin", nil, sheet{Title: titled("Sign in", page.Problem != nil), Page: page})
}

// signInAs signs in as any sample officer, in `yousaid dev` alone.
func (c *Console) signInAs(w http.ResponseWriter, r *http.Request) {
	f, ok := c.form(w, r, mostFields)
	if !ok {
		return
	}
	officers, err := c.Store.Officers(r.Context())
	if err != nil {
		c.failed(w, r, err)
		return
	}
	id := f.Get("officer")
	if !slices.ContainsFunc(officers, func(o bot.Officer) bool { return o.ID == id && o.Active }) {
		c.nowhere(w, r)
		return
	}
	if err := c.begin(w, r, id, "dev"); err != nil {
		c.failed(w, r, err)
		return
	}
	http.Redirect(w, r, c.back(f.Get("to")), http.StatusSeeOther)
}

func (c *Console) signOut(w http.ResponseWriter, r *http.Request, v visit) {
	f, ok := c.form(w, r, mostFields)
	if !ok {
		return
	}
	end := func() error { return c.Store.EndSession(r.Context(), v.token) }
	if f.Get("everywhere") != "" {
		end = func() error { return c.Store.EndSessions(r.Context(), v.officer.ID) }
	}
	if err := end(); err != nil && !errors.Is(err, bot.ErrUsed) {
		c.failed(w, r, err)
		return
	}
	c.end(w)
	http.Redirect(w, r, c.at("sign-in"), http.StatusSeeOther)
}
