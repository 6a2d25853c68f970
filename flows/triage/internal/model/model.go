// Package model holds learnt weights and scores messages with them.
//
// A model is two tables of features. In the first each feature has a weight for
// every theme and one for danger; scoring adds up the weights of what a message
// has. In the second each has a weight for every unit of a small hidden layer,
// which sees what belongs together; its answer is added to the first one's.
// Weights are small whole numbers in the embedded file.
package model

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"yousaid/flows/triage/internal/words"
)

// Outputs are the nine themes (0 to 8) and, last, danger.
const (
	Themes  = 9
	Danger  = Themes
	Outputs = Themes + 1
)

// Hidden is how many units the hidden layer has.
const Hidden = 32

// Scores are the outputs before they become probabilities.
type Scores [Outputs]float64

// Model is read-only once loaded.
type Model struct {
	header
	plain, hidden table
}

// header stands at the start of the file, little-endian; the rows follow.
type header struct {
	Corpus      uint64                         // corpus.Sum of what it was learnt from
	Plain       uint32                         // rows of weights
	Hidden      uint32                         // rows of hidden weights
	Bias        [Outputs]float32               // what an empty message scores
	Step        [words.Groups][Outputs]float32 // what a weight of 1 in the file is worth
	HiddenStep  [Hidden]float32                // the same for hidden weights
	HiddenBias  [Hidden]float32                // what a unit is without any feature
	Output      [Hidden][Outputs]float32       // what a unit says
	Temperature [2]float32                     // themes, danger: scores are divided by it
	Sure        [2]float32                     // by KindOf: from this chance on danger is sure
	Unsure      [2]float32                     // from this chance on it may be
}

// Kinds of languages: each has thresholds of its own, since less was learnt of
// the others than of English.
const (
	English = iota
	Others
)

// KindOf says which kind a language is; one that isn't known counts as English.
func KindOf(language string) int {
	if language == "en" || language == "" {
		return English
	}
	return Others
}

var magic = [8]byte{'y', 's', 't', 'r', 'i', 'a', 'g', '4'}

// ErrFormat says that the bytes are not a model that this program reads.
var ErrFormat = errors.New("not a triage model")

// Load reads a model to its end, without ever having the whole file in memory.
// The error is [ErrFormat], or what the reader says as well.
func Load(from io.Reader) (*Model, error) {
	var m Model
	var began [len(magic)]byte
	if _, err := io.ReadFull(from, began[:]); err != nil || began != magic {
		return nil, errors.Join(ErrFormat, err)
	}
	if err := binary.Read(from, binary.LittleEndian, &m.header); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if m.Plain-1 >= mostSlots || m.header.Hidden-1 >= mostSlots {
		return nil, fmt.Errorf("%w: %d and %d rows", ErrFormat, m.Plain, m.header.Hidden)
	}
	var err error
	if m.plain, err = readTable(from, int(m.Plain), Outputs); err != nil {
		return nil, err
	}
	if m.hidden, err = readTable(from, int(m.header.Hidden), Hidden); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(from, began[:1]); !errors.Is(err, io.EOF) {
		return nil, errors.Join(ErrFormat, err)
	}
	return &m, nil
}

// mostSlots bounds what a file can ask for; ours has some 200,000.
const mostSlots = 1 << 22

// Score says what speaks for each theme and for danger. Each group of features
// counts as one vector of length 1, however long the message is.
func (m *Model) Score(features *words.Features) Scores {
	var scores Scores
	for output := range scores {
		scores[output] = float64(m.Bias[output])
	}
	units := m.HiddenBias
	for group, keys := range features {
		m.scorePlain(&scores, group, keys)
		if SeesHidden(words.Group(group)) {
			m.scoreHidden(&units, keys)
		}
	}
	for unit, value := range units {
		if value > 0 {
			for output := range scores {
				scores[output] += float64(value * m.Output[unit][output])
			}
		}
	}
	return scores
}

// SeesHidden reports whether the hidden layer sees a group of features: all but
// the letters, which are many and say little together.
func SeesHidden(group words.Group) bool { return group != words.Letters }

func (m *Model) scorePlain(scores *Scores, group int, keys []uint64) {
	var sums [Outputs]int32
	var square uint32
	for _, key := range keys {
		rarity, numbers := m.plain.find(key)
		if numbers == nil {
			continue
		}
		square += rarity * rarity
		for output := range sums {
			sums[output] += int32(int8(numbers[output])) //nolint:gosec // a signed byte
		}
	}
	if square == 0 {
		return
	}
	scale := RarityUnit / math.Sqrt(float64(square))
	for output, sum := range sums {
		scores[output] += float64(sum) * float64(m.Step[group][output]) * scale
	}
}

func (m *Model) scoreHidden(units *[Hidden]float32, keys []uint64) {
	var sums [Hidden]int32
	var square uint32
	for _, key := range keys {
		rarity, numbers := m.hidden.find(key)
		if numbers == nil {
			continue
		}
		square += rarity * rarity
		for unit, number := range numbers[:Hidden] {
			sums[unit] += int32(int8(number)) //nolint:gosec // a signed byte
		}
	}
	if square == 0 {
		return
	}
	scale := float32(RarityUnit / math.Sqrt(float64(square)))
	for unit, sum := range sums {
		units[unit] += float32(sum) * m.HiddenStep[unit] * scale
	}
}

// RarityUnit is the rarity byte of a feature that counts 1.
const RarityUnit = 255

// Probabilities turns scores into the chance of each theme and of danger.
func (m *Model) Probabilities(scores Scores) (themes [Themes]float64, danger float64) {
	themes = Softmax([Themes]float64(scores[:Themes]), float64(m.Temperature[0]))
	return themes, Sigmoid(scores[Danger] / float64(m.Temperature[1]))
}

// Softmax turns the scores of alternatives into chances that add up to 1.
func Softmax(scores [Themes]float64, temperature float64) [Themes]float64 {
	highest := scores[0]
	for _, score := range scores {
		highest = max(highest, score)
	}
	total := 0.0
	for theme, score := range scores {
		scores[theme] = math.Exp((score - highest) / temperature)
		total += scores[theme]
	}
	for theme := range scores {
		scores[theme] /= total
	}
	return scores
}

// Sigmoid turns the score of a yes into its chance.
func Sigmoid(score float64) float64 { return 1 / (1 + math.Exp(-score)) }
