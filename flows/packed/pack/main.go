// Command pack makes one packed piece of files: pack OUT PATTERN... It is run by
// go generate, from the folder of the files.
package main

import (
	"fmt"
	"os"

	"yousaid/flows/packed"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: pack OUT PATTERN...")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

func run(out string, patterns []string) error {
	files, err := packed.From(os.DirFS("."), patterns...)
	if err != nil {
		return err
	}
	data, err := files.Pack()
	if err != nil {
		return err
	}
	return os.WriteFile(out, data, 0o644) //nolint:gosec // not a secret
}
