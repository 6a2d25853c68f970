package faults_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"yousaid/cmd/yousaid/internal/rig"
)

// promises are the rows of the table, in its order.
var promises = []string{
	"service killed",
	"PostgreSQL killed, read-only, full",
	"Redis killed, flushed, full",
	"repeated, reordered, old webhooks",
	"network slow, refusing, hanging, broken",
	"send whose answer is lost",
	"two replicas, one resident",
	"rolling restart",
	"clock steps, daylight saving",
	"poison message, poison job",
	"flood",
	"oversize, malformed, naughty",
	"forged signatures and secrets",
	"agency reads another's",
	"bot blocked, number stopped",
	"group becomes supergroup",
	"STOP and FORGET ME at every step",
	"texts that came while down",
	"leaks",
	"upgrade",
	"backup and restore",
}

// table is what the tests of this run have found. Package state can't be
// avoided: the tests of one binary are connected by nothing else.
var table struct {
	sync.Mutex
	findings []*finding
}

// finding is one line of the table: what one test did and saw.
type finding struct {
	what   int // index of the promise
	how    string
	seen   []string
	broken bool
}

// proves puts a line into the table: which promise a test is about and how it
// is tried. Whether it held is for the test to say, by failing.
func proves(t *testing.T, promise, how string, args ...any) *finding {
	t.Helper()
	what := slices.Index(promises, promise)
	if what < 0 {
		t.Fatalf("no row of the table is called %q", promise)
	}
	f := &finding{what: what, how: fmt.Sprintf(how, args...)}
	t.Cleanup(func() {
		table.Lock()
		defer table.Unlock()
		f.broken = t.Failed()
		table.findings = append(table.findings, f)
	})
	return f
}

// saw adds a figure to the line. It is called by the test's own goroutine.
func (f *finding) saw(format string, args ...any) {
	f.seen = append(f.seen, fmt.Sprintf(format, args...))
}

// printTable prints what was found, in the order of the promises, and names
// those that nothing was tried for.
func printTable() {
	table.Lock()
	defer table.Unlock()
	for i, promise := range promises {
		tried := false
		for _, f := range table.findings {
			if f.what != i {
				continue
			}
			tried = true
			state := "held  "
			if f.broken {
				state = "BROKEN"
			}
			fmt.Printf("| %s | %-39s | %s | %s |\n", state, promise, f.how, strings.Join(f.seen, ", "))
		}
		if !tried {
			fmt.Printf("| –      | %-39s | not tried in this run | |\n", promise)
		}
	}
}

// atOnce is how many tests of the short pass run at the same time: they wait
// for leases and pauses most of the time. At full length some judge times, and
// run as the machine has processors.
const atOnce = "3"

func TestMain(m *testing.M) {
	if !allFaults() {
		if err := flag.Set("test.parallel", atOnce); err != nil {
			panic(err)
		}
	}
	code := rig.Main(m)
	if allFaults() {
		printTable()
	}
	os.Exit(code)
}
