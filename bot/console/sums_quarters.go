package console

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"yousaid/bot"
	"yousaid/flows/partnership"
)

// keptCounts are the counts by quarter, and of pulses by month, that a page shows.
type keptCounts struct {
	Quarters []time.Time
	Themes   []int // those that have a count in one of the quarters
	Latest   bool  // no quarter lies in the period: it is the last one before its end
	Guarded  bool  // guarded themes were left out of areas and languages
	cells    []bot.FigureCount
	pulses   []bot.FigureCount
}

// kept picks the counts of the quarters that lie in the period, or of the last
// one that is over by its end.
func (c *Console) kept(by bot.Actor, of sumsAsk, counts []bot.FigureCount) keptCounts {
	var k keptCounts
	k.Quarters, k.Latest = c.quartersOf(of)
	for _, count := range counts {
		switch {
		case count.Dimension == bot.FigurePulse:
			if !count.Begins.Before(of.From.AddDate(0, 0, 1-of.From.Day())) {
				k.pulses = append(k.pulses, count)
			}
		case of.Theme != nil && *of.Theme != count.Theme || !slices.ContainsFunc(k.Quarters, count.Begins.Equal):
		case c.Plan.Degree(count.Theme) == partnership.Guarded && !by.Cleared && count.Dimension != bot.FigureRating:
			k.Guarded = true
		default:
			k.cells = append(k.cells, count)
			if count.Dimension == bot.FigureTotal && !slices.Contains(k.Themes, count.Theme) {
				k.Themes = append(k.Themes, count.Theme)
			}
		}
	}
	return k
}

// quartersOf are the counted quarters of a period.
func (c *Console) quartersOf(of sumsAsk) (list []time.Time, latest bool) {
	settled := bot.QuarterOf(bot.DateOf(c.Now().Add(-bot.FiguresSettle), c.Plan.Zone()))
	for quarter := bot.QuarterOf(of.From); !bot.NextQuarter(quarter).After(of.To) && quarter.Before(settled); quarter = bot.NextQuarter(quarter) {
		if !quarter.Before(of.From) {
			list = append(list, quarter)
		}
	}
	if len(list) > 0 {
		return list, false
	}
	last := bot.QuarterOf(bot.AddWeeks(bot.QuarterOf(of.To), -1)) // that ends by the period's end
	if !last.Before(settled) {
		last = bot.QuarterOf(bot.AddWeeks(settled, -1))
	}
	return []time.Time{last}, true
}

// span is from when to when the quarters are.
func (k keptCounts) span() (from, to time.Time) {
	return k.Quarters[0], bot.NextQuarter(k.Quarters[len(k.Quarters)-1])
}

// total counts all reports of the quarters.
func (k keptCounts) total() (sum int) {
	for _, count := range k.cells {
		if count.Dimension == bot.FigureTotal {
			sum += count.Count
		}
	}
	return sum
}

// by adds the counts of a dimension up. Every sum is of counts that may be shown
// themselves; least says of which there may be more.
func (k keptCounts) by(dimension bot.FigureDimension) (sums map[string]int, least map[string]bool) {
	sums, shown, cells := map[string]int{}, map[string]int{}, 0
	for _, count := range k.cells {
		switch count.Dimension {
		case bot.FigureTotal:
			cells++
		case dimension:
			sums[count.Value] += count.Count
			shown[count.Value]++
		case bot.FigureArea, bot.FigureLanguage, bot.FigureRating, bot.FigurePulse:
		}
	}
	least = map[string]bool{}
	for value, n := range shown {
		least[value] = n < cells
	}
	return sums, least
}

// few is said of what is hidden: a count below five on each theme of each quarter.
func (k keptCounts) few() string {
	words := "fewer than " + strconv.Itoa(bot.FewestShown)
	if len(k.Themes) > 1 {
		words += " on any theme"
	}
	if len(k.Quarters) > 1 {
		words += " in any quarter"
	}
	return words
}

