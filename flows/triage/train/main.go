// Command train learns the model of triage from the corpus and writes the file
// that is embedded. It is run by `go generate ./flows/triage`, from that folder.
package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"

	"yousaid/flows/triage/internal/corpus"
	"yousaid/flows/triage/internal/learn"
)

func main() {
	if err := run("corpus", "model.bin.gz"); err != nil {
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
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := w.Write(data); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(out, packed.Bytes(), 0o644) //nolint:gosec // not a secret
}
