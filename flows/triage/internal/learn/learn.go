// Package learn finds the weights of the triage model from labelled messages:
// multinomial logistic regression for the themes, a logistic regression of its
// own for danger, over the same features.
//
// It is deterministic: the same messages in the same order give the same bytes.
package learn

import (
	"math"
	"slices"

	"yousaid/flows/triage/internal/model"
	"yousaid/flows/triage/internal/words"
)

// Example is one message to learn from.
type Example struct {
	Features *words.Features
	Themes   []int // right answers; each gets an equal share
	Danger   bool
	Weight   float64 // how much it counts for the themes; 0 leaves it out
	Alarm    float64 // how much it counts for danger; 0 leaves it out
	Dense    []float32
}

// Settings are what the cross-validation chose; docs/triage.md has the figures.
type Settings struct {
	Theme, Danger Head
}

// Head are the settings of one of the two regressions.
type Head struct {
	Group    [words.Groups]float64 // how much each group of features weighs
	Dense    float64
	Decay    float64 // pull of every weight towards 0
	Rate     float64
	Epochs   int
	Positive float64 // danger only: what a missed danger costs, a false alarm being 1
}

// Default are the settings of the model that is shipped.
var Default = Settings{
	Theme:  Head{Group: [words.Groups]float64{1, 1, 1, 0.5, 0.3}, Decay: 1e-4, Rate: 0.5, Epochs: 30},
	Danger: Head{Group: [words.Groups]float64{1, 1, 1, 0.5, 0.5}, Decay: 1e-4, Rate: 0.5, Epochs: 30, Positive: 1},
}

// Train finds the weights.
func Train(examples []Example, settings Settings) *model.Weights {
	table := vocabulary(examples)
	weights := &model.Weights{Temperature: [2]float64{1, 1}}
	for group := range weights.Group {
		weights.Group[group] = make(map[uint64]*[model.Outputs]float32, len(table.index[group]))
		for key := range table.index[group] {
			weights.Group[group][key] = new([model.Outputs]float32)
		}
	}
	themes := newRegression(table, settings.Theme, model.Themes, func(n int) float64 { s, _ := model.Scale(n); return s })
	for _, example := range examples {
		if example.Weight > 0 {
			themes.learnFrom(example, share(example.Themes), example.Weight)
		}
	}
	themes.fit()
	themes.store(weights, 0)
	weights.DenseTheme = themes.denseWeights()
	danger := newRegression(table, settings.Danger, 1, func(n int) float64 { _, s := model.Scale(n); return s })
	for _, example := range examples {
		target, weight := 0.0, example.Alarm
		if example.Danger {
			target, weight = 1, weight*settings.Danger.Positive
		}
		if weight > 0 {
			danger.learnFrom(example, []float64{target}, weight)
		}
	}
	danger.fit()
	danger.store(weights, model.Danger)
	weights.DenseDanger = danger.denseWeights()
	return weights
}

func share(themes []int) []float64 {
	target := make([]float64, model.Themes)
	for i, theme := range themes {
		// The first is the best; the others are right as well.
		if i == 0 {
			target[theme] += 0.5
		}
		target[theme] += 0.5 / float64(len(themes))
	}
	return target
}

// vocab numbers the features that are worth a weight.
type vocab struct {
	index [words.Groups]map[uint64]int32
	rare  []float64 // inverse document frequency of each, by number
	size  int
}

// leastSeen is in how many messages a feature must be.
var leastSeen = [words.Groups]int{words.Stems: 2, words.Letters: 3, words.Ideas: 1, words.Pairs: 2, words.Manner: 2}

func vocabulary(examples []Example) *vocab {
	var v vocab
	for group := range v.index {
		seen := map[uint64]int{}
		for _, example := range examples {
			for _, key := range example.Features[group] {
				seen[key]++
			}
		}
		keys := make([]uint64, 0, len(seen))
		for key, count := range seen {
			if count >= leastSeen[group] {
				keys = append(keys, key)
			}
		}
		slices.Sort(keys)
		v.index[group] = make(map[uint64]int32, len(keys))
		for _, key := range keys {
			v.index[group][key] = int32(v.size) //nolint:gosec // far below
			v.rare = append(v.rare, math.Log(1+float64(len(examples))/float64(seen[key]))/math.Log(1+float64(len(examples))))
			v.size++
		}
	}
	return &v
}
