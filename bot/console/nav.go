package console

import (
	"slices"

	"yousaid/bot"
)

// navigation is what may stand in the bar of every page, in order. An item
// stands there for whoever may have its route, once the route is in the table.
func navigation() []navItem {
	return []navItem{
		{Name: "Inbox", Here: "inbox", route: "{$}"},
		{Name: "Plan updates", Here: "updates", route: "updates"},
		{Name: "Comments", Here: "comments", route: "comments"},
		{Name: "Figures", Here: "figures", route: "figures"},
		{Name: "People", Here: "people", route: "people"},
		{Name: "Systems", Here: "systems", route: "systems"},
		{Name: "Requests", Here: "reveals", route: "reveals"},
		{Name: "Audit", Here: "audit", route: "audit"},
		{Name: "Jobs", Here: "jobs", route: "jobs/"},
		{Name: "Your account", Here: "account", route: "account"},
	}
}

// navItem is one way through the console.
type navItem struct {
	Name  string // as it stands in the bar
	Here  string // what a page's sheet says in Here when it belongs to this item
	Way   string // as browsers see it
	route string // of the table, asked for by GET: it says who may
}

// links are the items that a role has.
func (c *Console) links(role bot.Role) (list []navItem) {
	for _, item := range navigation() {
		there := func(r route) bool { return r.method == "GET" && r.path == item.route && r.open == nil && r.may(role) }
		if slices.ContainsFunc(c.table, there) {
			item.Way = c.at(plainPath(item.route))
			list = append(list, item)
		}
	}
	return list
}

// plainPath is a route's path without the sign that nothing may follow it.
func plainPath(path string) string {
	if path == "{$}" {
		return ""
	}
	return path
}
