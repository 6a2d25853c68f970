package console

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"yousaid/bot"
)

// tally adds sums of weeks up.
type tally struct {
	Filed         int
	Weeks         map[time.Time]int
	Themes        map[int]int
	Channels      map[string]int
	Outcomes      map[string]int
	Taken, Closed []int
}

func newTally() *tally {
	buckets := len(bot.TimeBounds()) + 1
	return &tally{
		Weeks: map[time.Time]int{}, Themes: map[int]int{}, Channels: map[string]int{}, Outcomes: map[string]int{},
		Taken: make([]int, buckets), Closed: make([]int, buckets),
	}
}

func (t *tally) add(sum bot.WeekSum) {
	t.Filed += sum.Filed
	t.Weeks[sum.Week.UTC()] += sum.Filed
	t.Themes[sum.Theme] += sum.Filed
	for channel, n := range sum.Channels {
		t.Channels[channel] += n
	}
	for outcome, n := range sum.Outcomes {
		t.Outcomes[outcome] += n
	}
	for i := range t.Taken {
		t.Taken[i] += sum.Taken[i]
		t.Closed[i] += sum.Closed[i]
	}
}

// outcomeKinds are what can have become of a report, in the order in which it is
// told.
func outcomeKinds() []struct{ Kind, Words string } {
	return []struct{ Kind, Words string }{
		{string(bot.OutcomeDone), "Done"},
		{string(bot.OutcomeNoAction), "Nothing could be done"},
		{string(bot.OutcomeNotForUs), "Not for this agency"},
		{bot.EndOpen, "Still open"},
		{bot.EndWithdrawn, "Withdrawn by the resident"},
		{bot.EndForgotten, "Deleted by the resident before it was closed"},
	}
}

// sumTables are the tables of what is counted by week: exact, and as of now.
func (c *Console) sumTables(of sumsAsk, now, before *tally) map[string]*figureTable {
	tables := map[string]*figureTable{}
	weeks := &figureTable{Title: "Reports by week", Of: "Week from Monday", From: of.From, To: of.To}
	for week := of.From; week.Before(of.To); week = bot.AddWeeks(week, 1) {
		_, number := week.ISOWeek()
		weeks.Rows = append(weeks.Rows, figureRow{Name: week.Format("2 January 2006"), Note: "week " + strconv.Itoa(number), Count: now.Weeks[week]})
	}
	tables["weeks"] = weeks.draw(now.Filed, nil)
	if of.Theme == nil {
		themes := &figureTable{Title: "Reports by theme", Of: "Theme", From: of.From, To: of.To}
		for _, theme := range themesOf(now, before) {
			themes.Rows = append(themes.Rows, figureRow{Name: c.themeName(theme), Count: now.Themes[theme], Before: numberOf(before.Themes[theme])})
		}
		tables["themes"] = themes.draw(now.Filed, numberOf(before.Filed))
	}
	outcomes := &figureTable{Title: "What became of them", Of: "As it stands now", From: of.From, To: of.To}
	for _, kind := range outcomeKinds() {
		outcomes.Rows = append(outcomes.Rows, figureRow{Name: kind.Words, Count: now.Outcomes[kind.Kind], Before: numberOf(before.Outcomes[kind.Kind])})
	}
	tables["outcomes"] = outcomes.draw(now.Filed, numberOf(before.Filed))
	channels := &figureTable{Title: "How they came", Of: "Channel", From: of.From, To: of.To}
	for _, channel := range keysOf(now.Channels, before.Channels) {
		channels.Rows = append(channels.Rows, figureRow{Name: channelTitle(channel), Count: now.Channels[channel], Before: numberOf(before.Channels[channel])})
	}
	tables["channels"] = channels.draw(now.Filed, numberOf(before.Filed))
	tables["times"] = timesTable(of, now, before)
	return tables
}

// numberOf is a count that may be missing, and isn't.
func numberOf(n int) *int { return &n }

