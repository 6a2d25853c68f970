package console

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"yousaid/bot"
)

// offerUpdate asks for the approval of what was shown.
func (c *Console) offerUpdate(w http.ResponseWriter, r *http.Request, v visit) {
	c.doUpdate(w, r, v, func(id string, version int) (bot.PlanUpdate, error) {
		return c.Newsroom.Offer(r.Context(), v.by, id, version)
	})
}

func (c *Console) pauseUpdate(w http.ResponseWriter, r *http.Request, v visit) {
	c.doUpdate(w, r, v, func(id string, _ int) (bot.PlanUpdate, error) { return c.Newsroom.Pause(r.Context(), v.by, id) })
}

func (c *Console) resumeUpdate(w http.ResponseWriter, r *http.Request, v visit) {
	c.doUpdate(w, r, v, func(id string, _ int) (bot.PlanUpdate, error) { return c.Newsroom.Resume(r.Context(), v.by, id) })
}

func (c *Console) cancelUpdate(w http.ResponseWriter, r *http.Request, v visit) {
	c.doUpdate(w, r, v, func(id string, _ int) (bot.PlanUpdate, error) { return c.Newsroom.Cancel(r.Context(), v.by, id) })
}

// doUpdate does something to an update and leads back to its page, which says
// why where it can't be done.
func (c *Console) doUpdate(w http.ResponseWriter, r *http.Request, v visit, do func(id string, version int) (bot.PlanUpdate, error)) {
	f, ok := c.form(w, r, mostWords)
	if !ok {
		return
	}
	version, _ := strconv.Atoi(f.Get("version"))
	_, err := do(r.PathValue("id"), version)
	if err == nil {
		http.Redirect(w, r, c.updatePath(r.PathValue("id"), ""), http.StatusSeeOther) //nolint:gosec // it is below our own path
		return
	}
	if refused, status := c.updateRefused(err); refused != nil {
		c.showUpdate(w, r, v, status, refused)
		return
	}
	if errors.Is(err, bot.ErrNotFound) {
		c.nowhere(w, r)
		return
	}
	c.failed(w, r, err)
}

// updateRefused puts why something can't be done to an update into words; nil
// for what is no refusal.
func (c *Console) updateRefused(err error) (*problem, int) {
	var draft *bot.DraftError
	switch {
	case errors.As(err, &draft):
		told := c.draftProblem(draft)
		return &problem{Text: told.Text + " Change the update first."}, http.StatusUnprocessableEntity
	case errors.Is(err, bot.ErrOwn):
		return &problem{Text: "You wrote this yourself. A team lead of your agency, or the partnership’s coordinator, has to decide about it."}, http.StatusConflict
	case errors.Is(err, bot.ErrMayNot):
		return &problem{Text: "A team lead of this agency decides that, or the partnership’s coordinator."}, http.StatusConflict
	case errors.Is(err, bot.ErrConflict):
		return &problem{Text: "It was changed after you opened this page. Nothing was done: please read what it says now."}, http.StatusConflict
	case errors.Is(err, bot.ErrClosed):
		return &problem{Text: "Nothing was done: this update stands differently by now. See below."}, http.StatusConflict
	case errors.Is(err, bot.ErrEmpty):
		return &problem{Text: "Write why, so that its writer knows what to do.", Field: "comment"}, http.StatusUnprocessableEntity
	case errors.Is(err, bot.ErrLong):
		return &problem{Text: "That is too long.", Field: "comment"}, http.StatusUnprocessableEntity
	}
	return nil, 0
}

// decidePage is the page on which somebody approves an update, sends it back or
// rejects it.
type decidePage struct {
	updatePage
	Path    string
	Chosen  string
	Comment string
}

func (c *Console) decideForm(w http.ResponseWriter, r *http.Request, v visit) {
	c.showDecide(w, r, v, http.StatusOK, form{}, nil)
}

// showDecide shows what is to be decided. Whoever may not, or who wrote it, is
// led back to the update, which says who does.
func (c *Console) showDecide(w http.ResponseWriter, r *http.Request, v visit, status int, f form, refused *problem) {
	shown, ok := c.updatePage(w, r, v)
	if !ok {
		return
	}
	if !shown.Decides {
		if refused == nil {
			http.Redirect(w, r, c.updatePath(shown.ID, ""), http.StatusSeeOther)
			return
		}
		c.showUpdate(w, r, v, status, &problem{Text: refused.Text})
		return
	}
	shown.Problem = refused
	page := decidePage{updatePage: shown, Path: c.updatePath(shown.ID, "/decide")}
	if f.Values != nil {
		page.Chosen, page.Comment = f.Get("do"), f.words("comment")
	}
	title := "Decide: " + c.updateTitle(shown.PlanUpdate)
	if refused != nil {
		title = "Problem: " + title
	}
	c.render(w, status, "update_decide", &v, sheet{Title: title, Here: "updates", Page: page})
}

func (c *Console) decideUpdate(w http.ResponseWriter, r *http.Request, v visit) {
	f, ok := c.form(w, r, mostWords)
	if !ok {
		return
	}
	id := r.PathValue("id")
	version, _ := strconv.Atoi(f.Get("version"))
	comment := strings.TrimSpace(f.words("comment"))
	var err error
	switch f.Get("do") {
	case "approve":
		_, err = c.Newsroom.Approve(r.Context(), v.by, id, version)
	case "back":
		_, err = c.Newsroom.SendBack(r.Context(), v.by, id, version, comment)
	case "reject":
		_, err = c.Newsroom.Reject(r.Context(), v.by, id, version, comment)
	default:
		c.showDecide(w, r, v, http.StatusUnprocessableEntity, f, &problem{Text: "Choose what is to become of it.", Field: "do-approve"})
		return
	}
	refused, status := c.updateRefused(err)
	switch {
	case err == nil:
		http.Redirect(w, r, c.updatePath(id, ""), http.StatusSeeOther) //nolint:gosec // it is below our own path
	case refused != nil:
		c.showDecide(w, r, v, status, f, refused)
	case errors.Is(err, bot.ErrNotFound):
		c.nowhere(w, r)
	default:
		c.failed(w, r, err)
	}
}

// cancelForm asks before a sending is ended for good.
func (c *Console) cancelForm(w http.ResponseWriter, r *http.Request, v visit) {
	page, ok := c.updatePage(w, r, v)
	if !ok {
		return
	}
	if page.State != bot.UpdatePublished || !page.Cancelled.IsZero() || !page.Holds {
		http.Redirect(w, r, c.updatePath(page.ID, ""), http.StatusSeeOther)
		return
	}
	c.render(w, http.StatusOK, "update_cancel", &v, sheet{Title: "Cancel: " + c.updateTitle(page.PlanUpdate), Here: "updates", Page: page})
}
