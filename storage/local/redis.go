package local

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

const (
	redisName   = "redis"
	redisSocket = "redis.sock"
)

// noRedis is the warning when the fallback is used.
const noRedis = "redis-server is not installed: conversations are kept in memory and are lost when this process ends. " +
	"Install it with `apt-get install redis-server` or `brew install redis`."

// Redis is a private Redis or Valkey server or, where none is installed, a
// stand-in inside this process. Its methods are not to be called at the same
// time.
type Redis struct {
	program   string // empty: the stand-in
	home      home
	sockets   string
	volatile  bool
	throwaway folder
	proc      *process
	standIn   *standIn
}

// StartRedis starts a server on o.Dir/redis and returns when it answers.
func StartRedis(ctx context.Context, o Options) (*Redis, error) {
	f, err := openFolder(ctx, o.Dir)
	if err != nil {
		return nil, err
	}
	r := &Redis{volatile: o.Volatile, program: o.lookIn().program("redis-server", "valkey-server")}
	err = r.open(ctx, f.path, o)
	if err == nil {
		err = r.Start(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start Redis: %w", err), r.close(), f.discard())
	}
	r.throwaway = f
	return r, nil
}

// open takes possession of the folder and makes sure that no server is at work
// on it.
func (r *Redis) open(ctx context.Context, dir string, o Options) (err error) {
	if r.home, err = openHome(dir, redisName); err != nil {
		return err
	}
	if r.sockets, err = socketFolder(r.home.path, redisSocket, r.home.account); err != nil {
		return err
	}
	if err := redisLeftover(r.home).stop(ctx); err != nil {
		return err
	}
	if o.Fresh {
		if err := removeData(r.home.data(), "appendonlydir", "appendonly.aof"); err != nil {
			return err
		}
	}
	return os.MkdirAll(r.home.data(), 0o700)
}

// URL is the address, for redis.ParseURL.
func (r *Redis) URL() string { return (&url.URL{Scheme: "unix", Path: r.socket()}).String() }

// Warning says what is not as it should be, or nothing.
func (r *Redis) Warning() string {
	if r.program == "" {
		return noRedis
	}
	return ""
}

func (r *Redis) socket() string { return filepath.Join(r.sockets, redisSocket) }

// Start starts the server again after Kill, with the same data and address. It
// returns when the server answers.
func (r *Redis) Start(ctx context.Context) error {
	if r.program == "" {
		return r.startStandIn(ctx)
	}
	if r.proc != nil && !r.proc.ended() {
		return nil
	}
	proc, err := startLogged(ctx, r.home, syscall.SIGTERM, r.program, r.args()...)
	if err != nil {
		return err
	}
	r.proc = proc
	err = poll(ctx, func() (bool, error) {
		if proc.ended() {
			return false, fmt.Errorf("the server ended at once: %s", logTail(r.home.logFile()))
		}
		return answers(ctx, r.socket()), nil
	})
	if err != nil {
		return errors.Join(err, proc.kill())
	}
	return nil
}

// args are the server's settings: every write is appended to a file, and when
// memory is short writes fail instead of data being dropped.
func (r *Redis) args() []string {
	sync := "everysec"
	if r.volatile {
		// While a slow disk syncs, Redis may hold writes back for up to two
		// seconds, and a kill would lose them. Without syncing it never does.
		sync = "no"
	}
	return []string{
		"--port", "0", "--unixsocket", r.socket(), "--unixsocketperm", "700",
		"--dir", r.home.data(), "--appendonly", "yes", "--appendfsync", sync, "--save", "",
		"--maxmemory-policy", "noeviction", "--daemonize", "no", "--pidfile", r.home.redisPID(),
		"--set-proc-title", "no", // the command line identifies a leftover
	}
}

// answers says whether a server answers PING, which it does not while it still
// reads its data.
func answers(ctx context.Context, socket string) bool {
	conn, err := (&net.Dialer{}).DialContext(ctx, "unix", socket)
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(time.Second))
	reply := make([]byte, len("+PONG"))
	if _, err := conn.Write([]byte("PING\r\n")); err != nil {
		return false
	}
	_, err = conn.Read(reply)
	return err == nil && string(reply) == "+PONG"
}

// Kill ends the server as a crash would. Start brings it back.
func (r *Redis) Kill() error {
	if r.standIn != nil {
		return r.standIn.close()
	}
	return r.proc.kill()
}

// Halt ends the server as an administrator does who starts it again: everything
// is written. Start brings it back.
func (r *Redis) Halt(ctx context.Context) error {
	if r.standIn != nil {
		return r.standIn.close()
	}
	return r.proc.stop(ctx, syscall.SIGTERM)
}

// Stop writes everything to the disk and ends the server. When the context
// ends first, it is killed. A stopped server can't be started again; start a
// new one on the same folder.
func (r *Redis) Stop(ctx context.Context) error {
	var err error
	switch {
	case r.standIn != nil:
		err = r.standIn.close()
	case r.proc != nil && !r.proc.ended():
		err = r.proc.stop(ctx, syscall.SIGTERM)
	}
	if err != nil {
		err = fmt.Errorf("stop Redis: %w", err)
	}
	return errors.Join(err, r.close(), r.throwaway.discard())
}

// close gives up the folder.
func (r *Redis) close() error {
	if r.home.lock == nil {
		return nil
	}
	removeSocketFolder(r.home.path, r.sockets)
	err := r.home.close()
	r.home.lock = nil
	return err
}
