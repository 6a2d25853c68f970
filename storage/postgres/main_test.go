package postgres_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"yousaid/bot/channel"
	"yousaid/flows"
	"yousaid/storage/postgres"
	"yousaid/storage/storagetest"
)

func TestMain(m *testing.M) { os.Exit(storagetest.Main(m)) }

var (
	ana = channel.Address{Channel: channel.SMS, ID: "+447700900123"}
	ben = channel.Address{Channel: channel.Telegram, ID: "700900456"}
)

// mark is in everything that a resident writes in these tests.
const mark = "zebra-crossing"

// noon is when these tests begin.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// clock is a clock that tests move.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// rig is a record of its own with a clock, and a way to look into its tables as
// the service does.
type rig struct {
	*postgres.Store
	t      *testing.T
	clock  *clock
	config postgres.Config
}

func start(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, clock: &clock{at: noon}, config: storagetest.Config(t, storagetest.DB(t))}
	r.config.Now = r.clock.now
	r.Store = r.another()
	return r
}

// another opens the same record once more, as another replica does.
func (r *rig) another() *postgres.Store {
	r.t.Helper()
	return openFor(r.t, r.config)
}

func openFor(t testing.TB, config postgres.Config) *postgres.Store {
	t.Helper()
	store, err := postgres.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	return store
}

// commit does effects for an address and returns their outcomes.
func (r *rig) commit(from channel.Address, effects ...flows.Effect) []flows.Outcome {
	r.t.Helper()
	outcomes, err := r.Commit(r.t.Context(), from, pending(effects...))
	if err != nil {
		r.t.Fatal(err)
	}
	if len(outcomes) != len(effects) {
		r.t.Fatalf("%d outcomes of %d effects", len(outcomes), len(effects))
	}
	return outcomes
}

// file files a report on a theme and returns it.
func (r *rig) file(from channel.Address, theme int) flows.Known {
	r.t.Helper()
	return r.commit(from, filing(submission(theme)))[0].Report
}

func pending(effects ...flows.Effect) flows.Pending {
	return flows.Pending{ID: uuid.NewString(), Effects: effects, Since: noon}
}

func filing(sub *flows.Submission) flows.Effect {
	return flows.Effect{Kind: flows.FileReport, Report: sub}
}

func submission(theme int) *flows.Submission {
	id := uuid.New()
	return &flows.Submission{
		ID: id.String(), Reference: "LUT-" + id.String()[:8], Theme: theme, Language: "en",
		What: []string{"Fly-tipping by the " + mark}, Place: &flows.Place{Name: "Alley at the " + mark, Ward: "Dallow"},
		When: &flows.When{Words: "each night at the " + mark}, Contact: flows.ContactHere,
		Began: noon.Add(-5 * time.Minute), Sent: noon,
	}
}

// desk adds a desk of an agency and returns its id.
func (r *rig) desk(agency string) string {
	r.t.Helper()
	id := uuid.NewString()
	r.exec(`INSERT INTO desks (id, agency, channel, lookup, address, label, created_at) VALUES ($1, $2, 'telegram', $3, '', $2, now())`,
		id, agency, []byte(id))
	return id
}

func (r *rig) exec(sql string, args ...any) {
	r.t.Helper()
	if _, err := r.Pool().Exec(r.t.Context(), sql, args...); err != nil {
		r.t.Fatal(err)
	}
}

// count runs a query that counts.
func (r *rig) count(sql string, args ...any) (n int) {
	r.t.Helper()
	if err := r.Pool().QueryRow(r.t.Context(), sql, args...).Scan(&n); err != nil {
		r.t.Fatal(err)
	}
	return n
}

// strings runs a query for one column of text.
func (r *rig) strings(sql string, args ...any) []string {
	r.t.Helper()
	rows, err := r.Pool().Query(r.t.Context(), sql, args...)
	if err != nil {
		r.t.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		r.t.Fatal(err)
	}
	return list
}

// jobs counts the queued jobs of a kind.
func (r *rig) jobs(kind string) int {
	r.t.Helper()
	return r.count(`SELECT count(*) FROM river.river_job WHERE kind = $1`, kind)
}

// owner connects as the login itself, which is no superuser but owns the tables.
func (r *rig) owner() *pgx.Conn {
	r.t.Helper()
	conn, err := pgx.Connect(r.t.Context(), r.config.URL)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(r.t.Context())) })
	return conn
}

// noValue fails when an error quotes what a resident wrote.
func (r *rig) noValue(err error) {
	r.t.Helper()
	for ; err != nil; err = errors.Unwrap(err) {
		if strings.Contains(err.Error(), mark) || strings.Contains(err.Error(), ana.ID) {
			r.t.Errorf("it quotes a value: %v", err)
		}
	}
}
