package console

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"yousaid/bot"
)

// The chart of weeks, in units of its own: pixels at full size.
const (
	chartWidth  = 704.0
	chartHeight = 260.0
	chartLeft   = 48.0  // where the bars begin
	chartTop    = 16.0  // where the largest ends
	chartBottom = 220.0 // where all begin
	manyWeeks   = 20    // from so many on there is no room for a number above each
)

// chart is bars that stand side by side, one for each week. Its table says the
// same in words.
type chart struct {
	Bars  []chartBar
	Lines []chartMark // across, with what they stand for
	Ticks []chartMark // below, where months begin
}

type chartBar struct {
	X, Y, Width, Height float64
	Middle, Above       float64
	Number              string // above it; empty: there is no room
	Running             bool   // its week is not over
}

type chartMark struct {
	At   float64
	Text string
}

// trend draws the weeks of a table.
func (c *Console) trend(of sumsAsk, weeks *figureTable) *chart {
	largest, today := 0, c.today()
	for _, row := range weeks.Rows {
		largest = max(largest, row.Count)
	}
	step := roundStep(largest)
	top := max(1, int(math.Ceil(float64(largest)/float64(step)))) * step
	height := func(n int) float64 { return (chartBottom - chartTop) * float64(n) / float64(top) }
	drawn, slot := &chart{}, (chartWidth-chartLeft)/float64(len(weeks.Rows))
	for n := 0; n <= top; n += step {
		drawn.Lines = append(drawn.Lines, chartMark{At: chartBottom - height(n), Text: thousands(n)})
	}
	for i, row := range weeks.Rows {
		week := bot.AddWeeks(of.From, i)
		bar := chartBar{X: chartLeft + slot*(float64(i)+0.15), Width: slot * 0.7, Height: height(row.Count), Running: bot.AddWeeks(week, 1).After(today)}
		bar.Y = chartBottom - bar.Height
		bar.Middle, bar.Above = bar.X+bar.Width/2, bar.Y-4
		if len(weeks.Rows) <= manyWeeks {
			bar.Number = thousands(row.Count)
		}
		drawn.Bars = append(drawn.Bars, bar)
		if text := monthTick(week, i, len(weeks.Rows)); text != "" {
			drawn.Ticks = append(drawn.Ticks, chartMark{At: bar.X, Text: text})
		}
	}
	return drawn
}

// monthTick is what stands below the first week that begins in a month; of long
// charts not below each.
func monthTick(week time.Time, place, weeks int) string {
	switch begins := week.Day() <= 7; {
	case place > 0 && !begins || place == 0 && week.Day() > 15 && weeks > manyWeeks:
		return ""
	case weeks > 60 && (week.Month()-1)%3 != 0:
		return ""
	case weeks > manyWeeks:
		return week.Format("Jan")
	}
	return week.Format("January")
}

// roundStep is how far lines are apart, so that there are a few: 1, 2, 5, 10 …
func roundStep(largest int) int {
	for unit := 1; ; unit *= 10 {
		for _, step := range []int{unit, 2 * unit, 5 * unit} {
			if largest <= 5*step {
				return step
			}
		}
	}
}

// px is a number of a drawing, with one digit.
func px(n float64) string { return strconv.FormatFloat(math.Round(n*10)/10, 'f', -1, 64) }

// path is one closed line.
func path(points [][2]float64) (d string) {
	for i, p := range points {
		d += fmt.Sprintf("%s%s %s", map[bool]string{true: "M", false: "L"}[i == 0], px(p[0]), px(p[1]))
	}
	return d + "Z"
}
