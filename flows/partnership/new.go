package partnership

import (
	_ "embed"
	"regexp"
	"strings"

	"yousaid/flows/packed"
)

//go:embed new.yaml
var empty string

// What New takes over from Luton's file, from here to there.
const (
	nationalFrom = "# In danger now: "
	nationalTo   = "# When agencies work."
)

// ofTheme is a line that offers an answer for themes of Luton's plan.
var ofTheme = regexp.MustCompile(`(?m)^    themes: .*\n`)

// New is a file for a partnership that has none yet: every field with what
// belongs there, empty where the town has to say it, and filled in where all of
// England says the same (numbers, helplines, bank holidays, ready answers).
// [Load] names what is missing.
func New() []byte {
	_, rest, _ := strings.Cut(string(packed.MustUnpack(luton)[lutonFile]), nationalFrom)
	rest, _, _ = strings.Cut(nationalFrom+rest, nationalTo)
	var parts []string
	for _, part := range strings.SplitAfter(rest, "\n  - ") {
		if !strings.Contains(part, "Luton") {
			parts = append(parts, part)
		}
	}
	return []byte(empty + ofTheme.ReplaceAllString(strings.TrimSpace(strings.Join(parts, ""))+"\n", ""))
}
