package console_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yousaid/bot"
	"yousaid/bot/console"
	"yousaid/flows"
	"yousaid/flows/partnership"
	"yousaid/storage/storagetest"
)

// Who may not see figures, or give them out, finds nothing there.
func TestFiguresAreForWhoMayHaveThem(t *testing.T) {
	r := start(t, withAreas)
	r.file(4, mark)
	r.later(8 * 24 * time.Hour)
	r.recount()
	for _, role := range bot.Roles() {
		own, copies := r.signedIn(r.officer("Ruth", "public-health", role, true)), role == bot.RoleLead || role == bot.RoleCoordinator
		all := role == bot.RoleCoordinator
		for path, may := range map[string]bool{
			"figures": true, "figures.csv": copies, "figures.json": copies,
			"figures?agency=public-health": true, "figures?agency=neighbourhood-services": all, "figures?agency=nobody": false, "figures?agency=*": all,
			"figures.csv?agency=neighbourhood-services": all, "figures.json?agency=nobody": false,
			"figures?theme=4": true, "figures?theme=99": false, "figures?theme=x": false, "figures?theme=-1": false,
		} {
			p := own.get(path)
			if (p.Status == http.StatusOK) != may || !may && p.Status != http.StatusNotFound {
				t.Errorf("%s asks for %s: status %d", role, path, p.Status)
			}
			if may && path == "figures" && strings.Contains(p.Body, "figures.csv") != copies {
				t.Errorf("%s is offered copies: %t", role, !copies)
			}
		}
	}
	stranger := r.signedIn(r.officer("Kofi", "neighbourhood-services", bot.RoleOfficer, true)).get("figures").Body
	if !strings.Contains(stranger, `<dt>Reports</dt><dd><strong>0</strong>`) {
		t.Error("another agency's report is counted")
	}
}

// What is typed wrong is said, and stays typed.
func TestPeriodsThatCannotBe(t *testing.T) {
	r := start(t, withAreas)
	r.today(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC))
	b := r.hannah()
	for query, words := range map[string]string{
		"from=2026-11-23&to=yesterday":            "Enter the last day as year-month-day",
		"from=&to=2026-11-23":                     "Enter the first day",
		"from=2026-02-30&to=2026-03-01":           "Enter the first day",
		"from=2026-03-02&to=2026-03-01":           "must not be before",
		"from=2027-03-02&to=2027-04-01":           "must not be in the future",
		"from=2020-01-01&to=2026-11-01":           "two years at the most",
		"from=0001-01-01&to=9999-12-31":           "Enter the first day",
		"period=days":                             "Enter the first day",
		"period=0":                                "Choose a period",
		"period=99999999999":                      "Choose a period",
		"period=%27%3B&theme=6":                   "Choose a period",
		"from=%3Cscript%3E&to=2026-11-23&theme=6": `value="&lt;script&gt;"`,
	} {
		for _, file := range []string{"figures?", "figures.csv?", "figures.json?"} {
			if p := b.get(file + query); p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Body, words) || strings.Contains(p.Body, "figures-of") {
				t.Errorf("%s%s: status %d", file, query, p.Status)
			}
		}
	}
	if p := b.get("figures?from=2026-11-18&to=2026-11-24"); !strings.Contains(p.Body, "from 16 November 2026 to 29 November 2026; the last week is not over") {
		t.Errorf("days are not made whole weeks: status %d", p.Status)
	}
}

