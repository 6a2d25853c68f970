package console

import (
	"errors"
	"net/http"

	"yousaid/bot"
	"yousaid/flows"
)

// reopen is the page on which a closed report is opened again.
func (c *Console) reopen(w http.ResponseWriter, r *http.Request, v visit) {
	if report, ok := c.caseOf(w, r, v, caseForm{}); ok {
		c.caseShow(w, v, http.StatusOK, c.reopenPage(report, caseForm{}))
	}
}

func (c *Console) openAgain(w http.ResponseWriter, r *http.Request, v visit) {
	f, ok := c.caseForm(w, r)
	if !ok {
		return
	}
	report, ok := c.caseOf(w, r, v, f)
	if !ok {
		return
	}
	acted, err := c.Officers.Reopen(r.Context(), f.action(v.by), report.ID, f.words("words"))
	page := c.reopenPage(report, f)
	switch {
	case errors.Is(err, bot.ErrSame):
		page = c.reopenPage(acted.Report, f)
		page.mark(caseProblem{Text: "It is open already."})
	case errors.Is(err, bot.ErrClosed):
		page = c.reopenPage(acted.Report, f)
		page.mark(caseProblem{Text: "Its resident withdrew it, so it stays as it is."})
	default:
		c.caseDone(w, r, v, page, f, page.Back, acted, err)
		return
	}
	page.keep(f)
	c.caseShow(w, v, http.StatusConflict, page)
}

// keep gives words back on a page that has no form for them any more.
func (p *casePage) keep(f caseForm) {
	if typed := f.words("words"); p.Path == "" && typed != "" {
		p.Fields = []caseField{{ID: "words", Kind: "kept", Label: "What you wrote, to be copied", Value: typed}}
	}
}

func (c *Console) reopenPage(report bot.Report, f caseForm) casePage {
	page := c.caseAbout(report, "Open "+report.Reference+" again", "reopen", f)
	switch report.Status {
	case flows.StatusNew, flows.StatusTaken:
		page.Path, page.Lines = "", []string{"This report is open."}
		return page
	case flows.StatusWithdrawn, flows.StatusForgotten:
		page.Path, page.Lines = "", []string{"Its resident withdrew this report, so it can’t be opened again."}
		return page
	case flows.StatusClosed:
	}
	page.Lines = []string{"It then waits for somebody to take it, like a new one."}
	if report.Reach == bot.ReachOpen {
		page.Lines = append(page.Lines, "The resident is told that it is open again and that your team will look at it once more.")
	}
	page.Fields = []caseField{{
		ID: "words", Kind: "area", Label: "Why", Hint: "Colleagues read it. The resident doesn’t.", Value: f.words("words"),
	}}
	page.Buttons = []caseOption{{Label: "Open it again"}}
	return page
}
