package local_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"yousaid/storage/local"
)

func TestLeftoverIsStopped(t *testing.T) {
	dir := keptFolder(t)
	old, err := local.Start(t.Context(), local.Options{Dir: dir, Volatile: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = old.Postgres.Kill(), old.Redis.Kill() })
	remember(t, old, "from before")
	old.Postgres.Abandon()
	old.Redis.Abandon()

	s := start(t, local.Options{Dir: dir, Volatile: true})
	if !eventually(func() bool { return old.Postgres.Ended() && old.Redis.Ended() }) {
		t.Error("a server from before still runs")
	}
	wantRecalled(t, s, "from before")
}

// A process id outlives its process: after a restart of the machine or of a
// container it may belong to anybody.
func TestStrangersAreLeftAlone(t *testing.T) {
	dir := keptFolder(t)
	s := start(t, local.Options{Dir: dir, Volatile: true})
	remember(t, s, "x")
	home := s.Postgres.Home()
	stop(t, s)

	stranger := exec.CommandContext(t.Context(), "sleep", "60")
	if err := stranger.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = stranger.Process.Kill(), stranger.Wait() }()
	for _, path := range []string{filepath.Join(home, "data", "postmaster.pid"), filepath.Join(dir, "redis", "redis.pid")} {
		text := fmt.Sprintf("%d\n%s\n1\n5432\n%s\n\n1 2\nready\n", stranger.Process.Pid, filepath.Dir(path), home)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	wantRecalled(t, start(t, local.Options{Dir: dir, Volatile: true}), "x")
	if err := stranger.Process.Signal(syscall.Signal(0)); err != nil {
		t.Errorf("the stranger is gone: %v", err)
	}
}

// keeperDir asks this test program to start servers there and be killed.
const keeperDir = "YOUSAID_TEST_KEEPER_DIR"

func TestKilledOwner(t *testing.T) {
	if dir := os.Getenv(keeperDir); dir != "" {
		keepUntilKilled(t, dir)
	}
	dir := keptFolder(t)
	pids := killedKeeper(t, dir)
	if runtime.GOOS == "linux" && !eventually(func() bool { return !alive(pids[0]) && !alive(pids[1]) }) {
		t.Errorf("servers %v outlived their owner", pids)
	}
	wantRecalled(t, start(t, local.Options{Dir: dir, Volatile: true}), "kept")
}

// killedKeeper lets another process start servers in dir, kills it, and
// returns the processes of its PostgreSQL and Redis.
func killedKeeper(t *testing.T, dir string) (pids [2]int) {
	t.Helper()
	keeper := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilledOwner$")
	keeper.Env = append(os.Environ(), keeperDir+"="+dir)
	out, err := keeper.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := keeper.Start(); err != nil {
		t.Fatal(err)
	}
	_, err = fmt.Fscanf(out, "servers %d %d\n", &pids[0], &pids[1])
	if killed := keeper.Process.Kill(); err != nil || killed != nil {
		t.Fatal(err, killed)
	}
	_ = keeper.Wait()
	return pids
}

func keepUntilKilled(t *testing.T, dir string) {
	t.Helper()
	s, err := local.Start(t.Context(), local.Options{Dir: dir, Volatile: true})
	if err != nil {
		t.Fatal(err)
	}
	remember(t, s, "kept")
	fmt.Printf("servers %d %d\n", s.Postgres.PID(), s.Redis.PID())
	time.Sleep(time.Minute)
	os.Exit(1)
}

// alive is false for a process that has ended but that nobody has waited for.
func alive(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !strings.Contains(string(stat), ") Z ")
}

func eventually(ok func() bool) bool {
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if ok() {
			return true
		}
	}
	return false
}

func TestAbandonedThrowawaysAreRemoved(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	make1 := func(name string, age time.Duration) string {
		path := filepath.Join(os.TempDir(), local.ThrowawayPrefix+name)
		if err := os.MkdirAll(filepath.Join(path, "postgres", "data"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, time.Time{}, time.Now().Add(-age)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	old := make1("old", 2*local.AbandonedAfter)
	young := make1("young", local.AbandonedAfter/2)
	held := make1("held", 0)
	lock, err := local.TakeLock(filepath.Join(held, "lock"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lock.Close() }()
	if err := os.Chtimes(held, time.Time{}, time.Now().Add(-2*local.AbandonedAfter)); err != nil {
		t.Fatal(err)
	}

	local.RemoveAbandoned(context.WithoutCancel(t.Context()))
	for path, want := range map[string]bool{old: false, young: true, held: true} {
		if _, err := os.Stat(path); (err == nil) != want {
			t.Errorf("%s: there is %v, want %v", filepath.Base(path), err == nil, want)
		}
	}
}
