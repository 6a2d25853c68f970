package local

import (
	"context"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// dieWithUs has the kernel send the signal to the child when we end, also when
// we are killed.
func dieWithUs(attr *syscall.SysProcAttr, signal syscall.Signal) { attr.Pdeathsig = signal }

// commandLine is what a process was started with, separated by spaces; empty
// when there is no such process, or only its remains.
func commandLine(_ context.Context, pid int) string {
	line, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/cmdline")
	if err != nil {
		return ""
	}
	return strings.ReplaceAll(strings.TrimRight(string(line), "\x00"), "\x00", " ")
}
