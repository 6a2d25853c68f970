package console

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"yousaid/bot"
	"yousaid/flows"
)

// hand is the page on which a report is given to a colleague.
func (c *Console) hand(w http.ResponseWriter, r *http.Request, v visit, report bot.Report, f form) {
	if page, ok := c.handPage(w, r, v, report, f); ok {
		c.caseShow(w, v, http.StatusOK, page)
	}
}

// handOver gives a report to a colleague. To one who is away only when it is said
// that they are to get it all the same.
func (c *Console) handOver(w http.ResponseWriter, r *http.Request, v visit, report bot.Report, f form) {
	if f.Get("away") != "yes" {
		if page, ok := c.handPage(w, r, v, report, f); !ok || c.handedAway(w, r, v, report, f, page) {
			return
		}
	}
	acted, err := c.Officers.Hand(r.Context(), f.action(v.by), report.ID, f.Get("to"))
	switch {
	case err == nil:
		c.tell(w, acted)
		http.Redirect(w, r, c.reportAt(report.Reference, ""), http.StatusSeeOther)
		return
	case errors.Is(err, bot.ErrConflict), errors.Is(err, bot.ErrClosed), errors.Is(err, bot.ErrSame):
		report = acted.Report // the page says how it stands now
	}
	page, ok := c.handPage(w, r, v, report, f)
	switch {
	case !ok:
	case errors.Is(err, bot.ErrConflict):
		c.caseAgain(w, v, http.StatusConflict, page, f, problem{Text: fmt.Sprintf("%s has it since %s.", acted.By, c.clock(acted.At))})
	case errors.Is(err, bot.ErrSame):
		c.caseAgain(w, v, http.StatusConflict, page, f, problem{"to", acted.By + " has it already."})
	default:
		c.caseDone(w, r, v, page, f, acted, err)
	}
}

// handedAway warns of a colleague who is away, and says whether it had to.
func (c *Console) handedAway(w http.ResponseWriter, r *http.Request, v visit, report bot.Report, f form, page casePage) bool {
	list, err := c.Store.Takers(r.Context(), v.by, report.ID)
	if err != nil {
		c.failed(w, r, err)
		return true
	}
	at := slices.IndexFunc(list, func(o bot.Officer) bool { return o.ID == f.Get("to") && o.Away.At(c.Now()) })
	if at < 0 || page.Path == "" {
		return false
	}
	page.Fields = append(page.Fields, caseField{ID: "away", Kind: "ticks", Label: "They are away", Options: []option{
		{ID: "away-yes", Name: "away", Value: "yes", Label: "Hand it over all the same"},
	}})
	c.caseAgain(w, v, http.StatusConflict, page, f, problem{"to", list[at].Name + " is away until " + c.lastDay(list[at].Away.Until) +
		". Choose somebody else, or tick below that they get it all the same."})
	return true
}

// handPage lists who a report can be handed to. Where it is a colleague's, it
// says whose, and who may hand it.
func (c *Console) handPage(w http.ResponseWriter, r *http.Request, v visit, report bot.Report, f form) (casePage, bool) {
	page := c.caseAbout(report, "Hand "+report.Reference+" to a colleague", "hand", f)
	list, err := c.Store.Takers(r.Context(), v.by, report.ID)
	if err != nil {
		c.failed(w, r, err)
		return page, false
	}
	page.Lines = []string{c.has(v, report)}
	field := caseField{ID: "to", Kind: "radios", Label: "Who is to have it"}
	for i, o := range list {
		one := option{ID: fmt.Sprintf("to-%d", i), Name: "to", Value: o.ID, Label: o.Name, Chosen: f.Get("to") == o.ID}
		switch {
		case o.ID == v.officer.ID:
			one.Label += " (you)"
		case v.by.All:
			one.Hint = c.agency(o.Agency)
		}
		if o.Away.At(c.Now()) {
			one.Hint = strings.TrimSpace(one.Hint + " Away until " + c.lastDay(o.Away.Until) + ".")
		}
		if report.TakenBy != o.Name || report.TakenFor != o.Agency {
			field.Options = append(field.Options, one)
		}
	}
	switch {
	case report.Over():
		page.Path, page.Lines = "", append(page.Lines, "It is over, so nobody is to have it. Open it again first.")
	case !mayHand(v, report):
		page.Path, page.Lines = "", append(page.Lines, "Ask them for it, or a team lead: those who hand out reports can take it from a colleague.")
	case len(field.Options) == 0:
		page.Path, page.Lines = "", append(page.Lines, "There is nobody else who may have it.")
	default:
		page.Fields, page.Buttons = []caseField{field}, []option{{Label: "Hand it over"}}
	}
	return page, true
}

// has says who has a report.
func (c *Console) has(v visit, report bot.Report) string {
	switch {
	case report.TakenBy == "":
		return "Nobody has this report."
	case report.TakenBy == v.officer.Name && report.TakenFor == v.officer.Agency:
		return "You have this report since " + c.clock(report.TakenAt) + "."
	}
	return fmt.Sprintf("%s (%s) has this report since %s.", report.TakenBy, c.agency(report.TakenFor), c.clock(report.TakenAt))
}

// mayHand says what the record will say, so that no form is shown in vain.
func mayHand(v visit, report bot.Report) bool {
	theirs := report.TakenFor == v.officer.Agency
	return report.Status != flows.StatusTaken || theirs && report.TakenBy == v.officer.Name ||
		theirs && v.officer.Role == bot.RoleLead || v.officer.Role == bot.RoleCoordinator
}
