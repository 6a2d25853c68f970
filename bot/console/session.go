package console

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"yousaid/bot"
)

// How long a session lives: unused, and at all.
const (
	sessionIdle  = 30 * time.Minute
	sessionLives = 10 * time.Hour // a shift
)

// SessionStore keeps the browsers in which officers have signed in, by the hash
// of their cookie.
type SessionStore interface {
	// OpenSession begins a session; how says by what ("oidc", "code", "dev").
	OpenSession(ctx context.Context, token, officer, how string, lives time.Duration) error
	// Session finds whose a session is and notes that it is in use; bot.ErrUsed
	// when it is over, was idle for longer, or its officer is gone.
	Session(ctx context.Context, token string, idle time.Duration) (bot.Officer, error)
	EndSession(ctx context.Context, token string) error
	// EndSessions signs an officer out everywhere.
	EndSessions(ctx context.Context, officer string) error
}

// visit is a request of somebody who has signed in.
type visit struct {
	officer bot.Officer
	by      bot.Actor
	token   string
	asked   func() int // counts the requests that wait for this officer to decide; nil: they decide none
}

// cookieName is that of the session's cookie.
func (c *Console) cookieName() string { return c.named("console") }

// named is the whole name of a cookie. The prefix makes browsers refuse it
// without https and from other hosts; `yousaid dev` has no https.
func (c *Console) named(name string) string {
	if c.frame.Secure() {
		return "__Host-" + name
	}
	return name
}

func (c *Console) cookie(name, value string, lives time.Duration) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // Secure follows PUBLIC_URL: yousaid dev has no https
		Name: name, Value: value, Path: "/", MaxAge: int(lives.Seconds()),
		HttpOnly: true, Secure: c.frame.Secure(), SameSite: http.SameSiteLaxMode,
	}
}

// begin gives a browser a new session, in the place of any that it has.
func (c *Console) begin(w http.ResponseWriter, r *http.Request, officer, how string) error {
	if old := c.token(r); old != "" {
		if err := c.Store.EndSession(r.Context(), old); err != nil {
			return err
		}
		c.hub.left(old)
	}
	token := bot.NewSecret()
	if err := c.Store.OpenSession(r.Context(), token, officer, how, sessionLives); err != nil {
		return err
	}
	http.SetCookie(w, c.cookie(c.cookieName(), token, sessionLives))
	return nil
}

// end takes the session from a browser.
func (c *Console) end(w http.ResponseWriter) {
	http.SetCookie(w, c.cookie(c.cookieName(), "", -time.Second))
}

// token is the session's, as the browser sent it; empty when it has none.
func (c *Console) token(r *http.Request) string { return secret(r, c.cookieName()) }

// secret is the value of a cookie that we gave a browser; empty when it has none.
func secret(r *http.Request, name string) string {
	cookie, err := r.Cookie(name)
	if err != nil || !bot.IsSecret(cookie.Value) {
		return ""
	}
	return cookie.Value
}

// visit finds who asks; bot.ErrUsed when they have to sign in.
func (c *Console) visit(w http.ResponseWriter, r *http.Request) (visit, error) {
	token := c.token(r)
	if token == "" {
		return visit{}, bot.ErrUsed
	}
	officer, err := c.Store.Session(r.Context(), token, sessionIdle)
	if errors.Is(err, bot.ErrUsed) {
		c.end(w)
	}
	v := visit{officer: officer, by: officer.Actor(), token: token}
	if officer.Role.Decides() {
		v.asked = func() int { return c.asked(r.Context(), v.by) }
	}
	return v, err
}

// asked counts the requests that wait for an officer to decide, for the bar of a
// page that is shown. The page itself needs no such count.
func (c *Console) asked(ctx context.Context, by bot.Actor) int {
	n, err := c.Store.RevealsOpen(ctx, by)
	if err != nil {
		c.Log.Error().Ctx(ctx).Err(err).Msg("requests that wait not counted")
	}
	return n
}

// unknown leads somebody who has to sign in to do so, and then back.
func (c *Console) unknown(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case !errors.Is(err, bot.ErrUsed):
		c.failed(w, r, err)
	case r.Method == http.MethodGet:
		http.Redirect(w, r, c.at("sign-in")+"?to="+url.QueryEscape(wanted(r)), http.StatusSeeOther)
	default:
		c.signedOut(w, r)
	}
}

// wanted is the page of the console that was asked for, below Path.
func wanted(r *http.Request) string {
	page := strings.TrimPrefix(r.URL.Path, Path)
	if r.URL.RawQuery != "" {
		page += "?" + r.URL.RawQuery
	}
	return page
}

// back is where somebody goes on who has signed in: a page of the console that
// they asked for, and nowhere else whatever was asked.
func (c *Console) back(to string) string {
	page, err := url.Parse(to)
	if err != nil || page.IsAbs() || page.Host != "" || page.User != nil || strings.HasPrefix(page.Path, "/") ||
		strings.HasPrefix(page.Path, "sign-") || strings.ContainsAny(to, "\\\r\n\t") || strings.Contains(page.Path, "..") {
		return c.at("")
	}
	return c.at("") + page.String()
}
