package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// contender is the service or the floor, at work.
type contender struct {
	process *exec.Cmd
	ended   chan struct{}
	env     []string // with which it runs
}

const (
	readyTime = 30 * time.Second
	endTime   = 40 * time.Second
)

// serve starts the service and says how long it took until it was ready.
func (p *place) serve(ctx context.Context) (*contender, time.Duration, error) {
	began := time.Now()
	c, err := p.launch(p.settings(map[string]string{"LOG_LEVEL": "info", "LOG_FORMAT": "json"}), p.service, "serve")
	if err != nil {
		return nil, 0, err
	}
	if err := c.await(ctx, func() bool { return p.isReady(ctx) }); err != nil {
		return nil, 0, errors.Join(err, c.stop())
	}
	return c, time.Since(began), nil
}

// serveFloor starts the floor, on a database of its own.
func (p *place) serveFloor(ctx context.Context) (*contender, error) {
	address, err := p.database(ctx, "floor")
	if err != nil {
		return nil, err
	}
	c, err := p.launch(p.settings(map[string]string{"DATABASE_URL": address}), p.floor)
	if err != nil {
		return nil, err
	}
	listens := func() bool {
		conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "tcp", p.env["LISTEN_ADDR"])
		return err == nil && conn.Close() == nil
	}
	if err := c.await(ctx, listens); err != nil {
		return nil, errors.Join(err, c.stop())
	}
	return c, nil
}

// database makes a database beside the service's, unless it is there.
func (p *place) database(ctx context.Context, name string) (string, error) {
	conn, err := pgx.Connect(ctx, p.servers.DatabaseURL)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close(ctx) }()
	var there bool
	if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&there); err != nil {
		return "", err
	}
	if !there {
		if _, err := conn.Exec(ctx, "CREATE DATABASE "+name); err != nil {
			return "", err
		}
	}
	return strings.Replace(p.servers.DatabaseURL, "/yousaid?", "/"+name+"?", 1), nil
}

func (p *place) launch(env []string, program string, args ...string) (*contender, error) {
	log, err := os.OpenFile(filepath.Join(p.folder, filepath.Base(program)+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }()        // the process has its own
	command := exec.Command(program, args...) //nolint:gosec,noctx // a program of ours, which stop ends
	command.Env, command.Stdout, command.Stderr = env, log, log
	if err := command.Start(); err != nil {
		return nil, err
	}
	c := &contender{process: command, ended: make(chan struct{}), env: env}
	go func() {
		_ = command.Wait() // stop says how it ended
		close(c.ended)
	}()
	return c, nil
}

func (p *place) isReady(ctx context.Context) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.admin+"/readyz", http.NoBody)
	if err != nil {
		return false
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return false
	}
	return response.Body.Close() == nil && response.StatusCode == http.StatusOK
}

func (c *contender) await(ctx context.Context, ready func() bool) error {
	for end := time.Now().Add(readyTime); time.Now().Before(end) && ctx.Err() == nil; time.Sleep(2 * time.Millisecond) {
		if ready() {
			return nil
		}
		select {
		case <-c.ended:
			return fmt.Errorf("%s ended at once", c.process.Path)
		default:
		}
	}
	return errors.Join(fmt.Errorf("%s isn't ready", c.process.Path), ctx.Err())
}

// stop lets the process finish what it is doing.
func (c *contender) stop() error {
	_ = c.process.Process.Signal(syscall.SIGTERM)
	select {
	case <-c.ended:
		return nil
	case <-time.After(endTime):
		_ = c.process.Process.Kill()
		<-c.ended
		return fmt.Errorf("%s didn't end when it was asked to", c.process.Path)
	}
}
