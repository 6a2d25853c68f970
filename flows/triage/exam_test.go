package triage

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"yousaid/flows"
)

// question is a message of an exam, with its right answers.
type question struct {
	text   string
	kind   byte // n, s, or p for any other
	themes []int
	danger bool
}

func exam(t testing.TB, name string) []question {
	t.Helper()
	all, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var list []question
	for line := range strings.Lines(string(all)) {
		labels, text, ok := strings.Cut(strings.TrimSpace(line), " | ")
		if !ok || line[0] == '#' {
			continue
		}
		q := question{text: text, kind: 'p'}
		if labels[0] == 'n' || labels[0] == 's' {
			q.kind, labels = labels[0], labels[1:]
		}
		labels, q.danger = strings.CutSuffix(labels, "!")
		for label := range strings.SplitSeq(labels, ",") {
			theme, err := strconv.Atoi(label)
			if err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			q.themes = append(q.themes, theme)
		}
		list = append(list, q)
	}
	return list
}

// Exams by other hands, of which nobody has looked at the mistakes: they say how
// others' messages are read. Of the first, that is every second message. The
// bounds leave room for a few more mistakes than docs/triage.md tells.
func TestExamsByOtherHands(t *testing.T) {
	first := slices.Collect(func(yield func(question) bool) {
		for i, q := range exam(t, "exam.txt") {
			if i%2 == 1 && !yield(q) {
				return
			}
		}
	})
	t.Run("first", func(t *testing.T) { mark(t, first, []float64{0.87, 0.96, 0.88, 0.95}) })
	t.Run("second, indirect", func(t *testing.T) { mark(t, exam(t, "exam-2.txt"), []float64{0.81, 0.95, 0.88, 0.95}) })
}

// mark holds what is read of an exam against the least shares: of right themes,
// first and among three, of danger that is found, and of no alarm where there
// is none.
func mark(t *testing.T, questions []question, least []float64) {
	t.Helper()
	learnt := map[string]bool{}
	for _, message := range read(t) {
		learnt[strings.ToLower(message.Text)] = true
	}
	names := []string{"right theme first", "right theme among three", "danger found", "no alarm at what only sounds like danger, or is of the street"}
	figures := make([]share, len(names))
	for _, q := range questions {
		if learnt[strings.ToLower(q.text)] { // "hi" occurs to everybody
			continue
		}
		reading := Read(q.text, noon)
		right := func(guess flows.Guess) bool { return slices.Contains(q.themes, guess.Theme) }
		figures[0].add(right(reading.Themes[0]))
		figures[1].add(slices.ContainsFunc(reading.Themes[:3], right))
		sure := reading.Danger == flows.SureDanger
		switch {
		case q.danger:
			figures[2].add(sure)
		case q.kind != 'p':
			figures[3].add(!sure)
		}
	}
	for i, figure := range figures {
		t.Logf("%s: %.1f %% of %.0f", names[i], 100*figure.of(), figure.all)
		if figure.of() < least[i] {
			t.Errorf("%s: %.1f %%", names[i], 100*figure.of())
		}
	}
}

// share counts how many are so.
type share struct{ so, all float64 }

func (s *share) add(so bool) {
	s.all++
	if so {
		s.so++
	}
}

func (s share) of() float64 { return s.so / s.all }
