package console

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"yousaid/bot"
)

// sumsCopy is what a page of figures shows, as a file that leaves the house. It
// has nothing that the page doesn't show.
type sumsCopy struct {
	Partnership string      `json:"partnership"`
	Agency      string      `json:"agency"`
	Theme       string      `json:"theme"`
	From        string      `json:"from"`
	To          string      `json:"to"` // the last day
	Made        time.Time   `json:"made"`
	Tables      []copyTable `json:"tables"`
}

type copyTable struct {
	ID    string    `json:"id"`
	Title string    `json:"title"`
	From  string    `json:"from"`
	To    string    `json:"to"`
	Rows  []copyRow `json:"rows"`
}

type copyRow struct {
	Name    string   `json:"name"`
	Count   *int     `json:"count"` // null where it is hidden
	Least   bool     `json:"at_least,omitempty"`
	Before  *int     `json:"before,omitempty"`
	Mean    *float64 `json:"mean,omitempty"`
	Shown   string   `json:"shown"`
	Earlier string   `json:"shown_before,omitempty"`
}

func (c *Console) sumsCSV(w http.ResponseWriter, r *http.Request, v visit) {
	c.sumsFile(w, r, v, "csv", "text/csv; charset=utf-8", csvOf)
}

func (c *Console) sumsJSON(w http.ResponseWriter, r *http.Request, v visit) {
	c.sumsFile(w, r, v, "json", "application/json", func(s sumsCopy) ([]byte, error) { return json.MarshalIndent(s, "", "  ") })
}

// sumsFile sends figures as a file. That it was taken, of what and how large it
// is, is noted first.
func (c *Console) sumsFile(w http.ResponseWriter, r *http.Request, v visit, format, contentType string, encode func(sumsCopy) ([]byte, error)) {
	page, found, err := c.sumsOf(r, v)
	switch {
	case err != nil:
		c.failed(w, r, err)
		return
	case !found || len(page.Problems) > 0:
		c.sums(w, r, v) // which says what is wrong
		return
	}
	copied, rows := c.copyOf(page)
	data, err := encode(copied)
	if err == nil {
		err = c.Store.NoteAudit(r.Context(), v.by, bot.AuditFigures, map[string]string{
			"format": format, "period": copied.From + " until " + copied.To, "subject": copied.Theme, "of": copied.Agency, "rows": strconv.Itoa(rows),
		}, 0)
	}
	if err != nil {
		c.failed(w, r, err)
		return
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Disposition", `attachment; filename="figures-`+copied.From+"-to-"+copied.To+"."+format+`"`)
	_, _ = w.Write(data) // who went away doesn't hear it
}

// copyOf is a page as a file, and how many rows that has.
func (c *Console) copyOf(page sumsPage) (copied sumsCopy, rows int) {
	copied = sumsCopy{
		Partnership: c.Plan.Name, Agency: page.Owner, Theme: "All themes", From: page.Of.From.Format(time.DateOnly), To: page.Of.Last().Format(time.DateOnly),
		Made: c.Now().UTC().Truncate(time.Second),
	}
	if page.Subject != "" {
		copied.Theme = page.Subject
	}
	for _, id := range tableOrder() {
		table := page.Tables[id]
		if table == nil {
			continue
		}
		list := table.Rows
		if table.Total != nil {
			list = append(list[:len(list):len(list)], *table.Total)
		}
		one := copyTable{ID: id, Title: table.Title, From: table.From.Format(time.DateOnly), To: table.Last().Format(time.DateOnly), Rows: []copyRow{}}
		for _, row := range list {
			one.Rows = append(one.Rows, copyRowOf(row))
			rows++
		}
		copied.Tables = append(copied.Tables, one)
	}
	return copied, rows
}

func copyRowOf(row figureRow) copyRow {
	copied := copyRow{Name: row.Name, Least: row.Least, Before: row.Before, Shown: row.Shown(), Earlier: row.TextBefore}
	if row.Hidden == "" {
		copied.Count = numberOf(row.Count)
	}
	if exact, err := strconv.ParseFloat(row.Mean, 64); err == nil {
		copied.Mean = &exact
	}
	return copied
}

// csvOf is a copy as spreadsheets read it: one table below the other, each figure
// with what it is of.
func csvOf(s sumsCopy) ([]byte, error) {
	var data bytes.Buffer
	data.WriteString("\ufeff") // spreadsheets know by it that this is UTF-8
	out := csv.NewWriter(&data)
	out.UseCRLF = true
	lines := [][]string{{"Table", "First day", "Last day", "Agency", "Theme", "What", "Count", "Shown", "Period before"}}
	for _, table := range s.Tables {
		for _, row := range table.Rows {
			count, before := "", row.Earlier
			if row.Count != nil {
				count = strconv.Itoa(*row.Count)
			}
			if row.Before != nil {
				before = strconv.Itoa(*row.Before)
			}
			lines = append(lines, []string{table.Title, table.From, table.To, s.Agency, s.Theme, row.Name, count, row.Shown, before})
		}
	}
	for _, line := range lines {
		for i := range line {
			line[i] = cell(line[i])
		}
		if err := out.Write(line); err != nil {
			return nil, err
		}
	}
	out.Flush()
	return data.Bytes(), out.Error()
}
