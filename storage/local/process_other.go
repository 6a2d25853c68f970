//go:build unix && !linux

package local

import (
	"context"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// dieWithUs does nothing here: only Linux can tie a child's life to ours. What
// outlives us is stopped by the next start.
func dieWithUs(*syscall.SysProcAttr, syscall.Signal) {}

// commandLine is what a process was started with, separated by spaces; empty
// when there is no such process, or only its remains.
func commandLine(ctx context.Context, pid int) string {
	line, err := exec.CommandContext(ctx, "ps", "-ww", "-o", "command=", "-p", strconv.Itoa(pid)).Output() //nolint:gosec // a number
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(line))
}
