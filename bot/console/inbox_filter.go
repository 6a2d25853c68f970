package console

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/flows/partnership"
)

// asked is what a list was asked for, as its address says it. What makes no
// sense in an address is left out of it, so that the plain list comes.
type asked struct {
	url.Values
	Filter bot.InboxFilter
	page   string          // which page asks, below Path
	people []bot.Colleague // whom the list may be of
}

// The words of an address.
const (
	askView     = "view"
	askTheme    = "theme"
	askState    = "state"
	askArea     = "area"
	askLanguage = "language"
	askUrgent   = "urgent"
	askOverdue  = "overdue"
	askOlder    = "older"
	askOfficer  = "officer"
	askAgency   = "agency"
	askOrder    = "order"
	askAfter    = "after"
	askFind     = "find" // what a search looks for, sealed
)

// officerMe is an address's word for who looks at it: a kept one is of use to
// colleagues.
const officerMe = "me"

// ages are the days that "older than" offers.
var ages = []string{"1", "3", "7", "28"}

// states are the statuses that a list can show, as its address says them.
var states = []string{bot.InboxOpen, string(flows.StatusNew), string(flows.StatusTaken), string(flows.StatusClosed), string(flows.StatusWithdrawn)}

// ask reads the address of a page. People are the officers that it may name.
func (c *Console) ask(page string, query url.Values, v visit, people []bot.Colleague) asked {
	a := asked{Values: url.Values{}, page: page, people: people}
	a.keep(query, askView, func(view string) bool {
		return slices.Contains([]bot.InboxView{bot.InboxMine, bot.InboxTeam, bot.InboxAll}, bot.InboxView(view))
	})
	if a.Get(askView) == "" {
		a.Set(askView, string(firstView(v)))
	}
	a.Filter.View = bot.InboxView(a.Get(askView))
	all := a.Filter.View == bot.InboxAll
	a.keep(query, askTheme, func(theme string) bool { return c.theme(number(theme)) != "" })
	a.keep(query, askState, func(state string) bool { return slices.Contains(states, state) && (all || statusOpen(state)) })
	a.keep(query, askArea, func(area string) bool { return slices.Contains(c.Wards, area) })
	a.keep(query, askLanguage, func(language string) bool { return slices.Contains(c.languages(), language) })
	a.keep(query, askUrgent, func(urgent string) bool { return urgent == "yes" })
	a.keep(query, askOverdue, func(overdue string) bool { return overdue == "yes" })
	a.keep(query, askOlder, func(days string) bool { return slices.Contains(ages, days) })
	a.keep(query, askOfficer, func(officer string) bool { return a.Filter.View != bot.InboxMine && a.officer(officer) != "" })
	a.keep(query, askAgency, func(agency string) bool { _, known := c.Plan.Agency(agency); return known && v.by.All && all })
	a.keep(query, askOrder, func(order string) bool { return order == "oldest" || order == "due" })
	a.keep(query, askAfter, func(after string) bool { _, ok := readPlace(after); return ok })
	a.keep(query, askFind, func(string) bool { return page == searchPath })
	a.fill(v)
	return a
}

// firstView is the list that somebody sees first.
func firstView(v visit) bot.InboxView {
	if v.by.All {
		return bot.InboxAll
	}
	return bot.InboxTeam
}

// keep takes a word of an address that makes sense.
func (a *asked) keep(query url.Values, name string, sense func(string) bool) {
	if value := query.Get(name); value != "" && sense(value) {
		a.Set(name, value)
	}
}

// fill makes the filter of the address.
func (a *asked) fill(v visit) {
	f := &a.Filter
	if theme := a.Get(askTheme); theme != "" {
		n := number(theme)
		f.Theme = &n
	}
	f.Status, f.Ward, f.Language, f.Agency = a.Get(askState), a.Get(askArea), a.Get(askLanguage), a.Get(askAgency)
	f.Urgent, f.Overdue = a.Has(askUrgent), a.Has(askOverdue)
	f.Oldest = a.Get(askOrder) == "oldest"
	f.Due = a.Get(askOrder) == "due" || f.Overdue
	if a.Has(askOlder) {
		f.Older = time.Duration(number(a.Get(askOlder))) * 24 * time.Hour
	}
	f.Officer = a.Get(askOfficer)
	if f.Officer == officerMe {
		f.Officer = v.officer.ID
	}
	f.After, _ = readPlace(a.Get(askAfter))
}

