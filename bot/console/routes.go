package console

import (
	"net/http"
	"slices"

	"yousaid/bot"
)

// route is one page, or one thing that can be done.
type route struct {
	method string
	path   string     // below Path, as ServeMux takes it
	who    []bot.Role // who may; nil: every officer
	page   func(http.ResponseWriter, *http.Request, visit)
	open   http.HandlerFunc // in place of page: for who has not signed in, too
	quiet  bool             // a page asks by itself: that is no use of the session
	stream bool             // it goes on until the page is left
}

// routes are all of them.
func (c *Console) routes() []route {
	return slices.Concat(c.signInRoutes(), c.inboxRoutes(), c.reportRoutes(), c.caseRoutes(), c.peopleRoutes(), c.accountRoutes(), c.systemRoutes(), c.newsRoutes(), c.voiceRoutes(), c.sumsRoutes(), c.auditRoutes(), c.jobsRoutes())
}

// may reports whether a role is among those that a route is for.
func (r route) may(role bot.Role) bool { return r.who == nil || slices.Contains(r.who, role) }

// admit lets a request through to a route that its officer may have. Who isn't
// signed in is led to signing in; who may not sees what they would see if it
// didn't exist.
func (c *Console) admit(route route) http.Handler {
	if route.open != nil {
		return route.open
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if route.quiet {
			if v, ok := c.peek(w, r); ok && route.may(v.officer.Role) {
				route.page(w, r, v)
			} else if ok {
				c.nowhere(w, r)
			}
			return
		}
		v, err := c.visit(w, r)
		switch {
		case err != nil:
			c.unknown(w, r, err)
		case !route.may(v.officer.Role):
			c.nowhere(w, r)
		default:
			route.page(w, r, v)
		}
	})
}
