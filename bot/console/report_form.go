package console

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
)

// mostForm is how many bytes a form may have: the longest words that are taken,
// several times over, as a browser encodes them.
const mostForm = 64 << 10

// form is what an officer sent.
type form struct{ url.Values }

// readAction reads the form of an action. Where it can't be read, the answer has been given.
func (c *Console) readAction(w http.ResponseWriter, r *http.Request) (form, bool) {
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	err := r.ParseForm()
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		c.message(w, http.StatusRequestEntityTooLarge, note{
			Title: "That is too much", Lines: []string{"Nothing was done. Go back and write less."},
		})
	case err != nil:
		c.message(w, http.StatusBadRequest, note{
			Title: "That can’t be read", Lines: []string{"Nothing was done. Go back and try again."},
		})
	}
	return form{r.PostForm}, err == nil
}

// first is a field as a browser means it: it sends line breaks as two
// characters, which would be counted, and paid for, as two.
func (f form) first(name string) string { return strings.ReplaceAll(f.Get(name), "\r\n", "\n") }

// words are what was typed.
func (f form) words() string { return f.first("text") }

// action makes what a form asks for happen once: it is the same when the same
// form is sent again with the same words. Other words are another action, even
// when the browser went back to an old form to write them.
func (f form) action(v visit, do string) bot.Action {
	parts := []string{v.officer.ID, do, f.Get("id"), f.words(), f.Get("to"), f.Get("outcome")}
	a := bot.Action{ID: "console:" + uuid.NewSHA1(uuid.Nil, []byte(strings.Join(parts, "\x00"))).String(), By: v.by}
	if read, err := strconv.Atoi(f.Get("read")); err == nil && do != doTake {
		a.Read = &read // whoever takes a report is told by itself who was first
	}
	return a
}

// Error says that it is meant for the officer.
func (p *problem) Error() string { return "refused: " + p.Field }

// didCookie leaves word of what was done for the page that follows.
const didCookie = "console_did"

// tell leaves word for the next page of a report of what was done, and until
// when it waits. What was done is all that it says: the rest is read with it.
func (c *Console) tell(w http.ResponseWriter, acted bot.Acted) {
	word := acted.Did + "." + acted.Report.Reference
	if !acted.Waits.IsZero() {
		word += "." + strconv.FormatInt(acted.Waits.Unix(), 10)
	}
	http.SetCookie(w, c.cookie(didCookie, word, time.Minute))
}

// told takes the word that was left about a report, once.
func (c *Console) told(w http.ResponseWriter, r *http.Request, report bot.Report) (acted bot.Acted) {
	cookie, err := r.Cookie(didCookie)
	if err != nil {
		return bot.Acted{}
	}
	parts := strings.Split(cookie.Value, ".")
	if len(parts) < 2 || parts[1] != report.Reference {
		return bot.Acted{}
	}
	http.SetCookie(w, c.cookie(didCookie, "", -time.Second))
	acted = bot.Acted{Did: parts[0], Report: report}
	if len(parts) == 3 {
		if at, err := strconv.ParseInt(parts[2], 10, 64); err == nil {
			acted.Waits = time.Unix(at, 0)
		}
	}
	return acted
}
