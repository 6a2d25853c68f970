package learn

import (
	"math"
	"slices"

	"yousaid/flows/triage/internal/model"
	"yousaid/flows/triage/internal/words"
)

// vocabulary numbers the features that are worth a weight.
type vocabulary struct {
	index  [words.Groups]map[uint64]int32
	rarity []uint8 // of each, by number, as the model keeps it
	seen   []int32 // in how many messages each is
}

// leastSeen is in how many messages a feature must be.
var leastSeen = [words.Groups]int{words.Stems: 4, words.Letters: 8, words.Ideas: 1, words.Pairs: 3, words.Told: 3, words.Manner: 2}

func newVocabulary(examples []Example) *vocabulary {
	var v vocabulary
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
			v.index[group][key] = int32(len(v.seen))  //nolint:gosec // far below
			v.seen = append(v.seen, int32(seen[key])) //nolint:gosec // far below
			v.rarity = append(v.rarity, rarity(seen[key], len(examples)))
		}
	}
	return &v
}

// rarity is the usual 1 + log(all/having), as a byte of which RarityUnit is the
// value of a feature that a single message has.
func rarity(seen, all int) uint8 {
	value := 1 + math.Log(float64(1+all)/float64(1+seen))
	most := 1 + math.Log(float64(1+all)/2)
	return uint8(math.Round(model.RarityUnit * value / most))
}

// rows makes an empty row of each feature.
func (v *vocabulary) rows(weights *model.Weights) {
	for group, index := range v.index {
		weights.Group[group] = make(map[uint64]*model.Row, len(index))
		for key, number := range index {
			weights.Group[group][key] = &model.Row{Rarity: v.rarity[number]}
		}
	}
}

// vector gives the known features of one group by number, with values that
// make a vector of length 1.
func (v *vocabulary) vector(group int, keys []uint64, numbers []int32, values []float32, weight float64) ([]int32, []float32) {
	from := len(numbers)
	square := 0
	for _, key := range keys {
		if number, ok := v.index[group][key]; ok {
			numbers = append(numbers, number)
			square += int(v.rarity[number]) * int(v.rarity[number])
		}
	}
	for _, number := range numbers[from:] {
		values = append(values, float32(weight*float64(v.rarity[number])/math.Sqrt(float64(square))))
	}
	return numbers, values
}
