package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

const page = "docs/licences.md"

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	switch {
	case len(args) > 0 && args[0] == "licences":
		return licences(len(args) > 1 && args[1] == "--check")
	case len(args) == 2 && args[0] == "sbom":
		return sbom(args[1], out)
	}
	return errors.New("usage: supply licences [--check] | supply sbom BINARY")
}

// licences writes the page of licences, or says where it isn't true any more. A
// licence that isn't allowed is an error in both cases.
func licences(check bool) error {
	modules, err := modules()
	if err != nil {
		return err
	}
	table := tableOf(modules)
	if !check {
		return os.WriteFile(page, table, 0o644) //nolint:gosec // a page of the repository
	}
	written, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	if !bytes.Equal(written, table) {
		return errors.New(page + " is not what the modules say: run `make licences` and look at what changed")
	}
	return nil
}
