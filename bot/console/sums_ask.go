package console

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"yousaid/bot"
)

// mostWeeks is the longest period that figures are shown of at once.
const mostWeeks = 106

// ownPeriod is what the form says when its days are typed.
const ownPeriod = "days"

// sumsForm is what figures were asked for, as it was typed.
type sumsForm struct{ Period, From, To, Theme, Agency string }

// sumsAsk is what figures are asked for.
type sumsAsk struct {
	From, To time.Time // Mondays, from the one until before the other
	Theme    *int      // nil: all
	Agency   string    // bot.AllAgencies: all
}

// Before is where the period before begins, which is as long.
func (a sumsAsk) Before() time.Time {
	return bot.AddWeeks(a.From, -bot.WeeksBetween(a.From, a.To))
}

// Last is the last day.
func (a sumsAsk) Last() time.Time { return a.To.AddDate(0, 0, -1) }

// PeriodWords are the period's length as a sentence goes on with it.
func (a sumsAsk) PeriodWords() string {
	if weeks := bot.WeeksBetween(a.From, a.To); weeks > 1 {
		return strconv.Itoa(weeks) + " weeks"
	}
	return "week"
}

func periodOptions(form sumsForm) []option {
	return chosen([]option{
		{Value: "4", Label: "The last 4 weeks"},
		{Value: "12", Label: "The last 12 weeks"},
		{Value: "52", Label: "The last 52 weeks"},
		{Value: ownPeriod, Label: "From one day to another"},
	}, form.Period)
}

func sumsAskedFor(query url.Values) sumsForm {
	get := func(name string) string { return strings.TrimSpace(query.Get(name)) }
	form := sumsForm{get("period"), get("from"), get("to"), get("theme"), get("agency")}
	if form.Period == "" {
		form.Period = "12"
		if form.From != "" || form.To != "" {
			form.Period = ownPeriod
		}
	}
	return form
}

// query is the form as a browser sends it, without what is empty.
func (f sumsForm) query() url.Values {
	query := url.Values{}
	for name, value := range map[string]string{"period": f.Period, "from": f.From, "to": f.To, "theme": f.Theme, "agency": f.Agency} {
		if value != "" {
			query.Set(name, value)
		}
	}
	return query
}

// sumsAsk reads the form. An agency's people have their own agency's figures.
func (c *Console) sumsAsk(v visit, form sumsForm) (of sumsAsk, problems []problem, found bool) {
	of.Agency = v.by.Agency
	if v.by.All {
		of.Agency = bot.AllAgencies
	}
	if form.Agency != "" && form.Agency != of.Agency {
		if !v.by.All || !c.knownAgency(form.Agency) {
			return of, nil, false
		}
		of.Agency = form.Agency
	}
	if form.Theme != "" {
		theme, err := strconv.Atoi(form.Theme)
		if err != nil || !c.knownTheme(theme) {
			return of, nil, false
		}
		of.Theme = &theme
	}
	this := bot.WeekOf(c.today())
	if form.Period == ownPeriod {
		of.From, of.To, problems = typedWeeks(form, this)
		return of, problems, true
	}
	weeks, err := strconv.Atoi(form.Period)
	if err != nil || weeks < 1 || weeks > mostWeeks {
		return of, []problem{{"period", "Choose a period"}}, true
	}
	of.From, of.To = bot.AddWeeks(this, -weeks), this
	return of, nil, true
}

// typedWeeks are the whole weeks of the days that were typed, none of them after
// this one.
func typedWeeks(form sumsForm, this time.Time) (from, to time.Time, problems []problem) {
	day := func(field, typed, which string) time.Time {
		at, err := time.Parse(time.DateOnly, typed)
		if err != nil || at.Year() < 2000 || at.Year() > 2200 {
			problems = append(problems, problem{field, "Enter the " + which + " day as year-month-day, such as 2026-11-23"})
		}
		return at
	}
	first, last := day("from", form.From, "first"), day("to", form.To, "last")
	if len(problems) > 0 {
		return from, to, problems
	}
	from, to = bot.WeekOf(first), bot.AddWeeks(bot.WeekOf(last), 1)
	if end := bot.AddWeeks(this, 1); to.After(end) {
		to = end
	}
	switch {
	case last.Before(first):
		problems = append(problems, problem{"to", "The last day must not be before the first day"})
	case !from.Before(to):
		problems = append(problems, problem{"from", "The first day must not be in the future"})
	case bot.WeeksBetween(from, to) > mostWeeks:
		problems = append(problems, problem{"from", "Choose two years at the most: " + strconv.Itoa(mostWeeks) + " weeks"})
	}
	return from, to, problems
}
