package console

import (
	"fmt"
	"net/http"

	"yousaid/bot"
	"yousaid/bot/channel"
	"yousaid/bot/desk"
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
		switch problem := t.problem(f); {
		case problem.Text != "":
			page.mark(problem)
			c.caseShow(w, v, http.StatusUnprocessableEntity, page)
		case f.Get("do") == "send" && f.Get("shown") == shownMark(f):
			c.sendAll(w, r, v, t, page, f)
		default:
			c.previewAll(&page, t, v, f, found.Members)
			c.caseShow(w, v, http.StatusOK, page)
		}
	}
}

func (c *Console) allPage(t together, incident bot.Incident, f form) casePage {
	back := c.at("incident/" + incident.ID)
	return casePage{
		Title: t.title, Back: back, BackTo: "the incident", Path: back + "/" + t.path, ID: f.id(),
		Lines:  []string{fmt.Sprintf("%d reports. You are shown what residents will read, and who will not get it, before anything is sent.", len(incident.Members))},
		Fields: t.fields(f), Buttons: []option{{Name: "do", Value: "preview", Label: "Show it first"}},
	}
}

// previewAll shows what residents read, who gets it and who doesn't, with a button
// that sends just that.
func (c *Console) previewAll(page *casePage, t together, v visit, f form, members []bot.Member) {
	gets, not := caseSection{Title: t.to}, caseSection{Title: t.notTo}
	paid := 0
	for _, m := range members {
		if why := t.refused(m); why != "" {
			not.Items = append(not.Items, caseItem{Text: m.Reference + ": " + why})
			continue
		}
		text, parts := c.asRead(m, t.lines(v.officer.Agency, m, f))
		if page.Preview == "" && m.Reach == bot.ReachOpen {
			page.Preview, page.PreviewOf, page.PreviewIn = text, m.Reference, m.Language
		}
		how := c.reached(m, parts)
		if m.Reach == bot.ReachOpen {
			paid += parts
		}
		gets.Items = append(gets.Items, caseItem{Text: m.Reference + ": " + how})
		page.Hidden = append(page.Hidden, option{Name: "to", Value: m.Report})
	}
	for _, section := range []caseSection{gets, not} {
		if len(section.Items) > 0 {
			page.After = append(page.After, section)
		}
	}
	page.Lines = []string{fmt.Sprintf("Nothing has been done yet. The button below does it to %s.", counted(len(gets.Items), t.one, t.many))}
	if paid > 0 {
		page.Lines = append(page.Lines, fmt.Sprintf("The text messages are paid as %s.", counted(paid, "message", "messages")))
	}
	page.Buttons[0].Label = "Show it again"
	if len(gets.Items) == 0 {
		page.Lines = []string{"There is nothing to do here: see why below."}
		return
	}
	page.Hidden = append(page.Hidden, option{Name: "shown", Value: shownMark(f)})
	send := option{Name: "do", Value: "send", Label: fmt.Sprintf(t.send, counted(len(gets.Items), t.one, t.many))}
	page.Buttons = append([]option{send}, page.Buttons...)
}

// reached says by what way a resident gets it.
func (c *Console) reached(m bot.Member, parts int) string {
	if why := desk.Unreached(m.Reach); why != "" {
		return "closed without a word to the resident. " + why
	}
	in := ", in " + languageName(c.Bundle.Language(m.Language)) + "."
	if m.Channel == channel.SMS {
		return "by text message, " + counted(parts, "part", "parts") + in
	}
	return "by Telegram" + in
}

// sendAll does it, and tells what came of it. What was not done to one report
// doesn't hold up the others.
func (c *Console) sendAll(w http.ResponseWriter, r *http.Request, v visit, t together, page casePage, f form) {
	list, err := t.do(r, f.allAction(v.by), r.PathValue("id"), f)
	if err != nil {
		problem, status := c.caseRefused(bot.Acted{}, err)
		if len(list) > 0 {
			problem.Text = fmt.Sprintf("It was done to %s, then the service couldn’t go on. Press the same button again in a minute: nothing is sent twice.", counted(len(list), "report", "reports"))
		}
		page.mark(problem)
		for _, id := range f.Values["to"] {
			page.Hidden = append(page.Hidden, option{Name: "to", Value: id})
		}
		page.Hidden = append(page.Hidden, option{Name: "shown", Value: f.Get("shown")})
		page.Buttons = []option{{Name: "do", Value: "send", Label: "Try again"}}
		c.Log.Error().Err(err).Msg("not done to all")
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
			c.Log.Error().Err(each.Err).Msg("not done to one of all")
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
		return "Kept: no texts go out at night. It is sent at " + c.clock(each.Acted.Waits) + "."
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
