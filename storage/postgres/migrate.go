package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"yousaid/migrations"
)

// migrating is the advisory lock under which migrations run. Any number does,
// as long as nothing else in the same database uses it.
const migrating = 0x796f7573616964 // "yousaid"

// Migrate brings the database to what this program expects: our own migrations,
// then those of the job queue. It works as the login of the URL, which owns the
// tables. Replicas may migrate at the same time: one does it, the others wait.
func Migrate(ctx context.Context, url string) error {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return errors.New("DATABASE_URL is not the address of a PostgreSQL database") // err would quote it
	}
	lock, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return fmt.Errorf("connect to migrate: %w", err)
	}
	defer func() { _ = lock.Close(context.WithoutCancel(ctx)) }() // which also ends the lock
	if err := waitToMigrate(ctx, lock); err != nil {
		return fmt.Errorf("wait for another migration: %w", err)
	}
	if err := rolesCanBeMade(ctx, lock, serviceRole, deskRole); err != nil {
		return err
	}
	if err := migrateRecord(ctx, config); err != nil {
		return fmt.Errorf("migrate the record: %w", err)
	}
	if err := migrateQueue(ctx, url); err != nil {
		return fmt.Errorf("migrate the job queue: %w", err)
	}
	_, err = lock.Exec(ctx, `GRANT SELECT ON goose_db_version TO `+serviceRole)
	if err != nil {
		return fmt.Errorf("let the service read its version: %w", err)
	}
	return nil
}

// waitToMigrate takes the lock. It asks again and again instead of waiting in the
// database: who makes an index beside the running service waits for every
// statement that is under way, and so would wait for the one that waits for it.
func waitToMigrate(ctx context.Context, lock *pgx.Conn) error {
	for {
		var free bool
		err := lock.QueryRow(ctx, `SELECT pg_try_advisory_lock($1)`, int64(migrating)).Scan(&free)
		if err != nil || free {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(migratePause):
		}
	}
}

const migratePause = 200 * time.Millisecond

// rolesCanBeMade says in plain words what a login lacks, before a migration
// fails half-way with less plain ones.
func rolesCanBeMade(ctx context.Context, conn *pgx.Conn, service, desk string) error {
	var missing int
	var may bool
	err := conn.QueryRow(ctx, `
		SELECT 2 - (SELECT count(*) FROM pg_roles WHERE rolname IN ($1, $2)),
		       (SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = session_user)`,
		service, desk).Scan(&missing, &may)
	if err != nil {
		return fmt.Errorf("look for the roles: %w", err)
	}
	if missing > 0 && !may {
		return fmt.Errorf("the login of DATABASE_URL may not make the roles %[1]s and %[2]s: give it CREATEROLE, or let "+
			"an administrator run CREATE ROLE %[1]s NOLOGIN; CREATE ROLE %[2]s NOLOGIN; and grant both to it", service, desk)
	}
	return nil
}

func migrateRecord(ctx context.Context, config *pgx.ConnConfig) (err error) {
	db := stdlib.OpenDB(*config)
	defer func() { err = errors.Join(err, db.Close()) }()
	provider, err := record(db)
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

func record(db *sql.DB) (*goose.Provider, error) {
	return goose.NewProvider(goose.DialectPostgres, db, migrations.Files, goose.WithDisableGlobalRegistry(true))
}

func migrateQueue(ctx context.Context, url string) error {
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return err
	}
	defer pool.Close()
	migrator, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{
		Schema: queueSchema,
		Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return err
	}
	_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

// newest is the number of the last migration that this program knows.
func newest() int64 {
	provider, err := record(stdlib.OpenDB(pgx.ConnConfig{})) // never connects
	if err != nil {
		return 0
	}
	sources := provider.ListSources()
	if len(sources) == 0 {
		return 0
	}
	return sources[len(sources)-1].Version
}

// unmigrated tells a database that knows none of our roles or tables.
func unmigrated(err error) bool {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return false
	}
	switch pg.Code {
	case "42P01", // no such table
		"42704", "22023": // no such role, at the start of a connection
		return true
	}
	return false
}
