package rig

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"yousaid/storage/local"
)

const (
	buildTime = 4 * time.Minute // of everything, when nothing is cached
	startTime = time.Minute     // of a server
)

// common is what the rigs of one test run share. Main takes it away.
var common struct {
	sync.Mutex
	folder    string
	binary    string
	postgres  *local.Postgres
	databases int
}

// Main runs the tests of a package and takes down what their rigs shared.
func Main(m *testing.M) int {
	code := m.Run()
	if err := takeDown(); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "take down:", err)
		return max(code, 1)
	}
	return code
}

func takeDown() error {
	common.Lock()
	defer common.Unlock()
	var err error
	if common.postgres != nil {
		ctx, cancel := context.WithTimeout(context.Background(), startTime)
		defer cancel()
		err = common.postgres.Stop(ctx)
	}
	if common.folder != "" {
		err = errors.Join(err, os.RemoveAll(common.folder))
	}
	return err
}

// Binary builds the program, once for each test run, and returns its path. It
// is built as it is shipped: without the race detector, and without the methods
// that .ci/lean.sh takes away.
func Binary(t testing.TB) string {
	t.Helper()
	common.Lock()
	defer common.Unlock()
	if common.binary != "" {
		return common.binary
	}
	if err := watchSources(); err != nil {
		t.Fatal(err)
	}
	folder, err := os.MkdirTemp("", "yousaid-rig-")
	if err != nil {
		t.Fatal(err)
	}
	common.folder = folder
	path := filepath.Join(folder, "yousaid")
	ctx, cancel := context.WithTimeout(context.Background(), buildTime)
	defer cancel()
	_, here, _, _ := runtime.Caller(0)
	root := filepath.Join(filepath.Dir(here), "../../../..")
	lean, err := exec.CommandContext(ctx, "bash", filepath.Join(root, ".ci/lean.sh")).Output()
	if err != nil {
		t.Fatalf("prepare a lean build: %v", err)
	}
	args := append([]string{"build"}, strings.Fields(string(lean))...)
	build := exec.CommandContext(ctx, "go", append(args, "-o", path, "yousaid/cmd/yousaid")...)
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the program: %v\n%s", err, out)
	}
	common.binary = path
	return path
}

// Release builds the program of an older commit, in a folder of its own, and
// returns its path. Where the history isn't there, as in a shallow clone, the
// test is skipped.
func Release(t testing.TB, commit string) string {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	root, folder := filepath.Join(filepath.Dir(here), "../../../.."), t.TempDir()
	ctx, cancel := context.WithTimeout(context.Background(), buildTime)
	defer cancel()
	archive := exec.CommandContext(ctx, "git", "-C", root, "archive", "--output", filepath.Join(folder, "release.tar"), commit)
	if out, err := archive.CombinedOutput(); err != nil {
		t.Skipf("commit %s isn't here: get it by `git fetch --unshallow` (%v: %s)", commit, err, out)
	}
	path := filepath.Join(folder, "yousaid-"+commit)
	for _, step := range [][]string{
		{"tar", "-x", "-f", "release.tar"},
		{"go", "build", "-o", path, "./cmd/yousaid"},
	} {
		command := exec.CommandContext(ctx, step[0], step[1:]...)
		command.Dir = folder
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("build commit %s: %v\n%s", commit, err, out)
		}
	}
	return path
}

// watchSources looks at every source file. The program isn't linked into the
// test, so go test would take an old result for good after a change; what a
// test has looked at counts as its input.
func watchSources() error {
	_, here, _, _ := runtime.Caller(0)
	root := filepath.Join(filepath.Dir(here), "../../../..")
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && path != root:
			return filepath.SkipDir
		case entry.IsDir() || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		_, err = os.Stat(path)
		return err
	})
}

// sharedPostgres is the server on which most rigs have their database.
func sharedPostgres(t testing.TB) *local.Postgres {
	t.Helper()
	common.Lock()
	defer common.Unlock()
	if common.postgres == nil {
		common.postgres = startPostgres(t, "")
	}
	return common.postgres
}

// nextDatabase names a database that no other rig of this run has.
func nextDatabase() string {
	common.Lock()
	defer common.Unlock()
	common.databases++
	return fmt.Sprintf("rig_%d", common.databases)
}

func startPostgres(t testing.TB, dir string) *local.Postgres {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), startTime)
	defer cancel()
	server, err := local.StartPostgres(ctx, local.Options{Volatile: true, Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	return server
}
