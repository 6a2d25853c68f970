package local

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const (
	throwawayPrefix = "yousaid-throwaway-"

	// abandonedAfter is how long a throwaway folder that nobody holds is left
	// alone: between its making and its locking it looks abandoned too.
	abandonedAfter = 15 * time.Minute
)

// folder is where servers live. A throwaway is locked while it is in use, so
// that the remains of killed test runs can be told from living ones.
type folder struct {
	path string
	lock *os.File // nil: not a throwaway
}

// openFolder makes the folder at path if need be, or a throwaway one when path
// is empty. Others may pass through it, since the servers may run as another
// user, but not list it; what is inside is closed to them.
func openFolder(ctx context.Context, path string) (folder, error) {
	if path == "" {
		return newThrowaway(ctx)
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return folder{}, fmt.Errorf("folder of the local servers: %w", err)
	}
	if err := os.MkdirAll(path, 0o711); err != nil {
		return folder{}, fmt.Errorf("folder of the local servers: %w", err)
	}
	return folder{path: path}, nil
}

func newThrowaway(ctx context.Context) (folder, error) {
	removeAbandoned(ctx)
	path, err := os.MkdirTemp("", throwawayPrefix)
	if err != nil {
		return folder{}, fmt.Errorf("throwaway folder: %w", err)
	}
	if err := os.Chmod(path, 0o711); err != nil { //nolint:gosec // passable, not listable: see openFolder
		return folder{}, fmt.Errorf("throwaway folder: %w", err)
	}
	lock, err := takeLock(filepath.Join(path, "lock"))
	if err != nil {
		return folder{}, err
	}
	return folder{path: path, lock: lock}, nil
}

// discard removes a throwaway with all that is in it, and does nothing to a
// folder that is to be kept.
func (f *folder) discard() error {
	if f.lock == nil {
		return nil
	}
	err := errors.Join(removeServers(f.path), f.lock.Close())
	f.lock = nil
	return err
}

// removeServers removes a folder and also the data that it only links to.
func removeServers(path string) error {
	var errs []error
	for _, name := range []string{postgresName, redisName} {
		if target, err := filepath.EvalSymlinks(filepath.Join(path, name)); err == nil {
			errs = append(errs, os.RemoveAll(target))
		}
	}
	return errors.Join(append(errs, os.RemoveAll(path))...)
}

// removeAbandoned clears away throwaways whose process was killed. It is a
// courtesy: what can't be removed is left for another time.
func removeAbandoned(ctx context.Context) {
	paths, _ := filepath.Glob(filepath.Join(os.TempDir(), throwawayPrefix+"*"))
	for _, path := range paths {
		info, err := os.Lstat(path)
		if err != nil || !info.IsDir() || !ownedByUs(info) || time.Since(info.ModTime()) < abandonedAfter {
			continue
		}
		if lock, err := takeLock(filepath.Join(path, "lock")); err == nil {
			_ = postgresLeftover(home{path: filepath.Join(path, postgresName)}).stop(ctx)
			_ = redisLeftover(home{path: filepath.Join(path, redisName)}).stop(ctx)
			_ = removeServers(path)
			_ = lock.Close()
		}
	}
}

// shortName stands for a path where the path itself would be too long.
func shortName(path string) string {
	sum := sha256.Sum256([]byte(path))
	return hex.EncodeToString(sum[:6])
}
