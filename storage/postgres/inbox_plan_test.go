package postgres_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/storage/postgres"
)

// explained is how the record reads a list, as the desk role.
func (w *town) explained(l list, how string) string {
	w.t.Helper()
	sql, args := postgres.InboxSQL(l.by, l.filter, noon)
	return w.plan(l.by, how, sql, args...)
}

// plan is how the record reads what sql asks for, as the desk role.
func (w *town) plan(by bot.Actor, how, sql string, args ...any) string {
	w.t.Helper()
	tx, err := w.Pool().Begin(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(w.t.Context()) }()
	if err := postgres.AsDesk(w.t.Context(), tx, by); err != nil {
		w.t.Fatal(err)
	}
	if err := postgres.InOrder(w.t.Context(), tx); err != nil {
		w.t.Fatal(err)
	}
	rows, err := tx.Query(w.t.Context(), `EXPLAIN `+how+sql, args...)
	if err != nil {
		w.t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

// Row-level security keeps conditions out of indexes whose operators might tell
// what they compare; so it is the desk role's plans that count.
func TestListsAreReadByIndex(t *testing.T) {
	w := fill(t, 20000)
	t.Run("a report", func(t *testing.T) {
		plan := w.plan(w.coordinator(), "", postgres.HeadSQL, []string{w.newest()})
		if !strings.Contains(plan, "using reports_pkey") || strings.Contains(plan, "Seq Scan on reports") {
			t.Errorf("a report is looked for:\n%s", plan)
		}
	})
	t.Run("without looking through rows", func(t *testing.T) { w.looksThrough(t) })
	for _, l := range w.lists() {
		plan := w.explained(l, "")
		for _, bad := range []string{"Seq Scan on inbox\n", "Seq Scan on inbox ", "Seq Scan on reports", "Seq Scan on referrals", "Bitmap"} {
			if strings.Contains(plan, bad) {
				t.Errorf("%s: %s\n%s", l.name, bad, plan)
			}
		}
		if !strings.Contains(plan, "using inbox_") {
			t.Errorf("%s: no index of the inbox\n%s", l.name, plan)
		}
	}
}

// looksThrough fails where a filter is something that rows are looked through
// for, instead of the beginning of an index: what is read of a lane is what is shown of it, or nearly so.
func (w *town) looksThrough(t *testing.T) {
	removed := regexp.MustCompile(`Rows Removed by Filter: (\d+)`)
	for _, l := range w.lists() {
		for _, found := range removed.FindAllStringSubmatch(w.explained(l, "(ANALYSE, TIMING off) "), -1) {
			if n, _ := strconv.Atoi(found[1]); n > 100 {
				t.Errorf("%s looks through %d rows", l.name, n)
			}
		}
	}
}
