package storagetest

import (
	_ "embed"
	"strconv"
	"strings"
	"testing"
)

//go:embed naughty.txt
var naughty string

// Naughty returns about 500 texts that break careless programs: by SQL, markup,
// format strings, control characters, broken UTF-8, scripts and marks of every
// kind.
func Naughty(t testing.TB) []string {
	t.Helper()
	var list []string
	for line := range strings.Lines(naughty) {
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		text, err := strconv.Unquote(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		list = append(list, text)
	}
	return list
}
