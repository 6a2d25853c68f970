package rig

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// Command runs the program with nothing but these settings, and returns its
// exit code and what it wrote to both streams.
func Command(t testing.TB, env []string, args ...string) (code int, printed string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, Binary(t), args...)
	command.Env = env
	out, err := command.CombinedOutput()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		t.Fatal(err)
	}
	return command.ProcessState.ExitCode(), string(out)
}

// Dump is the whole database as pg_dump writes it.
func (r *Rig) Dump() string {
	r.T.Helper()
	return r.DumpOf()
}

// DumpOf is what pg_dump writes with these options.
func (r *Rig) DumpOf(options ...string) string {
	r.T.Helper()
	args := append([]string{"--dbname", at(r.Postgres.AdminURL(), r.database)}, options...)
	out, err := exec.CommandContext(r.Context(time.Minute), pgDump(r.T), args...).Output()
	if err != nil {
		r.T.Fatalf("pg_dump: %v", err)
	}
	return string(out)
}

// Restore runs SQL as psql does: a dump, or statements.
func (r *Rig) Restore(sql string) {
	r.T.Helper()
	psql := filepath.Join(filepath.Dir(pgDump(r.T)), "psql")
	command := exec.CommandContext(r.Context(time.Minute), psql, "--set", "ON_ERROR_STOP=1", "--quiet", "--dbname", at(r.Postgres.AdminURL(), r.database))
	command.Stdin = strings.NewReader(sql)
	if out, err := command.CombinedOutput(); err != nil {
		r.T.Fatalf("psql: %v: %s", err, out)
	}
}

// RewriteRedis has Redis write its file anew, without what is gone.
func (r *Rig) RewriteRedis(ctx context.Context) error {
	client, err := r.redisClient()
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }()
	if err := client.BgRewriteAOF(ctx).Err(); err != nil {
		return err
	}
	for {
		info, err := client.Info(ctx, "persistence").Result()
		if err != nil {
			return err
		}
		if strings.Contains(info, "aof_rewrite_in_progress:0") && strings.Contains(info, "aof_rewrite_scheduled:0") {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// RedisKeys are the names of all that is in Redis.
func (r *Rig) RedisKeys(ctx context.Context) ([]string, error) {
	client, err := r.redisClient()
	if err != nil {
		return nil, err
	}
	defer func() { _ = client.Close() }()
	return client.Keys(ctx, "*").Result()
}

func (r *Rig) redisClient() (*redis.Client, error) {
	options, err := redis.ParseURL(r.Redis.URL())
	if err != nil {
		return nil, err
	}
	return redis.NewClient(options), nil
}

// Folder is where everything lies that the rig's processes write, but for the
// record.
func (r *Rig) Folder() string { return r.folder }

// pgDump finds the newest pg_dump: Debian keeps it out of the PATH.
func pgDump(t testing.TB) string {
	t.Helper()
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin/pg_dump", "/opt/homebrew/opt/postgresql*/bin/pg_dump"} {
		if found, _ := filepath.Glob(pattern); len(found) > 0 {
			slices.Sort(found)
			return found[len(found)-1]
		}
	}
	path, err := exec.LookPath("pg_dump")
	if err != nil {
		t.Skip("needs pg_dump")
	}
	return path
}

// RedisFiles is everything that Redis has ever written to the disk.
func (r *Rig) RedisFiles() string {
	r.T.Helper()
	var all strings.Builder
	files, err := filepath.Glob(filepath.Join(r.folder, "redis", "data", "appendonlydir", "*"))
	if err != nil || len(files) == 0 {
		r.T.Fatalf("no files of Redis: %v", err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			r.T.Fatal(err)
		}
		all.Write(content)
	}
	return all.String()
}
