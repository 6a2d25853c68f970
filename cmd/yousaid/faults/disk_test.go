package faults_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// disk is a small file system of its own, which can be filled. Where it can't be
// mounted its path is empty.
type disk struct{ path string }

// diskSize holds a database with its log, and little more.
const diskSize = "400m"

// newDisk mounts a disk for the time of the test.
func newDisk(t *testing.T) disk {
	t.Helper()
	path, err := os.MkdirTemp("", "yousaid-disk-") // not t.TempDir: PostgreSQL's account has to get there
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(path) })
	if out, err := exec.CommandContext(t.Context(), "mount", "-t", "tmpfs", "-o", "size="+diskSize+",mode=0711", "yousaid-faults", path).CombinedOutput(); err != nil {
		t.Logf("no disk can be mounted here, so none is filled: %v %s", err, out)
		return disk{}
	}
	if err := os.Chmod(path, 0o711); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(path, 0); err != nil {
			t.Errorf("unmount the disk: %v", err)
		}
	})
	return disk{path}
}

// note says in the table what wasn't tried.
func (d disk) note() string {
	if d.path == "" {
		return " (no full disk: nothing can be mounted here)"
	}
	return ""
}

func (d disk) filler() string { return filepath.Join(d.path, "filler") }

// fill leaves not one page free.
func (d disk) fill() error {
	file, err := os.OpenFile(d.filler(), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	for size := 1 << 20; size >= 4096; {
		if _, err = file.Write(make([]byte, size)); errors.Is(err, syscall.ENOSPC) {
			size /= 2
			err = nil
		}
		if err != nil {
			return errors.Join(fmt.Errorf("fill the disk: %w", err), file.Close())
		}
	}
	return file.Close()
}

func (d disk) free() error { return os.Remove(d.filler()) }
