// Command train learns the model of triage from the corpus and writes the file
// that is embedded. It is run by `go generate ./flows/triage`, from that folder.
package main

import (
	"fmt"
	"os"

	"yousaid/flows/triage/internal/corpus"
	"yousaid/flows/triage/internal/learn"
)

func main() {
	if err := run("corpus", "model.bin"); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(folder, out string) error {
	messages, err := corpus.Read(os.DirFS(folder))
	if err != nil {
		return err
	}
	weights, err := learn.Model(messages, learn.Default)
	if err != nil {
		return err
	}
	data := weights.Marshal()
	fmt.Printf("%d messages, %d bytes\n", len(messages), len(data))
	return os.WriteFile(out, data, 0o644) //nolint:gosec // not a secret
}
