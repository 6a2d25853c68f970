package console

import (
	"errors"
	"net/http"

	"yousaid/bot"
)

// urgentForm is the page on which a report is marked as urgent, or not any more.
func (c *Console) urgentForm(w http.ResponseWriter, r *http.Request, v visit) {
	if report, ok := c.caseOf(w, r, v, caseForm{}); ok {
		c.caseShow(w, v, http.StatusOK, c.urgentPage(report, caseForm{}))
	}
}

func (c *Console) markUrgent(w http.ResponseWriter, r *http.Request, v visit) {
	f, ok := c.caseForm(w, r)
	if !ok {
		return
	}
	report, ok := c.caseOf(w, r, v, f)
	if !ok {
		return
	}
	do := f.Get("do")
	if do != "urgent" && do != "calm" {
		page := c.urgentPage(report, f)
		page.mark(caseProblem{Text: "Please press the button below."})
		c.caseShow(w, v, http.StatusUnprocessableEntity, page)
		return
	}
	acted, err := c.Officers.MarkUrgent(r.Context(), f.action(v.by), report.ID, do == "urgent", f.words("words"))
	if errors.Is(err, bot.ErrSame) {
		page := c.urgentPage(acted.Report, f)
		page.mark(caseProblem{Text: map[string]string{
			"urgent": "It is marked as urgent already. A colleague was first.", "calm": "It is not marked as urgent any more. A colleague was first.",
		}[do]})
		c.caseShow(w, v, http.StatusConflict, page)
		return
	}
	c.caseDone(w, r, v, c.urgentPage(report, f), f, c.reportPath(report.Reference), acted, err)
}

// urgentPage offers what a report isn't now.
func (c *Console) urgentPage(report bot.Report, f caseForm) casePage {
	page := c.caseAbout(report, "Mark "+report.Reference+" as urgent", "urgent", f)
	field := caseField{ID: "words", Kind: "area", Label: "Why", Hint: "Colleagues of all agencies that have the report read it. The resident doesn’t.", Value: f.words("words")}
	button := caseOption{Name: "do", Value: "urgent", Label: "Mark as urgent"}
	page.Lines = []string{"Every desk that has the report is alerted, once. In danger call 999: nobody else is alerted by this."}
	if report.Urgent {
		page.Title = "Mark " + report.Reference + " as not urgent"
		page.Lines = []string{"It is marked as urgent. Say why it isn’t any more: the mark is taken away for every agency that has the report."}
		button = caseOption{Name: "do", Value: "calm", Label: "Mark as not urgent"}
	}
	if report.Over() {
		page.Path, page.Lines = "", []string{"The report is over, so nothing about it is urgent. Open it again first."}
		return page
	}
	page.Fields, page.Buttons = []caseField{field}, []caseOption{button}
	return page
}
