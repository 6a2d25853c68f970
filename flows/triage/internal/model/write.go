package model

import (
	"encoding/binary"
	"math"
	"slices"

	"yousaid/flows/triage/internal/words"
)

// Weights is a model as it is learnt, before it is made small.
type Weights struct {
	Corpus       uint64
	Bias         [Outputs]float64
	Group        [words.Groups]map[uint64]*Row
	Temperature  [2]float64
	Sure, Unsure float64
}

// Row is what is known of one feature.
type Row struct {
	Rarity  uint8 // RarityUnit is 1
	Weights [Outputs]float32
}

// Marshal writes the weights as the file that Load reads. Each group and
// output has its own step, so that one heavy feature doesn't blur the rest.
func (w *Weights) Marshal() []byte {
	head := header{
		Corpus: w.Corpus, Rows: 1, Sure: float32(w.Sure), Unsure: float32(w.Unsure),
		Temperature: [2]float32{float32(w.Temperature[0]), float32(w.Temperature[1])},
	}
	total := 0
	for output := range head.Bias {
		head.Bias[output] = float32(w.Bias[output])
	}
	for group, rows := range w.Group {
		total += len(rows)
		for output := range Outputs {
			head.Step[group][output] = step(rows, output)
		}
	}
	// A fifth stays free, so that a look-up finds a free row soon.
	for int(head.Rows) < total+total/4 {
		head.Rows *= 2
	}
	data := append([]byte{}, magic[:]...)
	data, _ = binary.Append(data, binary.LittleEndian, head) // fixed size: can't fail
	return append(data, w.table(head)...)
}

// step is the worth of one unit: the largest weight is 127 of them.
func step(rows map[uint64]*Row, output int) float32 {
	largest := float32(1e-9)
	for _, row := range rows {
		largest = max(largest, float32(math.Abs(float64(row.Weights[output]))))
	}
	return largest / 127
}

func (w *Weights) table(head header) []byte {
	table := make([]byte, int(head.Rows)*rowSize)
	mask := head.Rows - 1
	for group, rows := range w.Group {
		keys := make([]uint64, 0, len(rows))
		for key := range rows {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		for _, key := range keys {
			slot := uint32(key) & mask //nolint:gosec // the low half is meant
			for binary.LittleEndian.Uint32(table[slot*rowSize:]) != 0 {
				slot = (slot + 1) & mask
			}
			row := table[slot*rowSize:]
			binary.LittleEndian.PutUint32(row, fingerprint(key))
			row[keySize] = rows[key].Rarity
			for output, weight := range rows[key].Weights {
				row[keySize+1+output] = byte(int8(math.Round(float64(weight / head.Step[group][output])))) //nolint:gosec // within ±127
			}
		}
	}
	return table
}
