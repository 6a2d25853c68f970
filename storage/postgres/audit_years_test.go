package postgres_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/storage/postgres"
	"yousaid/storage/storagetest"
)

// parts are the tables that the audit is made of.
func (r *rig) parts() []string {
	r.t.Helper()
	return r.strings(`SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'audit'::regclass ORDER BY 1`)
}

// documented is the SQL in docs/scaling.md that has some words in it.
func documented(t *testing.T, words string) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/scaling.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range strings.Split(string(page), "```") {
		if sql, found := strings.CutPrefix(block, "sql\n"); found && strings.Contains(sql, words) {
			return sql
		}
	}
	t.Fatalf("no SQL with %s", words)
	return ""
}

// A tool that asks for figures sees sums alone, as docs/scaling.md says.
func TestAToolOfYourOwnSeesSumsAlone(t *testing.T) {
	r := start(t)
	r.lived(4)
	r.exec(`INSERT INTO figure_counts (begins, agency, theme, dimension, guarded, count) VALUES ('2026-01-01', 'probation', 3, 'total', true, 5),
	                                                                                        ('2026-01-01', 'probation', 6, 'total', false, 5)`)
	owner := r.owner()
	if _, err := owner.Exec(t.Context(), documented(t, "CREATE ROLE figures")); err != nil {
		t.Fatal(err)
	}
	defer func() {
		gone(t, owner, "figures")
		for _, sql := range []string{
			`DROP POLICY figures ON figure_weeks`, `DROP POLICY figures ON figure_counts`, `REVOKE ALL ON figure_weeks, figure_counts FROM figures`,
			`REVOKE ALL ON SCHEMA public FROM figures`, `DROP ROLE figures`,
		} {
			if _, err := owner.Exec(t.Context(), sql); err != nil {
				t.Error(err)
			}
		}
	}()
	conn, err := pgx.Connect(t.Context(), as(t, r.config.URL, "figures"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	for _, table := range r.tables() {
		var n int
		err := conn.QueryRow(t.Context(), `SELECT count(*) FROM `+table).Scan(&n)
		switch table {
		case "public.figure_weeks", "public.figure_counts":
			if want := strings.Count(table, "counts"); err != nil || n != want {
				t.Errorf("%s: %d rows, want %d, %v", table, n, want, err)
			}
		default:
			if !denied(err) {
				t.Errorf("%s: %v", table, err)
			}
		}
	}
}

func TestEachYearOfTheAuditIsATableOfItsOwn(t *testing.T) {
	r := start(t)
	mia := r.officer("Mia", "probation", true)
	parts := r.parts()
	if len(parts) != 12 || parts[len(parts)-1] != "audit_later" {
		t.Fatalf("parts: %v", parts)
	}
	for at, part := range map[time.Time]string{
		noon: "audit_earlier", noon.AddDate(1, 0, 0): "audit_2027", noon.AddDate(9, 0, 0): "audit_2035", noon.AddDate(40, 0, 0): "audit_later",
	} {
		r.clock.add(at.Sub(r.clock.now()))
		if err := r.NoteAudit(t.Context(), mia, "look", nil, 0); err != nil {
			t.Fatal(err)
		}
		if got := r.strings(`SELECT tableoid::regclass::text FROM audit WHERE at = $1`, at); len(got) != 1 || got[0] != part {
			t.Errorf("%s lies in %v, want %s", at.Format(time.DateOnly), got, part)
		}
	}
	page := r.audited(bot.AuditFilter{Action: "look"})
	if len(page) != 4 || !page[0].At.After(page[3].At) {
		t.Errorf("read: %+v", page)
	}
	// An old year is taken off by who owns the tables, as docs/scaling.md says.
	if _, err := r.owner().Exec(t.Context(), documented(t, "DETACH PARTITION")); err != nil {
		t.Fatal(err)
	}
	if left := r.audited(bot.AuditFilter{Action: "look"}); len(left) != 3 {
		t.Errorf("%d lines are left", len(left))
	}
}

// What holds for the audit holds for its parts: nobody changes a line, a desk
// adds its own alone and reads none, and there is no way round through a part.
func TestPartsOfTheAuditAreNoWayRound(t *testing.T) {
	r := start(t)
	r.exec(`INSERT INTO audit (at, agency, actor, action) VALUES ($1, 'probation', 'Pat', 'read')`, noon)
	refused := func(what string, err error) {
		t.Helper()
		if !denied(err) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, part := range append(r.parts(), "audit") {
		for _, sql := range []string{`DELETE FROM %s`, `UPDATE %s SET actor = 'x'`, `TRUNCATE %s`} {
			_, err := r.Pool().Exec(t.Context(), fmt.Sprintf(sql, part))
			refused("service: "+fmt.Sprintf(sql, part), err)
		}
		r.asDesk("probation", true, func(tx pgx.Tx) {
			_, err := tx.Exec(t.Context(), `SELECT FROM `+part)
			refused("desk reads "+part, err)
		})
		if part == "audit" {
			continue
		}
		for _, sql := range []string{`SELECT FROM `, `INSERT INTO audit_earlier (id, at, agency, actor, action) SELECT 1, now(), 'x', 'x', 'x' FROM `} {
			_, err := r.Pool().Exec(t.Context(), sql+part)
			refused("service: "+sql+part, err)
		}
	}
	for agency, may := range map[string]bool{"probation": true, "public-health": false} {
		r.asDesk("probation", true, func(tx pgx.Tx) {
			_, err := tx.Exec(t.Context(), `INSERT INTO audit (at, agency, actor, action) VALUES ($1, $2, 'Pat', 'read')`, noon, agency)
			if (err == nil) != may {
				t.Errorf("a desk of probation adds a line of %s: %v", agency, err)
			}
		})
	}
}

// A long audit becomes one in years while it is written to: nobody waits for
// long, and no line is lost.
func TestALongAuditIsPartedWhileItIsWrittenTo(t *testing.T) {
	const lines = 60_000
	config := storagetest.Config(t, storagetest.EmptyDB(t))
	if err := postgres.MigrateTo(t.Context(), config.URL, 22); err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, clock: &clock{at: noon}, config: config}
	r.config.Now = r.clock.now
	r.Store = r.another()
	r.exec(`INSERT INTO audit (at, agency, actor, action) SELECT $1::timestamptz - n * interval '1 minute', 'probation', 'Pat', 'read' FROM generate_series(1, $2::int) n`,
		noon, lines)
	ctx, stop := context.WithCancel(t.Context())
	written, longest := 0, time.Duration(0)
	done := make(chan error)
	go func() {
		for {
			began := time.Now()
			_, err := r.Pool().Exec(context.WithoutCancel(ctx), `INSERT INTO audit (at, agency, actor, action) VALUES (now(), 'probation', 'Pat', 'look')`)
			if longest = max(longest, time.Since(began)); err == nil {
				written++
			}
			if err != nil || ctx.Err() != nil {
				done <- err
				return
			}
		}
	}()
	for range 2 { // a second time there is nothing to do
		if err := postgres.Migrate(t.Context(), config.URL); err != nil {
			t.Error(err)
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Errorf("somebody who wrote was refused: %v", err)
	}
	t.Logf("%d lines were written meanwhile, the slowest in %v", written, longest.Round(time.Millisecond))
	if n := r.count(`SELECT count(*) FROM audit`); n != lines+written {
		t.Errorf("%d lines, want %d", n, lines+written)
	}
	if n := r.count(`SELECT count(*) - count(DISTINCT id) FROM audit`); n != 0 {
		t.Errorf("%d lines have the number of another", n)
	}
	if longest > 3*time.Second {
		t.Errorf("somebody waited for %v", longest)
	}
	if parts := strings.Join(r.parts(), " "); !strings.HasPrefix(parts, "audit_20") || !strings.Contains(parts, "audit_earlier") {
		t.Errorf("parts: %s", parts)
	}
}
