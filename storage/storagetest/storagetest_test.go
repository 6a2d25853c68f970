package storagetest_test

import (
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"

	"yousaid/storage/storagetest"
)

func TestMain(m *testing.M) { os.Exit(storagetest.Main(m)) }

func TestEachTestHasItsOwnDatabase(t *testing.T) {
	began := time.Now()
	first := storagetest.Store(t)
	t.Logf("the first, with its server, after %v", time.Since(began).Round(time.Millisecond))
	began = time.Now()
	second := storagetest.Store(t)
	t.Logf("the second after %v", time.Since(began).Round(time.Millisecond))
	if err := first.SetFact(t.Context(), "whose", "the first's"); err != nil {
		t.Fatal(err)
	}
	if is, err := second.Fact(t.Context(), "whose"); err == nil {
		t.Errorf("the second sees %s", is)
	}
	if err := second.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// Row-level security doesn't apply to superusers, so tests must not be some.
func TestLoginIsNoSuperuser(t *testing.T) {
	conn, err := pgx.Connect(t.Context(), storagetest.DB(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	var super, bypass bool
	err = conn.QueryRow(t.Context(), `SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = session_user`).Scan(&super, &bypass)
	if err != nil || super || bypass {
		t.Errorf("superuser %v, bypasses row-level security %v, %v", super, bypass, err)
	}
}

func TestEachTestHasItsOwnRedis(t *testing.T) {
	first, second := client(t), client(t)
	if err := first.Set(t.Context(), "whose", "the first's", 0).Err(); err != nil {
		t.Fatal(err)
	}
	if n, err := second.DBSize(t.Context()).Result(); err != nil || n != 0 {
		t.Errorf("the second has %d keys, %v", n, err)
	}
}

// What a test leaves behind is gone when another gets the same database.
func TestRedisIsEmptyAtFirst(t *testing.T) {
	for range 20 {
		t.Run("", func(t *testing.T) {
			c := client(t)
			if n, err := c.DBSize(t.Context()).Result(); err != nil || n != 0 {
				t.Fatalf("%d keys, %v", n, err)
			}
			if err := c.Set(t.Context(), "left", "behind", 0).Err(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func client(t *testing.T) *redis.Client {
	t.Helper()
	options, err := redis.ParseURL(storagetest.Redis(t))
	if err != nil {
		t.Fatal(err)
	}
	c := redis.NewClient(options)
	t.Cleanup(func() { _ = c.Close() })
	return c
}
