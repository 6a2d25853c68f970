package console

import (
	"errors"
	"net/http"

	"yousaid/bot"
)

// caseRoutes are what is done to a report beside answering it: each is a page
// with one form, which leads back to the report.
func (c *Console) caseRoutes() []route {
	deciders := []bot.Role{bot.RoleLead, bot.RoleCoordinator}
	return []route{
		{method: "GET", path: reportPath + "/hand", page: c.onReport(c.hand)},
		{method: "POST", path: reportPath + "/hand", page: c.onReport(c.handOver)},
		{method: "GET", path: reportPath + "/urgent", page: c.onReport(c.urgentForm)},
		{method: "POST", path: reportPath + "/urgent", page: c.onReport(c.markUrgent)},
		{method: "GET", path: reportPath + "/reopen", page: c.onReport(c.reopen)},
		{method: "POST", path: reportPath + "/reopen", page: c.onReport(c.openAgain)},
		{method: "GET", path: reportPath + "/link", page: c.onReport(c.link)},
		{method: "POST", path: reportPath + "/link", page: c.onReport(c.linkUp)},
		{method: "GET", path: "incident/{id}", page: c.incident},
		{method: "GET", path: "incident/{id}/reply", page: c.allForm(c.replyAll())},
		{method: "POST", path: "incident/{id}/reply", page: c.allDo(c.replyAll())},
		{method: "GET", path: "incident/{id}/close", page: c.allForm(c.closeAll())},
		{method: "POST", path: "incident/{id}/close", page: c.allDo(c.closeAll())},
		{method: "GET", path: reportPath + "/reveal", page: c.onReport(c.reveal)},
		{method: "POST", path: reportPath + "/reveal", page: c.onReport(c.askReveal)},
		{method: "GET", path: "reveals", who: deciders, page: c.reveals},
		{method: "GET", path: "reveals/{id}", page: c.request},
		{method: "POST", path: "reveals/{id}", who: deciders, page: c.decide},
		{method: "POST", path: "reveals/{id}/show", page: c.showContact},
	}
}

// casePage is one action on a report.
type casePage struct {
	Title   string
	Back    string // where it leads without doing anything
	BackTo  string // what that is called
	Problem problem
	Lines   []string // what to know first
	Alarm   string   // what to do before anything else
	Path    string   // where the form goes; empty for no form
	ID      string   // of the form
	Fields  []caseField
	Hidden  []option
	Buttons []option

	Phones []phone // what residents will read
	After  []caseSection
}

// caseField is one thing to fill in.
type caseField struct {
	ID      string // and name
	Kind    string // "area", "line", "radios", "ticks"
	Label   string
	Hint    string
	Value   string
	Said    string // what is wrong with it
	Options []option
}

// caseSection is what stands below the form.
type caseSection struct {
	Title string
	Items []caseItem
}

// caseItem is a line of a section, with a way on or a form of one button.
type caseItem struct {
	Text, Way, On        string
	Path, Button, Do, ID string
}

// mark says what is wrong, at the field that it is wrong with.
func (p *casePage) mark(problem problem) {
	p.Problem = problem
	for i := range p.Fields {
		if p.Fields[i].ID == problem.Field {
			p.Fields[i].Said = problem.Text
			if len(p.Fields[i].Options) > 0 {
				p.Problem.Field = p.Fields[i].Options[0].ID
			}
		}
	}
}

// keep gives words back on a page that has no form for them any more.
func (p *casePage) keep(f form) {
	if typed := f.typed(); p.Path == "" && typed != "" {
		p.Fields = []caseField{{ID: "words", Kind: "kept", Label: "What you wrote, to be copied", Value: typed}}
	}
}

// onReport reads what was sent, if anything was, and finds the report that it is
// about, as the officer may see it. Where they may not, the answer is given
// here: with what they typed.
func (c *Console) onReport(do func(http.ResponseWriter, *http.Request, visit, bot.Report, form)) func(http.ResponseWriter, *http.Request, visit) {
	return func(w http.ResponseWriter, r *http.Request, v visit) {
		f, ok := c.form(w, r, mostWords)
		if !ok {
			return
		}
		id, err := c.reportID(r, v)
		var report bot.Report
		if err == nil {
			report, err = c.Officers.Glance(r.Context(), v.by, id)
		}
		if err != nil {
			c.lost(w, r, f, err)
			return
		}
		do(w, r, v, report, f)
	}
}

// caseAbout begins the page of an action on a report.
func (c *Console) caseAbout(report bot.Report, title, what string, f form) casePage {
	back := c.reportAt(report.Reference, "")
	return casePage{Title: title, Back: back, BackTo: report.Reference, Path: back + "/" + what, ID: f.id()}
}

// caseShow shows an action's page.
func (c *Console) caseShow(w http.ResponseWriter, v visit, status int, page casePage) {
	c.render(w, status, "case", &v, sheet{Title: page.Title, Page: page})
}

// caseAgain shows an action's page again with why it was not done, and with what
// was typed.
func (c *Console) caseAgain(w http.ResponseWriter, v visit, status int, page casePage, f form, problem problem) {
	page.mark(problem)
	page.keep(f)
	c.caseShow(w, v, status, page)
}

// caseDone leads back to the report after an action, or shows the page again.
func (c *Console) caseDone(w http.ResponseWriter, r *http.Request, v visit, page casePage, f form, acted bot.Acted, err error) {
	problem, status := c.caseRefused(acted, err)
	switch {
	case err == nil:
		c.tell(w, acted)
		http.Redirect(w, r, page.Back, http.StatusSeeOther)
	case errors.Is(err, bot.ErrNotFound):
		c.lost(w, r, f, err)
	default:
		if status >= http.StatusInternalServerError {
			c.Log.Error().Ctx(r.Context()).Err(err).Msg("not done")
		}
		c.caseAgain(w, v, status, page, f, problem)
	}
}
