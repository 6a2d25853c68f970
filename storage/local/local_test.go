package local_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"

	"yousaid/storage/local"
)

// startLimit is generous: machines that test are often busy.
const startLimit = time.Minute

// start starts servers in dir and stops them with the test.
func start(t *testing.T, o local.Options) *local.Servers {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), startLimit)
	defer cancel()
	began := time.Now()
	s, err := local.Start(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("started in %v", time.Since(began).Round(time.Millisecond))
	t.Cleanup(func() { stop(t, s) })
	return s
}

func stop(t *testing.T, s *local.Servers) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), startLimit)
	defer cancel()
	if err := s.Stop(ctx); err != nil {
		t.Errorf("Stop: %v", err)
	}
}

// keptFolder is a folder that the servers are to keep their data in. Root's
// PostgreSQL can't enter t.TempDir, so what it keeps elsewhere goes too.
func keptFolder(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	t.Cleanup(func() {
		if err := local.RemoveServers(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// query asks the database for one value, as the service would.
func query(t *testing.T, url, sql string, args ...any) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	var value *string
	if err := conn.QueryRow(t.Context(), sql, args...).Scan(&value); err != nil && !errors.Is(err, pgx.ErrNoRows) {
		t.Fatalf("%s: %v", sql, err)
	}
	if value == nil {
		return ""
	}
	return *value
}

func redisClient(t *testing.T, url string) *redis.Client {
	t.Helper()
	o, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	c := redis.NewClient(o)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// remember and recall write to both servers and read it again.
func remember(t *testing.T, s *local.Servers, value string) {
	t.Helper()
	query(t, s.DatabaseURL, "create table if not exists kept (value text)")
	query(t, s.DatabaseURL, "insert into kept values ($1)", value)
	if err := redisClient(t, s.RedisURL).Set(t.Context(), "kept", value, 0).Err(); err != nil {
		t.Fatal(err)
	}
}

func recall(t *testing.T, s *local.Servers) (fromPostgres, fromRedis string) {
	t.Helper()
	if query(t, s.DatabaseURL, "select to_regclass('kept')::text") != "" {
		fromPostgres = query(t, s.DatabaseURL, "select string_agg(value, ' ') from kept")
	}
	fromRedis, err := redisClient(t, s.RedisURL).Get(t.Context(), "kept").Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		t.Fatal(err)
	}
	return fromPostgres, fromRedis
}

func wantRecalled(t *testing.T, s *local.Servers, want string) {
	t.Helper()
	if p, r := recall(t, s); p != want || r != want {
		t.Errorf("PostgreSQL has %q and Redis %q, want %q", p, r, want)
	}
}

func TestDataAreKeptUntilFresh(t *testing.T) {
	dir := keptFolder(t)
	for _, step := range []struct {
		name  string
		fresh bool
		found string
	}{
		{"first start", false, ""},
		{"second start", false, "first start"},
		{"fresh start", true, ""},
	} {
		t.Run(step.name, func(t *testing.T) {
			s := start(t, local.Options{Dir: dir, Fresh: step.fresh, Log: func(line string) { t.Log(line) }})
			if len(s.Warnings) > 0 {
				t.Errorf("warnings: %q", s.Warnings)
			}
			wantRecalled(t, s, step.found)
			remember(t, s, step.name)
		})
	}
}

func TestThrowawayLeavesNothing(t *testing.T) {
	s := start(t, local.Options{Volatile: true})
	remember(t, s, "x")
	home := s.Postgres.Home()
	stop(t, s)
	for _, path := range []string{home, filepath.Dir(home)} {
		if exists(path) {
			t.Errorf("%s is still there", path)
		}
	}
	stop(t, s) // a second Stop does nothing
}

func TestConfirmedWritesSurviveKill(t *testing.T) {
	s := start(t, local.Options{Volatile: true})
	var want []string
	for i := range 5 {
		value := fmt.Sprint("write", i)
		remember(t, s, value)
		want = append(want, value)
		for _, server := range []interface {
			Kill() error
			Start(context.Context) error
		}{s.Postgres, s.Redis} {
			if err := server.Kill(); err != nil {
				t.Fatal(err)
			}
			if err := server.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		p, r := recall(t, s)
		if p != strings.Join(want, " ") || r != value {
			t.Fatalf("after kill %d PostgreSQL has %q and Redis %q, want %q and %q", i, p, r, want, value)
		}
	}
}

func TestOneUserAtATime(t *testing.T) {
	dir := keptFolder(t)
	s := start(t, local.Options{Dir: dir, Volatile: true})
	remember(t, s, "mine")
	_, err := local.Start(t.Context(), local.Options{Dir: dir, Volatile: true, Fresh: true})
	if !errors.Is(err, local.ErrInUse) || !strings.Contains(err.Error(), fmt.Sprint(os.Getpid())) {
		t.Errorf("second start: %v, want ErrInUse with the holder's process id", err)
	}
	wantRecalled(t, s, "mine")
}

func TestSettings(t *testing.T) {
	for _, c := range []struct {
		name            string
		volatile        bool
		fsync, redisFor string
	}{
		{"dev", false, "on", "everysec"},
		{"tests", true, "off", "no"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("PGPORT", "1") // must bend neither the server nor its address
			s := start(t, local.Options{Volatile: c.volatile})
			for setting, want := range map[string]string{
				"fsync": c.fsync, "synchronous_commit": "on", "listen_addresses": "",
				"server_encoding": "UTF8", "is_superuser": "off", "session_authorization": "yousaid",
				"unix_socket_permissions": "0700", "TimeZone": "UTC",
			} {
				if got := query(t, s.DatabaseURL, "select current_setting($1)", setting); got != want {
					t.Errorf("PostgreSQL: %s is %q, want %q", setting, got, want)
				}
			}
			for setting, want := range map[string]string{
				"port": "0", "appendonly": "yes", "appendfsync": c.redisFor, "maxmemory-policy": "noeviction", "save": "",
			} {
				got, err := redisClient(t, s.RedisURL).ConfigGet(t.Context(), setting).Result()
				if err != nil || got[setting] != want {
					t.Errorf("Redis: %s is %q (%v), want %q", setting, got[setting], err, want)
				}
			}
			if got := query(t, s.Postgres.AdminURL(), "select current_setting('is_superuser')"); got != "on" {
				t.Errorf("AdminURL: superuser is %q", got)
			}
		})
	}
}

func TestLogHoldsNoValues(t *testing.T) {
	s := start(t, local.Options{Volatile: true})
	query(t, s.DatabaseURL, "create table once (value text unique)")
	conn, err := pgx.Connect(t.Context(), s.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	for range 2 {
		_, err = conn.Exec(t.Context(), "insert into once values ('a secret')")
	}
	if err == nil {
		t.Fatal("the second insert did not fail")
	}
	log, err := os.ReadFile(filepath.Join(s.Postgres.Home(), "server.log"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(log), "duplicate key") || strings.Contains(string(log), "a secret") {
		t.Errorf("the log must name the error and not the value:\n%s", log)
	}
}

func TestCtrlCReachesUsAlone(t *testing.T) {
	s := start(t, local.Options{Volatile: true})
	for _, pid := range []int{s.Postgres.PID(), s.Redis.PID()} {
		if group, err := syscall.Getpgid(pid); err != nil || group == syscall.Getpgrp() {
			t.Errorf("process %d is in our group %d: %v", pid, group, err)
		}
	}
}

func TestStopOutOfTimeKills(t *testing.T) {
	s := start(t, local.Options{Volatile: true})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Stop(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Stop: %v, want the context's error", err)
	}
	if !s.Postgres.Ended() || !s.Redis.Ended() {
		t.Error("a server outlived Stop")
	}
}

// asOtherUser runs one of this package's tests again as user nobody.
func asOtherUser(t *testing.T, test string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "yousaid-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	program, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(dir, "local.test")
	const nobody = 65534
	if err := errors.Join(os.Chmod(dir, 0o711), os.WriteFile(copied, program, 0o755), os.Mkdir(dir+"/tmp", 0o700),
		os.Chown(dir+"/tmp", nobody, nobody)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), copied, "-test.run=^"+test+"$", "-test.v")
	cmd.Dir = dir + "/tmp"
	cmd.Env = append(os.Environ(), "TMPDIR="+dir+"/tmp", "HOME="+dir+"/tmp")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+test) {
		t.Errorf("as user nobody: %v\n%s", err, out)
	}
}

func TestAsOrdinaryUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("the other tests run as an ordinary user already")
	}
	for _, test := range []string{"TestDataAreKeptUntilFresh", "TestLeftoverIsStopped", "TestLongPathsGetAShortSocket"} {
		asOtherUser(t, test)
	}
}
