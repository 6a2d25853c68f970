package local

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// leftover describes a server that may have outlived whoever started it.
type leftover struct {
	pidFile string
	program string // such as "postgres"
	data    string // the folder that it works on, as on its command line
	polite  syscall.Signal
}

// endsWithin is how long a leftover may take to write its data to the disk.
const endsWithin = 30 * time.Second

func postgresLeftover(h home) leftover {
	pidFile := filepath.Join(h.data(), "postmaster.pid")
	return leftover{pidFile: pidFile, program: "postgres", data: h.data(), polite: syscall.SIGINT}
}

// redisLeftover also fits Valkey, which calls itself valkey-server.
func redisLeftover(h home) leftover {
	return leftover{pidFile: h.redisPID(), program: "-server", data: h.data(), polite: syscall.SIGTERM}
}

// stop ends the leftover, if there is one. The caller holds the folder's lock,
// so nobody who is alive uses it. The number in the file may by now belong to
// a stranger: without a fitting command line it is left alone, and the file
// goes, because PostgreSQL would take the stranger for its predecessor.
func (l leftover) stop(ctx context.Context) error {
	pid := l.pid()
	if pid <= 1 {
		return nil
	}
	// Found first and checked then: where the system has process handles,
	// the number can't change hands between the check and the signal.
	p, err := os.FindProcess(pid)
	if err != nil {
		return nil //nolint:nilerr // no such process: nothing to stop
	}
	defer func() { _ = p.Release() }()
	if !l.runs(ctx, pid) {
		return l.forget(pid)
	}
	if err := p.Signal(l.polite); err != nil {
		return fmt.Errorf("stop the %s left over from an earlier start (process %d): %w", l.program, pid, err)
	}
	ctx, cancel := context.WithTimeout(ctx, endsWithin)
	defer cancel()
	err = poll(ctx, func() (bool, error) { return !l.runs(ctx, pid), nil })
	if err != nil {
		return fmt.Errorf("the %s left over from an earlier start (process %d) does not end: %w", l.program, pid, err)
	}
	return nil
}

// pid is the number on the first line of the file, or 0.
func (l leftover) pid() int {
	text, err := os.ReadFile(l.pidFile)
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil {
		return 0
	}
	return pid
}

func (l leftover) runs(ctx context.Context, pid int) bool {
	line := commandLine(ctx, pid)
	program, _, _ := strings.Cut(line, " ")
	return strings.Contains(filepath.Base(program), l.program) && strings.Contains(line+" ", " "+l.data+" ")
}

// forget removes the file of a process that is alive but not ours. A dead
// one's file stays: PostgreSQL reads more in it than the number.
func (l leftover) forget(pid int) error {
	if syscall.Kill(pid, 0) != nil {
		return nil
	}
	return os.Remove(l.pidFile)
}
