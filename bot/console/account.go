package console

import (
	"context"
	"errors"
	"net/http"
	"time"

	"yousaid/bot"
	"yousaid/bot/channel"
)

// AccountStore keeps what officers see of their own access.
type AccountStore interface {
	// Sessions lists where an officer is signed in; token is the browser's that asks.
	Sessions(ctx context.Context, officer, token string, idle time.Duration) ([]bot.SignedIn, error)
	OwnApp(ctx context.Context, officer string) (since time.Time, recoveries int, err error)
	// NewRecoveries replaces recovery codes, for a code of the app. It was not
	// looked at when there is something to wait for; bot.ErrNotFound: no app.
	NewRecoveries(ctx context.Context, by bot.Officer, step func(secret string) int64, codes []string) (right bool, wait time.Duration, err error)
}

func (c *Console) accountRoutes() []route {
	return []route{
		{method: "GET", path: "account", page: c.account},
		{method: "POST", path: "account/recovery", page: c.newRecoveries},
		{method: "POST", path: "account/away", page: c.selfAway},
	}
}

// accountPage is what an officer sees of their own access.
type accountPage struct {
	bot.Officer
	Sessions   []bot.SignedIn
	App        time.Time // zero: they have none
	Recoveries int
	Problem    *problem
	Away       awayForm
	Done       string
}

func (c *Console) account(w http.ResponseWriter, r *http.Request, v visit) {
	c.showAccount(w, r, http.StatusOK, v, nil, awayForm{})
}

// showAccount shows an account with what is wrong with a form: of the app's, or
// of an absence.
func (c *Console) showAccount(w http.ResponseWriter, r *http.Request, status int, v visit, problem *problem, away awayForm) {
	page := accountPage{Officer: v.officer, Problem: problem, Away: away, Done: doneWord(r)}
	var err error
	if away.Problem == nil {
		page.Away, err = c.awayOf(r.Context(), v.officer.ID, c.at("account/away"))
	}
	if err != nil {
		c.failed(w, r, err)
		return
	}
	page.Away.Self = true
	if page.Sessions, err = c.Store.Sessions(r.Context(), v.officer.ID, v.token, sessionIdle); err == nil {
		page.App, page.Recoveries, err = c.Store.OwnApp(r.Context(), v.officer.ID)
	}
	if err != nil {
		c.failed(w, r, err)
		return
	}
	c.render(w, status, "account", &v, sheet{Title: titled("Your account", problem != nil || away.Problem != nil), Here: "account", Page: page})
}

// newRecoveries makes new recovery codes. A code of the app says that it is not
// just somebody at a desk that was left.
func (c *Console) newRecoveries(w http.ResponseWriter, r *http.Request, v visit) {
	f, ok := c.form(w, r, mostFields)
	if !ok {
		return
	}
	code, ok := sixDigits(f.Get("app"))
	if !ok {
		c.showAccount(w, r, http.StatusUnprocessableEntity, v, &problem{"app", "Enter the six digits that the app shows."}, awayForm{})
		return
	}
	codes, now := newRecoveries(), c.Now()
	right, wait, err := c.Store.NewRecoveries(r.Context(), v.officer, func(key string) int64 { return appStep(key, code, now) }, codes)
	switch {
	case errors.Is(err, bot.ErrNotFound):
		c.nowhere(w, r)
	case err != nil:
		c.failed(w, r, err)
	case wait > 0:
		retryAfter(w, wait)
		c.showAccount(w, r, http.StatusTooManyRequests, v, &problem{"app", "Too many codes were wrong. Wait " + lasts(wait) + ", then try again."}, awayForm{})
	case !right:
		c.showAccount(w, r, http.StatusUnprocessableEntity, v, &problem{"app", "That code is not right, or it was used before. Wait for the next one."}, awayForm{})
	default:
		c.showRecoveries(w, v.officer, recoveryPage{Codes: spelt(codes), On: c.at("account"), New: true})
	}
}

// Words for access.

func roleWord(role bot.Role) string {
	switch role {
	case bot.RoleOfficer:
		return "Officer"
	case bot.RoleLead:
		return "Team lead"
	case bot.RoleCoordinator:
		return "Partnership coordinator"
	case bot.RoleAdministrator:
		return "Administrator"
	}
	return string(role)
}

func roleHint(role bot.Role) string {
	switch role {
	case bot.RoleOfficer:
		return "Works the agency’s reports."
	case bot.RoleLead:
		return "Works the agency’s reports, and looks after its officers."
	case bot.RoleCoordinator:
		return "Sees the reports of every agency."
	case bot.RoleAdministrator:
		return "Looks after people of every agency, and reads the audit."
	}
	return ""
}

func howWord(how string) string {
	switch how {
	case "oidc":
		return "With a work account"
	case "code":
		return "With a code and an app"
	case "dev":
		return "By one click, in the trial"
	}
	return how
}

// addressWord says where somebody is reached. A Telegram account has no name
// that we know.
func addressWord(a channel.Address) string {
	switch a.Channel {
	case channel.Email, channel.SMS:
		return a.ID
	case channel.Telegram:
		return "Telegram account"
	}
	return a.Channel
}
