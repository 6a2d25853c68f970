package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"

	"yousaid/cmd/internal/load"
)

// The marks between which the page is written anew.
const (
	page      = "docs/performance.md"
	beginMark = "<!-- bench: what follows is written by `make bench` -->"
	endMark   = "<!-- bench: end -->"
)

// writePage puts the table between the marks of a page.
func writePage(path, table string) error {
	text, err := os.ReadFile(path) //nolint:gosec // the page of the repository, or what the caller named
	if err != nil {
		return err
	}
	before, rest, begun := bytes.Cut(text, []byte(beginMark))
	_, after, ended := bytes.Cut(rest, []byte(endMark))
	if !begun || !ended {
		return errors.New(path + " has no marks: put `" + beginMark + "` and `" + endMark + "` where the table is to stand")
	}
	whole := slices.Concat(before, []byte(beginMark+"\n\n"+table+"\n"+endMark), after)
	return os.WriteFile(path, whole, 0o644) //nolint:gosec // a page of the repository
}

// ratios are what is compared of one crowd.
type ratios struct{ turns, cpu, p99 float64 }

// ratiosOf takes the middle of the rounds: each is the service's figure divided
// by the floor's of the same round.
func ratiosOf(rounds []pair) ratios {
	of := func(figure func(*load.Result) float64) float64 {
		var list []float64
		for _, both := range rounds {
			list = append(list, figure(both.service)/figure(both.floor))
		}
		return middle(list)
	}
	return ratios{
		turns: of(func(r *load.Result) float64 { return r.TurnsPerSecond }),
		cpu:   of(cpu),
		p99:   of(func(r *load.Result) float64 { return r.Reply.P99 }),
	}
}

func cpu(r *load.Result) float64 { return r.Process.CPU }

func middle(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return (list[(len(list)-1)/2] + list[len(list)/2]) / 2
}

// middleOf is the middle of a figure of one side.
func middleOf(rounds []pair, side func(pair) *load.Result, figure func(*load.Result) float64) float64 {
	var list []float64
	for _, both := range rounds {
		list = append(list, figure(side(both)))
	}
	return middle(list)
}

func floorOf(p pair) *load.Result   { return p.floor }
func serviceOf(p pair) *load.Result { return p.service }

// table is the page's part that is measured.
func (f *found) table() string {
	var out strings.Builder
	fmt.Fprintf(&out, "Measured on %s, on %s.\n", f.began.Format("2 January 2006"), machine(f.busy))
	if f.length.rounds == quick.rounds {
		out.WriteString("A quick run: each figure is from a few seconds.\n")
	}
	out.WriteString("\n### Beside the floor\n\n")
	f.writeCrowds(&out)
	if f.length.compareOnly {
		return out.String()
	}
	out.WriteString("\n### Against the goals\n\n| | goal | measured | |\n| --- | --- | --- | --- |\n")
	for _, g := range f.goals() {
		fmt.Fprintf(&out, "| %s | %s | %s | %s |\n", g.what, g.goal, g.got, map[bool]string{true: "holds", false: "**misses**"}[g.holds])
	}
	out.WriteString("\n### What one thing costs\n\n| | time | bytes | allocations |\n| --- | ---: | ---: | ---: |\n")
	for _, m := range measured {
		for _, b := range f.goBench {
			if b.name == m.name || strings.HasPrefix(b.name, m.name+"/") {
				fmt.Fprintf(&out, "| %s%s | %s | %.0f | %.0f |\n", m.what, variant(b.name, m.name), short(b.nanos), b.bytes, b.allocs)
			}
		}
	}
	return out.String()
}

func variant(name, measured string) string {
	if rest := strings.TrimPrefix(strings.TrimPrefix(name, measured), "/"); rest != "" {
		return ", " + strings.ReplaceAll(rest, "_", " ")
	}
	return ""
}

func short(nanos float64) string {
	if nanos < 1000 {
		return fmt.Sprintf("%.0f ns", nanos)
	}
	return fmt.Sprintf("%.1f µs", nanos/1000)
}

func (f *found) writeCrowds(out *strings.Builder) {
	out.WriteString("| | | turns/s | reply p50 | reply p99 | webhook p99 | CPU a turn | most memory |\n| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n")
	for _, crowd := range crowds {
		rounds := f.crowd[crowd.name]
		for _, side := range []struct {
			name string
			of   func(pair) *load.Result
		}{{"floor", floorOf}, {"service", serviceOf}} {
			at := func(figure func(*load.Result) float64) float64 { return middleOf(rounds, side.of, figure) }
			fmt.Fprintf(out, "| %s | %s | %.0f | %.1f ms | %.1f ms | %.1f ms | %.0f µs | %.0f MB |\n", crowd.name, side.name,
				at(func(r *load.Result) float64 { return r.TurnsPerSecond }),
				at(func(r *load.Result) float64 { return r.Reply.P50 }), at(func(r *load.Result) float64 { return r.Reply.P99 }),
				at(func(r *load.Result) float64 { return r.Webhook.P99 }), at(cpu),
				at(func(r *load.Result) float64 { return float64(r.Process.Memory) / 1e6 }))
		}
	}
}

// machine says on what was measured.
func machine(busy string) string {
	name := "an unknown processor"
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
				name = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%d cores of %s, shared by floor or service, load, PostgreSQL and Redis; %s/%s, %s%s; load average %s before it began",
		runtime.NumCPU(), name, runtime.GOOS, runtime.GOARCH, runtime.Version(), commit(), busy)
}

// commit is what was measured.
func commit() string {
	out, err := exec.Command("git", "rev-parse", "--short", "HEAD").Output() //nolint:noctx // at once
	if err != nil {
		return ""
	}
	return ", commit " + strings.TrimSpace(string(out))
}

// loadAverageNow is how busy the machine is.
func loadAverageNow() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	first, _, _ := strings.Cut(string(text), " ")
	return first
}

func middleTime(list []time.Duration) time.Duration {
	if len(list) == 0 {
		return 0
	}
	return list[len(list)/2]
}
