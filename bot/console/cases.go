package console

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"yousaid/bot"
)

// caseRoutes are what is done to a report beside answering it: each is a page
// with one form, which leads back to the report.
func (c *Console) caseRoutes() []route {
	deciders := []bot.Role{bot.RoleLead, bot.RoleCoordinator}
	return []route{
		{method: "GET", path: "report/{reference}/hand", page: c.hand},
		{method: "POST", path: "report/{reference}/hand", page: c.handOver},
		{method: "GET", path: "report/{reference}/urgent", page: c.urgentForm},
		{method: "POST", path: "report/{reference}/urgent", page: c.markUrgent},
		{method: "GET", path: "report/{reference}/reopen", page: c.reopen},
		{method: "POST", path: "report/{reference}/reopen", page: c.openAgain},
		{method: "GET", path: "report/{reference}/link", page: c.link},
		{method: "POST", path: "report/{reference}/link", page: c.linkUp},
		{method: "GET", path: "incident/{id}", page: c.incident},
		{method: "GET", path: "incident/{id}/reply", page: c.allForm(c.replyAll())},
		{method: "POST", path: "incident/{id}/reply", page: c.allDo(c.replyAll())},
		{method: "GET", path: "incident/{id}/close", page: c.allForm(c.closeAll())},
		{method: "POST", path: "incident/{id}/close", page: c.allDo(c.closeAll())},
		{method: "GET", path: "report/{reference}/reveal", page: c.reveal},
		{method: "POST", path: "report/{reference}/reveal", page: c.askReveal},
		{method: "GET", path: "reveals", who: deciders, page: c.reveals},
		{method: "GET", path: "reveals/{id}", page: c.request},
		{method: "POST", path: "reveals/{id}", who: deciders, page: c.decide},
		{method: "POST", path: "reveals/{id}/show", page: c.showContact},
	}
}

// mostCase is how many bytes a form may have: the longest words that are taken,
// as a browser encodes them, and a long list of ticks.
const mostCase = 64 << 10

// caseForm is what an officer sent.
type caseForm struct{ url.Values }

// caseForm reads a form. Where it can't be read, the answer has been given.
func (c *Console) caseForm(w http.ResponseWriter, r *http.Request) (caseForm, bool) {
	r.Body = http.MaxBytesReader(w, r.Body, mostCase)
	err := r.ParseForm()
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		c.message(w, http.StatusRequestEntityTooLarge, note{
			Title: "That is too much", Lines: []string{"Nothing was done. Please go back and write less."},
		})
	case err != nil:
		c.message(w, http.StatusBadRequest, note{
			Title: "That can’t be read", Lines: []string{"Nothing was done. Please go back and try again."},
		})
	}
	return caseForm{r.PostForm}, err == nil
}

// words is a field as it was typed: browsers send line breaks as two characters.
func (f caseForm) words(name string) string { return strings.ReplaceAll(f.Get(name), "\r\n", "\n") }

// action makes what is sent happen once: the same form with the same words is
// the same action. Other words are another one, even in an old form.
func (f caseForm) action(by bot.Actor) bot.Action {
	parts := []string{by.Officer, f.Get("id")}
	for _, name := range slices.Sorted(maps.Keys(f.Values)) {
		if name != "id" {
			parts = append(parts, name, strings.Join(f.Values[name], "\x01"))
		}
	}
	return bot.Action{ID: "console:" + uuid.NewSHA1(uuid.Nil, []byte(strings.Join(parts, "\x00"))).String(), By: by}
}

// id is that of the form, for when it comes back; a fresh one for a new form.
func (f caseForm) id() string {
	if id := f.Get("id"); id != "" {
		return id
	}
	return uuid.NewString()
}

// casePage is one action on a report.
type casePage struct {
	Title   string
	Back    string // where it leads without doing anything
	BackTo  string // what that is called
	Problem caseProblem
	Lines   []string // what to know first
	Alarm   string   // what to do before anything else
	Path    string   // where the form goes; empty for no form
	ID      string   // of the form
	Fields  []caseField
	Hidden  []caseOption
	Buttons []caseOption

	Phones []phone // what residents will read
	After  []caseSection
}

// caseProblem is why something was not done, and at which field.
type caseProblem struct{ Text, Field string }

// caseField is one thing to fill in.
type caseField struct {
	ID      string // and name
	Kind    string // "area", "line", "radios", "ticks"
	Label   string
	Hint    string
	Value   string
	Said    string // what is wrong with it
	Options []caseOption
}

// caseOption is one of several to choose from, a button, or a hidden field.
type caseOption struct {
	ID, Name, Value, Label, Hint string
	Chosen                       bool
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
func (p *casePage) mark(problem caseProblem) {
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

// reportPath is the page of a report.
func (c *Console) reportPath(reference string) string {
	return c.at("report/" + url.PathEscape(reference))
}

// caseOf finds the report that an action is about, as the officer may see it.
// Where they may not, the answer has been given: with what they typed.
func (c *Console) caseOf(w http.ResponseWriter, r *http.Request, v visit, f caseForm) (bot.Report, bool) {
	id, err := c.Officers.Store.Find(r.Context(), v.by, r.PathValue("reference"))
	var report bot.Report
	if err == nil {
		report, err = c.Officers.Glance(r.Context(), v.by, id)
	}
	switch {
	case errors.Is(err, bot.ErrNotFound):
		c.caseLost(w, r, v, f)
	case err != nil:
		c.failed(w, r, err)
	}
	return report, err == nil
}

// caseLost is the page of what isn't there any more for somebody who wrote about
// it: it gives their words back.
func (c *Console) caseLost(w http.ResponseWriter, r *http.Request, v visit, f caseForm) {
	typed := f.words("words")
	if typed == "" {
		c.nowhere(w, r)
		return
	}
	c.render(w, http.StatusNotFound, "case", &v, sheet{Title: "Page not found", Page: casePage{
		Title: "Page not found", Back: c.at(""), BackTo: "the inbox",
		Lines:  []string{"Nothing was done: there is nothing at this address, or it is not for you to see."},
		Fields: []caseField{{ID: "words", Kind: "kept", Label: "What you wrote, to be copied", Value: typed}},
	}})
}

// caseAbout begins the page of an action on a report.
func (c *Console) caseAbout(report bot.Report, title, what string, f caseForm) casePage {
	back := c.reportPath(report.Reference)
	return casePage{Title: title, Back: back, BackTo: report.Reference, Path: back + "/" + what, ID: f.id()}
}

// caseShow shows an action's page.
func (c *Console) caseShow(w http.ResponseWriter, v visit, status int, page casePage) {
	c.render(w, status, "case", &v, sheet{Title: page.Title, Page: page})
}

// caseDone leads back to the report after an action, or shows the page again
// with what was typed and why it was not done.
func (c *Console) caseDone(w http.ResponseWriter, r *http.Request, v visit, page casePage, f caseForm, to string, acted bot.Acted, err error) {
	problem, status := c.caseRefused(acted, err)
	switch {
	case err == nil:
		http.Redirect(w, r, to, http.StatusSeeOther)
	case errors.Is(err, bot.ErrNotFound):
		c.caseLost(w, r, v, f)
	default:
		if status >= http.StatusInternalServerError {
			c.Log.Error().Err(err).Msg("not done")
		}
		page.mark(problem)
		c.caseShow(w, v, status, page)
	}
}
