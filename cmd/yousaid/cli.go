package main

import (
	"context"
	"reflect"
)

// cli is the command line.
type cli struct {
	Dev     devCmd     `cmd:"" help:"Run the service with private servers and a sandbox of phones."`
	Serve   serveCmd   `cmd:"" help:"Run the service with the settings of the environment."`
	Migrate migrateCmd `cmd:"" help:"Bring the database to this release."`
	Doctor  doctorCmd  `cmd:"" help:"Look at everything that the service stands on, and say what is wrong and what to do."`
	Chat    chatCmd    `cmd:"" help:"Talk to the flows in this terminal, with no servers."`
	Triage  triageCmd  `cmd:"" help:"Read one message per line and print what triage makes of it, as JSON."`
	Plan    struct {
		New   planNewCmd   `cmd:"" help:"Write a file for another partnership, with what belongs where."`
		Check planCheckCmd `cmd:"" help:"Name every gap in a partnership's file."`
	} `cmd:"" help:"The partnership's file."`
	Desk struct {
		Add    deskAddCmd    `cmd:"" help:"Add an agency's number or mailbox as a desk, or make a code for /link in a Telegram group."`
		List   deskListCmd   `cmd:"" help:"List the desks."`
		Remove deskRemoveCmd `cmd:"" help:"Remove a desk: it gets nothing from now on."`
	} `cmd:"" help:"Where agencies receive reports."`
	Officer struct {
		Add    officerAddCmd    `cmd:"" help:"Add an officer and make the first invitation."`
		Invite officerInviteCmd `cmd:"" help:"Make another invitation for an officer."`
		List   officerListCmd   `cmd:"" help:"List the officers."`
		Reset  officerResetCmd  `cmd:"" help:"Sign an officer out and have them set up a new authenticator app."`
		Remove officerRemoveCmd `cmd:"" help:"Remove an officer: their buttons stop working at once."`
	} `cmd:"" help:"Who works at the desks."`
	Keys struct {
		List   keysListCmd   `cmd:"" help:"Say how much each master key seals, and which is not needed any more."`
		Rotate keysRotateCmd `cmd:"" help:"Seal everything again with the newest master key. Can be broken off and run again."`
	} `cmd:"" help:"The master keys."`
	Forget    forgetCmd    `cmd:"" help:"Do FORGET ME for somebody who asked for it by post or in person. It can't be taken back."`
	Forgotten forgottenCmd `cmd:"" help:"Print what was forgotten, as ids: keep a copy with the backups, made every few minutes."`
	Restored  restoredCmd  `cmd:"" help:"After restoring a backup: forget again whom and what was forgotten since it was made."`
	Version   versionCmd   `cmd:"" help:"Say which release this is; --version does, too."`
	Purge     purgeCmd     `cmd:"" help:"Remove what is past its time, now."`
	Load      loadCmd      `cmd:"" help:"Play residents against a running service whose networks are stand-ins, and print how fast it was."`
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
	if len(args) == 0 {
		args = []string{"--help"}
	}
	if len(args) == 1 && args[0] == "--version" {
		args = []string{"version"}
	}
	var c cli
	chosen, err := newCommand(reflect.ValueOf(&c).Elem(), "The chat service of a Community Safety Partnership.").parse(args)
	if err != nil {
		return &settingsError{[]string{err.Error()}}
	}
	if chosen.helping {
		return chosen.usage(io.out)
	}
	return chosen.run(&world{ctx: ctx, getenv: getenv, stdio: io})
}
