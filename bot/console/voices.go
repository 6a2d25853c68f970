package console

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"yousaid/bot"
	"yousaid/bot/desk"
)

// voiceRoutes are what residents say back about plan updates and the plan.
func (c *Console) voiceRoutes() []route {
	return []route{
		{method: "GET", path: "comments", who: newsRooms, page: c.comments},
		{method: "GET", path: "comments/figures", who: newsRooms, page: c.themeFigures},
		{method: "GET", path: "comments/{id}", who: newsRooms, page: c.thread},
		{method: "POST", path: "comments/{id}/answer", who: newsRooms, page: c.answerForm},
	}
}

// commentsPage lists what residents said.
type commentsPage struct {
	All     bool            // those that were answered, too
	About   *bot.PlanUpdate // nil: about anything
	Threads []bot.CommentThread
	More    string
	Here    string // the address of this list without a view
}

func (c *Console) comments(w http.ResponseWriter, r *http.Request, v visit) {
	page := commentsPage{All: r.FormValue("view") == "all"}
	filter := bot.CommentFilter{Update: r.FormValue("update"), Unanswered: !page.All}
	query := url.Values{}
	if filter.Update != "" {
		about, err := c.Newsroom.Store.PlanUpdate(r.Context(), v.by, filter.Update)
		if errors.Is(err, bot.ErrNotFound) {
			c.nowhere(w, r)
			return
		}
		if err != nil {
			c.failed(w, r, err)
			return
		}
		page.About = &about
		query.Set("update", about.ID)
	}
	page.Here = c.at("comments") + "?" + query.Encode()
	before, _ := bot.ParseListKey(r.FormValue("before")) // what is none is the start
	list, err := c.Store.Comments(r.Context(), v.by, filter, before, newsPage+1)
	if err != nil {
		c.failed(w, r, err)
		return
	}
	if len(list) > newsPage {
		list = list[:newsPage]
		query.Set("before", list[newsPage-1].Key().String())
		if page.All {
			query.Set("view", "all")
		}
		page.More = c.at("comments") + "?" + query.Encode()
	}
	page.Threads = list
	c.render(w, http.StatusOK, "comments", &v, sheet{Title: "Comments", Here: "comments", Page: page})
}

// threadPage is what one resident said, and what they were answered.
type threadPage struct {
	Thread  bot.CommentThread
	Last    bot.Comment // what an answer goes to
	About   *bot.PlanUpdate
	Why     string // why nobody can answer; empty when they can
	Path    string
	ID      string // of the form
	Read    int    // how many answers of colleagues the officer has seen
	Words   string
	Done    string // what has just been done; empty for nothing
	Said    string // what is wrong with the words
	Problem *problem
	Seen    *foreseen // what the resident will read
}

func (c *Console) thread(w http.ResponseWriter, r *http.Request, v visit) {
	if page, ok := c.threadPage(w, r, v, form{}); ok {
		page.Done = c.toldAnswer(w, r, page.Thread[0].ID)
		c.showThread(w, v, http.StatusOK, page)
	}
}

func (c *Console) showThread(w http.ResponseWriter, v visit, status int, page threadPage) {
	c.render(w, status, "comment", &v, sheet{Title: "Comment", Here: "comments", Page: page})
}

// threadPage reads a thread. Where it isn't the officer's to see, the answer has
// been given.
func (c *Console) threadPage(w http.ResponseWriter, r *http.Request, v visit, f form) (threadPage, bool) {
	thread, err := c.Store.CommentThread(r.Context(), v.by, r.PathValue("id"))
	if err == nil && len(thread) == 0 {
		err = bot.ErrNotFound
	}
	if err != nil {
		c.lost(w, r, f, err)
		return threadPage{}, false
	}
	page := threadPage{Thread: thread, Last: thread[len(thread)-1], ID: f.id(), Words: f.words("words")}
	for _, comment := range thread {
		for _, answer := range comment.Answers {
			if answer.Author != v.officer.Name {
				page.Read++
			}
		}
	}
	page.Path = c.at("comments/" + thread[0].ID + "/answer")
	page.Why = desk.Unreached(page.Last.Reach)
	if update := thread[0].Update; update != "" {
		about, err := c.Newsroom.Store.PlanUpdate(r.Context(), v.by, update)
		if err != nil && !errors.Is(err, bot.ErrNotFound) {
			c.failed(w, r, err)
			return threadPage{}, false
		}
		if err == nil {
			page.About = &about
		}
	}
	return page, true
}

