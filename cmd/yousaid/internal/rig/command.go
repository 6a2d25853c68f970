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
	out, err := exec.CommandContext(r.Context(time.Minute), pgDump(r.T), "--dbname", at(r.Postgres.AdminURL(), r.database)).Output()
	if err != nil {
		r.T.Fatalf("pg_dump: %v", err)
	}
	return string(out)
}

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
