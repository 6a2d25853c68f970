package console

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"yousaid/bot"
)

// workLives is how long somebody may take at the provider: passwords are looked
// for, phones too.
const workLives = 15 * time.Minute

// WorkStore keeps who went to the OpenID provider, and whose accounts are whose.
type WorkStore interface {
	// KeepState notes that a browser was sent to the provider, and where it goes
	// on. It was not done when there is something to wait for.
	KeepState(ctx context.Context, state, browser, page, from string, lives time.Duration) (wait time.Duration, err error)
	// TakeState finds where a browser goes on that came back, once; bot.ErrUsed
	// for another browser, another state, and when it is too late.
	TakeState(ctx context.Context, state, browser string) (page string, err error)
	// Identify finds whose account it is. The first time it becomes that of the
	// officer whose registered e-mail address it has; bot.ErrNotFound for nobody's.
	Identify(ctx context.Context, who bot.Identity) (bot.Officer, error)
}

// workCookie binds a sign-in at the provider to its browser.
func (c *Console) workCookie() string { return c.named("work") }

// toProvider sends a browser to sign in at the provider. It is a link, not a
// form: the content security policy lets forms lead to us alone, wherever they
// are sent on to.
func (c *Console) toProvider(w http.ResponseWriter, r *http.Request) {
	to := r.URL.Query().Get("to")
	if c.provider == nil {
		c.nowhere(w, r)
		return
	}
	found, err := c.provider.find(r.Context())
	if err != nil {
		c.providerFailed(w, r, err, to)
		return
	}
	browser, state := secret(r, c.workCookie()), bot.NewSecret()
	if browser == "" {
		browser = bot.NewSecret()
	}
	wait, err := c.Store.KeepState(r.Context(), state, browser, limited(to), c.from(r), workLives)
	switch {
	case err != nil:
		c.failed(w, r, err)
	case wait > 0:
		retryAfter(w, wait)
		c.message(w, http.StatusTooManyRequests, note{
			Title: "Too many sign-ins", Lines: []string{"Wait " + lasts(wait) + ", then try again."}, Way: c.at("sign-in") + query(to), On: "Back to signing in",
		})
	default:
		http.SetCookie(w, c.cookie(c.workCookie(), browser, workLives))
		http.Redirect(w, r, found.way(browser, state), http.StatusSeeOther)
	}
}

// limited keeps an address of ours, which nothing makes longer than this.
func limited(to string) string {
	if len(to) > 2000 {
		return ""
	}
	return to
}

// fromProvider takes a browser that comes back.
func (c *Console) fromProvider(w http.ResponseWriter, r *http.Request) {
	if c.provider == nil {
		c.nowhere(w, r)
		return
	}
	asked := r.URL.Query()
	state, browser := asked.Get("state"), secret(r, c.workCookie())
	to, err := c.Store.TakeState(r.Context(), state, browser)
	switch {
	case errors.Is(err, bot.ErrUsed):
		c.workOver(w)
		return
	case err != nil:
		c.failed(w, r, err)
		return
	}
	if by := asked.Get("iss"); by != "" && by != c.provider.Issuer { // RFC 9207
		c.providerFailed(w, r, refused("the answer is another provider's"), to)
		return
	}
	if asked.Get("error") != "" || asked.Get("code") == "" {
		c.providerSaidNo(w, asked, to)
		return
	}
	who, email, err := c.provider.identity(r.Context(), asked.Get("code"), browser, state)
	if err != nil {
		c.providerFailed(w, r, err, to)
		return
	}
	c.identified(w, r, who, email, to)
}

// identified signs in whoever an account belongs to.
func (c *Console) identified(w http.ResponseWriter, r *http.Request, who bot.Identity, email, to string) {
	officer, err := c.Store.Identify(r.Context(), who)
	switch {
	case errors.Is(err, bot.ErrNotFound):
		c.workUnknown(w, email)
		return
	case err != nil:
		c.failed(w, r, err)
		return
	}
	http.SetCookie(w, c.cookie(c.workCookie(), "", -time.Second))
	if err := c.begin(w, r, officer.ID, "oidc"); err != nil {
		c.failed(w, r, err)
		return
	}
	http.Redirect(w, r, c.back(to), http.StatusSeeOther) //nolint:gosec // back lets only pages of the console through
}

// workUnknown tells somebody who has an account, but is no officer here.
func (c *Console) workUnknown(w http.ResponseWriter, email string) {
	lines := []string{"You have signed in, but this account is not known here as an officer’s."}
	if email != "" {
		lines = append(lines, "It has the e-mail address "+email+".")
	}
	c.message(w, http.StatusForbidden, note{
		Title: "We do not know this account",
		Lines: append(lines, "Ask your team lead or the administrator of this service to add you with your work e-mail address. "+
			"If you signed in here before with another account, ask them to disconnect that one."),
		Way: c.at("sign-in"), On: "Back to signing in",
	})
}

// workOver tells a browser that comes back twice, too late, or never went.
func (c *Console) workOver(w http.ResponseWriter) {
	c.message(w, http.StatusConflict, note{
		Title: "Sign in again",
		Lines: []string{"This sign-in took too long, was used before, or was begun in another browser."},
		Way:   c.at("sign-in"), On: "Start again",
	})
}

// providerSaidNo tells what the provider said in the place of a code.
func (c *Console) providerSaidNo(w http.ResponseWriter, asked url.Values, to string) {
	if code := asked.Get("error"); code != "access_denied" && errorForm.MatchString(code) {
		c.Log.Warn().Str("error", code).Msg("the OpenID provider let nobody in")
	}
	c.message(w, http.StatusForbidden, note{
		Title: "You are not signed in",
		Lines: []string{"Signing in with " + c.provider.Name + " was stopped or refused."},
		Way:   c.at("sign-in") + query(to), On: "Try again, or another way",
	})
}

// providerFailed tells that the provider is away, or that its answer is no good.
func (c *Console) providerFailed(w http.ResponseWriter, r *http.Request, err error, to string) {
	if r.Context().Err() != nil && errors.Is(err, context.Canceled) {
		return
	}
	c.Log.Warn().Ctx(r.Context()).Err(err).Msg("no sign-in by the OpenID provider")
	answer := note{
		Title: "Signing in with " + c.provider.Name + " does not work just now",
		Lines: []string{"We can’t reach the service that looks after these accounts. Please try again in a minute."},
		Way:   c.at("sign-in") + query(to), On: "Back to signing in",
	}
	if len(c.Channels) > 0 {
		answer.Lines = append(answer.Lines, "Or sign in with a code that is sent to you.")
		answer.On = "Sign in another way"
	}
	status := http.StatusServiceUnavailable
	if errors.Is(err, errProviderRefused) {
		answer.Title, status = "You are not signed in", http.StatusForbidden
		answer.Lines[0] = "What came back from there was not right, so nobody was signed in. Please try again; tell the administrator of this service if that does not help."
	}
	c.message(w, status, answer)
}
