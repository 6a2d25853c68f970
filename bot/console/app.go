package console

import (
	"errors"
	"html/template"
	"image/png"
	"net/http"
	"strings"
	"time"

	"yousaid/bot"
)

// appPage asks for a code of the officer's authenticator app, or helps them to
// set one up.
type appPage struct {
	To      string
	Name    string // the officer's
	SetUp   bool   // the app is new
	Key     string // of a new one, in groups of four
	Link    template.URL
	Problem *problem
}

// recoveryPage shows recovery codes, this once.
type recoveryPage struct {
	Codes []string
	On    string // where it goes on
	New   bool   // they take the place of older ones
}

// typeApp is the second step of a sign-in by a code.
func (c *Console) typeApp(w http.ResponseWriter, r *http.Request) {
	c.showApp(w, r, http.StatusOK, r.URL.Query().Get("to"), nil)
}

func (c *Console) showApp(w http.ResponseWriter, r *http.Request, status int, to string, problem *problem) {
	app, ok := c.app(w, r, to)
	if !ok {
		return
	}
	page := appPage{To: to, Name: app.Officer.Name, SetUp: !app.Done, Problem: problem}
	title := "Authenticator app"
	if page.SetUp {
		title = "Set up an authenticator app"
		page.Key = grouped(app.Secret, 4, " ")
		page.Link = template.URL(c.appKey(app).URL()) //nolint:gosec // made by us, of a key of ours
	}
	c.render(w, status, "app", nil, sheet{Title: titled(title, problem != nil), Page: page})
}

// app finds how a sign-in stands. Where it is over, the answer has been given.
func (c *Console) app(w http.ResponseWriter, r *http.Request, to string) (bot.AppSetUp, bool) {
	token := secret(r, c.signInCookie())
	if token == "" {
		c.onward(w, r, "sign-in", to)
		return bot.AppSetUp{}, false
	}
	app, err := c.Store.App(r.Context(), token, newAppSecret())
	switch {
	case errors.Is(err, bot.ErrUsed):
		c.codeOver(w, to)
	case err != nil:
		c.failed(w, r, err)
	}
	return app, err == nil
}

// appPicture is the key of a new app as a QR code.
func (c *Console) appPicture(w http.ResponseWriter, r *http.Request) {
	app, err := c.Store.App(r.Context(), secret(r, c.signInCookie()), newAppSecret())
	if errors.Is(err, bot.ErrUsed) || err == nil && app.Done {
		c.nowhere(w, r)
		return
	}
	if err != nil {
		c.failed(w, r, err)
		return
	}
	picture, err := c.appKey(app).Image(pictureSide, pictureSide)
	if err != nil {
		c.failed(w, r, errors.New("no QR code made")) // err may quote the key
		return
	}
	w.Header().Set("Content-Type", "image/png")
	_ = png.Encode(w, picture)
}

// tryApp compares a code of the app, and signs in.
func (c *Console) tryApp(w http.ResponseWriter, r *http.Request) {
	f, ok := c.form(w, r, mostFields)
	if !ok {
		return
	}
	to := f.Get("to")
	code, ok := sixDigits(f.Get("app"))
	if !ok {
		c.showApp(w, r, http.StatusUnprocessableEntity, to, &problem{"app", "Enter the six digits that the app shows."})
		return
	}
	recoveries, now := newRecoveries(), c.Now()
	app, ok := c.app(w, r, to)
	if !ok {
		return
	}
	tried, err := c.Store.TryApp(r.Context(), c.appTry(r, code), func(key string) int64 { return appStep(key, code, now) }, recoveries)
	if c.appTried(w, r, "app", to, tried, err) {
		if app.Done {
			http.Redirect(w, r, c.back(to), http.StatusSeeOther)
			return
		}
		c.showRecoveries(w, tried.Officer, recoveryPage{Codes: spelt(recoveries), On: c.back(to)})
	}
}

// tryRecovery signs in by a recovery code.
func (c *Console) tryRecovery(w http.ResponseWriter, r *http.Request) {
	f, ok := c.form(w, r, mostFields)
	if !ok {
		return
	}
	code, ok := recoveryCode(f.Get("recovery"))
	if !ok {
		c.showApp(w, r, http.StatusUnprocessableEntity, f.Get("to"),
			&problem{"recovery", "Enter a recovery code as it stands on your list: ten letters and digits."})
		return
	}
	tried, err := c.Store.TryRecovery(r.Context(), c.appTry(r, code))
	if c.appTried(w, r, "recovery", f.Get("to"), tried, err) {
		http.Redirect(w, r, c.at("account"), http.StatusSeeOther)
	}
}

func (c *Console) appTry(r *http.Request, code string) bot.SignInTry {
	return bot.SignInTry{Token: secret(r, c.signInCookie()), Code: code, From: c.from(r)}
}

// appTried begins the session when the second step was right. Else the answer
// has been given.
func (c *Console) appTried(w http.ResponseWriter, r *http.Request, field, to string, tried bot.SignInTried, err error) bool {
	switch {
	case errors.Is(err, bot.ErrUsed), errors.Is(err, bot.ErrConflict):
		c.codeOver(w, to)
	case err != nil:
		c.failed(w, r, err)
	case tried.Right():
		http.SetCookie(w, c.cookie(c.signInCookie(), "", -time.Second))
		if err := c.begin(w, r, tried.Officer.ID, "code"); err != nil {
			c.failed(w, r, err)
			return false
		}
		return true
	case tried.Wait == 0 && tried.Left == 0:
		c.codeOver(w, to)
	default:
		c.showApp(w, r, status(tried), to, c.wrong(w, field, tried))
	}
	return false
}

func (c *Console) showRecoveries(w http.ResponseWriter, officer bot.Officer, page recoveryPage) {
	v := visit{officer: officer, by: officer.Actor()}
	c.render(w, http.StatusOK, "recovery", &v, sheet{Title: "Your recovery codes", Page: page})
}

// grouped puts a gap after each so many characters, so that people can copy it.
func grouped(text string, size int, gap string) string {
	var out strings.Builder
	for i, char := range text {
		if i > 0 && i%size == 0 {
			out.WriteString(gap)
		}
		out.WriteRune(char)
	}
	return out.String()
}
