package local

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	postgresName   = "postgres"
	postgresSocket = ".s.PGSQL.5432" // the number is part of the name; nothing listens on that port
)

// Postgres is a private PostgreSQL server. Its methods are not to be called at
// the same time.
type Postgres struct {
	installed installation
	home      home
	sockets   string // folder of the socket
	volatile  bool
	throwaway folder
	proc      *process
}

// StartPostgres starts a server on o.Dir/postgres and returns when it takes
// connections. The first time, it makes the database, which takes a second or
// two.
func StartPostgres(ctx context.Context, o Options) (*Postgres, error) {
	f, err := openFolder(ctx, o.Dir)
	if err != nil {
		return nil, err
	}
	p := &Postgres{volatile: o.Volatile}
	err = p.open(ctx, f.path, o)
	if err == nil {
		err = p.Start(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start PostgreSQL: %w", err), p.close(), f.discard())
	}
	p.throwaway = f
	return p, nil
}

// open takes possession of the folder and makes sure that there is a database
// in it and no server at work on it.
func (p *Postgres) open(ctx context.Context, dir string, o Options) (err error) {
	newest, err := o.lookIn().postgres(ctx, 0)
	if err != nil {
		return err
	}
	if p.home, err = openPostgresHome(ctx, dir, filepath.Join(newest.bin, "postgres")); err != nil {
		return err
	}
	if p.home.path != filepath.Join(dir, postgresName) {
		o.log(fmt.Sprintf("PostgreSQL runs as %s and keeps its data in %s.", p.home.account.name, p.home.path))
	}
	if p.sockets, err = socketFolder(p.home.path, postgresSocket, p.home.account); err != nil {
		return err
	}
	if err := postgresLeftover(p.home).stop(ctx); err != nil {
		return err
	}
	return p.ensureCluster(ctx, o)
}

// ensureCluster finds the programs that fit the data, or makes new data.
func (p *Postgres) ensureCluster(ctx context.Context, o Options) error {
	if o.Fresh {
		if err := removeData(p.home.data(), "PG_VERSION"); err != nil {
			return err
		}
	}
	if err := os.Remove(p.home.logFile()); err != nil && !os.IsNotExist(err) {
		return err
	}
	version, err := dataVersion(p.home.data())
	if err != nil {
		return err
	}
	if p.installed, err = o.lookIn().postgres(ctx, version); err != nil {
		return err
	}
	if version != 0 {
		return nil
	}
	o.log(fmt.Sprintf("Making a new database with PostgreSQL %d …", p.installed.major))
	return p.createCluster(ctx)
}

// URL is the address for the service: database and role yousaid, which owns
// the database and may make roles and databases, but is no superuser.
func (p *Postgres) URL() string { return p.url(ownerRole, databaseName) }

// AdminURL is the address for a superuser, for what the service may not do.
func (p *Postgres) AdminURL() string { return p.url(superuser, "postgres") }

func (p *Postgres) url(role, database string) string {
	// The port is named because PGPORT may say otherwise.
	q := url.Values{"user": {role}, "host": {p.sockets}, "port": {"5432"}}
	return (&url.URL{Scheme: "postgres", Path: "/" + database, RawQuery: q.Encode()}).String()
}

// Start starts the server again after Kill, with the same data and address. It
// returns when the server takes connections.
func (p *Postgres) Start(ctx context.Context) error {
	if p.proc != nil && !p.proc.ended() {
		return nil
	}
	for {
		err := p.startOnce(ctx)
		// The helpers of a killed server need a moment to notice.
		if err == nil || !strings.Contains(err.Error(), "shared memory block") {
			return err
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return err
		}
	}
}

func (p *Postgres) startOnce(ctx context.Context) error {
	proc, err := startLogged(ctx, p.home, syscall.SIGINT, filepath.Join(p.installed.bin, "postgres"), p.args()...)
	if err != nil {
		return err
	}
	p.proc = proc
	err = poll(ctx, func() (bool, error) {
		if proc.ended() {
			return false, fmt.Errorf("the server ended at once: %s", logTail(p.home.logFile()))
		}
		return p.ready(proc.cmd.Process.Pid), nil
	})
	if err != nil {
		return errors.Join(err, proc.kill())
	}
	return nil
}

// args are the server's settings, which no file in the data folder overrides.
func (p *Postgres) args() []string {
	settings := []string{
		"listen_addresses=",
		"unix_socket_directories=" + p.sockets,
		"unix_socket_permissions=0700",
		"port=5432",
		"max_connections=200",
		"timezone=UTC",
		"log_timezone=UTC",
		// Values of rows belong in no log: neither the statement that failed
		// nor the key that was twice.
		"log_error_verbosity=terse",
		"log_min_error_statement=panic",
		"log_statement=none",
		"fsync=" + onOff(!p.volatile),
		"full_page_writes=" + onOff(!p.volatile),
		// On even when volatile: a commit that was confirmed before its log
		// left the process would be lost by a kill.
		"synchronous_commit=on",
	}
	args := []string{"-D", p.home.data()}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	return args
}

// ready reads the server's own note, as pg_ctl does: the first line of
// postmaster.pid is the process, the eighth its state.
func (p *Postgres) ready(pid int) bool {
	text, err := os.ReadFile(filepath.Join(p.home.data(), "postmaster.pid"))
	if err != nil {
		return false
	}
	lines := strings.Split(string(text), "\n")
	return len(lines) > 7 && lines[0] == strconv.Itoa(pid) && strings.TrimSpace(lines[7]) == "ready"
}

// Kill ends the server as a crash would. Start brings it back.
func (p *Postgres) Kill() error { return p.proc.kill() }

// Halt ends the server as an administrator does who starts it again: clients
// are told, and everything is written. Start brings it back.
func (p *Postgres) Halt(ctx context.Context) error { return p.proc.stop(ctx, syscall.SIGINT) }

// Stop breaks off what clients are doing, writes everything to the disk and
// ends the server. When the context ends first, it is killed. A stopped server
// can't be started again; start a new one on the same folder.
func (p *Postgres) Stop(ctx context.Context) error {
	var err error
	if p.proc != nil && !p.proc.ended() {
		err = p.proc.stop(ctx, syscall.SIGINT)
	}
	if err != nil {
		err = fmt.Errorf("stop PostgreSQL: %w", err)
	}
	return errors.Join(err, p.close(), p.throwaway.discard())
}

// close gives up the folder.
func (p *Postgres) close() error {
	if p.home.lock == nil {
		return nil
	}
	removeSocketFolder(p.home.path, p.sockets)
	err := p.home.close()
	p.home.lock = nil
	return err
}
