package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"yousaid/storage/postgres"
)

// oldestPostgres is the first version that serves, as server_version_num.
const oldestPostgres = 140000

// postgres looks at the database.
func (d *doctor) postgres(ctx context.Context) []finding {
	if d.cfg.DatabaseURL == "" {
		return unset("postgres", "DATABASE_URL")
	}
	e, err := postgres.Examine(ctx, d.cfg.DatabaseURL)
	switch {
	case errors.Is(err, postgres.ErrLogin):
		return []finding{fail("postgres", err.Error(), "see that the name, password and database of DATABASE_URL exist, and that pg_hba.conf lets this machine in")}
	case err != nil:
		return []finding{fail("postgres", "no answer: "+err.Error(), "see that PostgreSQL runs and that DATABASE_URL leads to it from here")}
	}
	d.clocks.note(reading{of: "PostgreSQL", from: e.Clock, to: e.Clock, asked: e.Asked, heard: e.Heard})
	return []finding{serverOf(e), schemaOf(e), rolesOf(e), separationOf(e), connectionsOf(e)}
}

func serverOf(e postgres.Examination) finding {
	const name = "postgres"
	version := fmt.Sprintf("version %d.%d", e.Version/10000, e.Version%10000)
	switch {
	case e.Version < oldestPostgres:
		return fail(name, version, "upgrade to PostgreSQL 14 or newer")
	case e.ReadOnly:
		return fail(name, version+", and it takes no writes", "lead DATABASE_URL to the primary, or see why it is read-only (its disk may be full)")
	}
	return ok(name, "%s", version)
}

func schemaOf(e postgres.Examination) finding {
	const name = "postgres schema"
	switch {
	case e.Schema == 0:
		return fail(name, "not set up", "run `yousaid migrate`")
	case e.Schema < e.Expected:
		return fail(name, fmt.Sprintf("at migration %d, and this release needs %d", e.Schema, e.Expected), "run `yousaid migrate`")
	case !e.Queue:
		return fail(name, "the job queue's tables are of another release", "run `yousaid migrate`")
	case e.Schema > e.Expected:
		return warn(name, fmt.Sprintf("at migration %d, ahead of this release's %d", e.Schema, e.Expected), "this is an older program than the one that migrated: finish the upgrade")
	}
	return ok(name, "at migration %d, as this release needs", e.Schema)
}

func rolesOf(e postgres.Examination) finding {
	const name = "postgres roles"
	switch {
	case e.Unmade > 0:
		return fail(name, fmt.Sprintf("%d of yousaid_service and yousaid_desk missing", e.Unmade), "run `yousaid migrate`")
	case e.Foreign > 0:
		return fail(name, "the login may not take on yousaid_service and yousaid_desk", "as an administrator: GRANT yousaid_service, yousaid_desk TO the login of DATABASE_URL")
	case e.Strong > 0:
		return fail(name, "yousaid_service or yousaid_desk may log in or passes row-level security by", "as an administrator: ALTER ROLE … NOLOGIN NOSUPERUSER NOBYPASSRLS for both")
	case e.Privilege:
		return warn(name, "the login is a superuser or passes row-level security by", "use a login that is neither, and owns the database")
	}
	return ok(name, "both there, and the login passes no row-level security by")
}

func separationOf(e postgres.Examination) finding {
	const name = "postgres separation"
	switch {
	case e.Schema == 0:
		return fail(name, "there are no tables", "run `yousaid migrate`")
	case len(e.Open) > 0:
		return fail(name, "row-level security is not forced on "+strings.Join(e.Open, ", "),
			"as the owner: ALTER TABLE … ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; and find out who took it off")
	}
	return ok(name, "row-level security is forced on every table that has policies")
}

func connectionsOf(e postgres.Examination) finding {
	const name = "postgres connections"
	found := fmt.Sprintf("a replica takes up to %d of %d, %d are in use", e.Pool, e.Connections, e.InUse)
	switch {
	case e.Pool > e.Connections:
		return fail(name, found, "raise max_connections, or set pool_max_conns in DATABASE_URL")
	case 2*e.Pool > e.Connections:
		return warn(name, found+": two replicas don't fit", "raise max_connections, or set pool_max_conns in DATABASE_URL")
	}
	return ok(name, "%s", found)
}
