package triage

import (
	"os"
	"strings"
	"testing"

	"yousaid/flows"
	"yousaid/flows/triage/internal/corpus"
	"yousaid/flows/triage/internal/exam"
	"yousaid/flows/triage/internal/measure"
)

// least are the bounds of an exam: the least share of right themes, first and
// among three, of danger that is found, of no alarm at what only sounds like
// danger or is of the street, and of languages.
type least struct{ first, three, danger, calm, language float64 }

// Exams by other hands, of which nobody has looked at the mistakes: they say how
// others' messages are read. Of the first, that is every second message. The
// bounds leave room for a few more mistakes than docs/triage.md tells.
func TestExamsByOtherHands(t *testing.T) {
	learnt := read(t)
	for _, c := range []struct {
		name, file string
		half       bool
		least      least
	}{
		{"first", "exam.txt", true, least{0.87, 0.96, 0.88, 0.95, 0.98}},
		{"second, indirect", "exam-2.txt", false, least{0.82, 0.95, 0.88, 0.95, 0.98}},
		{"third, representative", "exam-3.txt", false, least{0.87, 0.97, 0.95, 0.96, 0.98}},
		{"other languages", "exam-languages.txt", false, least{0.915, 0.98, 0.88, 0.91, 0.98}},
	} {
		t.Run(c.name, func(t *testing.T) {
			messages, err := exam.Messages(os.DirFS("testdata"), c.file)
			if err != nil {
				t.Fatal(err)
			}
			if c.half {
				messages = exam.Second(messages)
			}
			reads := exam.Sit(exam.Unlearnt(messages, learnt), func(text string) flows.Reading { return Read(text, noon) })
			hold(t, measure.Of(reads), c.least)
			if c.file == "exam-languages.txt" {
				eachLanguage(t, reads)
			}
		})
	}
}

// hold wants figures that are no lower than the bounds.
func hold(t *testing.T, f measure.Figures, want least) {
	t.Helper()
	near := f.Near.Part + f.Street.Part
	calm := measure.Share{Part: f.Near.Whole + f.Street.Whole - near, Whole: f.Near.Whole + f.Street.Whole}
	for _, figure := range []struct {
		name  string
		share measure.Share
		least float64
	}{
		{"right theme first", f.First, want.first},
		{"right theme among three", f.Three, want.three},
		{"danger found", f.Found, want.danger},
		{"no alarm at what only sounds like danger, or is of the street", calm, want.calm},
		{"language", f.Language, want.language},
	} {
		t.Logf("%s: %.1f %% of %d", figure.name, 100*figure.share.Of(), figure.share.Whole)
		if figure.share.Of() < figure.least {
			t.Errorf("%s: %.1f %%", figure.name, 100*figure.share.Of())
		}
	}
	t.Logf("false alarm on all others: %.1f %% of %d", 100*f.Ordinary.Of(), f.Ordinary.Whole)
}

// eachLanguage wants no language to be left behind.
func eachLanguage(t *testing.T, reads []measure.Read) {
	t.Helper()
	groups := map[string][]measure.Read{}
	for _, read := range reads {
		groups[read.Language] = append(groups[read.Language], read)
	}
	if len(groups) != 8 {
		t.Errorf("%d languages", len(groups))
	}
	for code, group := range groups {
		if f := measure.Of(group); f.First.Of() < 0.82 || f.Three.Of() < 0.95 || f.Found.Of() < 0.75 {
			t.Errorf("%s: theme %.3f, among three %.3f, danger %.3f", code, f.First.Of(), f.Three.Of(), f.Found.Of())
		}
	}
}

// An exam of places and times by another hand. Its mistakes were looked at
// after its first figures were told.
func TestPlacesAndTimesByAnotherHand(t *testing.T) {
	list, err := exam.Places(os.DirFS("testdata"), "exam-places.txt")
	if err != nil {
		t.Fatal(err)
	}
	f := exam.SitPlaces(list, Read, func(s exam.Situated, what string) { t.Logf("%s: %q", what, s.Text) })
	for _, figure := range []struct {
		name  string
		share measure.Share
		least float64
	}{{"place", f.Place, 0.96}, {"postcode", f.Postcode, 0.99}, {"when", f.When, 0.98}} {
		t.Logf("%s: %.1f %% of %d", figure.name, 100*figure.share.Of(), figure.share.Whole)
		if figure.share.Of() < figure.least {
			t.Errorf("%s: %.1f %%", figure.name, 100*figure.share.Of())
		}
	}
}

func TestExamsStayOutOfTheCorpus(t *testing.T) {
	learnt := map[string]bool{}
	for _, message := range read(t) {
		learnt[strings.ToLower(message.Text)] = true
	}
	var list []corpus.Message
	for _, name := range []string{"exam-3.txt", "exam-languages.txt"} {
		messages, err := exam.Messages(os.DirFS("testdata"), name)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, messages...)
	}
	for _, message := range list {
		if learnt[strings.ToLower(message.Text)] && len(message.Text) > 12 {
			t.Errorf("%q is in the corpus", message.Text)
		}
	}
}
