package console

import "yousaid/bot"

// Route is a route of the table, for tests that walk it.
type Route struct {
	Method string
	Path   string // below Path
	Open   bool   // who hasn't signed in may, too
	Roles  []bot.Role
}

// Table is every route of the console.
func (c *Console) Table() (list []Route) {
	for _, r := range c.table {
		shown := Route{Method: r.method, Path: r.path, Open: r.open != nil}
		for _, role := range bot.Roles() {
			if r.open != nil || r.may(role) {
				shown.Roles = append(shown.Roles, role)
			}
		}
		list = append(list, shown)
	}
	return list
}
