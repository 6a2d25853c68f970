package triage

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"yousaid/flows"
)

// fresh is a message of testdata/: what nobody learnt from.
type fresh struct {
	text  string
	kind  byte // d, n or s, as the files say
	known bool // looked at while the rules were made
}

// freshOnes reads testdata/danger.txt and testdata/street.txt.
func freshOnes(t testing.TB) []fresh {
	t.Helper()
	var list []fresh
	for _, name := range []string{"danger", "street"} {
		file, err := os.Open("testdata/" + name + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close() //nolint:errcheck // only read
		seen := map[byte]int{}
		scanner := bufio.NewScanner(file)
		for scanner.Scan() {
			kind, text, ok := strings.Cut(scanner.Text(), " | ")
			if !ok || kind[0] == '#' {
				continue
			}
			list = append(list, fresh{text: text, kind: kind[0], known: name == "street" || seen[kind[0]]%2 == 0})
			seen[kind[0]]++
		}
		if err := scanner.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return list
}

func TestFreshMessagesStayOutOfTheCorpus(t *testing.T) {
	learnt := map[string]bool{}
	for _, message := range read(t) {
		learnt[strings.ToLower(message.Text)] = true
	}
	for _, message := range freshOnes(t) {
		if learnt[strings.ToLower(message.text)] {
			t.Errorf("%q is in the corpus", message.text)
		}
	}
}

// The bounds leave room for two or three messages more than docs/triage.md
// tells.
func TestDangerInFreshMessages(t *testing.T) {
	type group struct {
		kind  byte
		known bool
	}
	sure, all := map[group]float64{}, map[group]float64{}
	for _, message := range freshOnes(t) {
		g := group{message.kind, message.known}
		all[g]++
		if Read(message.text, noon).Danger == flows.SureDanger {
			sure[g]++
		} else if message.kind == 'd' && message.known {
			t.Logf("not sure: %q", message.text)
		}
	}
	for g, whole := range all {
		share := sure[g] / whole
		t.Logf("%c, looked at %v: sure of %.1f %% of %.0f", g.kind, g.known, 100*share, whole)
		switch {
		case g.kind == 'd' && share < 0.92, g.kind == 'n' && share > 0.08, g.kind == 's' && share > 0.03:
			t.Errorf("%c, looked at %v: sure of %.1f %%", g.kind, g.known, 100*share)
		}
	}
}