// An area with four reports is nowhere; with five it is.
func TestAnAreaWithFourReportsIsHidden(t *testing.T) {
	r := start(t, withAreas)
	r.today(time.Date(2026, 5, 12, 12, 0, 0, 0, time.UTC))
	for ward, n := range map[string]int{"Dallow": 4, "Stopsley": 5, "": 3} {
		for range n {
			r.file(6, mark, func(s *flows.Submission) { s.Place.Ward = ward })
		}
	}
	r.today(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC))
	r.recount()
	b := r.hannah()
	areas := b.figures("?from=2026-03-30&to=2026-06-28&theme=6").table("areas")
	for name, want := range map[string]string{
		"Dallow": "fewer than 5", "Stopsley": "5", "Farley": "fewer than 5", "Together": "12", "Not known where, or counted in none of the figures above": "7",
	} {
		if got := areas.row(name); got.Shown != want || strings.HasPrefix(want, "fewer") && got.Count != nil {
			t.Errorf("%s: %q, want %q", name, got.Shown, want)
		}
	}
	page := b.get("figures?from=2026-03-30&to=2026-06-28&theme=6").Body
	for _, words := range []string{"<title>Dallow: fewer than 5</title>", "<title>Stopsley: 5</title>", "<title>Wigmore: fewer than 5</title>"} {
		if !strings.Contains(page, words) {
			t.Errorf("the map has no %s", words)
		}
	}
	// A week more or less tells nothing: areas are of whole quarters.
	for query, quarter := range map[string]string{
		"?from=2026-04-06&to=2026-06-28&theme=6": "2026-03-30", "?from=2026-03-23&to=2026-07-05&theme=6": "2026-03-30", "?from=2026-05-11&to=2026-05-17&theme=6": "2025-12-29",
	} {
		got := b.figures(query).table("areas")
		if quarter != "2026-03-30" && len(got.Rows) == 0 {
			continue // nothing was filed then
		}
		if diff := cmp.Diff(areas, got); diff != "" || got.From != quarter {
			t.Errorf("%s: %s", query, diff)
		}
	}
}

// A copy that leaves the house is in the audit, with what it is of.
func TestCopiesOfFiguresAreInTheAudit(t *testing.T) {
	r := start(t, withAreas)
	r.yearOf(200)
	r.hannah().get("figures.csv?period=52&theme=6")
	r.signedIn(r.officer("Kofi", "probation", bot.RoleLead, false)).figures("?period=4")
	r.hannah().get("figures.csv?period=0") // nothing was taken
	admin := r.signedIn(r.officer("Bilal", "partnership", bot.RoleAdministrator, false))
	rows := admin.copied("?action=export+figures")
	if len(rows) != 2 {
		t.Fatalf("%v", rows)
	}
	for i, words := range [][]string{
		{"Probation Services", "Kofi", "Took a copy of figures", "2026-10-26 until 2026-11-22", "All themes", "as json", "rows: "},
		{"Luton Community Safety Partnership team", "Hannah", "2025-11-24 until 2026-11-22", "Antisocial behaviour", "All agencies", "as csv", "rows: "},
	} {
		for _, word := range words {
			if line := strings.Join(rows[i], " | "); !strings.Contains(line, word) {
				t.Errorf("%q has no %q", line, word)
			}
		}
	}
}

// Spreadsheets take nothing in a copy for a formula, and each line is whole.
func TestCopiesOfFiguresHoldNoFormulas(t *testing.T) {
	plan := partnership.Luton() // its own: it is changed
	plan.Themes[5].Name, plan.Agencies[0].Name = `=HYPERLINK("http://evil.test")`, "@SUM(A1)"
	r := start(t, withAreas, func(c *console.Config) { c.Plan = plan })
	r.today(time.Date(2026, 5, 12, 12, 0, 0, 0, time.UTC))
	for range 5 {
		r.file(6, mark, func(s *flows.Submission) { s.Place.Ward = "+1" })
	}
	r.today(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC))
	r.recount()
	for _, query := range []string{"?period=52", "?period=52&theme=6&agency=bedfordshire-police"} {
		p := r.hannah().get("figures.csv" + query)
		if !strings.HasPrefix(p.Body, "\ufeffTable,") || p.Header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.Contains(p.Header.Get("Content-Disposition"), "figures-2025-11-24-to-2026-11-22.csv") {
			t.Errorf("%.40q, %v", p.Body, p.Header)
		}
		lines, err := csv.NewReader(strings.NewReader(p.Body)).ReadAll()
		if err != nil || len(lines) < 60 {
			t.Fatalf("%d lines: %v", len(lines), err)
		}
		for _, line := range lines {
			for _, text := range line {
				if text != "" && strings.ContainsAny(text[:1], "=+-@\t\r") {
					t.Errorf("a cell begins %q", text)
				}
			}
		}
	}
	if p := r.hannah().get("figures.csv?period=52"); !strings.Contains(p.Body, "'+1,5,") || !strings.Contains(p.Body, "'=HYPERLINK") {
		t.Error("the names are not there at all")
	}
}

