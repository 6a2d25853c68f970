package console

import (
	"errors"
	"net/http"

	"yousaid/bot"
	"yousaid/bot/trail"
)

// What can be done on a report's page. Each has an address of its own, so that
// one form stands beside the story at a time.
const (
	doTake  = "take"
	doReply = "reply"
	doNote  = "note"
	doPass  = "pass"
	doClose = "close"
)

// reportPath is where a report stands, as routes are written.
const reportPath = "report/{reference}"

func (c *Console) reportRoutes() []route {
	routes := []route{
		{method: "GET", path: reportPath, page: c.report("")},
		{method: "POST", path: reportPath + "/" + doTake, page: c.act(doTake)},
		{method: "POST", path: reportPath + "/preview", page: c.preview},
		{method: "GET", path: reportPath + "/photo/{photo}", page: c.photo},
	}
	for _, do := range []string{doReply, doNote, doPass, doClose} {
		routes = append(routes,
			route{method: "GET", path: reportPath + "/" + do, page: c.report(do)},
			route{method: "POST", path: reportPath + "/" + do, page: c.act(do)})
	}
	return routes
}

// way is a link to something more that can be done.
type way struct{ Path, Label string }

// more are further things to do with a report as it stands, each a page of its
// own.
func (c *Console) more(r bot.Report) (list []way) {
	urgent := "Mark as urgent"
	if r.Urgent {
		urgent = "Mark as not urgent"
	}
	closed := r.Over()
	for _, further := range []struct {
		name, label string
		offered     bool
	}{
		{"hand", "Hand to a colleague", !closed},
		{"urgent", urgent, !closed},
		{"link", "Link with other reports", true},
		{"reopen", "Open again", closed},
		{"reveal", "Ask for the hidden contact", r.Reach != bot.ReachGone},
	} {
		if further.offered {
			list = append(list, way{c.reportAt(r.Reference, further.name), further.label})
		}
	}
	return list
}

// reportAt is a page of a report as browsers see it; of the report itself when
// what is empty.
func (c *Console) reportAt(reference, what string) string {
	path := "report/" + reference
	if what != "" {
		path += "/" + what
	}
	return c.at(path)
}

// reportID finds the report that an address names. What isn't there for who asks,
// and what is no reference, is bot.ErrNotFound.
func (c *Console) reportID(r *http.Request, v visit) (id string, err error) {
	reference, ok := bot.ParseReference(c.Plan.Prefix, r.PathValue("reference"))
	if !ok {
		return "", bot.ErrNotFound
	}
	return c.Store.Find(r.Context(), v.by, reference)
}

// report shows a report with one of its forms; with none named, the one that
// is needed most.
func (c *Console) report(do string) func(http.ResponseWriter, *http.Request, visit) {
	return func(w http.ResponseWriter, r *http.Request, v visit) {
		id, err := c.reportID(r, v)
		if err != nil {
			c.lost(w, r, form{}, err)
			return
		}
		c.show(w, r, v, id, shown{do: do, status: http.StatusOK})
	}
}

// show shows a report with what has just been done, or why it wasn't, and what
// was typed. That it was read is audited.
func (c *Console) show(w http.ResponseWriter, r *http.Request, v visit, id string, s shown) {
	report, err := c.Officers.Open(r.Context(), v.by, id, "console")
	if err != nil {
		c.lost(w, r, s.form, err)
		return
	}
	page := c.reportPage(v, report, s)
	if s.form.Values == nil {
		page.Done = markup(c.Desk.Done(c.told(w, r, report), c.dates()))
	}
	title := report.Reference
	if !page.Guarded { // a title stays in the browser's history, and stands where others look
		title += ": " + page.Theme
	}
	if len(page.Changed) > 0 {
		title, s.status = "Changed: "+title, http.StatusConflict
	} else {
		title = titled(title, s.problem != nil)
	}
	c.render(w, s.status, "report", &v, sheet{Title: title, Here: "inbox", Page: page})
}

// photo shows a photo of the report that the address names: another report's,
// though it may be the same agency's, isn't there.
func (c *Console) photo(w http.ResponseWriter, r *http.Request, v visit) {
	id, err := c.reportID(r, v)
	var stored bot.StoredPhoto
	if err == nil {
		stored, err = c.Officers.Photo(r.Context(), v.by, id, r.PathValue("photo"))
	}
	if err != nil {
		c.lost(w, r, form{}, err)
		return
	}
	w.Header().Set("Content-Type", stored.Type)
	w.Header().Set("Content-Disposition", "inline")
	_, _ = w.Write(stored.Data)
}

// lost answers where there is nothing to show for who asks, or it can't be shown.
// What was typed is given back.
func (c *Console) lost(w http.ResponseWriter, r *http.Request, f form, err error) {
	switch {
	case errors.Is(err, bot.ErrNotFound):
		page := nowhere(c.at(""))
		if page.Kept = f.typed(); f.Values != nil {
			page.Lines = []string{"Your agency may not have this report any more. If you pressed a button twice, the first press counted: the inbox shows what you still have."}
		}
		c.message(w, http.StatusNotFound, page)
	case f.typed() == "":
		c.failed(w, r, err)
	default:
		c.Log.Error().Ctx(r.Context()).Err(err).Msg("page not served")
		status := http.StatusInternalServerError
		if errors.Is(err, bot.ErrAway) {
			status = http.StatusServiceUnavailable
		}
		page := trouble(c.at(""), trail.ID(r.Context()))
		page.Kept = f.typed()
		c.message(w, status, page)
	}
}
