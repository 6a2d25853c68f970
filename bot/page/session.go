package page

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"time"

	"yousaid/bot"
	"yousaid/bot/desk"
)

// sessionLives is how long a report can be read and answered by one link.
const sessionLives = 4 * time.Hour

// handleOf names the session that a link opens, in addresses and cookies. It is
// made of the link, so that a link that has been used leads on to its session;
// what opens the report is the cookie alone.
func handleOf(token string) string {
	sum := sha256.Sum256([]byte("page " + token))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

func (p *Pages) reportPath(handle string) string { return p.frame.At("/r/s/" + handle) }

// keep gives the browser a session. The cookie's name is the report's own, so
// that two reports can be open side by side.
func (p *Pages) keep(w http.ResponseWriter, handle, session string) {
	http.SetCookie(w, p.cookie("report_"+handle, session, p.frame.At("/r/"), sessionLives))
}

func (p *Pages) cookie(name, value, path string, lives time.Duration) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // Secure follows PUBLIC_URL: yousaid dev has no https
		Name: name, Value: value, Path: path, MaxAge: int(lives.Seconds()),
		HttpOnly: true, Secure: p.frame.Secure(), SameSite: http.SameSiteStrictMode,
	}
}

// visit is a browser's reading of one report, or of one comment.
type visit struct {
	handle  string
	by      bot.Actor
	report  string // id; empty for a comment
	comment string // id; empty for a report
}

// visit finds the session of a browser; ErrUsed when it has none.
func (p *Pages) visit(r *http.Request, handle string) (visit, error) {
	cookie, err := r.Cookie("report_" + handle)
	if err != nil || !bot.IsSecret(cookie.Value) {
		return visit{}, bot.ErrUsed
	}
	return p.session(r.Context(), handle, cookie.Value)
}

func (p *Pages) session(ctx context.Context, handle, session string) (visit, error) {
	by, to, err := p.Store.LinkSession(ctx, session)
	return visit{handle, by, to.Report, to.Comment}, err
}

// tell leaves word for the next page of what was done.
func (p *Pages) tell(w http.ResponseWriter, handle string, acted bot.Acted) {
	http.SetCookie(w, p.cookie("told_"+handle, desk.Word(acted), p.reportPath(handle), time.Minute))
}

// told takes the word that was left, once; empty for none.
func (p *Pages) told(w http.ResponseWriter, r *http.Request, handle string) string {
	cookie, err := r.Cookie("told_" + handle)
	if err != nil {
		return ""
	}
	http.SetCookie(w, p.cookie("told_"+handle, "", p.reportPath(handle), -time.Second))
	return cookie.Value
}
