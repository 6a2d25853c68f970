package postgres_test

import (
	"database/sql"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pressly/goose/v3"

	"yousaid/migrations"
	"yousaid/storage/postgres"
	"yousaid/storage/storagetest"
)

func TestReplicasMayMigrateAtTheSameTime(t *testing.T) {
	url := storagetest.EmptyDB(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if err := postgres.Migrate(t.Context(), url); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	store, err := postgres.Open(t.Context(), storagetest.Config(t, url))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if err := store.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestCheckSaysThatTheRecordIsNotSetUp(t *testing.T) {
	store, err := postgres.Open(t.Context(), storagetest.Config(t, storagetest.EmptyDB(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if err := store.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "yousaid migrate") {
		t.Errorf("Check: %v", err)
	}
}

func TestMigrationsCanBeTakenBack(t *testing.T) {
	url := storagetest.DB(t)
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, migrations.Files)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	var left int
	err = db.QueryRowContext(t.Context(), `
		SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
		WHERE nspname IN ('public', 'vault', 'river') AND relname NOT LIKE 'goose%'`).Scan(&left)
	if err != nil || left != 0 {
		t.Errorf("%d tables and indexes are left, %v", left, err)
	}
	if err := postgres.Migrate(t.Context(), url); err != nil {
		t.Errorf("and up again: %v", err)
	}
}

// A partnership's administrator may own the tables while the service logs in
// as somebody who may do nothing but its work.
func TestPlainMemberIsEnoughToServe(t *testing.T) {
	r := start(t)
	owner := r.owner()
	if _, err := owner.Exec(t.Context(), `CREATE ROLE plain_member LOGIN IN ROLE yousaid_service, yousaid_desk`); err != nil {
		t.Fatal(err)
	}
	defer func() {
		r.Close()
		gone(t, owner, "plain_member") // nobody but a superuser may cut its connections off
		if _, err := owner.Exec(t.Context(), `DROP ROLE plain_member`); err != nil {
			t.Error(err)
		}
	}()
	r.config.URL = as(t, r.config.URL, "plain_member")
	store := r.another()
	defer store.Close()
	if _, err := store.Commit(t.Context(), ana, pending(filing(submission(3)))); err != nil {
		t.Error(err)
	}
}

// gone waits until the server has ended the connections of a role: it does so a
// moment after they were closed.
func gone(t *testing.T, owner *pgx.Conn, role string) {
	t.Helper()
	for range 1000 {
		var n int
		if err := owner.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity WHERE usename = $1`, role).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%s is still connected", role)
}

func TestLoginThatCannotMakeTheRolesIsToldSo(t *testing.T) {
	r := start(t)
	owner := r.owner()
	if _, err := owner.Exec(t.Context(), `CREATE ROLE no_maker LOGIN`); err != nil {
		t.Fatal(err)
	}
	defer func() {
		gone(t, owner, "no_maker")
		if _, err := owner.Exec(t.Context(), `DROP ROLE no_maker`); err != nil {
			t.Error(err)
		}
	}()
	conn, err := pgx.Connect(t.Context(), as(t, r.config.URL, "no_maker"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	// The roles belong to the whole server and other tests use them, so they
	// are looked for under names that nobody has.
	err = postgres.RolesCanBeMade(t.Context(), conn, "yousaid_absent_one", "yousaid_absent_two")
	if err == nil || !strings.Contains(err.Error(), "CREATEROLE") {
		t.Errorf("said: %v", err)
	}
}

// as is the URL of another login.
func as(t *testing.T, database, login string) string {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("user", login)
	u.RawQuery = q.Encode()
	return u.String()
}
