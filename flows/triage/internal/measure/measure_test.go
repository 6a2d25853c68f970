package measure

import (
	"math"
	"testing"

	"yousaid/flows"
	"yousaid/flows/triage/internal/corpus"
)

// read is a message of theme 1 that was read as first, with a confidence.
func read(first int, confidence float64, kind corpus.Kind, danger flows.Danger) Read {
	r := Read{Message: corpus.Message{Themes: []int{1}, Kind: kind, Language: "en"}}
	r.Reading = flows.Reading{Danger: danger, Language: "en", Themes: []flows.Guess{{Theme: first, Confidence: confidence}}}
	for theme := range 9 {
		if theme != first {
			r.Reading.Themes = append(r.Reading.Themes, flows.Guess{Theme: theme})
		}
	}
	return r
}

func TestOf(t *testing.T) {
	f := Of([]Read{
		read(1, 0.9, corpus.Danger, flows.SureDanger),
		read(2, 0.8, corpus.Danger, flows.UnsureDanger),
		read(1, 0.7, corpus.NearDanger, flows.SureDanger),
		read(1, 0.6, corpus.Street, flows.NoDanger),
	})
	for _, c := range []struct {
		what string
		got  Share
		want Share
	}{
		{"first", f.First, Share{3, 4}},
		{"three", f.Three, Share{4, 4}},
		{"found", f.Found, Share{1, 2}},
		{"noticed", f.Noticed, Share{2, 2}},
		{"near", f.Near, Share{1, 1}},
		{"street", f.Street, Share{0, 1}},
		{"ordinary", f.Ordinary, Share{0, 0}},
		{"language", f.Language, Share{4, 4}},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v, want %v", c.what, c.got, c.want)
		}
	}
	if f.Ordinary.Of() != 0 || f.Found.Of() != 0.5 {
		t.Error("shares")
	}
}

func TestConfusionAndWorst(t *testing.T) {
	reads := []Read{read(1, 0.9, 0, 0), read(2, 0.5, 0, 0), read(3, 0.8, 0, 0)}
	table := Confusion(reads)
	if table[1][1] != 1 || table[1][2] != 1 || table[1][3] != 1 {
		t.Errorf("%v", table)
	}
	if worst := Worst(reads, 5); len(worst) != 2 || worst[0].First() != 3 {
		t.Errorf("%v", worst)
	}
}

func TestCalibration(t *testing.T) {
	_, expected := Calibration([]Read{read(1, 0.75, 0, 0), read(2, 0.75, 0, 0)})
	if math.Abs(expected-0.25) > 1e-9 {
		t.Errorf("%g", expected)
	}
}
