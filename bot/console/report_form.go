package console

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"yousaid/bot"
	"yousaid/bot/desk"
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

// tell leaves word for the next page of a report of what was done.
func (c *Console) tell(w http.ResponseWriter, acted bot.Acted) {
	http.SetCookie(w, c.cookie(didCookie, acted.Report.Reference+"."+desk.Word(acted), time.Minute))
}

// told takes the word that was left about a report, once.
func (c *Console) told(w http.ResponseWriter, r *http.Request, report bot.Report) bot.Acted {
	cookie, err := r.Cookie(didCookie)
	if err != nil {
		return bot.Acted{}
	}
	reference, word, _ := strings.Cut(cookie.Value, ".")
	if reference != report.Reference {
		return bot.Acted{}
	}
	http.SetCookie(w, c.cookie(didCookie, "", -time.Second))
	return desk.Recall(word, report)
}
