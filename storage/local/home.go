package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// farHome is where root's PostgreSQL keeps its data when it can't reach the
// folder that was asked for.
const farHome = "/var/lib/yousaid"

// home is the folder of one server: its data, its log, its lock.
type home struct {
	path    string
	account account
	lock    *os.File
}

// openHome makes the folder of a server in dir, for a server that runs as us,
// and locks it.
func openHome(dir, name string) (home, error) {
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(path, 0o700); err != nil {
		return home{}, err
	}
	lock, err := takeLock(filepath.Join(path, "lock"))
	return home{path: path, lock: lock}, err
}

// openPostgresHome does the same for PostgreSQL, which may have to run as
// another user and so may have to live elsewhere.
func openPostgresHome(ctx context.Context, dir, postgres string) (home, error) {
	link := filepath.Join(dir, postgresName)
	if target, err := os.Readlink(link); err == nil {
		link = target // an earlier start settled it
	}
	who, err := accountFor(link)
	if err != nil {
		return home{}, err
	}
	path, err := reachableHome(ctx, link, postgres, who)
	if err != nil {
		return home{}, err
	}
	lock, err := takeLock(filepath.Join(path, "lock"))
	return home{path: path, account: who, lock: lock}, err
}

// reachableHome makes the folder at path, or where the account can't reach it,
// a folder that it can reach, with a link at path to say where.
func reachableHome(ctx context.Context, path, postgres string, who account) (string, error) {
	if err := makeHome(path, who); err != nil {
		return "", err
	}
	if !who.other() || reaches(ctx, who, path, postgres) {
		return path, nil
	}
	if os.Remove(path) != nil { // a database is in it
		return "", fmt.Errorf("%s can't reach the database in %s: let that user pass through the folders above it", who.name, path)
	}
	for _, base := range []string{farHome, filepath.Join(os.TempDir(), "yousaid")} {
		far := filepath.Join(base, shortName(path))
		if makePassable(base) == nil && makeHome(far, who) == nil && reaches(ctx, who, far, postgres) {
			return far, os.Symlink(far, path)
		}
	}
	return "", fmt.Errorf("found no folder that %s can reach: use one whose parents that user may pass through", who.name)
}

// makePassable makes a folder that all may pass through, and sees that it is
// ours: in the temporary folder somebody else may have made one of that name.
func makePassable(path string) error {
	if err := os.MkdirAll(path, 0o711); err != nil {
		return err
	}
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	if !info.IsDir() || !ownedByUs(info) {
		return fmt.Errorf("%s is not a folder of ours", path)
	}
	return os.Chmod(path, 0o711) //nolint:gosec // passable, not listable: what is inside is closed
}

func makeHome(path string, who account) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o711); err != nil {
		return fmt.Errorf("folder for PostgreSQL: %w", err)
	}
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("folder for PostgreSQL: %w", err)
	}
	if err := who.give(path); err != nil {
		return fmt.Errorf("folder for PostgreSQL: %w", err)
	}
	return nil
}

// reaches tries rather than reasons, since access lists and mounts have a say
// too: can the account run the program in that folder, by its full path?
func reaches(ctx context.Context, who account, path, postgres string) bool {
	return command(ctx, who, path, postgres, "--version").Run() == nil
}

func (h home) data() string     { return filepath.Join(h.path, "data") }
func (h home) redisPID() string { return filepath.Join(h.path, "redis.pid") }
func (h home) logFile() string  { return filepath.Join(h.path, "server.log") }

// close lets others use the folder.
func (h home) close() error { return h.lock.Close() }
