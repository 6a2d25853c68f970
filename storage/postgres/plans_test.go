package postgres_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"yousaid/storage/postgres"
)

const (
	grows   = 1000 // a table with more rows than that in a filled record is one that grows
	through = 400  // rows that a statement may look through without using them
)

// plans looks at how the record does each statement that a store sends, with its
// own arguments, under the role and the settings that it has just then: before it
// is sent it is done once with EXPLAIN ANALYSE, which is taken back. What stands
// in a plan is judged, and so are whole tables that are read where no plan shows
// it: by triggers, functions and foreign keys.
type plans struct {
	t       testing.TB
	mu      sync.Mutex
	rows    map[string]float64 // of tables that grow and of their indexes, by name
	methods map[string]bool    // exported ones of the store that were seen at work
	seen    map[string]bool    // statements
	found   map[[2]string]bool // what is wrong, and the statement
}

// watched opens a filled record once more, so that each statement is looked at.
// It has one connection, so nothing is counted that others do.
func watched(t testing.TB, config postgres.Config) (*postgres.Store, *plans) {
	t.Helper()
	p := &plans{t: t, rows: map[string]float64{}, methods: map[string]bool{}, seen: map[string]bool{}, found: map[[2]string]bool{}}
	conn, err := pgx.Connect(t.Context(), config.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context()) //nolint:errcheck // it ends with the test
	rows, err := conn.Query(t.Context(), `
		SELECT relname, reltuples FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
		WHERE nspname IN ('public', 'vault', 'river') AND relkind IN ('r', 'p', 'i', 'I') AND reltuples >= $1`, grows)
	if err != nil {
		t.Fatal(err)
	}
	var name string
	var size float64
	if _, err := pgx.ForEachRow(rows, []any{&name, &size}, func() error { p.rows[name] = size; return nil }); err != nil {
		t.Fatal(err)
	}
	config.MaxConns = 1
	store, err := postgres.OpenTraced(t.Context(), config, p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	return store, p
}

// looking marks the context of what the watcher itself sends.
type looking struct{}

// TraceQueryStart implements [pgx.QueryTracer].
func (p *plans) TraceQueryStart(ctx context.Context, conn *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	p.look(ctx, conn, &pgx.QueuedQuery{SQL: data.SQL, Arguments: data.Args})
	return ctx
}

// TraceBatchStart implements [pgx.BatchTracer].
func (p *plans) TraceBatchStart(ctx context.Context, conn *pgx.Conn, data pgx.TraceBatchStartData) context.Context {
	p.look(ctx, conn, data.Batch.QueuedQueries...)
	return ctx
}

func (*plans) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
func (*plans) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {
}
func (*plans) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// caller is a method of the store as it stands on the stack.
var caller = regexp.MustCompile(`storage/postgres\.\(\*Store\)\.([A-Z]\w*)$`)

// method is the use case that a statement belongs to: the outermost method.
func method() (name string) {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	for {
		frame, more := frames.Next()
		if found := caller.FindStringSubmatch(frame.Function); found != nil {
			name = found[1]
		}
		if !more {
			return name
		}
	}
}

var explainable = regexp.MustCompile(`(?i)^\s*(--[^\n]*\n\s*)*(SELECT|WITH|INSERT|UPDATE|DELETE)\b`)

// look does what is going to be sent once, explains it and takes it back.
func (p *plans) look(ctx context.Context, conn *pgx.Conn, queries ...*pgx.QueuedQuery) {
	name := method()
	p.mu.Lock()
	p.methods[name] = true
	p.mu.Unlock()
	if conn.PgConn().TxStatus() == 'E' || ctx.Value(looking{}) != nil || name == "" {
		return
	}
	ctx = context.WithValue(ctx, looking{}, true)
	begin, end := `SAVEPOINT looking`, `ROLLBACK TO SAVEPOINT looking; RELEASE SAVEPOINT looking`
	if conn.PgConn().TxStatus() == 'I' {
		begin, end = `BEGIN`, `ROLLBACK`
	}
	p.simple(ctx, conn, begin)
	defer p.simple(ctx, conn, end)
	for _, query := range queries {
		if !explainable.MatchString(query.SQL) {
			continue
		}
		var refused *pgconn.PgError
		err := p.explain(ctx, conn, name, query.SQL, query.Arguments)
		if errors.As(err, &refused) && refused.Code == "23505" { // as it will be in a moment: it has been done before
			return
		}
		if err != nil {
			p.note(name+" can't be explained: "+err.Error(), query.SQL)
			return
		}
	}
}

func (p *plans) simple(ctx context.Context, conn *pgx.Conn, sql string) {
	if _, err := conn.PgConn().Exec(ctx, sql).ReadAll(); err != nil {
		p.t.Errorf("%s: %v", sql, err)
	}
}

// explain does one statement and judges how it was done.
func (p *plans) explain(ctx context.Context, conn *pgx.Conn, name, sql string, args []any) error {
	before, err := scans(ctx, conn)
	if err != nil {
		return err
	}
	if len(args) > 0 {
		if rewriter, ok := args[0].(pgx.QueryRewriter); ok {
			if sql, args, err = rewriter.RewriteQuery(ctx, conn, sql, args[1:]); err != nil {
				return err
			}
		}
	}
	rows, err := conn.Query(ctx, `EXPLAIN (ANALYSE, TIMING off, SUMMARY off, FORMAT json) `+sql, args...)
	if err != nil {
		return err
	}
	text, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	var made []struct{ Plan node }
	if err := json.Unmarshal([]byte(text), &made); err != nil {
		return err
	}
	p.mu.Lock()
	p.seen[sql] = true
	p.mu.Unlock()
	after, err := scans(ctx, conn)
	if err != nil {
		return err
	}
	whole := map[string]bool{}
	for _, one := range made {
		p.judge(name, sql, one.Plan, whole)
	}
	for table, n := range after {
		if n > before[table] && !whole[table] && p.rows[table] > 0 {
			p.note(name+": a trigger, function or key reads all of "+table, sql)
		}
	}
	return nil
}

// scans counts how often whole tables were read in a transaction, by whatever.
func scans(ctx context.Context, conn *pgx.Conn) (map[string]int, error) {
	counts := map[string]int{}
	rows, err := conn.Query(ctx, `SELECT relname::text, seq_scan FROM pg_stat_xact_user_tables WHERE seq_scan > 0`)
	if err != nil {
		return nil, err
	}
	var table string
	var n int
	_, err = pgx.ForEachRow(rows, []any{&table, &n}, func() error { counts[table] = n; return nil })
	return counts, err
}

// node is a step of a plan, as EXPLAIN tells it.
type node struct {
	Type    string  `json:"Node Type"`
	Table   string  `json:"Relation Name"`
	Index   string  `json:"Index Name"`
	Cond    string  `json:"Index Cond"`
	Filter  string  `json:"Filter"`
	Rows    float64 `json:"Actual Rows"`
	Loops   float64 `json:"Actual Loops"`
	Removed float64 `json:"Rows Removed by Filter"` // in each loop
	Plans   []node  `json:"Plans"`
}

// judge says what is wrong with a step and with those below it: a table that
// grows is read whole, or an index of it, or many rows are looked through for few.
func (p *plans) judge(name, sql string, n node, whole map[string]bool) {
	for _, below := range n.Plans {
		p.judge(name, sql, below, whole)
	}
	switch {
	case strings.Contains(n.Type, "Seq Scan"):
		whole[n.Table] = true
		if p.rows[n.Table] > 0 {
			p.note(name+": reads all of "+n.Table, sql)
		}
	case strings.Contains(n.Type, "Index") && n.Cond == "" && p.rows[n.Index] > 0 && (n.Rows+n.Removed)*n.Loops > through:
		p.note(name+": reads all of index "+n.Index, sql)
	case strings.Contains(n.Type, "Scan") && n.Removed*n.Loops > through:
		p.note(fmt.Sprintf("%s: looks through rows of %s by %s", name, n.Table, n.Index), sql)
	}
}

func (p *plans) note(what, sql string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.found[[2]string{what, strings.TrimSpace(sql)}] = true
}

// exception is something that a plan may do: how it is named begins so, and its
// statement has this in it.
type exception struct{ what, in, why string }

// complain fails the test for what was found, and for exceptions that nothing
// needs.
func (p *plans) complain(t *testing.T, allowed []exception) {
	t.Helper()
	needed := map[int]bool{}
	for found := range p.found {
		n := slices.IndexFunc(allowed, func(e exception) bool { return strings.HasPrefix(found[0], e.what) && strings.Contains(found[1], e.in) })
		if n < 0 {
			t.Errorf("%s\n%s", found[0], found[1])
		}
		needed[n] = true
	}
	for n, e := range allowed {
		if !needed[n] {
			t.Errorf("nothing does this any more, so it needs no exception: %s", e.what)
		}
	}
}
