package local

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// oldestPostgres is the first major version that the schema works on.
const oldestPostgres = 14

// places are where programs may be: first the folders of PATH, then those
// that match the patterns.
type places struct {
	path     string
	patterns []string
}

// usualPlaces covers what PATH leaves out: Debian keeps PostgreSQL's server
// programs away from it, and so does Homebrew with versioned packages.
func usualPlaces() *places {
	return &places{
		path: os.Getenv("PATH"),
		patterns: []string{
			"/usr/lib/postgresql/*/bin",                          // Debian, Ubuntu
			"/usr/pgsql-*/bin",                                   // PostgreSQL's own RPMs
			"/usr/libexec/postgresql*",                           // Alpine
			"/opt/homebrew/opt/postgresql*/bin",                  // Homebrew on Apple silicon
			"/usr/local/opt/postgresql*/bin",                     // Homebrew on Intel
			"/opt/homebrew/opt/redis/bin",                        //
			"/usr/local/opt/redis/bin",                           //
			"/Applications/Postgres.app/Contents/Versions/*/bin", //
			"/opt/homebrew/bin", "/usr/local/bin", "/usr/bin", "/usr/sbin",
		},
	}
}

// folders lists every folder to look in, best first.
func (p *places) folders() []string {
	dirs := filepath.SplitList(p.path)
	for _, pattern := range p.patterns {
		found, _ := filepath.Glob(pattern)
		dirs = append(dirs, found...)
	}
	return dirs
}

// program is the path of the first program of one of the names, or "".
func (p *places) program(names ...string) string {
	for _, name := range names {
		for _, dir := range p.folders() {
			if path := filepath.Join(dir, name); isProgram(path) {
				return path
			}
		}
	}
	return ""
}

// installation is one PostgreSQL that is installed.
type installation struct {
	bin   string // folder of initdb and postgres
	major int
}

// postgres finds the PostgreSQL to use: that of the given major version, or
// the newest when major is 0.
func (p *places) postgres(ctx context.Context, major int) (installation, error) {
	all := p.installations(ctx)
	for _, in := range all {
		if in.major == major || (major == 0 && in.major >= oldestPostgres) {
			return in, nil
		}
	}
	if major != 0 && len(all) > 0 {
		return installation{}, fmt.Errorf("the data were made by PostgreSQL %d, but only %d is installed: "+
			"install %d, or begin anew with --fresh", major, all[0].major, major)
	}
	return installation{}, fmt.Errorf("%w: %s", ErrNoPostgres, howToInstall(runtime.GOOS))
}

// installations lists what is installed, newest first.
func (p *places) installations(ctx context.Context) []installation {
	var all []installation
	for _, dir := range p.folders() {
		if !isProgram(filepath.Join(dir, "initdb")) || !isProgram(filepath.Join(dir, "postgres")) {
			continue
		}
		if major := majorVersion(ctx, filepath.Join(dir, "postgres")); major > 0 {
			all = append(all, installation{bin: dir, major: major})
		}
	}
	slices.SortStableFunc(all, func(a, b installation) int { return b.major - a.major })
	return all
}

// majorVersion asks the program: "postgres (PostgreSQL) 15.14 (Debian …)".
func majorVersion(ctx context.Context, postgres string) int {
	out, err := command(ctx, account{}, "/", postgres, "--version").Output()
	if err != nil {
		return 0
	}
	_, version, _ := strings.Cut(string(out), ") ")
	digits := version[:len(version)-len(strings.TrimLeft(version, "0123456789"))]
	major, _ := strconv.Atoi(digits)
	return major
}

func howToInstall(system string) string {
	if system == "darwin" {
		return "run `brew install postgresql@17 redis`, or set DATABASE_URL"
	}
	return "run `apt-get install postgresql redis-server` (or your system's like), or set DATABASE_URL"
}

func isProgram(path string) bool {
	found, err := exec.LookPath(path)
	return err == nil && found == path
}
