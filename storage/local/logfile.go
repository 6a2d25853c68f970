package local

import (
	"context"
	"fmt"
	"os"
	"strings"
	"syscall"
)

// startLogged starts a server that writes to the log file of its home.
func startLogged(ctx context.Context, h home, atOurDeath syscall.Signal, program string, args ...string) (*process, error) {
	logFile, err := os.OpenFile(h.logFile(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("log: %w", err)
	}
	defer func() { _ = logFile.Close() }() // the server has its own copy
	// The context is that of the start; the server is to outlive it.
	cmd := command(context.WithoutCancel(ctx), h.account, h.path, program, args...)
	cmd.Stdout, cmd.Stderr = logFile, logFile
	return startProcess(cmd, atOurDeath)
}

// logTail is the end of a server's log, for an error message.
func logTail(path string) string {
	text, err := os.ReadFile(path) //nolint:gosec // our own log file
	if err != nil {
		return "no log"
	}
	return lastLines(string(text))
}

func lastLines(text string) string {
	const atMost = 4
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-atMost):], "\n")
}
