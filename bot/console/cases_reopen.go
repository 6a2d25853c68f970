package console

import (
	"errors"
	"net/http"

	"yousaid/bot"
	"yousaid/flows"
)

// reopen is the page on which a closed report is opened again.
func (c *Console) reopen(w http.ResponseWriter, _ *http.Request, v visit, report bot.Report, f form) {
	c.caseShow(w, v, http.StatusOK, c.reopenPage(report, f))
}

func (c *Console) openAgain(w http.ResponseWriter, r *http.Request, v visit, report bot.Report, f form) {
	acted, err := c.Officers.Reopen(r.Context(), f.action(v.by), report.ID, f.words("words"))
	switch {
	case errors.Is(err, bot.ErrSame):
		c.caseAgain(w, v, http.StatusConflict, c.reopenPage(acted.Report, f), f, problem{Text: "It is open already."})
	case errors.Is(err, bot.ErrClosed):
		c.caseAgain(w, v, http.StatusConflict, c.reopenPage(acted.Report, f), f, problem{Text: "Its resident withdrew it, so it stays as it is."})
	default:
		c.caseDone(w, r, v, c.reopenPage(report, f), f, acted, err)
	}
}

func (c *Console) reopenPage(report bot.Report, f form) casePage {
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
	page.Buttons = []option{{Label: "Open it again"}}
	return page
}