// officer is what an address's word for an officer means; empty for nothing.
func (a *asked) officer(word string) string {
	switch word {
	case officerMe:
		return "Me"
	case bot.InboxNobody:
		return "Nobody, or away"
	}
	for _, one := range a.people {
		if one.ID == word {
			return one.Name
		}
	}
	return ""
}

// with is the address with one word set, or without it; it begins with the
// first page.
func (a *asked) with(name, value string) string {
	return a.page + "?" + a.changed(name, value).Encode()
}

// changed are the words of with.
func (a *asked) changed(name, value string) url.Values {
	other := url.Values{}
	for key, values := range a.Values {
		if key != askAfter && (key != name || value != "") {
			other[key] = values
		}
	}
	if value != "" {
		other.Set(name, value)
	}
	return other
}

// number reads a small number; -1 for what is none.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || len(text) > 4 || strconv.Itoa(n) != text {
		return -1
	}
	return n
}

func statusOpen(state string) bool {
	return state == bot.InboxOpen || state == string(flows.StatusNew) || state == string(flows.StatusTaken)
}

// writePlace writes a place in a list for an address.
func writePlace(p bot.InboxPlace) string {
	if p == (bot.InboxPlace{}) {
		return ""
	}
	return strconv.FormatInt(p.Filed.UnixMicro(), 10) + "." + p.Report
}

// readPlace undoes writePlace; false for anything else.
func readPlace(text string) (bot.InboxPlace, bool) {
	micro, report, _ := strings.Cut(text, ".")
	filed, err := strconv.ParseInt(micro, 10, 64)
	id, invalid := uuid.Parse(report)
	if err != nil || invalid != nil || filed < 0 || filed > latest {
		return bot.InboxPlace{}, false
	}
	return bot.InboxPlace{Filed: time.UnixMicro(filed), Report: id.String()}, true
}

// latest is the year 3000, in microseconds: later than any place in a list.
var latest = time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()

// field is a field of the filter form.
type field struct {
	Name, Label string
	Options     []option // the first one is "any"
}

// fields are those of the filter form.
func (c *Console) fields(a *asked, v visit) (list []field) {
	add := func(name, label, none string, values []string, word func(string) string) {
		f := field{Name: name, Label: label, Options: []option{{Label: none}}}
		for _, value := range values {
			f.Options = append(f.Options, option{Value: value, Label: word(value), Chosen: a.Get(name) == value})
		}
		list = append(list, f)
	}
	all := a.Filter.View == bot.InboxAll
	if v.by.All && all {
		var agencies []string
		for _, agency := range c.Plan.Agencies {
			agencies = append(agencies, agency.ID)
		}
		add(askAgency, "Agency", "Every agency", agencies, c.agency)
	}
	add(askTheme, "Theme", "Every theme", c.themes(), func(theme string) string { return c.short(number(theme)) })
	offered := states
	if !all {
		offered = []string{string(flows.StatusNew), string(flows.StatusTaken)}
	}
	add(askState, "State", "Every state", offered, stateWord)
	add(askArea, "Area", "Every area", c.Wards, func(ward string) string { return ward })
	add(askLanguage, "Language", "Every language", c.languages(), c.Bundle.English)
	add(askOlder, "Age", "Any age", ages, olderWord)
	if a.Filter.View != bot.InboxMine {
		officers := []string{officerMe, bot.InboxNobody}
		for _, one := range a.people {
			if one.ID != v.officer.ID {
				officers = append(officers, one.ID)
			}
		}
		add(askOfficer, "Who has it", "Anybody", officers, a.officer)
	}
	add(askOrder, "Order", "Newest first", []string{"oldest", "due"}, orderWord)
	return list
}

// themes are the numbers of the plan's themes, and of none.
func (c *Console) themes() []string {
	list := make([]string, 0, len(c.Plan.Themes)+1)
	for _, theme := range c.Plan.Themes {
		list = append(list, strconv.Itoa(theme.Number))
	}
	return append(list, strconv.Itoa(partnership.NoTheme))
}

// chip is one thing that is set, with the address without it.
type chip struct{ Text, Away string }

// chips are what is set, in words.
func (c *Console) chips(a *asked, fields []field) (list []chip) {
	for _, f := range fields {
		for _, o := range f.Options {
			if o.Chosen {
				list = append(list, chip{f.Label + ": " + o.Label, c.at(a.with(f.Name, ""))})
			}
		}
	}
	if a.Has(askOverdue) {
		list = append(list, chip{"Overdue only", c.at(a.with(askOverdue, ""))})
	}
	if a.Has(askUrgent) {
		list = append(list, chip{"Urgent only", c.at(a.with(askUrgent, ""))})
	}
	return list
}
