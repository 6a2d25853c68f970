package partnership_test

import (
	"errors"
	"strings"
	"testing"

	"yousaid/flows/partnership"
)

// A new file names all that its town has to say, and no more: what is the same
// everywhere is there.
func TestNewFileNamesWhatIsMissing(t *testing.T) {
	_, err := partnership.Load(partnership.New())
	var gaps partnership.Gaps
	if !errors.As(err, &gaps) {
		t.Fatalf("a new file: %v", err)
	}
	for _, want := range []string{
		"the partnership's name is missing", "the town is missing", "the prefix", "the plan's period", "website", "email",
		"the area names no town", "box", "an id of the kind agency", "own team", "an id of the kind theme", "theme 1 has 0 leads",
		"priority 1", "what residents said", "who the partnership is", "who takes part", "who oversees the plan",
	} {
		if !strings.Contains(gaps.Error(), want) {
			t.Errorf("nothing says %q:\n%v", want, gaps)
		}
	}
	for _, gap := range gaps {
		if gap.Line == 0 {
			t.Errorf("a gap without a line: %v", gap)
		}
		for _, there := range []string{"helpline", "emergency", "answer", "deadline", "number"} {
			if strings.Contains(gap.What, there) {
				t.Errorf("what is the same everywhere has a gap: %v", gap)
			}
		}
	}
	if file := string(partnership.New()); strings.Contains(file, "Luton") || strings.Contains(file, "LUT") || strings.Contains(file, "Bedfordshire") {
		t.Error("it names another town")
	}
}

// Which theme a subject belongs to, and what a file may say of it.
func TestThemesReadSubjects(t *testing.T) {
	luton := partnership.Luton()
	for number := range len(partnership.Subjects()) + 1 {
		if theme, ok := luton.ThemeOf(number); theme != number || ok != (number > 0) {
			t.Errorf("subject %d is theme %d, %t, of Luton", number, theme, ok)
		}
	}
	if unread := luton.Unread(); len(unread) != 0 {
		t.Errorf("nobody has %q", unread)
	}
	if theme, ok := luton.ThemeOf(9); ok {
		t.Errorf("subject 9 is theme %d", theme)
	}
}
