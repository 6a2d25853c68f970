package console

import (
	"net/http"
	"net/url"
	"strings"

	"yousaid/bot"
	"yousaid/bot/frame"
)

// jobsPolicy is that of the screen of the jobs, which is of another hand: a
// program in the browser that asks us for data. It loads nothing from elsewhere
// and runs no script but its own; it places its menus by inline styles.
const jobsPolicy frame.Policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"

// jobsRoutes are those of the screen of the jobs. What it changes comes by
// several methods.
func (c *Console) jobsRoutes() (list []route) {
	if c.jobs == nil {
		return nil
	}
	for _, method := range []string{"GET", "POST", "PUT", "PATCH"} {
		list = append(list, route{method: method, path: "jobs/", who: []bot.Role{bot.RoleAdministrator}, page: c.showJobs})
	}
	return list
}

// showJobs hands a request on to the screen, which knows its path as browsers
// see it. What changes jobs is audited first.
func (c *Console) showJobs(w http.ResponseWriter, r *http.Request, v visit) {
	if r.Method != http.MethodGet {
		what := map[string]string{"how": strings.TrimPrefix(r.URL.Path, Path+"jobs/api/")}
		if err := c.Store.NoteAudit(r.Context(), v.by, bot.AuditJobs, what, 0); err != nil {
			c.failed(w, r, err)
			return
		}
	}
	w.Header().Set("Content-Security-Policy", string(jobsPolicy))
	inside := r.Clone(r.Context())
	inside.URL = &url.URL{Path: c.frame.At(r.URL.Path), RawQuery: r.URL.RawQuery}
	if r.URL.RawPath != "" {
		inside.URL.RawPath = c.frame.At(r.URL.RawPath)
	}
	c.jobs.ServeHTTP(w, inside)
}
