package learn

import (
	"math"

	"yousaid/flows/triage/internal/model"
	"yousaid/flows/triage/internal/words"
)

// regression is a logistic regression: one output is a yes or no, more are
// alternatives. It is fitted by stochastic gradient descent with AdaGrad steps;
// the answer is the average over the second half of the way.
type regression struct {
	table   *vocabulary
	head    Head
	outputs int
	rows    []row

	bias, sumBias         []float64
	weights, squares, sum []float32 // outputs of each feature, feature by feature
	sums                  int
}

// row is one message: its features by number with their values.
type row struct {
	features []int32
	values   []float32
	target   []float64
	weight   float64
}

func newRegression(table *vocabulary, head Head, outputs int) *regression {
	size := len(table.seen) * outputs
	return &regression{
		table: table, head: head, outputs: outputs,
		bias: make([]float64, outputs), sumBias: make([]float64, outputs),
		weights: make([]float32, size), squares: make([]float32, size), sum: make([]float32, size),
	}
}

func (r *regression) learnFrom(features *words.Features, target []float64, weight float64) {
	example := row{target: target, weight: weight}
	for group, keys := range features {
		if heavy := r.head.Group[group]; heavy > 0 {
			example.features, example.values = r.table.vector(group, keys, example.features, example.values, heavy)
		}
	}
	r.rows = append(r.rows, example)
}

func (r *regression) fit() {
	order := make([]int, len(r.rows))
	for i := range order {
		order[i] = i
	}
	state := uint64(1)
	scores := make([]float64, r.outputs)
	for epoch := range r.head.Epochs {
		for i := len(order) - 1; i > 0; i-- {
			state = state*6364136223846793005 + 1442695040888963407
			j := int(state >> 33 % uint64(i+1)) //nolint:gosec // small
			order[i], order[j] = order[j], order[i]
		}
		for _, number := range order {
			r.step(&r.rows[number], scores)
		}
		if 2*epoch >= r.head.Epochs {
			r.collect()
		}
	}
}

// step moves the weights of one message's features against its error. A
// feature's pull towards 0 is spread over the messages that have it.
func (r *regression) step(example *row, scores []float64) {
	r.predict(example, scores)
	for output := range scores {
		scores[output] = (scores[output] - example.target[output]) * example.weight
		r.bias[output] -= 0.02 * r.head.Rate * scores[output]
	}
	rate := float32(r.head.Rate)
	for i, feature := range example.features {
		value := example.values[i]
		decay := float32(1 / (r.head.Freedom * float64(r.table.seen[feature])))
		base := int(feature) * r.outputs
		weights, squares := r.weights[base:base+r.outputs], r.squares[base:base+r.outputs]
		for output := range weights {
			gradient := float32(scores[output])*value + decay*weights[output]
			squares[output] += gradient * gradient
			weights[output] -= rate * gradient / (float32(math.Sqrt(float64(squares[output]))) + 1e-3)
		}
	}
}

func (r *regression) predict(example *row, scores []float64) {
	copy(scores, r.bias)
	for i, feature := range example.features {
		base := int(feature) * r.outputs
		value := example.values[i]
		for output, weight := range r.weights[base : base+r.outputs] {
			scores[output] += float64(weight * value)
		}
	}
	if r.outputs == 1 {
		scores[0] = model.Sigmoid(scores[0])
		return
	}
	chances := model.Softmax([model.Themes]float64(scores), 1)
	copy(scores, chances[:])
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
			factor := r.head.Group[group] * float64(r.table.rarity[number]) / model.RarityUnit / float64(r.sums)
			for output := range r.outputs {
				weights.Group[group][key].Weights[first+output] = r.sum[int(number)*r.outputs+output] * float32(factor)
			}
		}
	}
}
