package local_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"yousaid/storage/local"
)

// TestMain also sees that no server leaves a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

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
