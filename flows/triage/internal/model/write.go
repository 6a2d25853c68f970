package model

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"

	"yousaid/flows/triage/internal/words"
)

// Weights is a model as it is learnt, before it is made small.
type Weights struct {
	Corpus       uint64
	Bias         [Outputs]float64
	Group        [words.Groups]map[uint64]*Row
	Hidden       map[uint64]*HiddenRow
	HiddenBias   [Hidden]float32
	Output       [Hidden][Outputs]float32
	Temperature  [2]float64
	Sure, Unsure [2]float64 // by KindOf
}

// Row is what is known of one feature.
type Row struct {
	Rarity  uint8 // RarityUnit is 1
	Weights [Outputs]float32
}

// HiddenRow is what one feature tells the hidden layer.
type HiddenRow struct {
	Rarity  uint8
	Weights [Hidden]float32
}

// Marshal writes the weights as the file that Load reads. Each group and
// output has its own step, so that one heavy feature doesn't blur the rest.
func (w *Weights) Marshal() []byte {
	head := header{
		Corpus:      w.Corpus,
		Temperature: [2]float32{float32(w.Temperature[0]), float32(w.Temperature[1])},
		HiddenBias:  w.HiddenBias, Output: w.Output,
	}
	for kind := range head.Sure {
		head.Sure[kind], head.Unsure[kind] = float32(w.Sure[kind]), float32(w.Unsure[kind])
	}
	for output, bias := range w.Bias {
		head.Bias[output] = float32(bias)
	}
	plain, hidden := w.plainRows(&head), w.hiddenRows(&head)
	data := append([]byte{}, magic[:]...)
	data, _ = binary.Append(data, binary.LittleEndian, head) // fixed size: can't fail
	return append(append(data, plain.rows...), hidden.rows...)
}

func (w *Weights) plainRows(head *header) written {
	total := 0
	for group, rows := range w.Group {
		total += len(rows)
		for _, row := range rows {
			for output, weight := range row.Weights {
				head.Step[group][output] = max(head.Step[group][output], step(weight))
			}
		}
	}
	head.Plain = uint32(capacity(total)) //nolint:gosec // far below
	plain := newWritten(capacity(total), Outputs)
	var numbers [Outputs]int8
	for group, rows := range w.Group {
		for _, key := range slices.Sorted(maps.Keys(rows)) {
			for output, weight := range rows[key].Weights {
				numbers[output] = small(weight, head.Step[group][output])
			}
			plain.put(key, rows[key].Rarity, numbers[:])
		}
	}
	return plain
}

func (w *Weights) hiddenRows(head *header) written {
	for _, row := range w.Hidden {
		for unit, weight := range row.Weights {
			head.HiddenStep[unit] = max(head.HiddenStep[unit], step(weight))
		}
	}
	head.Hidden = uint32(capacity(len(w.Hidden))) //nolint:gosec // far below
	hidden := newWritten(capacity(len(w.Hidden)), Hidden)
	var numbers [Hidden]int8
	for _, key := range slices.Sorted(maps.Keys(w.Hidden)) {
		for unit, weight := range w.Hidden[key].Weights {
			numbers[unit] = small(weight, head.HiddenStep[unit])
		}
		hidden.put(key, w.Hidden[key].Rarity, numbers[:])
	}
	return hidden
}

// step is what one unit must be worth for a weight to fit a signed byte.
func step(weight float32) float32 { return float32(math.Abs(float64(weight))) / 127 }

func small(weight, step float32) int8 {
	if step == 0 {
		return 0
	}
	return int8(math.Round(float64(weight / step)))
}
