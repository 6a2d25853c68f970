package local_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yousaid/storage/local"
)

// t.TempDir is closed to everybody else, as /root is, so root's PostgreSQL
// has to live elsewhere and the folder says where.
func TestRootsDataLiveWherePostgresCanReach(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root's PostgreSQL runs as another user")
	}
	dir := keptFolder(t)
	var said []string
	s := start(t, local.Options{Dir: dir, Volatile: true, Log: func(line string) { said = append(said, line) }})
	target, err := os.Readlink(filepath.Join(dir, "postgres"))
	if err != nil || target != s.Postgres.Home() {
		t.Errorf("the link leads to %q (%v), the data are in %q", target, err, s.Postgres.Home())
	}
	if !strings.Contains(strings.Join(said, "\n"), target) {
		t.Errorf("nobody was told of %s: %q", target, said)
	}
}

// longFolder is too long a path for a socket in it.
func longFolder(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(keptFolder(t), strings.Repeat("long", 40))
	t.Cleanup(func() { _ = local.RemoveServers(dir) })
	return dir
}

func redisSocket(s *local.Servers) string { return strings.TrimPrefix(s.RedisURL, "unix://") }

func TestLongPathsGetAShortSocket(t *testing.T) {
	s := start(t, local.Options{Dir: longFolder(t), Volatile: true})
	remember(t, s, "x")
	for _, path := range []string{filepath.Join(s.Postgres.Sockets(), ".s.PGSQL.5432"), redisSocket(s)} {
		if len(path) > local.LongestSocket {
			t.Errorf("%s is too long", path)
		}
	}
	stop(t, s)
	if dir := filepath.Dir(redisSocket(s)); exists(dir) {
		t.Errorf("%s is still there", dir)
	}
}

// The short folder is made where all may write: somebody who made one of that
// name first could listen in our place.
func TestASocketFolderOpenToAllIsRefused(t *testing.T) {
	dir := longFolder(t)
	s := start(t, local.Options{Dir: dir, Volatile: true})
	squatted := filepath.Dir(redisSocket(s))
	stop(t, s)
	if err := os.Mkdir(squatted, 0o700); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.Remove(squatted) }()
	if err := os.Chmod(squatted, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := local.StartRedis(t.Context(), local.Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), squatted) {
		t.Errorf("start: %v, want a refusal that names %s", err, squatted)
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func TestWithoutRedisAStandInIsUsed(t *testing.T) {
	s := start(t, local.Options{Volatile: true}.OnlyPostgres())
	if len(s.Warnings) != 1 || !strings.Contains(s.Warnings[0], "redis-server is not installed") {
		t.Errorf("warnings: %q", s.Warnings)
	}
	c := redisClient(t, s.RedisURL)
	if err := c.Set(t.Context(), "short", "x", 50*time.Millisecond).Err(); err != nil {
		t.Fatal(err)
	}
	if !eventually(func() bool { return c.Exists(t.Context(), "short").Val() == 0 }) {
		t.Error("a key outlived its time")
	}

	remember(t, s, "kept")
	if err := s.Redis.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := c.Ping(t.Context()).Err(); err == nil {
		t.Error("a killed stand-in answers")
	}
	if err := s.Redis.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantRecalled(t, s, "kept")
}

func TestWithoutPostgresWeSayWhatToInstall(t *testing.T) {
	_, err := local.Start(t.Context(), local.Options{}.OnlyIn(t.TempDir()))
	if !errors.Is(err, local.ErrNoPostgres) {
		t.Fatalf("Start: %v, want ErrNoPostgres", err)
	}
	for _, want := range []string{"install", "postgresql", "DATABASE_URL"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not name %q", err, want)
		}
	}
}

func TestDataOfAnotherVersionAreNotTouched(t *testing.T) {
	dir := keptFolder(t)
	s := start(t, local.Options{Dir: dir, Volatile: true})
	version := filepath.Join(s.Postgres.Home(), "data", "PG_VERSION")
	stop(t, s)
	if err := os.WriteFile(version, []byte("9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := local.StartPostgres(t.Context(), local.Options{Dir: dir, Volatile: true})
	if err == nil || !strings.Contains(err.Error(), "PostgreSQL 9") || !strings.Contains(err.Error(), "--fresh") {
		t.Errorf("start: %v, want both versions and a way out", err)
	}
}

func TestFreshDeletesDatabasesOnly(t *testing.T) {
	dir := keptFolder(t)
	mine := filepath.Join(dir, "redis", "data", "thesis.txt")
	if err := os.MkdirAll(filepath.Dir(mine), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(mine, []byte("years of work"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := local.StartRedis(t.Context(), local.Options{Dir: dir, Fresh: true}); err == nil {
		t.Error("a folder of something else was taken for a server's")
	}
	if _, err := os.Stat(mine); err != nil {
		t.Error(err)
	}
}

func TestABrokenOffStartIsNoDatabase(t *testing.T) {
	dir := keptFolder(t)
	s := start(t, local.Options{Dir: dir, Volatile: true})
	data := filepath.Join(s.Postgres.Home(), "data")
	stop(t, s)
	if err := os.Rename(data, data+".unfinished"); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(data+".unfinished", "global", "pg_control")); err != nil {
		t.Fatal(err)
	}
	s = start(t, local.Options{Dir: dir, Volatile: true})
	if got := query(t, s.DatabaseURL, "select current_database()"); got != "yousaid" {
		t.Errorf("database %q", got)
	}
}
