package public

import (
	"context"
	"strconv"
	"time"

	"yousaid/bot"
	"yousaid/flows/partnership"
)

// enough is a count that may be shown, or 0.
func enough(count int) int {
	if count < bot.FewestShown {
		return 0
	}
	return count
}

// mostMonths is how far figures go back.
const mostMonths = 12

// cell is a figure. One that is hidden has no count.
type cell struct {
	Count int
	Bar   int // in percent of the largest of its table
	Least bool
}

// Shown reports whether there is a figure to show.
func (c cell) Shown() bool { return c.Count >= bot.FewestShown }

func (c cell) String() string { return strconv.Itoa(c.Count) }

// month is a row of a table by month.
type month struct {
	First   time.Time
	Reports cell
	Mean    string // of the pulse
}

// subject is a row of the table by subject, newest month first.
type subject struct {
	Number int // 0: none, -1: all of them
	Name   string
	Cells  []cell
	Total  cell
}

// reportTable counts reports by subject and month.
type reportTable struct {
	Months   []time.Time // newest first
	Subjects []subject
	All      subject
}

// months are the whole months that are over by now, newest first. What has
// begun is not counted: it would tell by its growing that somebody has written.
func (p *pages) months(most int) (from, to time.Time, list []time.Time) {
	zone := p.Plan.Zone()
	now := p.Now().In(zone)
	to = time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, zone)
	from = to.AddDate(0, -most, 0)
	for i := 1; i <= most; i++ {
		at := to.AddDate(0, -i, 0)
		list = append(list, time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC))
	}
	return from, to, list
}

// counts are the reports of each subject and month, those that may be shown.
type counts map[int]map[time.Time]int

// reports reads the counts, and their months from the first one in which there
// is something to show. What they say depends on nothing that is hidden.
func (p *pages) reports(ctx context.Context, most int) (counts, []time.Time, error) {
	from, to, months := p.months(most)
	rows, err := p.Store.ReportsByMonth(ctx, from, to)
	if err != nil {
		return nil, nil, err
	}
	all := counts{}
	for _, row := range rows {
		number := row.Theme
		if _, known := p.Plan.Theme(number); !known {
			number = partnership.NoTheme
		}
		if all[number] == nil {
			all[number] = map[time.Time]int{}
		}
		all[number][row.Month.UTC()] += row.Count
	}
	last := 0
	for _, byMonth := range all {
		for i, at := range months {
			byMonth[at] = enough(byMonth[at])
			if byMonth[at] > 0 {
				last = max(last, i+1)
			}
		}
	}
	return all, months[:last], nil
}

// total adds cells up. Every figure that is shown is a sum of figures that are
// shown, so that no hidden one can be worked out: where one is hidden, the sum
// of the others is what there was at least.
func total(cells []cell) cell {
	var sum cell
	for _, c := range cells {
		sum.Count += c.Count
		sum.Least = sum.Least || !c.Shown()
	}
	return sum
}

// table hides what is small and adds up the rest.
func (all counts) table(months []time.Time, subjects []subject) reportTable {
	t := reportTable{Months: months, All: subject{Number: -1}}
	for _, s := range subjects {
		for _, at := range months {
			s.Cells = append(s.Cells, cell{Count: all[s.Number][at]})
		}
		s.Total = total(s.Cells)
		t.Subjects = append(t.Subjects, s)
	}
	var totals []cell
	for i := range months {
		var column []cell
		for _, s := range t.Subjects {
			column = append(column, s.Cells[i])
		}
		t.All.Cells = append(t.All.Cells, total(column))
	}
	for _, s := range t.Subjects {
		totals = append(totals, s.Total)
	}
	t.All.Total = total(totals)
	for _, s := range t.Subjects {
		t.All.Total.Least = t.All.Total.Least || s.Total.Least
	}
	return t
}

// subjects are the plan's, and what fits none.
func (v voice) subjects() []subject {
	var list []subject
	for _, theme := range v.pages.Plan.Themes {
		list = append(list, subject{Number: theme.Number, Name: v.theme(theme, "short", theme.Short)})
	}
	return append(list, subject{Number: partnership.NoTheme, Name: v.Say("theme.none")})
}

// ofTheme are the reports on one theme, by month.
func (p *pages) ofTheme(ctx context.Context, number int) ([]month, error) {
	all, months, err := p.reports(ctx, mostMonths)
	if err != nil {
		return nil, err
	}
	var rows []month
	largest := 0
	for _, at := range months {
		c := cell{Count: all[number][at]}
		largest = max(largest, c.Count)
		rows = append(rows, month{First: at, Reports: c})
	}
	for i := range rows {
		if largest > 0 {
			rows[i].Reports.Bar = rows[i].Reports.Count * 100 / largest
		}
	}
	return rows, nil
}

// pulse is how safe residents felt in each month, newest first. Of a month with
// few answers nothing is told, their mean neither.
func (p *pages) pulse(ctx context.Context) ([]month, error) {
	from, to, months := p.months(mostMonths)
	rows, err := p.Store.PulsesByMonth(ctx, from, to)
	if err != nil {
		return nil, err
	}
	found := map[time.Time]month{}
	for _, row := range rows {
		if row.Answers >= bot.FewestShown {
			found[row.Month.UTC()] = month{
				Reports: cell{Count: row.Answers, Bar: int((row.Mean - 1) / 4 * 100)}, Mean: strconv.FormatFloat(row.Mean, 'f', 1, 64),
			}
		}
	}
	var list []month
	last := 0
	for i, at := range months {
		m := found[at]
		if m.First = at; m.Reports.Shown() {
			last = i + 1
		}
		list = append(list, m)
	}
	return list[:last], nil
}
