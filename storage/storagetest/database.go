package storagetest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"yousaid/storage/local"
	"yousaid/storage/postgres"
)

// template is the migrated database that each test gets a copy of.
type template struct {
	server   string // URL of a login that may make databases
	name     string
	strategy string // how it is copied
}

// DB gives a test its own migrated database and returns its URL. The database
// is gone when the test ends.
func DB(t testing.TB) string {
	t.Helper()
	source := migrated(t)
	name := "test_" + strings.ToLower(rand.Text()[:12])
	admin(t, source.server, fmt.Sprintf(`CREATE DATABASE %s TEMPLATE %s %s`, name, source.name, source.strategy))
	t.Cleanup(func() { drop(t, source.server, name) })
	return at(t, source.server, name)
}

// EmptyDB is like DB without any migration.
func EmptyDB(t testing.TB) string {
	t.Helper()
	server := serverURL(t)
	name := "empty_" + strings.ToLower(rand.Text()[:12])
	admin(t, server, `CREATE DATABASE `+name)
	t.Cleanup(func() { drop(t, server, name) })
	return at(t, server, name)
}

// serverURL starts the server of this test binary, unless DATABASE_URL names
// one.
func serverURL(t testing.TB) string {
	t.Helper()
	servers.Lock()
	defer servers.Unlock()
	return serverLocked(t)
}

func serverLocked(t testing.TB) string {
	t.Helper()
	if given := os.Getenv("DATABASE_URL"); given != "" {
		return given
	}
	needMain(t)
	if servers.postgres == nil {
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		defer cancel()
		err := inMemory(func() (err error) {
			servers.postgres, err = local.StartPostgres(ctx, local.Options{Volatile: true})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return servers.postgres.URL()
}

// migrated makes the template, once for each test binary.
func migrated(t testing.TB) template {
	t.Helper()
	servers.Lock()
	defer servers.Unlock()
	if servers.template.name != "" {
		return servers.template
	}
	server := serverLocked(t)
	name := fmt.Sprintf("template_%d_%s", os.Getpid(), strings.ToLower(rand.Text()[:8]))
	admin(t, server, `CREATE DATABASE `+name)
	if err := postgres.Migrate(t.Context(), at(t, server, name)); err != nil {
		t.Fatal(err)
	}
	servers.template = template{server: server, name: name, strategy: strategy(t, server)}
	return servers.template
}

// strategy is how the server copies a database. Newer ones write each page of it
// into their log, unless they are told to copy its files as the old ones did:
// that takes a third of the time where nothing is waited for on the disk.
func strategy(t testing.TB, server string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	var chooses bool
	if err := conn.QueryRow(t.Context(), `SELECT current_setting('server_version_num')::int >= 150000`).Scan(&chooses); err != nil {
		t.Fatal(err)
	}
	if chooses {
		return "STRATEGY file_copy"
	}
	return ""
}

// admin runs one statement on the server's own database.
func admin(t testing.TB, server, statement string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), limit)
	defer cancel()
	if err := run(ctx, server, statement); err != nil {
		t.Errorf("%s: %v", statement, err)
	}
}

// drop drops a database with whoever is still in it. The server's own vacuuming
// may be, for a moment: that a login which is no superuser may not end, so it is
// waited for.
func drop(t testing.TB, server, name string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), limit)
	defer cancel()
	statement := fmt.Sprintf(`DROP DATABASE %s WITH (FORCE)`, name)
	err := run(ctx, server, statement)
	for vacuumed(err) && ctx.Err() == nil {
		time.Sleep(vacuumPause)
		err = run(ctx, server, statement)
	}
	if err != nil {
		t.Errorf("%s: %v", statement, err)
	}
}

const vacuumPause = 50 * time.Millisecond

// vacuumed reports whether somebody is in a database whom only a superuser may
// end.
func vacuumed(err error) bool {
	var refused *pgconn.PgError
	return errors.As(err, &refused) && refused.Code == "42501" // insufficient_privilege
}

// run runs one statement outside a transaction: inside one, no database can be
// made or dropped.
func run(ctx context.Context, server, statement string) error {
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

// at is the URL of another database of a server.
func at(t testing.TB, server, database string) string {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + database
	return u.String()
}

// Server gives a test a server of its own, to kill and start again, with a
// migrated database, and returns the database's URL.
func Server(t testing.TB) (*local.Postgres, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	var server *local.Postgres
	err := inMemory(func() (err error) {
		server, err = local.StartPostgres(ctx, local.Options{Volatile: true})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), limit)
		defer cancel()
		if err := server.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	if err := postgres.Migrate(ctx, server.URL()); err != nil {
		t.Fatal(err)
	}
	return server, server.URL()
}
