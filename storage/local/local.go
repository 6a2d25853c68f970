package local

import (
	"context"
	"errors"
)

// ErrInUse says that another living process has its servers in the folder.
var ErrInUse = errors.New("in use")

// ErrNoPostgres says that no usable PostgreSQL was found. The error that wraps
// it tells what to install.
var ErrNoPostgres = errors.New("PostgreSQL 14 or newer is not installed")

// Options say where the servers live and how careful they are.
type Options struct {
	// Dir keeps the data from one start to the next. It is made if need be.
	// When empty, the servers are throwaways: their folder is a new one under
	// os.TempDir, and Stop removes it.
	Dir string

	// Fresh deletes what earlier starts kept in Dir.
	Fresh bool

	// Volatile never waits for the disk, which makes tests several times
	// faster. Data outlive a kill of a server but not a crash of the machine.
	Volatile bool

	// Log, when set, gets one line for whatever takes time or may surprise.
	Log func(string)

	// places overrides where programs are looked for, for tests.
	places *places
}

// Servers are a private PostgreSQL and Redis that belong together.
type Servers struct {
	DatabaseURL string   // for pgx, psql, goose: a role that owns its database
	RedisURL    string   // for redis.ParseURL: unix:///…
	Warnings    []string // what works, but not as well as it should

	Postgres *Postgres
	Redis    *Redis

	folder folder
}

// Start starts both servers and returns when they answer. The context bounds
// the start only; the servers run until Stop, or until this process ends.
func Start(ctx context.Context, o Options) (*Servers, error) {
	f, err := openFolder(ctx, o.Dir)
	if err != nil {
		return nil, err
	}
	o.Dir = f.path
	postgres, err := StartPostgres(ctx, o)
	if err != nil {
		return nil, errors.Join(err, f.discard())
	}
	redis, err := StartRedis(ctx, o)
	if err != nil {
		return nil, errors.Join(err, postgres.Stop(ctx), f.discard())
	}
	s := &Servers{
		DatabaseURL: postgres.URL(),
		RedisURL:    redis.URL(),
		Postgres:    postgres,
		Redis:       redis,
		folder:      f,
	}
	if w := redis.Warning(); w != "" {
		s.Warnings = append(s.Warnings, w)
	}
	return s, nil
}

// Stop lets both servers finish what they are doing and ends them, Redis
// first. A server that is still busy when the context ends is killed, and the
// error says so. A second Stop does nothing.
func (s *Servers) Stop(ctx context.Context) error {
	return errors.Join(s.Redis.Stop(ctx), s.Postgres.Stop(ctx), s.folder.discard())
}

func (o Options) lookIn() *places {
	if o.places != nil {
		return o.places
	}
	return usualPlaces()
}

func (o Options) log(line string) {
	if o.Log != nil {
		o.Log(line)
	}
}
