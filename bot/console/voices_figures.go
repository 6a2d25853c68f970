package console

import (
	"net/http"
	"strconv"
	"time"

	"yousaid/bot"
)

// figureMonths is how far back the figures of a subject go, this month included.
const figureMonths = 12

// figuresPage is what residents say about a subject, by month.
type figuresPage struct {
	Theme    int
	Subjects []subject
	Months   []bot.ThemeMonth // newest first
}

// subject is one whose figures the officer may see.
type subject struct {
	Theme int
	Here  bool
}

// themeFigures shows the figures of a subject, the first that the officer may
// see where they chose none.
func (c *Console) themeFigures(w http.ResponseWriter, r *http.Request, v visit) {
	var page figuresPage
	for _, text := range c.themes() {
		if theme := number(text); v.by.SeesTheme(c.Plan, theme) {
			page.Subjects = append(page.Subjects, subject{Theme: theme})
		}
	}
	if len(page.Subjects) == 0 {
		c.render(w, http.StatusOK, "figures", &v, sheet{Title: "Figures", Here: "comments", Page: page})
		return
	}
	page.Theme = page.Subjects[0].Theme
	if asked := r.FormValue("theme"); asked != "" {
		page.Theme = number(asked)
	}
	for i := range page.Subjects {
		page.Subjects[i].Here = page.Subjects[i].Theme == page.Theme
	}
	months, err := c.Store.ThemeFigures(r.Context(), v.by, page.Theme, c.Now().AddDate(0, 1-figureMonths, 0))
	if err != nil {
		c.lost(w, r, form{}, err)
		return
	}
	for i := range months {
		page.Months = append(page.Months, months[len(months)-1-i])
	}
	c.render(w, http.StatusOK, "figures", &v, sheet{Title: "Figures", Here: "comments", Page: page})
}

// month is November 2026.
func (c *Console) month(t time.Time) string { return t.In(c.Plan.Zone()).Format("January 2006") }

// mean is 3.4, with one digit.
func mean(value float64) string { return strconv.FormatFloat(value, 'f', 1, 64) }
