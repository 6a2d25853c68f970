package learn

import (
	"math"
	"slices"

	"yousaid/flows/triage/internal/corpus"
	"yousaid/flows/triage/internal/model"
)

// The shares of messages in danger that have to be found, in English and in the
// other languages, and with them where sure and unsure begin. Finding more costs
// more false alarms: docs/triage.md has the figures for other shares.
var (
	foundSurely = [2]float64{model.English: 0.85, model.Others: 0.88}
	foundAtAll  = [2]float64{model.English: 0.94, model.Others: 0.95}
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
	for kind := range weights.Sure {
		chances := inDanger(messages, scores, kind, weights.Temperature[1])
		weights.Sure[kind] = threshold(chances, foundSurely[kind])
		weights.Unsure[kind] = threshold(chances, foundAtAll[kind])
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

// inDanger gives the chances of the messages in danger, in order.
func inDanger(messages []corpus.Message, scores []model.Scores, kind int, temperature float64) []float64 {
	var chances []float64
	for i, message := range messages {
		if message.Danger && model.KindOf(message.Language) == kind {
			chances = append(chances, model.Sigmoid(scores[i][model.Danger]/temperature))
		}
	}
	slices.Sort(chances)
	return chances
}

// threshold is the chance at which a share of the messages in danger is found.
func threshold(chances []float64, share float64) float64 {
	if len(chances) == 0 {
		return 0.5
	}
	return chances[int(float64(len(chances))*(1-share))]
}
