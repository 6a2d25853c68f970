package storagetest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"yousaid/storage/local"
)

// limit bounds starting and stopping a server; machines that test are busy.
const limit = 2 * time.Minute

// servers are what this test binary has started so far. Package state can't be
// avoided: tests of one binary share servers and nothing else connects them.
var servers struct {
	sync.Mutex
	main     bool // Main runs, and will stop what was started
	postgres *local.Postgres
	redis    *local.Redis
	template template
	slots    chan int // databases of Redis that no test has
}

// Main runs the tests and then stops the servers that they used. It returns
// what the process is to exit with.
func Main(m *testing.M) int {
	servers.Lock()
	servers.main = true
	servers.Unlock()
	code := m.Run()
	if err := stop(); err != nil {
		fmt.Fprintln(os.Stderr, "storagetest:", err)
		return max(code, 1)
	}
	return code
}

func stop() error {
	servers.Lock()
	defer servers.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	var errs []error
	switch {
	case servers.postgres != nil:
		errs = append(errs, servers.postgres.Stop(ctx))
	case servers.template.name != "":
		errs = append(errs, run(ctx, servers.template.server, `DROP DATABASE `+servers.template.name+` WITH (FORCE)`))
	}
	if servers.redis != nil {
		errs = append(errs, servers.redis.Stop(ctx))
	}
	return errors.Join(errs...)
}

// inMemory runs start with the system's temporary folder in memory, where there
// is one and nobody has said otherwise.
func inMemory(start func() error) error {
	folder := memory()
	if folder == "" || os.Getenv("TMPDIR") != "" {
		return start()
	}
	if err := os.Setenv("TMPDIR", folder); err != nil {
		return err
	}
	return errors.Join(start(), os.Unsetenv("TMPDIR"))
}

// needMain fails a test whose package has no TestMain of ours: its servers
// would be left behind.
func needMain(t testing.TB) {
	t.Helper()
	if !servers.main {
		t.Fatal("storagetest: this package needs func TestMain(m *testing.M) { os.Exit(storagetest.Main(m)) }")
	}
}
