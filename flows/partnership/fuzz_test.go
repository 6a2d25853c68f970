package partnership_test

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"testing"
	"testing/fstest"

	"yousaid/flows/partnership"
)

func seed(f *testing.F, names ...string) {
	f.Helper()
	for _, name := range names {
		file, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(file)
	}
}

// names checks that an error names gaps, each on a line that the file has.
func names(t *testing.T, file []byte, err error) {
	t.Helper()
	var gaps partnership.Gaps
	if !errors.As(err, &gaps) || len(gaps) == 0 {
		t.Fatalf("no gaps: %v", err)
	}
	lines := bytes.Count(file, []byte("\n")) + bytes.Count(file, []byte("\r")) + 1
	for _, gap := range gaps {
		if gap.What == "" || gap.Line < 0 || gap.Line > lines {
			t.Fatalf("line %d of %d: %q", gap.Line, lines, gap.What)
		}
	}
}

// Whatever stands in a partnership's file, it is a plan that can be used or what
// is wrong with it is named, with lines that it has; and the same each time.
func FuzzLoad(f *testing.F) {
	seed(f, "luton.yaml")
	f.Add([]byte("name: Town\nprefix: TWN\nthemes:\n  - {number: 1, id: a, leads: [x]}\n"))
	f.Add([]byte("&a [*a]"))
	f.Add([]byte("name: !!binary x\n---\n"))
	f.Add([]byte("a: {<<: *b}"))
	f.Fuzz(func(t *testing.T, file []byte) {
		plan, err := partnership.Load(slices.Clone(file))
		again, errAgain := partnership.Load(file)
		if (err == nil) != (errAgain == nil) || err != nil && err.Error() != errAgain.Error() {
			t.Fatalf("read in two ways: %v and %v", err, errAgain)
		}
		if err != nil {
			names(t, file, err)
			return
		}
		if err := plan.Check(); err != nil || plan.Zone() == nil || len(plan.Themes) == 0 || len(plan.Themes) != len(again.Themes) {
			t.Fatalf("loaded, but %v", err)
		}
		for _, theme := range plan.Themes {
			for _, lead := range theme.Leads {
				if _, known := plan.Agency(lead); !known {
					t.Fatalf("theme %d is led by %q, whom nobody knows", theme.Number, lead)
				}
			}
		}
	})
}

// A translation is taken or its gaps are named; it never changes whose a theme is.
func FuzzTranslation(f *testing.F) {
	seed(f, "luton.pl.yaml")
	f.Add([]byte("language: pl\nthemes:\n  nowhere: {name: x}\n"))
	f.Add([]byte("language: en\n"))
	f.Add([]byte("language: \"pl\\0\"\nabout: [~]\n"))
	plain, err := os.ReadFile("luton.yaml")
	if err != nil {
		f.Fatal(err)
	}
	want := partnership.Luton()
	f.Fuzz(func(t *testing.T, file []byte) {
		folder := fstest.MapFS{"town.yaml": {Data: plain}, "town.pl.yaml": {Data: file}}
		plan, err := partnership.LoadFrom(folder, "town.yaml")
		if err != nil {
			names(t, file, err)
			return
		}
		for i, theme := range plan.Themes {
			if theme.ID != want.Themes[i].ID || !slices.Equal(theme.Leads, want.Themes[i].Leads) || theme.Degree != want.Themes[i].Degree {
				t.Fatalf("theme %d is %q's now", theme.Number, theme.Leads)
			}
		}
	})
}
