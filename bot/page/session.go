package page

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"yousaid/bot"
)

// sessionLives is how long a report can be read and answered by one link.
const sessionLives = 4 * time.Hour

// secretForm is the shape of a session's token: 256 bits.
var secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)

func newSecret() string {
	var raw [32]byte
	_, _ = rand.Read(raw[:]) // it never fails: the program would have ended
	return base64.RawURLEncoding.EncodeToString(raw[:])
}

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
	if err != nil || !secretForm.MatchString(cookie.Value) {
		return visit{}, bot.ErrUsed
	}
	return p.session(r.Context(), handle, cookie.Value)
}

func (p *Pages) session(ctx context.Context, handle, session string) (visit, error) {
	by, to, err := p.Store.LinkSession(ctx, session)
	return visit{handle, by, to.Report, to.Comment}, err
}

// tell leaves word for the next page of what was done, and until when it waits.
// What was done is all that it says: the rest is read with the report.
func (p *Pages) tell(w http.ResponseWriter, handle string, acted bot.Acted) {
	word := acted.Did
	if !acted.Waits.IsZero() {
		word += "." + strconv.FormatInt(acted.Waits.Unix(), 10)
	}
	http.SetCookie(w, p.cookie("told_"+handle, word, p.reportPath(handle), time.Minute))
}

// told takes the word that was left, once.
func (p *Pages) told(w http.ResponseWriter, r *http.Request, handle string) (acted bot.Acted) {
	cookie, err := r.Cookie("told_" + handle)
	if err != nil {
		return bot.Acted{}
	}
	http.SetCookie(w, p.cookie("told_"+handle, "", p.reportPath(handle), -time.Second))
	did, waits, _ := strings.Cut(cookie.Value, ".")
	if at, err := strconv.ParseInt(waits, 10, 64); err == nil {
		acted.Waits = time.Unix(at, 0)
	}
	acted.Did = did
	return acted
}
