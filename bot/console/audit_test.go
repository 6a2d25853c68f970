package console_test

import (
	"encoding/csv"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"yousaid/bot"
)

// copied is the copy of the audit that a query leaves.
func (b *browser) copied(query string) [][]string {
	b.rig.t.Helper()
	p := b.get("audit.csv" + query)
	if p.Status != http.StatusOK || !strings.HasPrefix(p.Header.Get("Content-Disposition"), `attachment; filename="audit-20`) {
		b.rig.t.Fatalf("status %d: %.300s", p.Status, p.Body)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(p.Body, "\ufeff"))).ReadAll()
	if err != nil {
		b.rig.t.Fatal(err)
	}
	return rows[1:]
}

func TestAuditSaysInPlainWordsWhoDidWhat(t *testing.T) {
	r := start(t)
	admin := r.signedIn(r.officer("Bilal", "partnership", bot.RoleAdministrator, false))
	reference := r.lived(4, mark)
	r.exec(`INSERT INTO audit (at, agency, actor, action, detail) VALUES ('2026-01-23 14:05Z', 'probation', '<b>Kofi</b>', 'juggle', '{"reason": "` + mark + `"}')`)
	p := admin.get("audit")
	for _, words := range []string{"Read a report", "in the console", "Took a report", "Wrote to the resident", reference, ">juggle<", "&lt;b&gt;Kofi", "23 January 2026, 14:05"} {
		if !strings.Contains(p.Body, words) {
			t.Errorf("it doesn't say %q", words)
		}
	}
	if strings.Contains(p.Body, mark) {
		t.Error("it shows words of a report, or an officer's")
	}
	if copied := admin.copied(""); strings.Contains(strings.Join(slices.Concat(copied...), " "), mark) {
		t.Error("its copy has words of a report, or an officer's")
	}
}

func TestAuditIsFilteredAndTurned(t *testing.T) {
	r := start(t)
	admin := r.signedIn(r.officer("Bilal", "partnership", bot.RoleAdministrator, false))
	r.exec(`INSERT INTO audit (at, agency, actor, action) SELECT '2026-01-01Z'::timestamptz + n * interval '1 hour', 'probation', 'N' || n || '.', 'take' FROM generate_series(1, 120) n`)
	shown := func(p page) []string { return regexp.MustCompile(`N\d+\.`).FindAllString(p.Body, -1) }
	older := regexp.MustCompile(`href="/console/([^"]*)" rel="next"`)
	var all []string
	for path := "audit?agency=probation"; ; {
		p := admin.get(path)
		all = append(all, shown(p)...)
		next := older.FindStringSubmatch(p.Body)
		if next == nil {
			break
		}
		path = strings.ReplaceAll(next[1], "&amp;", "&")
	}
	if len(all) != 120 || all[0] != "N120." || all[119] != "N1." {
		t.Errorf("by pages there are %d lines: %v", len(all), all)
	}
	if got := shown(admin.get("audit?from=2026-01-03&to=2026-01-03&action=take")); len(got) != 24 || got[0] != "N71." || got[23] != "N48." {
		t.Errorf("of one day there are %v", got)
	}
	if got := admin.copied("?from=2026-01-03&to=2026-01-03"); len(got) != 24 || got[0][2] != "N71." {
		t.Errorf("the copy of a day has %v", got)
	}
	for query, words := range map[string]string{
		"?reference=LUT-7": "Enter the whole reference", "?from=yesterday": "Enter the first day", "?from=2026-02-02&to=2026-01-01": "must not be before",
	} {
		for _, path := range []string{"audit", "audit.csv"} {
			if p := admin.get(path + query); p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Body, words) || shown(p) != nil {
				t.Errorf("%s%s: status %d", path, query, p.Status)
			}
		}
	}
	if p := admin.get("audit?after=zz&officer=%27"); p.Status != http.StatusOK || !strings.Contains(p.Body, "Nothing was read or done that fits") {
		t.Errorf("what is nobody's: status %d", p.Status)
	}
}

// What somebody's name says to a spreadsheet is text.
func TestCopyOfTheAuditHoldsNoFormulas(t *testing.T) {
	r := start(t)
	admin := r.signedIn(r.officer("Bilal", "partnership", bot.RoleAdministrator, false))
	names := []string{`=HYPERLINK("http://evil.test")`, "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "a=1", `"; "=1`}
	for _, name := range names {
		if _, err := r.Pool().Exec(t.Context(), `INSERT INTO audit (at, agency, actor, action) VALUES (now() - interval '1 day', '=cmd', $1, $1)`, name); err != nil {
			t.Fatal(err)
		}
	}
	rows := admin.copied("?agency=%3Dcmd")
	if len(rows) != len(names) {
		t.Fatalf("%d lines", len(rows))
	}
	for _, row := range rows {
		for _, text := range row {
			if text != "" && strings.ContainsAny(text[:1], "=+-@\t\r") {
				t.Errorf("a cell begins %q", text)
			}
		}
	}
}

func TestLookingAndCopyingAreInTheAudit(t *testing.T) {
	r := start(t)
	who := r.officer("Bilal", "partnership", bot.RoleAdministrator, false)
	admin := r.signedIn(who)
	for range 3 {
		admin.get("audit")
		admin.copied("?action=take")
	}
	counted := map[string]int{}
	for _, row := range admin.copied("?officer=" + who.ID) {
		counted[row[3]]++
	}
	if counted["Looked at the audit"] != 1 || counted["Took a copy of the audit"] != 4 {
		t.Errorf("%v", counted)
	}
}

// A copy ends at 50,000 lines, and is never held whole.
func TestCopyOfTheAuditEnds(t *testing.T) {
	r := start(t)
	admin := r.signedIn(r.officer("Bilal", "partnership", bot.RoleAdministrator, false))
	r.exec(`INSERT INTO audit (at, agency, actor, action) SELECT now() - n * interval '1 second', 'probation', 'Kofi', 'take' FROM generate_series(1, 50500) n`)
	if rows := admin.copied("?action=take"); len(rows) != 50_000 {
		t.Errorf("%d lines", len(rows))
	}
}

func (r *rig) exec(sql string, args ...any) {
	r.t.Helper()
	if _, err := r.Pool().Exec(r.t.Context(), sql, args...); err != nil {
		r.t.Fatal(err)
	}
}
