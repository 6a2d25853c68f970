package learn

import (
	"math"
	"slices"

	"yousaid/flows/triage/internal/corpus"
	"yousaid/flows/triage/internal/model"
)

// found is how much of the corpus's danger in English is to be found, by
// cross-validation. Others tell of danger more plainly than the corpus: of an
// exam by another hand a twentieth more is found, with fewer false alarms.
const found = 0.90

// aim is what danger has to reach in the other languages: the least share of it
// that is found, the most false alarms on what only sounds like it.
type aim struct{ found, near float64 }

// others reach the aims of issue 3, so that a little more of the danger is found.
var others = aim{found: 0.88, near: 0.06}

// mostNoticed is on which share of ordinary messages the line about 999 may
// stand: most of them are about danger that is over, few about none.
const mostNoticed = 0.10

// Calibrate sets the temperatures and the thresholds of danger by scores that
// come from cross-validation.
func Calibrate(weights *model.Weights, messages []corpus.Message, scores []model.Scores) {
	weights.Temperature[0] = coolest(func(temperature float64) float64 {
		loss := 0.0
		for i, message := range messages {
			chances := model.Softmax([model.Themes]float64(scores[i][:model.Themes]), temperature)
			right := 0.0
			for _, theme := range message.Themes {
				right += chances[theme]
			}
			loss -= math.Log(right + 1e-9)
		}
		return loss
	})
	weights.Temperature[1] = coolest(func(temperature float64) float64 {
		loss := 0.0
		for i, message := range messages {
			score := scores[i][model.Danger] / temperature
			if !message.Danger {
				score = -score
			}
			loss -= math.Log(model.Sigmoid(score) + 1e-9)
		}
		return loss
	})
	for kind := range weights.Sure {
		chances := newChances(messages, scores, kind, weights.Temperature[1])
		weights.Sure[kind] = chances.below(corpus.Danger, 1-found)
		if kind == model.Others {
			weights.Sure[kind] = chances.sure(others)
		}
		weights.Unsure[kind] = min(weights.Sure[kind], chances.above(corpus.Ordinary, mostNoticed))
	}
}

// coolest is the temperature between a fifth and five with the least loss, by
// golden section: the loss has one valley.
func coolest(loss func(temperature float64) float64) float64 {
	ratio := (math.Sqrt(5) - 1) / 2
	low, high := math.Log(0.2), math.Log(5)
	for range 30 {
		left, right := high-ratio*(high-low), low+ratio*(high-low)
		if loss(math.Exp(left)) < loss(math.Exp(right)) {
			high = right
		} else {
			low = left
		}
	}
	return math.Exp((low + high) / 2)
}

// chances are those of messages of each kind to be in danger, in order.
type chances [corpus.Street + 1][]float64

func newChances(messages []corpus.Message, scores []model.Scores, language int, temperature float64) *chances {
	var c chances
	for i, message := range messages {
		if model.KindOf(message.Language) == language {
			c[message.Kind] = append(c[message.Kind], model.Sigmoid(scores[i][model.Danger]/temperature))
		}
	}
	for kind := range c {
		slices.Sort(c[kind])
	}
	return &c
}

// share of the messages of a kind that a threshold lets through.
func (c *chances) share(kind corpus.Kind, threshold float64) float64 {
	if len(c[kind]) == 0 {
		return 0
	}
	below, _ := slices.BinarySearch(c[kind], threshold)
	return 1 - float64(below)/float64(len(c[kind]))
}

// above is the threshold that lets a share of the messages of a kind through.
func (c *chances) above(kind corpus.Kind, share float64) float64 {
	if len(c[kind]) == 0 {
		return 0.5
	}
	return c[kind][min(int(float64(len(c[kind]))*(1-share)), len(c[kind])-1)]
}

// below is the threshold under which a share of the messages of a kind lies.
func (c *chances) below(kind corpus.Kind, share float64) float64 {
	if len(c[kind]) == 0 {
		return 0.5
	}
	return c[kind][int(float64(len(c[kind]))*share)]
}

// missed is by how much a threshold misses the aims, in sum.
func (c *chances) missed(a aim, threshold float64) float64 {
	return max(0, a.found-c.share(corpus.Danger, threshold)) + max(0, c.share(corpus.NearDanger, threshold)-a.near)
}

// sure is the highest threshold that misses the aims as little as any.
func (c *chances) sure(a aim) float64 {
	best, least := 0.5, math.Inf(1)
	for _, chance := range c[corpus.Danger] {
		if missed := c.missed(a, chance); missed <= least {
			best, least = chance, missed
		}
	}
	return best
}
