package place

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"yousaid/flows/triage/internal/words"
)

// said is one line of the tables: what was written, and what it means.
type said struct {
	line int
	text string
	want string // empty for none
}

// TestSaid holds the sentences that the gazetteer was built with.
func TestSaid(t *testing.T) {
	check(t, "testdata/said.txt", 1, named)
}

// TestPostcode holds postcodes in every shape, and what only looks like one.
func TestPostcode(t *testing.T) {
	check(t, "testdata/postcodes.txt", 1, func(text, _ string) string {
		code, _, _ := Postcode(words.Fold(text))
		return code
	})
}

// named gives the place of a text in the words of the tables.
func named(text, want string) string {
	entry, ok := Default().Find(words.Tokens(words.Fold(text)), text)
	if !ok {
		return ""
	}
	name := entry.Name
	if entry.Kind == Outside {
		name += " (outside)"
	}
	if strings.Contains(want, " @ ") {
		name += " @ " + entry.Ward
	}
	return name
}

// TestPeople holds names of groups and of former homes, and slips in short words.
func TestPeople(t *testing.T) {
	check(t, "testdata/people.txt", 1, named)
}

// TestFresh measures on sentences that were written without a look at the code.
func TestFresh(t *testing.T) {
	check(t, "testdata/fresh.txt", 0.95, named)
}

// TestLater measures on sentences that were written after the code was finished.
func TestLater(t *testing.T) {
	check(t, "testdata/later.txt", 0.95, named)
}

// TestFinal measures on longer messages, written last.
func TestFinal(t *testing.T) {
	check(t, "testdata/final.txt", 0.95, named)
}

// check reads a table and wants a share of its sentences right.
func check(t *testing.T, file string, share float64, answer func(text, want string) string) {
	t.Helper()
	table := readTable(t, file)
	right := 0
	for _, s := range table {
		if got := answer(s.text, s.want); got != s.want {
			t.Logf("%s:%d %q\n\twant %q, got %q", file, s.line, s.text, s.want, got)
			continue
		}
		right++
	}
	t.Logf("%s: %d of %d right", file, right, len(table))
	if float64(right) < share*float64(len(table)) {
		t.Errorf("%s: %d of %d right, want %.0f %%", file, right, len(table), 100*share)
	}
}

// readTable reads the format that is described at the head of said.txt.
func readTable(t *testing.T, path string) []said {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}()
	var table []said
	scanner := bufio.NewScanner(file)
	for number := 1; scanner.Scan(); number++ {
		line := strings.TrimSpace(scanner.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		text, want, ok := strings.Cut(line, " | ")
		if !ok {
			t.Fatalf("%s:%d: no place", path, number)
		}
		table = append(table, said{number, text, strings.TrimPrefix(want, "-")})
	}
	if err := scanner.Err(); err != nil {
		t.Fatal(err)
	}
	return table
}
