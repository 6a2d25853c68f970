package console

import (
	"context"
	"net/http"
	"slices"
	"time"

	"yousaid/bot"
	"yousaid/flows/partnership"
)

// sumsRoutes are figures, and copies of them for who may give figures out.
func (c *Console) sumsRoutes() []route {
	copiers := []bot.Role{bot.RoleLead, bot.RoleCoordinator}
	return []route{
		{method: "GET", path: "figures", page: c.sums},
		{method: "GET", path: "figures.csv", who: copiers, page: c.sumsCSV},
		{method: "GET", path: "figures.json", who: copiers, page: c.sumsJSON},
	}
}

// sumsPage is figures of one period, with the form that says which.
type sumsPage struct {
	Asked    sumsForm
	Problems []problem
	Periods  []option
	Themes   []option
	Agencies []option // empty: the officer's own alone
	Of       sumsAsk
	Owner    string // whose figures they are
	Subject  string // the theme; empty: all of them
	Weeks    int
	Running  bool // its last week is not over
	Latest   bool // no quarter lies in the period: the last one before stands there
	Guarded  bool // guarded themes are left out of areas and languages
	Heads    []headline
	Trend    *chart
	Tables   map[string]*figureTable
	Map      *areaMap // nil: there is nothing to draw
	CSV      string   // empty: not for this officer
	JSON     string
}

// headline is a number above the others.
type headline struct{ Name, Value, Change string }

// Table is one of the tables, or nil.
func (p sumsPage) Table(id string) *figureTable { return p.Tables[id] }

// tableOrder is the order in which tables stand in a copy.
func tableOrder() []string {
	return []string{"weeks", "themes", "outcomes", "times", "channels", "areas", "languages", "satisfaction", "pulse"}
}

func (c *Console) sums(w http.ResponseWriter, r *http.Request, v visit) {
	page, found, err := c.sumsOf(r, v)
	switch {
	case err != nil:
		c.failed(w, r, err)
	case !found:
		c.nowhere(w, r)
	default:
		status, wrong := http.StatusOK, len(page.Problems) > 0
		if wrong {
			status = http.StatusUnprocessableEntity
		}
		c.render(w, status, "sums", &v, sheet{Title: titled("Figures", wrong), Here: "figures", Page: page})
	}
}

// sumsOf reads the form and the figures that it asks for. Nothing is found of a
// theme or an agency that isn't there, or whose figures are not the officer's.
func (c *Console) sumsOf(r *http.Request, v visit) (page sumsPage, found bool, err error) {
	form := sumsAskedFor(r.URL.Query())
	of, problems, found := c.sumsAsk(v, form)
	if !found {
		return sumsPage{}, false, nil
	}
	page = sumsPage{Asked: form, Problems: problems, Of: of, Periods: periodOptions(form), Themes: c.themeOptions(form)}
	if v.by.All {
		page.Agencies = c.agencyOptions(form)
	}
	if page.Owner = "All agencies"; of.Agency != bot.AllAgencies {
		page.Owner = c.agency(of.Agency)
	}
	if of.Theme != nil {
		page.Subject = c.theme(*of.Theme)
	}
	if len(problems) > 0 {
		return page, true, nil
	}
	if v.by.Role == bot.RoleLead || v.by.Role == bot.RoleCoordinator {
		page.CSV, page.JSON = c.at("figures.csv")+"?"+form.query().Encode(), c.at("figures.json")+"?"+form.query().Encode()
	}
	return page, true, c.fillSums(r.Context(), v, &page)
}

// fillSums reads what stands on the page.
func (c *Console) fillSums(ctx context.Context, v visit, page *sumsPage) error {
	of := page.Of
	page.Weeks = bot.WeeksBetween(of.From, of.To)
	page.Running = of.To.After(c.today())
	sums, err := c.Store.WeekSums(ctx, v.by, of.Agency, of.Before(), of.To)
	if err != nil {
		return err
	}
	counts, err := c.Store.FigureCounts(ctx, v.by, of.Agency, of.From.AddDate(-1, -3, 0), of.To)
	if err != nil {
		return err
	}
	now, before := newTally(), newTally()
	for _, sum := range sums {
		switch {
		case of.Theme != nil && *of.Theme != sum.Theme:
		case sum.Week.Before(of.From):
			before.add(sum)
		default:
			now.add(sum)
		}
	}
	page.Tables = c.sumTables(of, now, before)
	page.Trend = c.trend(of, page.Tables["weeks"])
	page.Heads = headlines(of, now, before)
	kept := c.kept(v.by, of, counts)
	c.quarterTables(page, kept)
	return nil
}

// today is the date by the area's clock.
func (c *Console) today() time.Time { return bot.DateOf(c.Now(), c.Plan.Zone()) }

// themeOptions are all themes to choose from, and none.
func (c *Console) themeOptions(form sumsForm) []option {
	list := []option{{Label: "All themes"}}
	for _, text := range c.themes() {
		list = append(list, option{Value: text, Label: c.theme(number(text))})
	}
	return chosen(list, form.Theme)
}

func (c *Console) agencyOptions(form sumsForm) []option {
	list := []option{{Label: "All agencies, each report once"}}
	for _, agency := range c.Plan.Agencies {
		list = append(list, option{Value: agency.ID, Label: agency.Name})
	}
	return chosen(list, form.Agency)
}

func chosen(list []option, value string) []option {
	for i := range list {
		list[i].Chosen = list[i].Value == value
	}
	return list
}

// knownTheme reports whether a theme can be asked for.
func (c *Console) knownTheme(theme int) bool {
	_, known := c.Plan.Theme(theme)
	return known || theme == partnership.NoTheme
}

// knownAgency reports whether the plan has an agency.
func (c *Console) knownAgency(id string) bool {
	return slices.ContainsFunc(c.Plan.Agencies, func(a partnership.Agency) bool { return a.ID == id })
}
