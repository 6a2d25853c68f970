package main

import (
	"fmt"
	"os"
	"strings"
	"syscall"
)

// dropPages tells the system that the pages of the program's own file aren't
// needed now: the code and what is only read, never what may be written. They are
// in the file, so nothing is lost by it. What doesn't succeed changes nothing.
func dropPages() {
	program, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return
	}
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		return
	}
	for line := range strings.Lines(string(maps)) {
		var from, to uintptr
		var may string
		if _, err := fmt.Sscanf(line, "%x-%x %s", &from, &to, &may); err != nil || !strings.HasSuffix(line, " "+program+"\n") {
			continue
		}
		if may == "r--p" || may == "r-xp" {
			_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, from, to-from, syscall.MADV_DONTNEED)
		}
	}
}
