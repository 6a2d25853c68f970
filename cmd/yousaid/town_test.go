package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yousaid/cmd/yousaid/internal/rig"
)

// saltmere does what the README's chapter says, and returns the file.
func saltmere(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "saltmere.yaml")
	if code, printed := rig.Command(t, nil, "plan", "new", path); code != 0 {
		t.Fatalf("plan new: %d, %s", code, printed)
	}
	code, printed := rig.Command(t, nil, "plan", "check", path)
	for _, gap := range []string{"line 10: the partnership's name is missing", "theme 1 has 0 leads", "there is no such agency"} {
		if code == 0 || !strings.Contains(printed, gap) {
			t.Errorf("plan check, %d, doesn't say %q:\n%s", code, gap, printed)
		}
	}
	_, chapter, _ := strings.Cut(readFile(t, "../../README.md"), "\n## Another town\n")
	_, block, _ := strings.Cut(chapter, "```yaml\n")
	block, _, found := strings.Cut(block, "```")
	_, rest, found2 := strings.Cut(readFile(t, path), "# What follows is the same")
	if !found || !found2 {
		t.Fatal("the README or the new file has another form")
	}
	if err := os.WriteFile(path, []byte(block+"# What follows is the same"+rest), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A made-up town of three themes has its own service by following the README.
func TestAnotherTownIsOneFile(t *testing.T) {
	t.Parallel()
	path := saltmere(t)
	code, printed := rig.Command(t, nil, "plan", "check", path)
	for _, want := range []string{"Saltmere Safer Together: 3 themes, 3 agencies", "No gaps.", "residents are asked: hate-crime, reoffending"} {
		if code != 0 || !strings.Contains(printed, want) {
			t.Errorf("plan check, %d, doesn't say %q:\n%s", code, want, printed)
		}
	}
	if code, printed := rig.Command(t, nil, "plan", "new", path); code == 0 || !strings.Contains(printed, "is there already") {
		t.Errorf("plan new over a file: %d, %s", code, printed)
	}
	for said, wants := range map[string][]string{
		"somebody deals drugs by the harbour wall every night": {"Less violence and fewer drugs"},
		"music from next door till 4am again":                  {"Safe and pleasant streets"},
		"they shout at her for her headscarf every day":        {"What is it mostly about?", "Other / not sure"},
		"rubbish dumped in Park Street":                        {"Where was it?"}, // Luton's street is none of theirs
	} {
		heard := chats(t, path, said, "yes")
		for _, want := range wants {
			if !strings.Contains(heard, want) {
				t.Errorf("%q: nothing says %q in:\n%s", said, want, heard)
			}
		}
	}
	heard := chats(t, path, "somebody deals drugs by the harbour wall every night", "yes", "the harbour", "skip", "skip", "4", "skip", "1")
	if !strings.Contains(heard, "SLT-") {
		t.Errorf("a report gets no reference of the town:\n%s", heard)
	}
}

// chats says lines in the terminal and returns what is printed.
func chats(t *testing.T, plan string, lines ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), rig.Binary(t), "chat")
	command.Env = []string{"PLAN_FILE=" + plan}
	command.Stdin = strings.NewReader(strings.Join(lines, "\n") + "\n/quit\n")
	command.WaitDelay = time.Minute
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}
