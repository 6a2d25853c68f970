// Command yousaid is the chat service of a Community Safety Partnership.
//
// `yousaid serve` runs the service, `yousaid dev` runs it with private servers
// and a sandbox of phones, `yousaid chat` talks to the flows in a terminal.
// Everything is built by hand in wire.go; there is no global state.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// The exit codes.
const (
	exitOK       = 0
	exitFailed   = 1
	exitSettings = 2 // the command line or a setting is wrong; nothing was started
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(exit(run(ctx, os.Args[1:], os.Getenv, stdio{os.Stdin, os.Stdout, os.Stderr}), os.Stderr))
}

// stdio is where a command reads and writes.
type stdio struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

// exit says what went wrong and turns it into an exit code.
func exit(err error, stderr io.Writer) int {
	var bad *settingsError
	switch {
	case err == nil || errors.Is(err, context.Canceled):
		return exitOK
	case errors.As(err, &bad):
		_, _ = fmt.Fprintln(stderr, bad)
		return exitSettings
	}
	_, _ = fmt.Fprintln(stderr, "yousaid:", err)
	return exitFailed
}
