package console

import (
	"fmt"
	"net/http"

	"yousaid/bot"
)

// allForm is the page of something that is done to all reports of an incident.
func (c *Console) allForm(t together) func(http.ResponseWriter, *http.Request, visit) {
	return func(w http.ResponseWriter, r *http.Request, v visit) {
		if found, ok := c.incidentOf(w, r, v, form{}); ok {
			c.caseShow(w, v, http.StatusOK, c.allPage(t, found, form{}))
		}
	}
}

// allDo shows what would be done, and does it once it was shown: to those who
// were shown, and no others.
func (c *Console) allDo(t together) func(http.ResponseWriter, *http.Request, visit) {
	return func(w http.ResponseWriter, r *http.Request, v visit) {
		f, ok := c.form(w, r, mostWords)
		if !ok {
			return
		}
		found, ok := c.incidentOf(w, r, v, f)
		if !ok {
			return
		}
		page := c.allPage(t, found, f)
		if problem := t.problem(f); problem.Text != "" {
			page.mark(problem)
			c.caseShow(w, v, http.StatusUnprocessableEntity, page)
			return
		}
		list, err := c.foretellAll(r.Context(), v, t, f, found.Members)
		switch problem := unfitAll(list); {
		case err != nil:
			c.Log.Error().Ctx(r.Context()).Err(err).Msg("not foretold to all")
			problem, status := c.caseRefused(bot.Acted{}, err)
			page.mark(problem)
			c.caseShow(w, v, status, page)
		case problem.Text != "":
			page.mark(problem)
			c.caseShow(w, v, http.StatusUnprocessableEntity, page)
		case f.Get("do") == "send" && f.saw(list):
			c.sendAll(w, r, v, t, page, f)
		default:
			c.previewAll(&page, t, f, list)
			c.caseShow(w, v, http.StatusOK, page)
		}
	}
}

func (c *Console) allPage(t together, incident bot.Incident, f form) casePage {
	back := c.at("incident/" + incident.ID)
	return casePage{
		Title: t.title, Back: back, BackTo: "the incident", Path: back + "/" + t.do, ID: f.id(),
		Lines:  []string{fmt.Sprintf("%d reports. You are shown what residents will read, and who will not get it, before anything is sent.", len(incident.Members))},
		Fields: t.fields(f), Buttons: []option{{Name: "do", Value: "preview", Label: "Show it first"}},
	}
}

// sendAll does it, and tells what came of it. What was not done to one report
// doesn't hold up the others.
func (c *Console) sendAll(w http.ResponseWriter, r *http.Request, v visit, t together, page casePage, f form) {
	list, err := t.act(r, f.allAction(v.by), r.PathValue("id"), f)
	if err != nil {
		problem, status := c.caseRefused(bot.Acted{}, err)
		if len(list) > 0 {
			problem.Text = fmt.Sprintf("It was done to %s, then the service couldn’t go on. Press the same button again in a minute: nothing is sent twice.", counted(len(list), "report", "reports"))
		}
		page.mark(problem)
		for _, name := range []string{"to", "shown"} {
			for _, value := range f.Values[name] {
				page.Hidden = append(page.Hidden, option{Name: name, Value: value})
			}
		}
		page.Buttons = []option{{Name: "do", Value: "send", Label: "Try again"}}
		c.Log.Error().Ctx(r.Context()).Err(err).Msg("not done to all")
		c.caseShow(w, v, status, page)
		return
	}
	done, not := caseSection{Title: "Done"}, caseSection{Title: "Not done"}
	for _, each := range list {
		item := caseItem{Way: c.reportAt(each.Reference, ""), On: each.Reference}
		if each.Err == nil {
			item.Text = c.went(each)
			done.Items = append(done.Items, item)
			continue
		}
		problem, status := c.caseRefused(each.Acted, each.Err)
		if status >= http.StatusInternalServerError {
			c.Log.Error().Ctx(r.Context()).Err(each.Err).Msg("not done to one of all")
		}
		item.Text = problem.Text
		not.Items = append(not.Items, item)
	}
	page = casePage{
		Title: t.title + ": done", Back: page.Back, BackTo: page.BackTo,
		Lines: []string{fmt.Sprintf("It was done to %s of %d.", counted(len(done.Items), "report", "reports"), len(f.Values["to"]))},
	}
	for _, section := range []caseSection{done, not} {
		if len(section.Items) > 0 {
			page.After = append(page.After, section)
		}
	}
	c.caseShow(w, v, http.StatusOK, page)
}

// went says what became of one report.
func (c *Console) went(each bot.Each) string {
	switch {
	case each.Acted.Did == "close":
		return "Closed."
	case !each.Acted.Waits.IsZero():
		return "Kept: no texts go out at night. It is sent " + c.dates().At(each.Acted.Waits) + "."
	}
	return "On its way."
}

// counted is a number with its noun.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
