package learn

import (
	"bytes"
	"sync"

	"yousaid/flows/triage/internal/corpus"
	"yousaid/flows/triage/internal/model"
)

// Folds is in how many parts the cross-validation cuts the messages.
const Folds = 5

// Model learns from every message that isn't held back. What the model says of
// messages that it didn't learn from, in cross-validation, sets how sure it is.
func Model(messages []corpus.Message, settings Settings) (*model.Weights, error) {
	training := Training(messages)
	examples := Examples(training)
	scores, err := CrossValidate(training, examples, settings)
	if err != nil {
		return nil, err
	}
	weights := Train(examples, settings)
	weights.Corpus = corpus.Sum(messages)
	Calibrate(weights, training, scores)
	return weights, nil
}

// Training is the messages without those held back.
func Training(messages []corpus.Message) []corpus.Message {
	var training []corpus.Message
	for _, message := range messages {
		if !message.Held() {
			training = append(training, message)
		}
	}
	return training
}

// CrossValidate gives each message the scores of a model that was learnt from
// the other folds.
func CrossValidate(messages []corpus.Message, examples []Example, settings Settings) ([]model.Scores, error) {
	scores := make([]model.Scores, len(messages))
	errs := make([]error, Folds)
	var group sync.WaitGroup
	for fold := range Folds {
		group.Go(func() {
			errs[fold] = scoreFold(fold, messages, examples, settings, scores)
		})
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return scores, nil
}

func scoreFold(fold int, messages []corpus.Message, examples []Example, settings Settings, scores []model.Scores) error {
	var others []Example
	for i, message := range messages {
		if message.Fold(Folds) != fold {
			others = append(others, examples[i])
		}
	}
	learnt, err := model.Load(bytes.NewReader(Train(others, settings).Marshal()))
	if err != nil {
		return err
	}
	for i, message := range messages {
		if message.Fold(Folds) == fold {
			scores[i] = learnt.Score(examples[i].Features)
			scores[i][model.Danger] += examples[i].Rules
		}
	}
	return nil
}