// quarterTables are the tables of what says something of residents.
func (c *Console) quarterTables(page *sumsPage, k keptCounts) {
	from, to := k.span()
	if len(k.Themes) > 0 {
		areas := &figureTable{Title: "Reports by area", Of: "Area", From: from, To: to, Keyed: len(c.Areas) > 0}
		c.fillAreas(areas, k)
		page.Tables["areas"] = areas
		page.Map = c.areaMap(areas, k.few())
		languages := &figureTable{Title: "Reports by language", Of: "Written in", From: from, To: to}
		c.fillLanguages(languages, k)
		page.Tables["languages"] = languages
	}
	page.Latest, page.Guarded = k.Latest, k.Guarded
	page.Tables["satisfaction"] = c.satisfaction(k)
	page.Tables["pulse"] = c.pulseTable(page.Of, k)
	for id, table := range page.Tables {
		table.ID = id
	}
}

// fillAreas lists every area, by name, and what is left.
func (c *Console) fillAreas(table *figureTable, k keptCounts) {
	sums, least := k.by(bot.FigureArea)
	names := slices.Clone(c.Wards)
	for name := range sums {
		names = append(names, name)
	}
	slices.Sort(names)
	shown := 0
	for _, name := range slices.Compact(names) {
		row := figureRow{Name: name, Count: sums[name], Least: least[name]}
		if row.Count == 0 {
			row.Hidden = k.few()
		}
		row.Key = c.areaKey(name)
		shown += row.Count
		table.Rows = append(table.Rows, row)
	}
	table.draw(k.total(), nil)
	table.Rows = append(table.Rows, figureRow{Name: "Not known where, or counted in none of the figures above", Count: k.total() - shown})
}

// fillLanguages lists the languages that may be shown, the most frequent first.
func (c *Console) fillLanguages(table *figureTable, k keptCounts) {
	sums, least := k.by(bot.FigureLanguage)
	shown := 0
	for _, code := range keysOf(sums) {
		shown += sums[code]
		table.Rows = append(table.Rows, figureRow{Name: c.Bundle.English(code), Count: sums[code], Least: least[code]})
	}
	slices.SortStableFunc(table.Rows, func(a, b figureRow) int { return cmp.Compare(b.Count, a.Count) })
	table.draw(k.total(), nil)
	table.Rows = append(table.Rows, figureRow{Name: "English, or another language that was " + k.few(), Count: k.total() - shown})
}

// satisfaction says how residents found it that their reports were dealt with.
func (c *Console) satisfaction(k keptCounts) *figureTable {
	from, to := k.span()
	table := &figureTable{Title: "How residents found it", Of: "Theme", From: from, To: to, Mean: true}
	answers, points := map[int]int{}, map[int]int{}
	for _, count := range k.cells {
		if count.Dimension == bot.FigureRating {
			answers[count.Theme] += count.Count
			points[count.Theme] += count.Points
		}
	}
	allAnswers, allPoints := 0, 0
	for _, theme := range themesOf(&tally{Themes: answers}) {
		table.Rows = append(table.Rows, meanRow(c.themeName(theme), answers[theme], points[theme]))
		allAnswers, allPoints = allAnswers+answers[theme], allPoints+points[theme]
	}
	if len(table.Rows) > 1 {
		total := meanRow("Together", allAnswers, allPoints)
		table.Total = &total
	}
	return table
}

// pulseTable says how safe residents feel, month by month.
func (c *Console) pulseTable(of sumsAsk, k keptCounts) *figureTable {
	table := &figureTable{Title: "How safe residents feel", Of: "Month", From: of.From, To: of.To, Mean: true}
	for _, pulse := range k.pulses {
		table.Rows = append(table.Rows, meanRow(pulse.Begins.Format("January 2006"), pulse.Count, pulse.Points))
	}
	return table
}

// meanRow is the mean of answers from 1 to 5.
func meanRow(name string, answers, points int) figureRow {
	exact := float64(points) / float64(answers)
	return figureRow{Name: name, Count: answers, Mean: mean(exact), Text: mean(exact) + " of 5", Note: fmt.Sprintf("from %s", plural(answers, "answer")), Bar: int((exact - 1) * 25)}
}
