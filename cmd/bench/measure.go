package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"yousaid/cmd/internal/load"
)

// length is how much of everything is measured.
type length struct {
	rounds   int           // of floor and service, in turn
	warm     time.Duration // of each
	counted  time.Duration // of each
	sleeping int           // conversations
	starts   int
	bench    string // -benchtime of the Go benchmarks
	readers  int    // of a broadcast

	compareOnly bool
}

var (
	whole = length{rounds: 3, warm: 2 * time.Second, counted: 8 * time.Second, sleeping: 100_000, starts: 5, bench: "0.3s", readers: 5000}
	quick = length{rounds: 1, warm: time.Second, counted: 3 * time.Second, sleeping: 3000, starts: 2, bench: "20x", readers: 1000}
)

// pair is one round: the floor and the service with the same residents.
type pair struct{ floor, service *load.Result }

// found is all that was measured.
type found struct {
	length  length
	began   time.Time
	busy    string // the machine's load average then
	starts  []time.Duration
	crowd   map[string][]pair // by the name of the crowd
	repeats *load.Result
	awake   *load.Result // 500 residents, before so many fell asleep
	asleep  *load.Result // falling asleep
	after   *load.Result // 500 residents beside those
	idle    [2]memory    // the service after each of the two crowds of 500
	spread  map[string]float64
	goBench []goBench
}

// crowds are those with which floor and service are compared.
var crowds = []struct {
	name string
	args []string
}{
	{"50 residents", []string{"--residents", "50"}},
	{"500 residents", []string{"--residents", "500"}},
	{"170 turns/s", []string{"--residents", "100", "--rate", "170"}},
}

// say tells whoever waits what is being done.
func say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

func (p *place) measure(ctx context.Context, l length) (*found, error) {
	f := &found{length: l, began: time.Now(), busy: loadAverageNow(), crowd: map[string][]pair{}}
	steps := []func(context.Context, *found) error{p.prepare, p.startTimes, p.compare, p.repeated, p.sleep, p.broadcast, goBenchmarks}
	if l.compareOnly {
		steps = []func(context.Context, *found) error{p.prepare, p.compare}
	}
	for _, step := range steps {
		if err := step(ctx, f); err != nil {
			return f, err
		}
	}
	return f, nil
}

// prepare makes the desks, and has everything been read from the disk once.
func (p *place) prepare(ctx context.Context, _ *found) error {
	c, _, err := p.serve(ctx)
	if err != nil {
		return err
	}
	_, err = p.load(ctx, c, "--desks", "seeded", "--warm", "0s", "--for", "1s")
	return errors.Join(err, c.stop())
}

func (p *place) startTimes(ctx context.Context, f *found) error {
	for range f.length.starts {
		c, took, err := p.serve(ctx)
		if err != nil {
			return err
		}
		f.starts = append(f.starts, took)
		if err := c.stop(); err != nil {
			return err
		}
	}
	slices.Sort(f.starts)
	return nil
}

func (p *place) compare(ctx context.Context, f *found) error {
	for _, crowd := range crowds {
		for round := range f.length.rounds {
			say("%s, round %d of %d", crowd.name, round+1, f.length.rounds)
			both, err := p.round(ctx, f.length, crowd.args)
			if err != nil {
				return err
			}
			f.crowd[crowd.name] = append(f.crowd[crowd.name], both)
		}
	}
	return nil
}

// round lets the floor and then the service play with the same residents. Only
// one of them runs at a time.
func (p *place) round(ctx context.Context, l length, args []string) (both pair, err error) {
	args = append([]string{"--warm", l.warm.String(), "--for", l.counted.String()}, args...)
	floor, err := p.serveFloor(ctx)
	if err != nil {
		return both, err
	}
	both.floor, err = p.load(ctx, floor, append([]string{"--desks", "none"}, args...)...)
	if err = errors.Join(err, floor.stop()); err != nil {
		return both, err
	}
	service, _, err := p.serve(ctx)
	if err != nil {
		return both, err
	}
	both.service, err = p.load(ctx, service, args...)
	return both, errors.Join(err, service.stop())
}

// load plays against a contender.
func (p *place) load(ctx context.Context, c *contender, args ...string) (*load.Result, error) {
	args = append([]string{"load", "--json", "--url", p.url, "--stand-ins", p.standIns, "--pid", strconv.Itoa(c.process.Process.Pid)}, args...)
	command := exec.CommandContext(ctx, p.yousaid, args...) //nolint:gosec // a program of ours
	command.Env = c.env
	var failure strings.Builder
	command.Stderr = &failure
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("yousaid %s: %w: %s", strings.Join(args, " "), err, failure.String())
	}
	var result load.Result
	if err := json.Unmarshal(out, &result); err != nil {
		return nil, fmt.Errorf("the load's figures: %w", err)
	}
	return &result, nil
}

// repeated has a share of the webhooks come twice, from all kinds of residents.
func (p *place) repeated(ctx context.Context, f *found) error {
	say("repeated webhooks")
	c, _, err := p.serve(ctx)
	if err != nil {
		return err
	}
	f.repeats, err = p.load(ctx, c, "--script", "mixed", "--sms", "0.3", "--repeats", "0.05", "--for", f.length.counted.String())
	return errors.Join(err, c.stop())
}

// sleep compares the memory before and after many conversations were begun and
// left.
func (p *place) sleep(ctx context.Context, f *found) error {
	say("%d conversations fall asleep", f.length.sleeping)
	c, _, err := p.serve(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.stop()) }()
	talk := []string{"--residents", "500", "--warm", "1s", "--for", f.length.counted.String()}
	if f.awake, err = p.load(ctx, c, talk...); err != nil {
		return err
	}
	if f.idle[0], err = memoryOf(c.process.Process.Pid); err != nil {
		return err
	}
	f.asleep, err = p.load(ctx, c, "--script", "asleep", "--residents", "200", "--warm", "0s", "--for", "3m", "--conversations", strconv.Itoa(f.length.sleeping))
	if err != nil {
		return err
	}
	if f.after, err = p.load(ctx, c, talk...); err != nil {
		return err
	}
	f.idle[1], err = memoryOf(c.process.Process.Pid)
	return err
}

// memory is what a process has, in bytes.
type memory struct {
	anonymous int64 // its own
	file      int64 // of its program's file, which the system may take back
}

func memoryOf(pid int) (m memory, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return m, err
	}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		kilobytes, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 10, 64)
		switch name {
		case "RssAnon":
			m.anonymous = kilobytes << 10
		case "RssFile":
			m.file = kilobytes << 10
		}
	}
	return m, nil
}
