package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// Examination is how a database stands to this program. All of it is read as the
// login, before any role is taken on.
type Examination struct {
	Version  int   // server_version_num: 170004 is 17.4
	Schema   int64 // the newest migration that was applied; 0: none
	Expected int64 // the newest that this program knows
	Queue    bool  // the job queue's own migrations are all applied

	Unmade    int      // of the two roles
	Foreign   int      // of the two roles that the login may not take on
	Privilege bool     // the login is a superuser or passes row-level security by
	Strong    int      // of the two roles that may log in, are superusers or pass it by
	Open      []string // tables that have policies and don't force them upon everybody

	Pool        int // connections that a replica may take
	Connections int // that logins other than superusers may have together; the login's own limit where that is lower
	InUse       int // of all clients, now

	ReadOnly     bool
	Clock        time.Time
	Asked, Heard time.Time // by our clock: in between is Clock
}

// examined is everything that one query tells.
const examined = `
	SELECT current_setting('server_version_num')::int AS version,
	       2 - (SELECT count(*) FROM pg_roles WHERE rolname = ANY($1))::int AS unmade,
	       (SELECT count(*) FROM pg_roles WHERE rolname = ANY($1) AND NOT pg_has_role(session_user, oid, 'MEMBER'))::int AS "foreign",
	       (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user) AS privilege,
	       (SELECT count(*) FROM pg_roles WHERE rolname = ANY($1) AND (rolcanlogin OR rolsuper OR rolbypassrls))::int AS strong,
	       (SELECT coalesce(array_agg(DISTINCT nspname || '.' || relname ORDER BY nspname || '.' || relname), '{}')
	        FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace JOIN pg_policy ON polrelid = pg_class.oid
	        WHERE nspname IN ('public', 'vault') AND NOT (relrowsecurity AND relforcerowsecurity)) AS open,
	       least(current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
	             - coalesce(current_setting('reserved_connections', true)::int, 0),
	             (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = session_user)) AS connections,
	       (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')::int AS in_use,
	       current_setting('transaction_read_only')::bool AS read_only`

// ErrLogin says that the database is there and doesn't let the login of
// DATABASE_URL in.
var ErrLogin = errors.New("the login is refused")

// Examine looks at a database without changing anything. Its errors name no
// value of the URL; one of them is [ErrLogin].
func Examine(ctx context.Context, url string) (e Examination, err error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return e, errors.New("DATABASE_URL is not the address of a PostgreSQL database") // err would quote it
	}
	e.Pool, e.Expected = int(config.MaxConns), newest()
	config.MaxConns, config.MinConns = 1, 0
	config.ConnConfig.RuntimeParams["application_name"] = "yousaid doctor"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return e, clean(err)
	}
	defer pool.Close()
	for _, look := range []func(context.Context, *pgxpool.Pool) error{e.server, e.clock, e.record, e.queue} {
		if err := look(ctx, pool); err != nil {
			return e, refusedLogin(err)
		}
	}
	return e, nil
}

func (e *Examination) server(ctx context.Context, pool *pgxpool.Pool) error {
	return pool.QueryRow(ctx, examined, []string{serviceRole, deskRole}).
		Scan(&e.Version, &e.Unmade, &e.Foreign, &e.Privilege, &e.Strong, &e.Open, &e.Connections, &e.InUse, &e.ReadOnly)
}

func (e *Examination) clock(ctx context.Context, pool *pgxpool.Pool) error {
	e.Asked = time.Now()
	err := pool.QueryRow(ctx, `SELECT clock_timestamp()`).Scan(&e.Clock)
	e.Heard = time.Now()
	return err
}

func (e *Examination) record(ctx context.Context, pool *pgxpool.Pool) error {
	err := pool.QueryRow(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`).Scan(&e.Schema)
	if unmigrated(err) {
		return nil // Schema is 0
	}
	return err
}

func (e *Examination) queue(ctx context.Context, pool *pgxpool.Pool) error {
	migrator, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Schema: queueSchema, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	result, err := migrator.Validate(ctx, nil)
	if unmigrated(err) {
		return nil // Queue is false
	}
	if err == nil {
		e.Queue = result.OK
	}
	return err
}

// refusedLogin cleans an error, and tells a login that isn't let in from a
// database that isn't there.
// Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
func refusedLogin(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && (pg.Code[:2] == "28" || pg.Code == "3D000" || pg.Code == "42501") {
		return fmt.Errorf("%w (%s)", ErrLogin, described(pg))
	}
	return clean(err)
}
