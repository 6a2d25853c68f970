package console_test

import (
	"encoding/json"
	"net/http"
	"time"

	"yousaid/bot"
	"yousaid/bot/console"
	"yousaid/flows/triage"
	"yousaid/storage/storagetest"
)

// fileJSON is a copy of figures as a program reads it.
type fileJSON struct {
	Agency, Theme, From, To string
	Tables                  []tableJSON
}

type tableJSON struct {
	ID, Title, From, To string
	Rows                []rowJSON
}

type rowJSON struct {
	Name   string
	Count  *int
	Least  bool `json:"at_least"`
	Before *int
	Mean   *float64
	Shown  string
}

// withAreas makes a console with Luton's areas.
func withAreas(c *console.Config) {
	c.Areas, c.Wards = nil, triage.Wards()
	for _, ward := range triage.WardShapes() {
		c.Areas = append(c.Areas, console.Area(ward))
	}
}

// today moves the rig's clock to a day.
func (r *rig) today(date time.Time) {
	r.t.Helper()
	r.later(date.Sub(r.now()))
}

// yearOf fills the record with a year of reports, counts them, and returns what
// was made. The clock stands in the week after.
func (r *rig) yearOf(reports int) []storagetest.Filed {
	r.t.Helper()
	from := time.Date(2025, 11, 24, 0, 0, 0, 0, time.UTC)
	list := storagetest.Year(r.t, r.Store, reports, from, 363)
	r.today(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC))
	r.recount()
	return list
}

func (r *rig) recount() {
	r.t.Helper()
	if err := r.CountFigures(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
}

// figures reads a copy of figures.
func (b *browser) figures(query string) fileJSON {
	b.rig.t.Helper()
	p := b.get("figures.json" + query)
	var file fileJSON
	if err := json.Unmarshal([]byte(p.Body), &file); err != nil || p.Status != http.StatusOK {
		b.rig.t.Fatalf("figures.json%s: status %d: %v: %.300s", query, p.Status, err, p.Body)
	}
	return file
}

// table is one of the tables; without rows where it isn't there.
func (f fileJSON) table(id string) tableJSON {
	for _, table := range f.Tables {
		if table.ID == id {
			return table
		}
	}
	return tableJSON{}
}

// row is a row of a table by its name.
func (t tableJSON) row(name string) rowJSON {
	for _, row := range t.Rows {
		if row.Name == name {
			return row
		}
	}
	return rowJSON{Shown: "no such row"}
}

// hannah is the coordinator, cleared, at a browser.
func (r *rig) hannah() *browser {
	r.t.Helper()
	return r.signedIn(r.officer("Hannah", "partnership", bot.RoleCoordinator, true))
}
