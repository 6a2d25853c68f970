package partnership

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Gap is one thing that is missing from a plan or doesn't fit.
type Gap struct {
	Line int    // of the file, from 1; 0 when the gap is nowhere in particular
	What string // in plain words
}

func (g Gap) String() string {
	if g.Line == 0 {
		return g.What
	}
	return fmt.Sprintf("line %d: %s", g.Line, g.What)
}

// Gaps is everything that is wrong with a plan, in the order of the file. It is
// the error of [Load] and [Plan.Check].
type Gaps []Gap

// Error lists the gaps, one to a line.
func (g Gaps) Error() string {
	lines := make([]string, len(g))
	for i, gap := range g {
		lines[i] = gap.String()
	}
	return strings.Join(lines, "\n")
}

// finder gathers gaps and finds the lines where they stand.
type finder struct {
	lines map[string]int
	gaps  Gaps
}

// add notes a gap at a path of the file, such as "$.themes[2].degree".
func (f *finder) add(path, format string, args ...any) {
	f.gaps = append(f.gaps, Gap{Line: f.line(path), What: fmt.Sprintf(format, args...)})
}

// line finds where a path stands. A field that is missing has no line; that of
// whatever should hold it is the nearest.
func (f *finder) line(path string) int {
	for path != "" && path != "$" {
		if line, ok := f.lines[path]; ok {
			return line
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return 0
}

// found returns the gaps as an error, nil when there are none.
func (f *finder) found() error {
	if len(f.gaps) == 0 {
		return nil
	}
	slices.SortStableFunc(f.gaps, func(a, b Gap) int { return cmp.Compare(a.Line, b.Line) })
	return f.gaps
}
