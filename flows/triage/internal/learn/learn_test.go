package learn

import (
	"bytes"
	"fmt"
	"math"
	"testing"

	"yousaid/flows/triage/internal/corpus"
	"yousaid/flows/triage/internal/model"
)

// small is a corpus that can be learnt in no time.
func small() []corpus.Message {
	var messages []corpus.Message
	for i, about := range []string{"bins were not collected", "lads with knives", "boys carry drugs on trains", "my husband hits me", "dealing in the stairwell"} {
		for n := range 12 {
			messages = append(messages, corpus.Message{Text: fmt.Sprintf("%s near number %d", about, n), Themes: []int{i}, Danger: i == 3})
		}
	}
	return messages
}

// quick are settings for a small corpus under the race detector.
func quick() Settings {
	settings := Default
	settings.Theme.Epochs, settings.Danger.Epochs, settings.Net.Epochs = 4, 4, 4
	return settings
}

func TestTwiceTheSame(t *testing.T) {
	var files [2][]byte
	for i := range files {
		weights, err := Model(small(), quick())
		if err != nil {
			t.Fatal(err)
		}
		files[i] = weights.Marshal()
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("the same messages gave two models")
	}
}

func TestTellsApartWhatItLearnt(t *testing.T) {
	examples := Examples(small())
	learnt, err := model.Load(bytes.NewReader(Train(examples, quick()).Marshal()))
	if err != nil {
		t.Fatal(err)
	}
	for _, example := range examples {
		scores := learnt.Score(example.Features)
		for theme, score := range scores[:model.Themes] {
			if theme != example.Themes[0] && score >= scores[example.Themes[0]] {
				t.Fatalf("theme %d scores more than %v", theme, example.Themes)
			}
		}
		if (scores[model.Danger] > 0) != example.Danger {
			t.Fatalf("danger scores %g", scores[model.Danger])
		}
	}
}

func TestHeldBackMessagesAreNotLearnt(t *testing.T) {
	messages := small()
	training := Training(messages)
	if len(training) == len(messages) || len(training) == 0 {
		t.Fatalf("%d of %d are for training", len(training), len(messages))
	}
	for _, message := range training {
		if message.Held() {
			t.Errorf("%q is held back", message.Text)
		}
	}
}

func TestShareAddsUpToOne(t *testing.T) {
	for _, themes := range [][]int{{3}, {4, 6}, {1, 2, 5}} {
		total := 0.0
		for _, part := range share(themes) {
			total += part
		}
		if math.Abs(total-1) > 1e-9 {
			t.Errorf("%v: %g", themes, total)
		}
	}
}

func TestCoolestFindsTheValley(t *testing.T) {
	got := coolest(func(temperature float64) float64 { return math.Abs(math.Log(temperature) - math.Log(1.7)) })
	if math.Abs(got-1.7) > 0.01 {
		t.Errorf("%g", got)
	}
}