// Whoever isn't cleared sees nothing of where residents of a guarded theme live,
// not even by what is left.
func TestAreasOfGuardedThemesAreForClearedOfficers(t *testing.T) {
	r := start(t, withAreas)
	r.yearOf(4_000)
	for _, cleared := range []bool{true, false} {
		b := r.signedIn(r.officer("Nasreen", "public-health", bot.RoleLead, cleared))
		if got := b.figures("?period=52&theme=3").table("areas").row("Central").Shown; cleared == (got == "no such row") {
			t.Errorf("cleared %t: %q", cleared, got)
		}
		page := b.get("figures?period=52").Body
		if left := strings.Contains(page, "Areas and languages of guarded themes are left out"); left == cleared {
			t.Errorf("cleared %t: the page says that they are left out: %t", cleared, left)
		}
		if rated := b.figures("?period=52&theme=3").table("satisfaction").Rows; len(rated) == 0 {
			t.Errorf("cleared %t: how residents found it is hidden", cleared)
		}
	}
}

// A year without anything has a page, too.
func TestFiguresOfNothing(t *testing.T) {
	r := start(t)
	r.recount()
	b := r.hannah()
	for _, query := range []string{"?period=52", "?period=4&theme=6", "?period=106&agency=probation"} {
		if p := b.get("figures" + query); p.Status != http.StatusOK || strings.Contains(p.Body, "NaN") || !strings.Contains(p.Body, "nothing was counted yet") {
			t.Errorf("%s: status %d", query, p.Status)
		}
		if rows := b.figures(query).table("weeks").Rows; len(rows) == 0 {
			t.Errorf("%s has no weeks", query)
		}
	}
}

// Pulses are of whole months that are over, from five answers on.
func TestPulsesByMonth(t *testing.T) {
	r := start(t)
	r.today(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC))
	pulse := func(score, n int, at string, again bool) {
		for range n {
			r.exec(fmt.Sprintf(`INSERT INTO pulses (id, score, channel, language, again, at) VALUES (gen_random_uuid(), %d, 'sms', 'en', %t, '%s')`, score, again, at))
		}
	}
	pulse(2, 5, "2026-08-31T22:59:59Z", false) // the last second of August in Luton
	pulse(4, 5, "2026-08-31T23:00:00Z", false) // September
	pulse(1, 9, "2026-09-12T12:00:00Z", true)  // again: not counted
	pulse(5, 4, "2026-10-12T12:00:00Z", false) // too few
	pulse(5, 9, "2026-11-12T12:00:00Z", false) // not over
	r.recount()
	for role, agency := range map[bot.Role]string{bot.RoleCoordinator: "partnership", bot.RoleLead: "probation"} {
		got := r.signedIn(r.officer("Hannah", agency, role, false)).figures("?period=52").table("pulse").Rows
		said := ""
		for _, row := range got {
			said += fmt.Sprintf("%s %s %d; ", row.Name, row.Shown, *row.Count)
		}
		if want := "August 2026 2.0 of 5 5; September 2026 4.0 of 5 5; "; said != want {
			t.Errorf("%s reads %q, want %q", role, said, want)
		}
	}
}

// A plan that is not Luton's, without shapes, has the list of areas and no map.
func TestAreasWithoutShapesAreAList(t *testing.T) {
	r := start(t, withAreas, func(c *console.Config) { c.Areas = nil })
	list := r.yearOf(1_000)
	if len(list) == 0 || len(storagetest.Plan(t).Themes) == 0 {
		t.Fatal("nothing was filed")
	}
	page := r.hannah().get("figures?period=52").Body
	if strings.Contains(page, "area-map") || strings.Contains(page, "On the map") || !strings.Contains(page, `<th scope="row">Central</th>`) {
		t.Error("there is a map, or no list")
	}
}
