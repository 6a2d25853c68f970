package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"yousaid/bot"
	"yousaid/flows/partnership"
	"yousaid/storage/seal"
)

// The roles that the record is worked under. Nobody logs in as them: the login
// of DATABASE_URL is a member of both.
const (
	serviceRole = "yousaid_service"
	deskRole    = "yousaid_desk"
)

// queueSchema holds the tables of the job queue.
const queueSchema = "river"

// maxConns is how many connections a replica opens at most. Whoever files waits
// for the disk and not for the processor, so that this is more than pgx's own
// default of one to a core: with that, cards wait behind reports. Five replicas
// stay below PostgreSQL's own default of 100.
const maxConns = 16

// Config is what a Store is made of.
type Config struct {
	URL       string // DATABASE_URL
	Keyring   *seal.Keyring
	Lookup    *seal.Lookup
	Plan      *partnership.Plan
	PublicURL string           // links for residents begin with it; no slash at the end
	Now       func() time.Time // time.Now when nil
	BulkReads int              // different reports that an officer may open in an hour before the team is told; 0: 60
	MaxConns  int32            // 0: the URL's pool_max_conns, else maxConns
	Tracer    pgx.QueryTracer  // is told what goes to the database; nil: nobody is
	// Courier is told of the cards of a report that was filed just now. It must not
	// wait. Nil: they are delivered by the job queue alone.
	Courier func([]bot.DueCard)
}

// Store is the record. It is safe for use by several goroutines.
type Store struct {
	pool      *pgxpool.Pool
	queue     *river.Client[pgx.Tx] // inserts only; bot/jobs has one that works
	bell      *bell                 // wakes the workers for jobs that went in without it
	keyring   *seal.Keyring
	addresses *seal.Box // of desks and officers
	asides    *seal.Box // messages that were set aside
	apps      *seal.Box // officers' authenticator apps
	hooks     *seal.Box // secrets with which hooks are signed
	lookup    *seal.Lookup
	plan      *partnership.Plan
	publicURL string
	bulkReads int
	now       func() time.Time
	courier   func([]bot.DueCard)
	self      string // UUID of this process's work: the network that it has is its own
}

var (
	_ bot.Store = (*Store)(nil)
	_ bot.Aside = (*Store)(nil)
)

// Open makes a Store. It doesn't connect yet: use [Store.Check] for that.
func Open(ctx context.Context, c Config) (*Store, error) {
	config, err := c.pool()
	if err != nil {
		return nil, err
	}
	return open(ctx, c, config)
}

// pool says how connections are made and kept.
func (c Config) pool() (*pgxpool.Config, error) {
	config, err := pgxpool.ParseConfig(c.URL)
	if err != nil {
		return nil, errors.New("DATABASE_URL is not the address of a PostgreSQL database") // err would quote it
	}
	config.ConnConfig.RuntimeParams["role"] = serviceRole
	config.ConnConfig.RuntimeParams["timezone"] = "UTC"
	config.ConnConfig.RuntimeParams["application_name"] = "yousaid"
	config.ConnConfig.RuntimeParams["statement_timeout"] = "20s"
	config.ConnConfig.RuntimeParams["jit"] = "off" // to compile a query takes longer than any of ours takes
	config.ConnConfig.RuntimeParams["idle_in_transaction_session_timeout"] = "30s"
	if config.ConnConfig.ConnectTimeout == 0 || config.ConnConfig.ConnectTimeout > 5*time.Second {
		config.ConnConfig.ConnectTimeout = 5 * time.Second
	}
	config.ConnConfig.Tracer = c.Tracer
	switch {
	case c.MaxConns > 0:
		config.MaxConns = c.MaxConns
	case !strings.Contains(c.URL, "pool_max_conns"):
		config.MaxConns = maxConns
	}
	return config, nil
}

func open(ctx context.Context, c Config, config *pgxpool.Config) (*Store, error) {
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open the record: %w", clean(err))
	}
	store := &Store{
		pool: pool, bell: &bell{pool: pool}, keyring: c.Keyring, lookup: c.Lookup, plan: c.Plan, now: c.Now,
		addresses: c.Keyring.For("address"), asides: c.Keyring.For("aside"), apps: c.Keyring.For("app"), hooks: c.Keyring.For("hook"),
		publicURL: strings.TrimSuffix(c.PublicURL, "/"), bulkReads: c.BulkReads,
		courier: c.Courier, self: uuid.NewString(),
	}
	if store.bulkReads == 0 {
		store.bulkReads = bulkReads
	}
	if store.now == nil {
		store.now = time.Now
	}
	store.queue, err = river.NewClient(riverpgxv5.New(pool), &river.Config{
		Schema:        queueSchema,
		FetchCooldown: wakePause, // also how often it may wake the workers
		// It would log that it can't wake the workers of a transaction which
		// fails in any case.
		Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("open the job queue: %w", err)
	}
	return store, nil
}

// Close ends all connections, after those that are in use have been given back.
func (s *Store) Close() {
	s.bell.close()
	s.pool.Close()
}

// Pool is the pool of connections, for the job queue's workers. They work as
// the service.
func (s *Store) Pool() *pgxpool.Pool { return s.pool }

// ErrSchema says that the record is there and older than this program.
var ErrSchema = errors.New("the record is not at this release")

// Check says whether the record can be used: it is there, and it has been
// migrated to what this program expects.
func (s *Store) Check(ctx context.Context) error {
	var version int64
	err := s.pool.QueryRow(ctx, `SELECT max(version_id) FROM goose_db_version WHERE is_applied`).Scan(&version)
	switch {
	case err != nil && unmigrated(err):
		return fmt.Errorf("%w: it has not been set up: run `yousaid migrate`", ErrSchema)
	case err != nil:
		return fmt.Errorf("look at the record: %w", clean(err))
	case version < newest():
		return fmt.Errorf("%w: it is at version %d and %d is expected: run `yousaid migrate`", ErrSchema, version, newest())
	}
	return nil
}
