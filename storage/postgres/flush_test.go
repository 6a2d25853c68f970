package postgres_test

import "testing"

// Whoever is told of a commit finds it on the disk, though the commit itself
// doesn't wait for that.
func TestWhatIsCommittedIsOnTheDisk(t *testing.T) {
	r := start(t)
	for range 5 { // PostgreSQL may happen to write by itself in between
		var before string
		if err := r.Pool().QueryRow(t.Context(), `SELECT pg_current_wal_insert_lsn()::text`).Scan(&before); err != nil {
			t.Fatal(err)
		}
		r.file(ana, 4)
		var written int
		err := r.Pool().QueryRow(t.Context(), `SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), $1::text::pg_lsn)::int`, before).Scan(&written)
		if err != nil {
			t.Fatal(err)
		}
		if written < 1000 { // bytes: a report is more
			t.Errorf("%d bytes are on the disk, and the report is not among them", written)
		}
	}
}
