package console

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"yousaid/bot"
)

// UpdateCounts is what the console needs of the record about plan updates
// beside the newsroom.
type UpdateCounts interface {
	// UpdateOutcomes counts an update's residents by how far it came to them.
	UpdateOutcomes(ctx context.Context, id string) (map[bot.DeliveryState]int, error)
}

// newsRooms are who has to do with plan updates.
var newsRooms = []bot.Role{bot.RoleOfficer, bot.RoleLead, bot.RoleCoordinator}

func (c *Console) newsRoutes() []route {
	var list []route
	add := func(method, path string, page func(http.ResponseWriter, *http.Request, visit)) {
		list = append(list, route{method: method, path: path, who: newsRooms, page: page})
	}
	add("GET", "updates", c.updates)
	add("GET", "updates/new", c.newUpdate)
	add("POST", "updates/new", c.writeUpdate)
	add("GET", "updates/{id}", c.update)
	add("GET", "updates/{id}/edit", c.editUpdate)
	add("POST", "updates/{id}/edit", c.changeUpdate)
	add("GET", "updates/{id}/picture.jpg", c.updatePicture)
	add("POST", "updates/{id}/offer", c.offerUpdate)
	add("GET", "updates/{id}/decide", c.decideForm)
	add("POST", "updates/{id}/decide", c.decideUpdate)
	add("POST", "updates/{id}/pause", c.pauseUpdate)
	add("POST", "updates/{id}/resume", c.resumeUpdate)
	add("GET", "updates/{id}/cancel", c.cancelForm)
	add("POST", "updates/{id}/cancel", c.cancelUpdate)
	return append(list, route{method: "GET", path: "updates/{id}/progress", who: newsRooms, page: c.progress, quiet: true, stream: true})
}

// newsPage is how many updates a page lists.
const newsPage = 25

// newsViews are the lists of updates.
var newsViews = []newsView{
	{Key: "waiting", Name: "Waiting for approval", states: []bot.UpdateState{bot.UpdateOffered}, None: "Nothing waits for approval."},
	{Key: "drafts", Name: "Being written", states: []bot.UpdateState{bot.UpdateDraft}, None: "Nobody is writing one."},
	{Key: "sent", Name: "Approved", states: []bot.UpdateState{bot.UpdatePublished}, None: "None has been approved yet."},
	{Key: "rejected", Name: "Rejected", states: []bot.UpdateState{bot.UpdateRejected}, None: "None has been rejected."},
}

type newsView struct {
	Key, Name, None string
	Here            bool
	states          []bot.UpdateState
}

// updatesPage lists plan updates.
type updatesPage struct {
	Views  []newsView
	None   string
	List   []bot.PlanUpdate
	Me     string // the officer's id
	Writes bool   // the officer's agency leads a subject
	All    bool   // every agency's stand here
	More   string // where the list goes on
}

func (c *Console) updates(w http.ResponseWriter, r *http.Request, v visit) {
	page := updatesPage{Me: v.officer.ID, Writes: c.writes(v), All: v.by.All}
	view := newsViews[0]
	for _, known := range newsViews {
		if known.Key == r.FormValue("view") {
			view = known
		}
	}
	for _, known := range newsViews {
		known.Here = known.Key == view.Key
		page.Views = append(page.Views, known)
	}
	page.None = view.None
	before, _ := bot.ParseListKey(r.FormValue("before")) // what is none is the start
	list, err := c.Newsroom.Store.PlanUpdates(r.Context(), v.by, view.states, before, newsPage+1)
	if err != nil {
		c.failed(w, r, err)
		return
	}
	if len(list) > newsPage {
		list = list[:newsPage]
		page.More = c.at("updates?view=" + view.Key + "&before=" + list[newsPage-1].Key().String())
	}
	page.List = list
	c.render(w, http.StatusOK, "updates", &v, sheet{Title: "Plan updates", Here: "updates", Page: page})
}

// writes reports whether an officer's agency has something to tell: it leads a
// subject of the plan.
func (c *Console) writes(v visit) bool { return len(c.Newsroom.Leads(v.officer.Agency)) > 0 }

// updateOf finds the update of a page. Where it isn't the officer's to see, the
// answer has been given.
func (c *Console) updateOf(w http.ResponseWriter, r *http.Request, v visit) (bot.PlanUpdate, bool) {
	update, err := c.Newsroom.Store.PlanUpdate(r.Context(), v.by, r.PathValue("id"))
	switch {
	case errors.Is(err, bot.ErrNotFound):
		c.nowhere(w, r)
	case err != nil:
		c.failed(w, r, err)
	}
	return update, err == nil
}

func (c *Console) updatePath(id, more string) string {
	return c.at("updates/" + url.PathEscape(id) + more)
}

// updatePicture is an update's picture.
func (c *Console) updatePicture(w http.ResponseWriter, r *http.Request, v visit) {
	picture, err := c.Newsroom.Store.Picture(r.Context(), v.by, r.PathValue("id"))
	switch {
	case errors.Is(err, bot.ErrNotFound):
		c.nowhere(w, r)
	case err != nil:
		c.failed(w, r, err)
	default:
		w.Header().Set("Content-Type", "image/jpeg")
		_, _ = w.Write(picture.Data)
	}
}