// foreseeAnswer is what the resident will read of an answer.
func (c *Console) foreseeAnswer(v visit, to bot.Comment, words string) *foreseen {
	seen := &foreseen{Language: to.Reads, Foreign: to.Reads != bot.English, Later: c.Officers.LaterAnswer(to)}
	seen.Messages = c.Residents.ForetellAnswer(to, c.Plan.ShortAgency(v.officer.Agency), words)
	if n := len(seen.Messages); n > 0 {
		seen.Parts = seen.Messages[n-1].Parts
		seen.Mark = seen.mark()
	}
	return seen
}

// answerForm shows what the resident will read, and sends it once that was seen.
func (c *Console) answerForm(w http.ResponseWriter, r *http.Request, v visit) {
	f, ok := c.form(w, r, mostWords)
	if !ok {
		return
	}
	page, ok := c.threadPage(w, r, v, f)
	if !ok {
		return
	}
	words := strings.TrimSpace(page.Words)
	if page.Why != "" || words == "" {
		page.Problem = &problem{Text: "Nobody can be answered here.", Field: ""}
		if page.Why == "" {
			page.Problem = &problem{Text: "Write something first.", Field: "words"}
			page.Said = page.Problem.Text
		}
		c.showThread(w, v, http.StatusUnprocessableEntity, page)
		return
	}
	page.Seen = c.foreseeAnswer(v, page.Last, words)
	switch {
	case page.Seen.Mark == "":
		page.Problem = &problem{Text: "This network is switched off here, so nothing can be sent."}
		page.Seen = nil
	case f.Get("do") == "send" && f.Get("read") != strconv.Itoa(page.Read):
		page.Problem = &problem{Text: "Nothing was sent: a colleague has answered meanwhile. Read that first; then you can send yours, or leave it."}
		c.showThread(w, v, http.StatusConflict, page)
		return
	case f.Get("do") == "send" && f.Get("shown") == page.Seen.Mark && page.Seen.Parts <= mostParts:
		c.sendAnswer(w, r, v, f, page)
		return
	case page.Seen.Parts > mostParts:
		page.Problem = &problem{Text: fmt.Sprintf("That would be %d text messages, and %d is the most. Write less.", page.Seen.Parts, mostParts), Field: "words"}
	}
	c.showThread(w, v, http.StatusOK, page)
}

func (c *Console) sendAnswer(w http.ResponseWriter, r *http.Request, v visit, f form, page threadPage) {
	action := once(v.by, "answer", page.Last.ID, f.Get("id"), f.words("words"))
	answered, err := c.Officers.AnswerComment(r.Context(), action, page.Last.ID, f.words("words"))
	switch {
	case err == nil:
		c.leaveWord(w, page.Thread[0].ID, bot.Acted{Did: "answer", Waits: answered.Waits})
		http.Redirect(w, r, c.at("comments/"+page.Thread[0].ID), http.StatusSeeOther)
		return
	case errors.Is(err, bot.ErrLong):
		page.Problem = &problem{Text: fmt.Sprintf("That is too long: %d characters at most.", bot.MostReply), Field: "words"}
	case errors.Is(err, bot.ErrNoContact):
		page.Problem = &problem{Text: "Not sent. " + desk.Unreached(answered.Comment.Reach)}
	default:
		c.lost(w, r, f, err)
		return
	}
	page.Seen = nil
	c.showThread(w, v, http.StatusUnprocessableEntity, page)
}

// toldAnswer takes the word that was left about an answer, once, and says what
// became of it.
func (c *Console) toldAnswer(w http.ResponseWriter, r *http.Request, comment string) string {
	word, ok := c.takeWord(w, r, comment)
	if !ok {
		return ""
	}
	if acted := desk.Recall(word, bot.Report{}); !acted.Waits.IsZero() {
		return "Kept for the resident. No texts go out at night: it is sent on " + c.clock(acted.Waits) + "."
	}
	return "On its way to the resident."
}
