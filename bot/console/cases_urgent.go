package console

import (
	"errors"
	"net/http"

	"yousaid/bot"
)

// urgentForm is the page on which a report is marked as urgent, or not any more.
func (c *Console) urgentForm(w http.ResponseWriter, _ *http.Request, v visit, report bot.Report, f form) {
	c.caseShow(w, v, http.StatusOK, c.urgentPage(report, f))
}

func (c *Console) markUrgent(w http.ResponseWriter, r *http.Request, v visit, report bot.Report, f form) {
	was := map[string]string{
		"urgent": "It is marked as urgent already. A colleague was first.", "calm": "It is not marked as urgent any more. A colleague was first.",
	}
	do := f.Get("do")
	if was[do] == "" {
		c.caseAgain(w, v, http.StatusUnprocessableEntity, c.urgentPage(report, f), f, problem{Text: "Please press the button below."})
		return
	}
	acted, err := c.Officers.MarkUrgent(r.Context(), f.action(v.by), report.ID, do == "urgent", f.words("words"))
	if errors.Is(err, bot.ErrSame) {
		c.caseAgain(w, v, http.StatusConflict, c.urgentPage(acted.Report, f), f, problem{Text: was[do]})
		return
	}
	c.caseDone(w, r, v, c.urgentPage(report, f), f, acted, err)
}

// urgentPage offers what a report isn't now.
func (c *Console) urgentPage(report bot.Report, f form) casePage {
	page := c.caseAbout(report, "Mark "+report.Reference+" as urgent", "urgent", f)
	field := caseField{ID: "words", Kind: "area", Label: "Why", Hint: "Colleagues of all agencies that have the report read it. The resident doesn’t.", Value: f.words("words")}
	button := option{Name: "do", Value: "urgent", Label: "Mark as urgent"}
	page.Lines = []string{"Every desk that has the report is alerted, once. In danger call 999: nobody else is alerted by this."}
	if report.Urgent {
		page.Title = "Mark " + report.Reference + " as not urgent"
		page.Lines = []string{"It is marked as urgent. Say why it isn’t any more: the mark is taken away for every agency that has the report."}
		button = option{Name: "do", Value: "calm", Label: "Mark as not urgent"}
	}
	if report.Over() {
		page.Path, page.Lines = "", []string{"The report is over, so nothing about it is urgent. Open it again first."}
		return page
	}
	page.Fields, page.Buttons = []caseField{field}, []option{button}
	return page
}
