package flowtest

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"yousaid/flows/locale"
	"yousaid/flows/partnership"
	"yousaid/flows/resident"
)

var update = flag.Bool("update", false, "write what the bot says now into the transcripts")

// Run plays every transcript that matches a pattern, each as a test. fits says
// whether a text message is short enough.
func Run(t *testing.T, pattern string, fits func(string) error) {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no transcripts match %s (%v)", pattern, err)
	}
	plan := partnership.Luton()
	bundle, err := resident.Bundle(plan)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) { runFile(t, plan, bundle, path, fits) })
	}
}

func runFile(t *testing.T, plan *partnership.Plan, bundle *locale.Bundle, path string, fits func(string) error) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	played, reports, texts, err := Play(plan, bundle, string(archive.Comment))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range texts {
		if err := fits(text); err != nil {
			t.Error(err)
		}
	}
	got := txtar.Format(&txtar.Archive{
		Comment: []byte(played), Files: []txtar.File{{Name: "reports", Data: []byte(reports)}},
	})
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(txtar.Format(archive)), string(got)); diff != "" {
		t.Errorf("the chat went otherwise (-file +now):\n%s", diff)
	}
}
