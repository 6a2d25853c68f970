package learn

import (
	"math"

	"yousaid/flows/triage/internal/model"
	"yousaid/flows/triage/internal/words"
)

// Net are the settings of the network.
type Net struct {
	Group  [words.Groups]float64 // how much each group of features weighs; 0 leaves it out
	Rate   float64
	Decay  float64
	Epochs int
	Drop   float64 // share of the features and of the hidden units left out at each step
	Share  float64 // how much its scores count beside the regressions'
}

// network is one layer of hidden units over the features, for the themes and
// danger together: what is learnt of one helps the other. It is fitted by
// stochastic gradient descent with AdaGrad steps, features and units dropped
// at random, from a seed.
type network struct {
	settings Net
	state    uint64
	rows     []netRow

	embed, embedSquares   []float32 // hidden weights of each feature
	output, outputSquares []float32 // Outputs weights of each hidden unit, then the bias
	bias, biasSquares     []float32
}

type netRow struct {
	features      []int32
	values        []float32
	target        [model.Outputs]float32
	theme, danger float32 // how much it counts for each
}

func newNetwork(features int, settings Net, seed uint64) *network {
	n := &network{
		settings: settings, state: seed,
		embed: make([]float32, features*model.Hidden), embedSquares: make([]float32, features*model.Hidden),
		output: make([]float32, (model.Hidden+1)*model.Outputs), outputSquares: make([]float32, (model.Hidden+1)*model.Outputs),
		bias: make([]float32, model.Hidden), biasSquares: make([]float32, model.Hidden),
	}
	for i := range n.embed {
		n.embed[i] = (n.random() - 0.5) * 0.2
	}
	for i := range model.Hidden * model.Outputs {
		n.output[i] = (n.random() - 0.5) * 0.6
	}
	return n
}

// random gives numbers from 0 to 1, the same ones for the same seed.
func (n *network) random() float32 {
	n.state = n.state*6364136223846793005 + 1442695040888963407
	return float32(n.state>>40) / (1 << 24)
}

func (n *network) fit() {
	order := make([]int, len(n.rows))
	for i := range order {
		order[i] = i
	}
	hidden, back := make([]float32, model.Hidden), make([]float32, model.Hidden)
	for epoch := range n.settings.Epochs {
		for i := len(order) - 1; i > 0; i-- {
			j := int(n.random() * float32(i+1))
			order[i], order[j] = order[j], order[i]
		}
		// Smaller steps towards the end settle the weights.
		rate := float32(n.settings.Rate) * (1 - 0.9*float32(epoch)/float32(n.settings.Epochs))
		for _, number := range order {
			n.step(&n.rows[number], hidden, back, rate)
		}
	}
}

func (n *network) step(row *netRow, hidden, back []float32, rate float32) {
	keep := float32(1 - n.settings.Drop)
	used := make([]int, 0, len(row.features))
	copy(hidden, n.bias)
	for i, feature := range row.features {
		if n.random() > keep {
			continue
		}
		used = append(used, i)
		value := row.values[i] / keep
		for unit, weight := range n.embed[int(feature)*model.Hidden : (int(feature)+1)*model.Hidden] {
			hidden[unit] += weight * value
		}
	}
	for unit := range hidden {
		if hidden[unit] < 0 || n.random() > keep {
			hidden[unit] = 0
		} else {
			hidden[unit] /= keep
		}
	}
	errors := n.errors(row, hidden)
	n.learnOutput(errors, hidden, back, rate)
	for unit := range back {
		if hidden[unit] == 0 {
			back[unit] = 0
		}
		back[unit] /= keep
		adagrad(&n.bias[unit], &n.biasSquares[unit], back[unit], rate)
	}
	decay := float32(n.settings.Decay)
	for _, i := range used {
		base := int(row.features[i]) * model.Hidden
		value := row.values[i] / keep
		for unit, gradient := range back {
			if gradient != 0 {
				weight := &n.embed[base+unit]
				adagrad(weight, &n.embedSquares[base+unit], gradient*value+decay**weight, rate)
			}
		}
	}
}

// errors is how far the outputs are from the target.
func (n *network) errors(row *netRow, hidden []float32) [model.Outputs]float32 {
	scores := n.scores(hidden)
	chances := model.Softmax([model.Themes]float64(scores[:model.Themes]), 1)
	var errors [model.Outputs]float32
	for theme, chance := range chances {
		errors[theme] = (float32(chance) - row.target[theme]) * row.theme
	}
	errors[model.Danger] = (float32(model.Sigmoid(scores[model.Danger])) - row.target[model.Danger]) * row.danger
	return errors
}

func (n *network) scores(hidden []float32) model.Scores {
	var scores model.Scores
	for output := range scores {
		scores[output] = float64(n.output[model.Hidden*model.Outputs+output])
	}
	for unit, value := range hidden {
		if value == 0 {
			continue
		}
		for output, weight := range n.output[unit*model.Outputs : (unit+1)*model.Outputs] {
			scores[output] += float64(weight * value)
		}
	}
	return scores
}

func (n *network) learnOutput(errors [model.Outputs]float32, hidden, back []float32, rate float32) {
	for unit, value := range hidden {
		back[unit] = 0
		if value == 0 {
			continue
		}
		for output, err := range errors {
			at := unit*model.Outputs + output
			back[unit] += n.output[at] * err
			adagrad(&n.output[at], &n.outputSquares[at], err*value, rate)
		}
	}
	for output, err := range errors {
		at := model.Hidden*model.Outputs + output
		adagrad(&n.output[at], &n.outputSquares[at], err, rate*0.1)
	}
}

// adagrad moves a weight against its gradient, by less the more it has moved.
func adagrad(weight, squares *float32, gradient, rate float32) {
	*squares += gradient * gradient
	*weight -= rate * gradient / (float32(math.Sqrt(float64(*squares))) + 1e-4)
}
