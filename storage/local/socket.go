package local

import (
	"fmt"
	"os"
	"path/filepath"
)

// longestSocket is the longest path of a Unix socket in bytes: the kernels'
// structures hold 104 on macOS and 108 on Linux, with a NUL at the end.
const longestSocket = 103

// socketFolder makes the folder for a server's socket: home/run, or a short
// one of the same meaning under the system's temporary folder when the path
// would be too long. It is always the same for the same home, so an address
// that was noted down stays good.
func socketFolder(home, socket string, who account) (string, error) {
	dir := filepath.Join(home, "run")
	if len(filepath.Join(dir, socket)) > longestSocket {
		dir = shortSocketFolder(home, socket)
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !os.IsExist(err) {
		return "", fmt.Errorf("folder for the socket: %w", err)
	}
	// A temporary folder is open to all: somebody else may have made one of
	// this name to listen in our place.
	info, err := os.Lstat(dir)
	if err != nil {
		return "", fmt.Errorf("folder for the socket: %w", err)
	}
	if uid, _ := owner(info); !info.IsDir() || info.Mode().Perm() != 0o700 || (!ownedByUs(info) && uid != who.uid) {
		return "", fmt.Errorf("folder for the socket: %s is not a private folder of ours", dir)
	}
	return dir, who.give(dir)
}

func shortSocketFolder(home, socket string) string {
	name := "yousaid-" + shortName(home)
	dir := filepath.Join(os.TempDir(), name)
	if len(filepath.Join(dir, socket)) > longestSocket {
		dir = filepath.Join("/tmp", name)
	}
	return dir
}

// removeSocketFolder removes it when it is not part of home. What is still in
// use, or holds anything, stays.
func removeSocketFolder(home, dir string) {
	if filepath.Dir(dir) != home {
		_ = os.Remove(dir)
	}
}
