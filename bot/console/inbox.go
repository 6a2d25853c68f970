package console

import (
	"net/http"

	"yousaid/bot"
)

func (c *Console) inboxRoutes() []route {
	return []route{
		{method: "GET", path: "{$}", page: c.inbox},
	}
}

// inboxPage is a list of reports.
type inboxPage struct {
	View bot.InboxView
	Rows []bot.InboxRow
}

func (c *Console) inbox(w http.ResponseWriter, r *http.Request, v visit) {
	view := bot.InboxTeam
	if asked := bot.InboxView(r.URL.Query().Get("view")); asked == bot.InboxMine || asked == bot.InboxAll {
		view = asked
	}
	list, err := c.Store.Inbox(r.Context(), v.by, bot.InboxFilter{View: view})
	if err != nil {
		c.failed(w, r, err)
		return
	}
	c.render(w, http.StatusOK, "inbox", &v, sheet{Title: "Inbox", Here: "inbox", Page: inboxPage{View: view, Rows: list.Rows}})
}
