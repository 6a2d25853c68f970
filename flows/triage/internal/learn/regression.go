package learn

import (
	"math"

	"yousaid/flows/triage/internal/model"
)

// regression is a logistic regression: one output is a yes or no, more are
// alternatives. It is fitted by stochastic gradient descent with AdaGrad steps;
// the answer is the average over the second half of the way.
type regression struct {
	table   *vocab
	head    Head
	outputs int
	scale   func(n int) float64

	rows    []row
	bias    []float64
	weights []float32
	squares []float32
	sum     []float32
	sumBias []float64
	sums    int
}

// row is one message: its features by number with their values.
type row struct {
	features []int32
	values   []float32
	target   []float64
	weight   float64
}

func newRegression(table *vocab, head Head, outputs int, scale func(n int) float64) *regression {
	size := (table.size + MaxDense) * outputs
	return &regression{
		table: table, head: head, outputs: outputs, scale: scale,
		bias: make([]float64, outputs), sumBias: make([]float64, outputs),
		weights: make([]float32, size), squares: make([]float32, size), sum: make([]float32, size),
	}
}

func (r *regression) learnFrom(from Example, target []float64, weight float64) {
	features := from.Features
	var example row
	example.target, example.weight = target, weight
	for group, keys := range features {
		value := r.head.Group[group] * r.scale(len(keys))
		if value == 0 {
			continue
		}
		for _, key := range keys {
			if number, ok := r.table.index[group][key]; ok {
				example.features = append(example.features, number)
				example.values = append(example.values, float32(value*r.table.rare[number]))
			}
		}
	}
	for i, value := range from.Dense {
		example.features = append(example.features, int32(r.table.size+i))
		example.values = append(example.values, value*float32(r.head.Dense))
	}
	r.rows = append(r.rows, example)
}

func (r *regression) fit() {
	order := make([]int, len(r.rows))
	for i := range order {
		order[i] = i
	}
	state := uint64(1)
	for epoch := range r.head.Epochs {
		for i := len(order) - 1; i > 0; i-- {
			state = state*6364136223846793005 + 1442695040888963407
			j := int(state >> 33 % uint64(i+1)) //nolint:gosec // small
			order[i], order[j] = order[j], order[i]
		}
		for _, number := range order {
			r.step(&r.rows[number])
		}
		if 2*epoch >= r.head.Epochs {
			r.collect()
		}
	}
}

// step moves the weights of one message's features against its error.
func (r *regression) step(example *row) {
	errors := r.predict(example)
	for output := range errors {
		errors[output] = (errors[output] - example.target[output]) * example.weight
		r.bias[output] -= 0.02 * r.head.Rate * errors[output]
	}
	decay := float32(r.head.Decay)
	rate := float32(r.head.Rate)
	for i, feature := range example.features {
		value := example.values[i]
		base := int(feature) * r.outputs
		for output := range r.outputs {
			at := base + output
			gradient := float32(errors[output])*value + decay*r.weights[at]
			r.squares[at] += gradient * gradient
			r.weights[at] -= rate * gradient / (float32(math.Sqrt(float64(r.squares[at]))) + 1e-3)
		}
	}
}

func (r *regression) predict(example *row) []float64 {
	scores := make([]float64, r.outputs)
	copy(scores, r.bias)
	for i, feature := range example.features {
		base := int(feature) * r.outputs
		for output := range scores {
			scores[output] += float64(r.weights[base+output] * example.values[i])
		}
	}
	if r.outputs == 1 {
		scores[0] = 1 / (1 + math.Exp(-scores[0]))
		return scores
	}
	total := 0.0
	highest := scores[0]
	for _, score := range scores {
		highest = max(highest, score)
	}
	for output, score := range scores {
		scores[output] = math.Exp(score - highest)
		total += scores[output]
	}
	for output := range scores {
		scores[output] /= total
	}
	return scores
}

func (r *regression) collect() {
	r.sums++
	for at, weight := range r.weights {
		r.sum[at] += weight
	}
	for output, bias := range r.bias {
		r.sumBias[output] += bias
	}
}

// store writes the averaged weights, rarity and group weight folded in, from
// the given output on.
func (r *regression) store(weights *model.Weights, first int) {
	for output := range r.outputs {
		weights.Bias[first+output] = r.sumBias[output] / float64(r.sums)
	}
	for group, index := range r.table.index {
		for key, number := range index {
			factor := r.head.Group[group] * r.table.rare[number] / float64(r.sums)
			for output := range r.outputs {
				weights.Group[group][key][first+output] = r.sum[int(number)*r.outputs+output] * float32(factor)
			}
		}
	}
}

const MaxDense = 1024

// Dense
func (r *regression) denseWeights() []float64 {
	out := make([]float64, MaxDense*r.outputs)
	for i := range out {
		out[i] = float64(r.sum[r.table.size*r.outputs+i]) / float64(r.sums) * r.head.Dense
	}
	return out
}
