package learn

import (
	"math"
	"slices"

	"yousaid/flows/triage/internal/corpus"
	"yousaid/flows/triage/internal/model"
)

// The shares of messages in danger that have to be found, and with them where
// sure and unsure begin. Finding more costs more false alarms.
const (
	foundSurely = 0.87
	foundAtAll  = 0.95
)

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
	weights.Sure = threshold(messages, scores, foundSurely, weights.Temperature[1])
	weights.Unsure = threshold(messages, scores, foundAtAll, weights.Temperature[1])
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

// threshold is the chance at which a share of the messages in danger is found.
func threshold(messages []corpus.Message, scores []model.Scores, share, temperature float64) float64 {
	var chances []float64
	for i, message := range messages {
		if message.Danger {
			chances = append(chances, model.Sigmoid(scores[i][model.Danger]/temperature))
		}
	}
	if len(chances) == 0 {
		return 0.5
	}
	slices.Sort(chances)
	return chances[int(float64(len(chances))*(1-share))]
}
