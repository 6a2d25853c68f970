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
	c.leaveWord(w, acted.Report.Reference, acted)
}

// leaveWord leaves word of what was done about something.
func (c *Console) leaveWord(w http.ResponseWriter, about string, acted bot.Acted) {
	http.SetCookie(w, c.cookie(didCookie, about+"."+desk.Word(acted), time.Minute))
}

// told takes the word that was left about a report, once.
func (c *Console) told(w http.ResponseWriter, r *http.Request, report bot.Report) bot.Acted {
	word, ok := c.takeWord(w, r, report.Reference)
	if !ok {
		return bot.Acted{}
	}
	return desk.Recall(word, report)
}

// takeWord takes the word that was left about something, once.
func (c *Console) takeWord(w http.ResponseWriter, r *http.Request, about string) (word string, ok bool) {
	cookie, err := r.Cookie(didCookie)
	if err != nil {
		return "", false
	}
	left, word, _ := strings.Cut(cookie.Value, ".")
	if left != about {
		return "", false
	}
	http.SetCookie(w, c.cookie(didCookie, "", -time.Second))
	return word, true
}
