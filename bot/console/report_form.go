package console

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"yousaid/bot"
)

// action makes what a report's form asks for happen once: it is told by its
// words, not by how they were previewed.
func (c *Console) action(v visit, do string, f form) bot.Action {
	a := once(v.by, do, f.Get("id"), f.words("text"), f.Get("to"), f.Get("outcome"))
	if read, err := strconv.Atoi(f.Get("read")); err == nil && do != doTake {
		a.Read = &read // whoever takes a report is told by itself who was first
	}
	return a
}

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