// themesOf are the themes of which there is something in one of two tallies.
func themesOf(tallies ...*tally) []int {
	var list []int
	for _, t := range tallies {
		for theme := range t.Themes {
			list = append(list, theme)
		}
	}
	slices.Sort(list)
	list = slices.Compact(list)
	if len(list) > 0 && list[0] == 0 {
		list = append(list[1:], 0) // what fits none stands last
	}
	return list
}

func keysOf(maps ...map[string]int) []string {
	var list []string
	for _, m := range maps {
		for key := range m {
			list = append(list, key)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// themeName is a theme's name, of another plan's too.
func (c *Console) themeName(theme int) string {
	if name := c.theme(theme); name != "" {
		return name
	}
	return "Theme " + strconv.Itoa(theme) + " of an earlier plan"
}

// timesTable says how long it took, in hours that passed, nights and weekends
// included.
func timesTable(of sumsAsk, now, before *tally) *figureTable {
	table := &figureTable{
		Title: "How long it took", Of: "From its filing", From: of.From, To: of.To, Worded: true,
		Note: "In hours that passed, nights and weekends included. Reports that nobody has taken or closed yet are not in it, so the newest weeks look quicker than they will.",
	}
	for _, row := range []struct {
		name  string
		share float64
		pick  func(*tally) []int
	}{
		{"Half were taken", 0.5, func(t *tally) []int { return t.Taken }},
		{"Nine of ten were taken", 0.9, func(t *tally) []int { return t.Taken }},
		{"Half were closed", 0.5, func(t *tally) []int { return t.Closed }},
		{"Nine of ten were closed", 0.9, func(t *tally) []int { return t.Closed }},
	} {
		table.Rows = append(table.Rows, figureRow{
			Name: row.name, Text: within(bot.WithinFor(row.pick(now), row.share)), TextBefore: within(bot.WithinFor(row.pick(before), row.share)),
			Count: addUp(row.pick(now)), Note: plural(addUp(row.pick(now)), "report"),
		})
	}
	return table
}

func addUp(counts []int) (sum int) {
	for _, n := range counts {
		sum += n
	}
	return sum
}

// within says below which bound a time is.
func within(bound time.Duration) string {
	days := bound / (24 * time.Hour)
	switch {
	case bound == 0:
		return "none yet"
	case bound == bot.Beyond:
		return "after more than 26 weeks"
	case days >= 14:
		return fmt.Sprintf("within %d weeks", days/7)
	case days >= 2:
		return fmt.Sprintf("within %d days", days)
	case bound == time.Hour:
		return "within an hour"
	}
	return fmt.Sprintf("within %d hours", bound/time.Hour)
}

// headlines are what is told first.
func headlines(of sumsAsk, now, before *tally) []headline {
	over := func(t *tally) int { return t.Filed - t.Outcomes[bot.EndOpen] }
	list := []headline{
		{"Reports", thousands(now.Filed), change(of, now.Filed, before.Filed)},
		{"Still open", thousands(now.Outcomes[bot.EndOpen]), ""},
	}
	if now.Filed > 0 {
		list[1].Change = strconv.Itoa(100*over(now)/now.Filed) + "% of the reports are over"
	}
	for _, row := range []struct {
		name string
		now  []int
		then []int
	}{{"Half were taken", now.Taken, before.Taken}, {"Half were closed", now.Closed, before.Closed}} {
		list = append(list, headline{row.name, within(bot.WithinFor(row.now, 0.5)), "in the " + of.PeriodWords() + " before: " + within(bot.WithinFor(row.then, 0.5))})
	}
	return list
}

// change compares a count with that of the period before.
func change(of sumsAsk, now, before int) string {
	than := "the " + of.PeriodWords() + " before (" + thousands(before) + ")"
	switch {
	case now == before:
		return "as many as in " + than
	case now > before:
		return thousands(now-before) + " more than in " + than
	}
	return thousands(before-now) + " fewer than in " + than
}

// thousands is 20,000.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return thousands(n) + " " + what + "s"
}

// channelTitle is a network as it begins a row.
func channelTitle(name string) string {
	word := networkWord(name)
	return strings.ToUpper(word[:1]) + word[1:]
}
