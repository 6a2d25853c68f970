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
	rows []byte // capacity rows of key (4 bytes) and weights (1 byte each)
	mask uint32
}

// header stands at the start of the file, little-endian.
type header struct {
	Rows        uint32                         // a power of two
	Bias        [Outputs]float32               // what an empty message scores
	Step        [words.Groups][Outputs]float32 // what a weight of 1 in the file is worth
	Temperature [2]float32                     // themes, danger: scores are divided by it
}

const rowSize = 4 + Outputs

var magic = [8]byte{'y', 's', 't', 'r', 'i', 'a', 'g', '1'}

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

// Score adds up the weights of the features.
func (m *Model) Score(features *words.Features) Scores {
	var scores Scores
	for output := range scores {
		scores[output] = float64(m.Bias[output])
	}
	for group, keys := range features {
		var sums [Outputs]int32
		for _, key := range keys {
			m.add(&sums, key)
		}
		themes, danger := Scale(len(keys))
		for output, sum := range sums {
			scale := themes
			if output == Danger {
				scale = danger
			}
			scores[output] += float64(sum) * float64(m.Step[group][output]) * scale
		}
	}
	return scores
}

// Scale is what each of n features of a group counts. For the theme the whole
// group weighs the same however long the message; for danger a long message
// may not drown its one alarming sentence.
func Scale(n int) (themes, danger float64) {
	if n == 0 {
		return 0, 0
	}
	return 1 / math.Sqrt(float64(n)), 1 / math.Pow(float64(n), 0.4)
}

func (m *Model) add(sums *[Outputs]int32, key uint64) {
	print32 := fingerprint(key)
	for slot := uint32(key) & m.mask; ; slot = (slot + 1) & m.mask { //nolint:gosec // the low half is meant
		row := m.rows[slot*rowSize : slot*rowSize+rowSize]
		have := binary.LittleEndian.Uint32(row)
		if have == 0 {
			return
		}
		if have == print32 {
			for output := range sums {
				sums[output] += int32(int8(row[4+output])) //nolint:gosec // a signed byte
			}
			return
		}
	}
}

// fingerprint is the part of a key that is kept in the table; 0 is a free row.
func fingerprint(key uint64) uint32 {
	return uint32(key>>32) | 1 //nolint:gosec // the high half is meant
}

// Probabilities turns scores into the chance of each theme and of danger.
func (m *Model) Probabilities(scores Scores) (themes [Themes]float64, danger float64) {
	highest := math.Inf(-1)
	for _, score := range scores[:Themes] {
		highest = max(highest, score)
	}
	total := 0.0
	for theme, score := range scores[:Themes] {
		themes[theme] = math.Exp((score - highest) / float64(m.Temperature[0]))
		total += themes[theme]
	}
	for theme := range themes {
		themes[theme] /= total
	}
	return themes, 1 / (1 + math.Exp(-scores[Danger]/float64(m.Temperature[1])))
}
