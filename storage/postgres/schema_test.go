package postgres_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write migrations/schema.txt anew")

const schemaFile = "../../migrations/schema.txt"

// schemaSQL describes every table of ours in lines of text, from the catalogue:
// the same on all versions of PostgreSQL, which pg_dump's output isn't.
const schemaSQL = `
	WITH ours AS (
		SELECT pg_class.*, nspname || '.' || relname AS name
		FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
		WHERE nspname IN ('public', 'vault') AND relkind IN ('r', 'v', 'm', 'p') AND relname <> 'goose_db_version'
		  AND NOT relispartition), -- years of the audit: which there are depends on when it was made
	lines (name, kind, line) AS (
		SELECT name, 0, E'\n' || name || CASE WHEN relrowsecurity AND relforcerowsecurity THEN ' row-level security, forced'
		                                      WHEN relrowsecurity THEN ' row-level security' ELSE '' END
		FROM ours
		UNION ALL
		SELECT name, 10000 + attnum, '  ' || attname || ' ' || format_type(atttypid, atttypmod)
		       || CASE WHEN attnotnull THEN ' not null' ELSE '' END
		       || CASE WHEN attidentity <> '' THEN ' identity' ELSE '' END
		       || coalesce(' default ' || pg_get_expr(adbin, adrelid), '')
		FROM ours JOIN pg_attribute ON attrelid = ours.oid AND attnum > 0 AND NOT attisdropped
		LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
		UNION ALL
		SELECT name, 20000, '  constraint ' || conname || ' ' || pg_get_constraintdef(pg_constraint.oid)
		FROM ours JOIN pg_constraint ON conrelid = ours.oid AND contype IN ('p', 'u', 'f', 'c')
		UNION ALL
		SELECT name, 30000, '  ' || pg_get_indexdef(indexrelid)
		FROM ours JOIN pg_index ON indrelid = ours.oid
		WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'))
		UNION ALL
		SELECT name, 40000, '  policy ' || polname || ' for '
		       || CASE polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete' ELSE 'all' END || ' to '
		       || (SELECT string_agg(rolname, ', ' ORDER BY rolname) FROM pg_roles WHERE pg_roles.oid = ANY(polroles))
		       || coalesce(' using ' || regexp_replace(pg_get_expr(polqual, polrelid), '\s+', ' ', 'g'), '')
		       || coalesce(' with check ' || pg_get_expr(polwithcheck, polrelid), '')
		FROM ours JOIN pg_policy ON polrelid = ours.oid
		UNION ALL
		SELECT name, 50000, '  grant ' || string_agg(privilege_type, ', ' ORDER BY privilege_type) || ' to ' || rolname
		FROM ours, aclexplode(relacl) JOIN pg_roles ON pg_roles.oid = grantee
		WHERE rolname LIKE 'yousaid\_%' GROUP BY name, rolname
		UNION ALL
		SELECT name, 60000, '  grant ' || privilege_type || ' (' || attname || ') to ' || rolname
		FROM ours JOIN pg_attribute ON attrelid = ours.oid, aclexplode(attacl) JOIN pg_roles ON pg_roles.oid = grantee
		UNION ALL
		SELECT 'zz', 0, E'\nfunction ' || proname || '(' || pg_get_function_arguments(pg_proc.oid) || ')'
		       || CASE WHEN prosecdef THEN ' security definer' ELSE '' END || rtrim(prosrc)
		FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace
		WHERE nspname IN ('public', 'vault') AND prolang <> (SELECT oid FROM pg_language WHERE lanname = 'c'))
	SELECT line FROM lines ORDER BY name, kind, line COLLATE "C"`

// The committed description of the schema is what reviewers read when a
// migration changes it.
func TestSchemaIsAsCommitted(t *testing.T) {
	r := start(t)
	conn := r.owner()
	rows, err := conn.Query(t.Context(), schemaSQL)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	text.WriteString("What the migrations make, as `go test ./storage/postgres -run Schema -update` writes it.\n")
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		text.WriteString(line + "\n")
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	if *update {
		if err := os.WriteFile(schemaFile, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	committed, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(committed), text.String()); diff != "" {
		t.Errorf("the migrations make another schema than %s says; write it anew with -update (-committed +made):\n%s", schemaFile, diff)
	}
}
