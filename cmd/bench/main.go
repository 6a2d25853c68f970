package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run measures, or keeps one contender up for whoever wants to look at it.
func run(ctx context.Context, args []string) (err error) {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	up := flags.String("up", "", "start servers and `service` or floor, say how to play against it, and wait for Ctrl-C")
	out := flags.String("page", page, "the page that the table is written into")
	compare := flags.Bool("compare", false, "compare with the floor only, and write nothing")
	binary := flags.String("service", "", "a build of the service to measure instead of this code's")
	if err := flags.Parse(args); err != nil {
		return err
	}
	p, err := open(ctx, *binary)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	if *up != "" {
		return p.keepUp(ctx, *up)
	}
	l := whole
	if os.Getenv("QUICK") != "" {
		l = quick
	}
	if *compare {
		l.compareOnly = true
	}
	f, err := p.measure(ctx, l)
	if err != nil {
		return err
	}
	table := f.table()
	fmt.Println(table)
	if *compare {
		return nil
	}
	return writePage(*out, table)
}

// keepUp starts a contender and writes its settings to a file that a shell can
// read.
func (p *place) keepUp(ctx context.Context, which string) error {
	var c *contender
	var err error
	if which == "floor" {
		c, err = p.serveFloor(ctx)
	} else {
		c, _, err = p.serve(ctx)
	}
	if err != nil {
		return err
	}
	var lines strings.Builder
	for _, setting := range c.env {
		name, value, _ := strings.Cut(setting, "=")
		fmt.Fprintf(&lines, "export %s='%s'\n", name, value)
	}
	file := filepath.Join(p.folder, "env")
	if err := os.WriteFile(file, []byte(lines.String()), 0o600); err != nil {
		return errors.Join(err, c.stop())
	}
	fmt.Printf("process %d, settings in %s, logs in %s\n( . %s; %s load --url %s --pid %d --desks seeded )\n",
		c.process.Process.Pid, file, p.folder, file, p.yousaid, p.url, c.process.Process.Pid)
	select {
	case <-ctx.Done():
	case <-c.ended:
	}
	return c.stop()
}
