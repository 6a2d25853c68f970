package learn

import (
	"yousaid/flows/triage/internal/corpus"
	"yousaid/flows/triage/internal/model"
	"yousaid/flows/triage/internal/words"
)

// Examples reads the features of messages, in their order.
func Examples(messages []corpus.Message) []Example {
	lexicon := words.Default()
	examples := make([]Example, len(messages))
	for i, message := range messages {
		parsed := words.Parse(lexicon, message.Text)
		examples[i] = Example{
			Features: words.Extract(lexicon, parsed.Tokens, parsed.English),
			Themes:   message.Themes, Danger: message.Danger,
			Weight: 1, Alarm: 1,
		}
		// A theme matters less where 999 comes first anyway, and such messages
		// would teach that everything frightening is violence.
		if message.Danger {
			examples[i].Weight = 0.5
		}
	}
	return examples
}

// Model learns from every message that isn't held back.
func Model(messages []corpus.Message, settings Settings) *model.Weights {
	var training []corpus.Message
	for _, message := range messages {
		if !message.Held() {
			training = append(training, message)
		}
	}
	return Train(Examples(training), settings)
}
