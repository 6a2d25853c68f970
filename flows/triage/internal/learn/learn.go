// Package learn finds the weights of the triage model from labelled messages:
// multinomial logistic regression for the themes, a logistic regression of its
// own for danger, over the same features.
//
// It is deterministic: the same messages in the same order give the same bytes.
package learn

import (
	"slices"

	"yousaid/flows/triage/internal/corpus"
	"yousaid/flows/triage/internal/danger"
	"yousaid/flows/triage/internal/model"
	"yousaid/flows/triage/internal/words"
)

// Example is one message to learn from.
type Example struct {
	Features *words.Features
	English  *words.Features // of what it says in English, if in another language
	Themes   []int           // right answers; each gets a share
	Danger   bool
	Rules    float64 // what the rules add to the score of danger
	Theme    float64 // how much it counts for the themes; 0 leaves it out
	Alarm    float64 // how much it counts for danger; 0 leaves it out
}

// Settings are what the cross-validation chose; docs/triage.md has the figures.
type Settings struct {
	Theme, Danger Head
	Net           Net
}

// Head are the settings of one of the two regressions.
type Head struct {
	Group    [words.Groups]float64 // how much each group of features weighs
	Freedom  float64               // how far weights may go: the C of other libraries
	Rate     float64
	Epochs   int
	Positive float64 // danger only: what a missed danger costs, a false alarm being 1
}

// Default are the settings of the model that is shipped.
var Default = Settings{
	Theme: Head{
		Group:   [words.Groups]float64{words.Stems: 1, words.Letters: 1, words.Ideas: 1, words.Pairs: 0.5, words.Told: 0.3, words.Manner: 0.3},
		Freedom: 2, Rate: 0.3, Epochs: 15,
	},
	Danger: Head{
		Group:   [words.Groups]float64{words.Stems: 1, words.Letters: 1, words.Ideas: 1, words.Pairs: 0.5, words.Told: 0.7, words.Manner: 0.5},
		Freedom: 2, Rate: 0.3, Epochs: 15, Positive: 1,
	},
	Net: Net{
		Group: [words.Groups]float64{words.Stems: 1, words.Ideas: 1, words.Pairs: 0.5, words.Told: 0.5, words.Manner: 0.3},
		Rate:  0.08, Decay: 1e-5, Epochs: 20, Drop: 0.3, Share: 1,
	},
}

// alarm is how much messages count for danger: those that only sound like it
// show the border, there are few of the street reports that the service will
// get the most of, and of all others there are so many that they would drown
// the rest.
var alarm = map[corpus.Kind]float64{corpus.Ordinary: 0.5, corpus.Danger: 1, corpus.NearDanger: 2, corpus.Street: 4}

// Examples reads the features of messages, in their order.
func Examples(messages []corpus.Message) []Example {
	examples := make([]Example, len(messages))
	for i, message := range messages {
		examples[i] = Example{Themes: message.Themes, Danger: message.Danger, Theme: 1, Alarm: alarm[message.Kind]}
		examples[i].Features, examples[i].Rules = read(message.Text)
		if english := message.English(); english != "" {
			examples[i].English, _ = read(english)
		}
	}
	return examples
}

func read(text string) (features *words.Features, rules float64) {
	message := words.Parse(words.Default(), text)
	return words.Extract(message), danger.Default().Weigh(danger.Default().Met(message))
}

// withEnglish adds what messages in other languages say in English as messages
// of their own.
func withEnglish(examples []Example) []Example {
	all := slices.Clone(examples)
	for _, example := range examples {
		if example.English != nil {
			example.Features = example.English
			all = append(all, example)
		}
	}
	return all
}

// Train finds the weights.
func Train(examples []Example, settings Settings) *model.Weights {
	examples = withEnglish(examples)
	table := newVocabulary(examples)
	weights := &model.Weights{Temperature: [2]float64{1, 1}}
	table.rows(weights)
	themes := newRegression(table, settings.Theme, model.Themes)
	alarms := newRegression(table, settings.Danger, 1)
	for _, example := range examples {
		if example.Theme > 0 {
			themes.learnFrom(example.Features, share(example.Themes), example.Theme)
		}
		target, weight := []float64{0}, example.Alarm
		if example.Danger {
			target, weight = []float64{1}, weight*settings.Danger.Positive
		}
		if weight > 0 {
			alarms.learnFrom(example.Features, target, weight)
		}
	}
	themes.fit()
	themes.store(weights, 0)
	alarms.fit()
	alarms.store(weights, model.Danger)
	trainNetwork(examples, table, settings).store(table, weights)
	return weights
}

// share gives the first of the right answers a little more than the others.
func share(themes []int) []float64 {
	target := make([]float64, model.Themes)
	for i, theme := range themes {
		if i == 0 {
			target[theme] += 0.2
		}
		target[theme] += 0.8 / float64(len(themes))
	}
	return target
}
