package learn

import (
	"math"
	"slices"

	"yousaid/flows/triage/internal/corpus"
	"yousaid/flows/triage/internal/model"
)

// aim is what danger has to reach: the least share of it that is found, the
// most false alarms on what only sounds like it and on street reports.
type aim struct{ found, near, street float64 }

// aims are those of issue 3, by the kind of language; for the other languages,
// which reach theirs, a little more of the danger found.
var aims = [2]aim{model.English: {found: 0.95, near: 0.04, street: 0.003}, model.Others: {found: 0.88, near: 0.06}}

// aboutAsGood is by how much more the aims may be missed in sum where that
// spares false alarms. It is little: a missed danger is worse than an alarm too
// many, and fresh messages are further from alarming than the corpus.
var aboutAsGood = [2]float64{model.English: 0.003}

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
		weights.Sure[kind] = chances.sure(aims[kind], aboutAsGood[kind])
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

// missed is by how much a threshold misses the aims, in sum.
func (c *chances) missed(a aim, threshold float64) float64 {
	return max(0, a.found-c.share(corpus.Danger, threshold)) +
		max(0, c.share(corpus.NearDanger, threshold)-a.near) +
		max(0, c.share(corpus.Street, threshold)-a.street)
}

// sure is the highest threshold that misses the aims about as little as any.
func (c *chances) sure(a aim, slack float64) float64 {
	least := math.Inf(1)
	for _, chance := range c[corpus.Danger] {
		least = min(least, c.missed(a, chance))
	}
	best := 0.5
	for _, chance := range c[corpus.Danger] {
		if c.missed(a, chance) <= least+slack {
			best = chance
		}
	}
	return best
}
