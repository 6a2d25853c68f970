package main

import (
	"context"

	"github.com/alecthomas/kong"
)

// cli is the command line.
type cli struct {
	Chat    chatCmd    `cmd:"" help:"Talk to the flows in this terminal, with no servers."`
	Triage  triageCmd  `cmd:"" help:"Read one message per line and print what triage makes of it, as JSON."`
	Plan    struct {
		Check planCheckCmd `cmd:"" help:"Name every gap in a partnership's file."`
	} `cmd:"" help:"The partnership's file."`
}

// world is what every command gets: where it reads, writes and looks up its
// settings.
type world struct {
	ctx    context.Context //nolint:containedctx // a command's own, for as long as it runs
	getenv func(string) string
	stdio
}

// run parses the command line and runs the command.
func run(ctx context.Context, args []string, getenv func(string) string, io stdio) error {
	var c cli
	done := false
	parser, err := kong.New(&c,
		kong.Name("yousaid"),
		kong.Description("The chat service of a Community Safety Partnership."),
		kong.UsageOnError(),
		kong.Writers(io.out, io.err),
		kong.Exit(func(int) { done = true }), // --help: there is nothing more to do
	)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if done {
		return nil
	}
	if err != nil {
		return &settingsError{[]string{err.Error()}}
	}
	return parsed.Run(&world{ctx: ctx, getenv: getenv, stdio: io})
}
