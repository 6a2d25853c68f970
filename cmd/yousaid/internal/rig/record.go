package rig

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5"
)

const queryTime = 20 * time.Second

// DatabaseURL is the rig's own database, as the service logs in.
func (r *Rig) DatabaseURL() string { return at(r.Postgres.URL(), r.database) }

// at is the address of another database of a server.
func at(server, database string) string {
	u, err := url.Parse(server)
	if err != nil {
		panic(err) // of our own making
	}
	u.Path = "/" + database
	return u.String()
}

// connect opens the database as a superuser, whom row-level security doesn't
// hold back: a judge sees everything.
func (r *Rig) connect(ctx context.Context, database string) (*pgx.Conn, error) {
	return pgx.Connect(ctx, at(r.Postgres.AdminURL(), database))
}

// Connect opens the rig's database as a superuser, until the test ends.
func (r *Rig) Connect(ctx context.Context) *pgx.Conn {
	r.T.Helper()
	conn, err := r.connect(ctx, r.database)
	if err != nil {
		r.T.Fatal(err)
	}
	r.T.Cleanup(func() { _ = conn.Close(context.WithoutCancel(ctx)) })
	return conn
}

func (r *Rig) exec(database, statement string) {
	r.T.Helper()
	if err := r.do(database, statement); err != nil {
		r.T.Fatal(err)
	}
}

// Exec runs statements in the rig's own database as a superuser, each by itself.
func (r *Rig) Exec(statements ...string) error { return r.do(r.database, statements...) }

func (r *Rig) do(database string, statements ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), queryTime)
	defer cancel()
	conn, err := r.connect(ctx, database)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	for _, statement := range statements {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

// Count runs a query that returns one number.
func (r *Rig) Count(query string, args ...any) int {
	r.T.Helper()
	rows := Rows[int](r, query, args...)
	if len(rows) != 1 {
		r.T.Fatalf("%s: %d rows, want one", query, len(rows))
	}
	return rows[0]
}

// Rows runs a query of one column.
func Rows[T any](r *Rig, query string, args ...any) []T {
	r.T.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), queryTime)
	defer cancel()
	conn, err := r.connect(ctx, r.database)
	if err != nil {
		r.T.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	rows, err := conn.Query(ctx, query, args...)
	if err != nil {
		r.T.Fatalf("%s: %v", query, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[T])
	if err != nil {
		r.T.Fatalf("%s: %v", query, err)
	}
	return list
}

// Eventually waits until something holds.
func (r *Rig) Eventually(within time.Duration, what string, holds func() bool) {
	r.T.Helper()
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if holds() {
			return
		}
	}
	r.T.Fatalf("not within %v: %s", within, what)
}
