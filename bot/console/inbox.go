package console

import (
	"net/http"
	"net/url"

	"yousaid/bot"
)

func (c *Console) inboxRoutes() []route {
	return []route{
		{method: "GET", path: "{$}", page: c.inbox},
		{method: "GET", path: "list", page: c.inboxList, quiet: true},
		{method: "POST", path: searchPath, page: c.searchSent},
		{method: "GET", path: searchPath, page: c.search},
		{method: "GET", path: "events", page: c.events, quiet: true, stream: true},
	}
}

// inboxPage is a list of reports with what stands around it.
type inboxPage struct {
	View    bot.InboxView
	Tabs    []tab
	Waiting bot.InboxWaiting
	Urgent  string // address of the urgent ones
	Fields  []field
	Overdue string // address of what is overdue
	Only    bool   // urgent ones only
	Past    bool   // overdue ones only
	Chips   []chip
	Clear   string   // address of the view without any filter
	Action  string   // where the filter form goes
	Hidden  []option // what it keeps
	Kept    []option // what the search form keeps
	List    inboxList
	Search  *searched // on the page of a search
}

// tab leads to a view.
type tab struct {
	Text, To string
	Here     bool
	Count    string
}

// inboxList is what changes by itself: the reports.
type inboxList struct {
	Urgent     []inboxRow // they stand first, on the first page
	MoreUrgent string     // address of the urgent ones, when there are more of them
	Rows       []inboxRow
	Next       string // address; empty on the last page
	First      string // address; empty on the first page
	Oldest     bool
	Due        bool   // what is due first comes first
	Set        bool   // filters are set
	Live       string // address of the stream of news
	Fresh      string // address of this list alone
}

// inboxRow is a report as a list shows it.
type inboxRow struct {
	bot.InboxRow
	Held    string // who has it, for who sees every agency's
	Due     *dueLine
	Excerpt []bot.Excerpt
}

// rows are reports as a list shows them to an officer.
func (c *Console) rows(v visit, reports []bot.InboxRow) []inboxRow {
	list := make([]inboxRow, 0, len(reports))
	for _, report := range reports {
		row := inboxRow{InboxRow: report, Due: c.due(report.DueAt, report.DueWhat)}
		if v.by.All {
			row.Held = c.others(report.Agencies)
		}
		list = append(list, row)
	}
	return list
}

func (c *Console) inbox(w http.ResponseWriter, r *http.Request, v visit) {
	page, err := c.inboxOf(r, v, "")
	if err == nil {
		page.List, err = c.list(r, v, page.asked)
	}
	if err != nil {
		c.failed(w, r, err)
		return
	}
	c.render(w, http.StatusOK, "inbox", &v, sheet{Title: "Inbox", Here: "inbox", Page: page.inboxPage})
}

// inboxList is the list alone, for a page that has heard of something new.
func (c *Console) inboxList(w http.ResponseWriter, r *http.Request, v visit) {
	a, err := c.askFor(r, v, "")
	if err != nil {
		c.failed(w, r, err)
		return
	}
	list, err := c.list(r, v, a)
	if err != nil {
		c.failed(w, r, err)
		return
	}
	c.frame.Write(w, http.StatusOK, c.sheets["inbox"](), "list", list)
}

// around is a page with what it was asked for.
type around struct {
	inboxPage
	asked asked
}

// askFor reads what a list was asked for.
func (c *Console) askFor(r *http.Request, v visit, page string) (asked, error) {
	agency, query := v.by.Agency, r.URL.Query()
	if _, known := c.Plan.Agency(query.Get(askAgency)); known && v.by.All {
		agency = query.Get(askAgency)
	}
	people, err := c.Store.Colleagues(r.Context(), v.by, agency)
	if err != nil {
		return asked{}, err
	}
	return c.ask(page, query, v, people), nil
}

// inboxOf makes what stands around a list, or around what a search found.
func (c *Console) inboxOf(r *http.Request, v visit, path string) (around, error) {
	a, err := c.askFor(r, v, path)
	if err != nil {
		return around{}, err
	}
	waiting, err := c.Store.Waiting(r.Context(), v.by)
	if err != nil {
		return around{}, err
	}
	page := around{asked: a, inboxPage: inboxPage{
		View: a.Filter.View, Waiting: waiting, Fields: c.fields(&a, v), Only: a.Filter.Urgent, Action: c.at(path),
		Past: a.Filter.Overdue, Overdue: c.at("?view=all&overdue=yes"), Urgent: c.at("?view=all&urgent=yes"), Tabs: c.tabs(&a, waiting),
	}}
	page.Chips = c.chips(&a, page.Fields)
	plain := asked{page: path, Values: url.Values{}}
	for _, name := range []string{askView, askFind} {
		if a.Has(name) {
			plain.Set(name, a.Get(name))
			page.Hidden = append(page.Hidden, option{Name: name, Value: a.Get(name)})
		}
	}
	page.Clear = c.at(plain.with("", ""))
	for name := range a.Values {
		if name != askAfter && name != askView && name != askFind {
			page.Kept = append(page.Kept, option{Name: name, Value: a.Get(name)})
		}
	}
	return page, nil
}

// tabs lead to the views. They keep the filters.
func (c *Console) tabs(a *asked, waiting bot.InboxWaiting) []tab {
	list := []tab{
		{Text: "Mine", To: string(bot.InboxMine), Count: bounded(waiting.Mine)},
		{Text: "My team", To: string(bot.InboxTeam), Count: bounded(waiting.Team)},
		{Text: "Everything", To: string(bot.InboxAll)},
	}
	for i := range list {
		one := &list[i]
		one.Here = a.page == "" && one.To == a.Get(askView)
		words := a.changed(askView, one.To)
		words.Del(askFind)
		one.To = c.at("?" + words.Encode())
	}
	return list
}

// list reads the reports. Urgent ones that are open stand first, in a group of
// their own: on the first page, and on no other.
func (c *Console) list(r *http.Request, v visit, a asked) (inboxList, error) {
	list := inboxList{
		Oldest: a.Filter.Oldest, Due: a.Filter.Due, Set: len(a.Values) > 1, // the view is always there
		Live: c.at("events"), Fresh: c.at("list?" + a.Encode()),
	}
	filter := a.Filter
	if !filter.Urgent {
		filter.Calm = true
		if a.Has(askAfter) {
			list.First = c.at(a.with(askAfter, ""))
		} else if err := c.urgent(r, v, a, &list); err != nil {
			return inboxList{}, err
		}
	}
	page, err := c.Store.Inbox(r.Context(), v.by, filter)
	if err != nil {
		return inboxList{}, err
	}
	list.Rows = c.rows(v, page.Rows)
	if next := writePlace(page.Next); next != "" {
		list.Next = c.at(a.with(askAfter, next))
	}
	if filter.Urgent && a.Has(askAfter) {
		list.First = c.at(a.with(askAfter, ""))
	}
	return list, nil
}

// urgent reads the group of urgent ones.
func (c *Console) urgent(r *http.Request, v visit, a asked, list *inboxList) error {
	filter := a.Filter
	filter.Urgent = true
	page, err := c.Store.Inbox(r.Context(), v.by, filter)
	list.Urgent = c.rows(v, page.Rows)
	if page.Next != (bot.InboxPlace{}) {
		list.MoreUrgent = c.at(a.with(askUrgent, "yes"))
	}
	return err
}
