package postgres_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"yousaid/bot"
	"yousaid/storage/postgres"
	"yousaid/storage/storagetest"
)

// BenchmarkFigures reads what a page of figures of a year is made of, at 10,000
// reports and at a million, by turns; and counts a week of the larger one anew: `go test ./storage/postgres
// -run=- -bench=Figures -benchtime=60x`. docs/figures.md says what came of it.
func BenchmarkFigures(b *testing.B) {
	stores := [2]*postgres.Store{}
	for i := range stores {
		config := storagetest.Config(b, storagetest.DB(b))
		config.Now = func() time.Time { return noon }
		stores[i] = openFor(b, config)
		storagetest.Year(b, stores[i], 10_000, time.Date(2025, 11, 24, 0, 0, 0, 0, time.UTC), 363)
	}
	multiply(b, stores[1])
	for i, store := range stores {
		began := time.Now()
		if err := store.CountFigures(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.Logf("counted year %d in %v", i, time.Since(began))
	}
	for _, agency := range []string{bot.AllAgencies, "bedfordshire-police", "probation"} {
		b.Run(agency, func(b *testing.B) {
			compare(b, func(w *town) error { return readYear(b, w, agency) }, &town{Store: stores[0], t: b}, &town{Store: stores[1], t: b})
		})
	}
	b.Run("week", func(b *testing.B) {
		for b.Loop() {
			if _, err := stores[1].Pool().Exec(b.Context(), `INSERT INTO figure_marks (day) VALUES ('2026-06-17')`); err != nil {
				b.Fatal(err)
			}
			if err := stores[1].CountFigures(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkFilingBesideFigures says what the notes of what changed cost whoever
// files.
func BenchmarkFilingBesideFigures(b *testing.B) {
	without, with := fill(b, 2000), fill(b, 2000)
	without.owner(`DROP TRIGGER figure_filed ON reports`, `DROP TRIGGER figure_arrives ON referrals`)
	compare(b, func(w *town) error {
		_, err := w.Commit(b.Context(), ana, pending(filing(submission(6))))
		return err
	}, without, with)
}

// readYear reads what a page of figures reads of a year and the year before.
func readYear(b *testing.B, w *town, agency string) error {
	b.Helper()
	weeks, err := w.WeekSums(b.Context(), everywhere, agency, noon.AddDate(-2, 0, 0), noon)
	if err == nil && len(weeks) < 50 {
		b.Fatalf("%d sums of weeks", len(weeks))
	}
	if err != nil {
		return err
	}
	_, err = w.FigureCounts(b.Context(), everywhere, agency, noon.AddDate(-2, 0, 0), noon)
	return err
}

// multiply makes a hundred reports of each.
func multiply(b *testing.B, store *postgres.Store) {
	b.Helper()
	conn, err := pgx.Connect(b.Context(), store.Pool().Config().ConnString())
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(b.Context()) //nolint:errcheck // it ends with the benchmark
	for _, sql := range []string{
		`ALTER TABLE reports DISABLE TRIGGER USER`, `ALTER TABLE referrals DISABLE TRIGGER USER`, `ALTER TABLE entries DISABLE TRIGGER USER`,
		`CREATE TABLE copied AS SELECT id, n, md5(id::text || n)::uuid AS as_id FROM reports, generate_series(2, 100) n`,
		`INSERT INTO reports (id, reference, theme, degree, status, channel, language, ward, contact, taken_at, outcome, closed_at, began_at, sent_at, filed_at)
		 SELECT as_id, reference || '-' || n, theme, degree, status, channel, language, ward, contact, taken_at, outcome, closed_at, began_at, sent_at, filed_at
		 FROM copied JOIN reports USING (id)`,
		`INSERT INTO referrals (report_id, agency, active, created_at) SELECT as_id, agency, active, created_at FROM copied JOIN referrals ON report_id = copied.id`,
		`INSERT INTO entries (report_id, kind, event, detail, source, at) SELECT as_id, kind, event, detail, source || '-' || n, at FROM copied JOIN entries ON report_id = copied.id`,
		`DROP TABLE copied`, `VACUUM ANALYSE`,
	} {
		if _, err := conn.Exec(b.Context(), sql); err != nil {
			b.Fatal(err)
		}
	}
}
