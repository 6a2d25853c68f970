// Package model holds learnt weights and scores messages with them.
//
// A model is one table of features, each with a weight for every theme and one
// for danger, as small whole numbers in the embedded file. Scoring adds up the
// weights of what a message has: nothing more is in it, so every answer can be
// explained by its heaviest features.
package model

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"yousaid/flows/triage/internal/words"
)

// Outputs are the nine themes (0 to 8) and, last, danger.
const (
	Themes  = 9
	Danger  = Themes
	Outputs = Themes + 1
)

// Scores are the outputs before they become probabilities.
type Scores [Outputs]float64

// Model is read-only once loaded.
type Model struct {
	header
	rows []byte // Rows rows of a fingerprint (4 bytes), a rarity and the weights (1 byte each)
	mask uint32
}

// header stands at the start of the file, little-endian.
type header struct {
	Corpus      uint64                         // Corpus.Sum of what it was learnt from
	Rows        uint32                         // a power of two
	Bias        [Outputs]float32               // what an empty message scores
	Step        [words.Groups][Outputs]float32 // what a weight of 1 in the file is worth
	Temperature [2]float32                     // themes, danger: scores are divided by it
	Sure        float32                        // from this chance on danger is sure
	Unsure      float32                        // from this chance on it may be
}

const (
	keySize = 4
	rowSize = keySize + 1 + Outputs
)

var magic = [8]byte{'y', 's', 't', 'r', 'i', 'a', 'g', '2'}

// ErrFormat says that the bytes are not a model that this program reads.
var ErrFormat = errors.New("not a triage model")

// Load reads a model; data must not change afterwards.
func Load(data []byte) (*Model, error) {
	var m Model
	size := binary.Size(m.header)
	if len(data) < len(magic)+size || [8]byte(data[:8]) != magic {
		return nil, ErrFormat
	}
	if _, err := binary.Decode(data[len(magic):], binary.LittleEndian, &m.header); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	m.rows = data[len(magic)+size:]
	if m.Rows == 0 || m.Rows&(m.Rows-1) != 0 || uint64(len(m.rows)) != uint64(m.Rows)*rowSize {
		return nil, ErrFormat
	}
	m.mask = m.Rows - 1
	return &m, nil
}

// Score adds up the weights of the features. Each group counts as one vector
// of length 1, however long the message is.
func (m *Model) Score(features *words.Features) Scores {
	var scores Scores
	for output := range scores {
		scores[output] = float64(m.Bias[output])
	}
	for group, keys := range features {
		var sums [Outputs]int32
		var square uint32
		for _, key := range keys {
			row := m.find(key)
			if row == nil {
				continue
			}
			rarity := uint32(row[keySize])
			square += rarity * rarity
			weights := row[keySize+1 : keySize+1+Outputs]
			for output := range sums {
				sums[output] += int32(int8(weights[output])) //nolint:gosec // a signed byte
			}
		}
		if square == 0 {
			continue
		}
		scale := RarityUnit / math.Sqrt(float64(square))
		for output, sum := range sums {
			scores[output] += float64(sum) * float64(m.Step[group][output]) * scale
		}
	}
	return scores
}

// RarityUnit is the rarity byte of a feature that counts 1.
const RarityUnit = 255

func (m *Model) find(key uint64) []byte {
	wanted := fingerprint(key)
	for slot := uint32(key) & m.mask; ; slot = (slot + 1) & m.mask { //nolint:gosec // the low half is meant
		row := m.rows[slot*rowSize : slot*rowSize+rowSize]
		switch binary.LittleEndian.Uint32(row) {
		case 0:
			return nil
		case wanted:
			return row
		}
	}
}

// fingerprint is the part of a key that is kept in the table; 0 is a free row.
func fingerprint(key uint64) uint32 {
	return uint32(key>>32) | 1 //nolint:gosec // the high half is meant
}

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
