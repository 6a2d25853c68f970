package learn

import (
	"yousaid/flows/triage/internal/model"
	"yousaid/flows/triage/internal/words"
)

// leastSeenHidden is in how many messages a feature must be for the network.
const leastSeenHidden = 3

// seed is where the network's random numbers start: any will do, as long as it
// stays the same. Of two this one did better by cross-validation.
const seed = 20240402

func trainNetwork(examples []Example, table *vocabulary, settings Settings) *network {
	frequent := table.without(leastSeenHidden)
	n := newNetwork(len(table.seen), settings.Net, seed)
	for _, example := range examples {
		row := netRow{theme: float32(example.Theme), danger: float32(example.Alarm)}
		for group, keys := range example.Features {
			if weight := settings.Net.weight(group); weight > 0 {
				row.features, row.values = frequent.vector(group, keys, row.features, row.values, weight)
			}
		}
		for theme, part := range share(example.Themes) {
			row.target[theme] = float32(part)
		}
		if example.Danger {
			row.target[model.Danger] = 1
		}
		n.rows = append(n.rows, row)
	}
	n.fit()
	return n
}

// weight of a group, 0 if the network doesn't see it.
func (s Net) weight(group int) float64 {
	if !model.SeesHidden(words.Group(group)) { //nolint:gosec // a group
		return 0
	}
	return s.Group[group]
}

// without is the vocabulary of the features that enough messages have; they
// keep their numbers.
func (v *vocabulary) without(least int32) *vocabulary {
	frequent := &vocabulary{rarity: v.rarity, seen: v.seen}
	for group, index := range v.index {
		frequent.index[group] = make(map[uint64]int32, len(index))
		for key, number := range index {
			if v.seen[number] >= least {
				frequent.index[group][key] = number
			}
		}
	}
	return frequent
}

// store writes the hidden layer, rarity and group weight folded in.
func (n *network) store(table *vocabulary, weights *model.Weights) {
	weights.Hidden = map[uint64]*model.HiddenRow{}
	for group, index := range table.without(leastSeenHidden).index {
		heavy := n.settings.weight(group)
		if heavy == 0 {
			continue
		}
		for key, number := range index {
			row := &model.HiddenRow{Rarity: table.rarity[number]}
			factor := float32(heavy * float64(row.Rarity) / model.RarityUnit)
			for unit, weight := range n.embed[int(number)*model.Hidden : (int(number)+1)*model.Hidden] {
				row.Weights[unit] = weight * factor
			}
			weights.Hidden[key] = row
		}
	}
	copy(weights.HiddenBias[:], n.bias)
	part := float32(n.settings.Share)
	for output := range model.Outputs {
		weights.Bias[output] += float64(part * n.output[model.Hidden*model.Outputs+output])
		for unit := range model.Hidden {
			weights.Output[unit][output] = part * n.output[unit*model.Outputs+output]
		}
	}
}
