package console

import "time"

// figureTable is a table of figures. A page and a copy show the same ones.
type figureTable struct {
	ID       string
	Title    string
	Of       string // what its rows are of
	From, To time.Time
	Note     string
	Worded   bool // its figures are words
	Mean     bool // its figures are means of answers from 1 to 5
	Keyed    bool // its rows have the numbers of a map
	Rows     []figureRow
	Total    *figureRow
}

// figureRow is one figure.
type figureRow struct {
	Name       string
	Note       string
	Key        int // its number on the map
	Count      int
	Hidden     string // in the place of a count that nobody may see
	Least      bool   // there were more, which nobody may see
	Before     *int   // in the period before
	Text       string // in the place of a count
	TextBefore string
	Mean       string // of so many answers as Count says
	Bar        int    // in percent of the largest
}

// Shown is the figure as it is read.
func (r figureRow) Shown() string {
	switch {
	case r.Hidden != "":
		return r.Hidden
	case r.Text != "":
		return r.Text
	case r.Least:
		return "at least " + thousands(r.Count)
	}
	return thousands(r.Count)
}

// Then is the figure of the period before; empty where there is none.
func (r figureRow) Then() string {
	if r.Before != nil {
		return thousands(*r.Before)
	}
	return r.TextBefore
}

// Compared reports whether there are figures of the period before.
func (t *figureTable) Compared() bool {
	return len(t.Rows) > 0 && t.Rows[0].Then() != ""
}

// Last is the last day that it is of.
func (t *figureTable) Last() time.Time { return t.To.AddDate(0, 0, -1) }

// draw gives the rows their bars, and the table what they add up to.
func (t *figureTable) draw(total int, before *int) *figureTable {
	largest := 1
	for _, row := range t.Rows {
		largest = max(largest, row.Count)
	}
	for i := range t.Rows {
		t.Rows[i].Bar = 100 * t.Rows[i].Count / largest
	}
	t.Total = &figureRow{Name: "Together", Count: total, Before: before}
	return t
}
