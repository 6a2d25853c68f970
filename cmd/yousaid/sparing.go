package main

import (
	"runtime/debug"
	"time"
)

// growth is how much the heap may grow, in per cent of what is in use, before
// what isn't is collected. A turn leaves some 30 kB behind, so at Go's own 100 a
// busy replica has twice as much memory as it needs.
const growth = 50

// shedAfter is when the start is over and all that runs has run once.
const shedAfter = 2 * time.Second

// spare has the program keep little memory beyond what it uses, unless Go's own
// setting says otherwise. GOMEMLIMIT needs nothing of us: the runtime reads it.
func spare(getenv func(string) string) {
	if getenv("GOGC") == "" {
		debug.SetGCPercent(growth)
	}
}

// shed gives back to the system what only the start needed: free heap, and the
// pages of the program's own file, of which those that are used come back when
// they are, in a millisecond or two all together.
func shed() {
	debug.FreeOSMemory()
	dropPages()
}
