// Command eval says how well triage reads: by cross-validation on what it
// learns from, on the fifth of the corpus that it never learns from, and in the
// exams that others wrote. It is run from the repository's root, by `make eval`.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"yousaid/flows/triage"
	"yousaid/flows/triage/internal/corpus"
	"yousaid/flows/triage/internal/learn"
	"yousaid/flows/triage/internal/measure"
)

func main() {
	folder := flag.String("corpus", "flows/triage/corpus", "folder of the corpus")
	exams := flag.String("exams", "flows/triage/testdata", "folder of the exams by other hands")
	worst := flag.Int("worst", 15, "how many of the worst mistakes to print")
	flag.Parse()
	if err := run(os.Stdout, *folder, *exams, *worst); err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(1)
	}
}

func run(out io.Writer, folder, exams string, worst int) error {
	p := printer{out: out}
	messages, err := corpus.Read(os.DirFS(folder))
	if err != nil {
		if len(messages) == 0 {
			return err
		}
		p.line("Left out:\n%v\n", err)
	}
	crossed, err := crossValidated(learn.Training(messages))
	if err != nil {
		return err
	}
	p.line("%d messages, a fifth of them held back", len(messages))
	p.figures("Cross-validation, five folds", crossed)
	p.confusion(crossed)
	p.calibration(crossed)
	p.mistakes(crossed, worst)
	p.figures("The fifth that was held back", heldBack(messages))
	if err := p.exams(os.DirFS(exams), messages); err != nil {
		return err
	}
	return p.err
}

// crossValidated reads each message with a model that never saw it.
func crossValidated(training []corpus.Message) ([]measure.Read, error) {
	examples := learn.Examples(training)
	scores, err := learn.CrossValidate(training, examples, learn.Default)
	if err != nil {
		return nil, err
	}
	reads := make([]measure.Read, len(training))
	for i, message := range training {
		reads[i] = measure.Read{Message: message, Reading: triage.ReadScored(message.Text, scores[i])}
	}
	return reads, nil
}

// heldBack reads what was held back with the model that is built in.
func heldBack(messages []corpus.Message) []measure.Read {
	var reads []measure.Read
	for _, message := range messages {
		if message.Held() {
			reads = append(reads, measure.Read{Message: message, Reading: triage.Read(message.Text, time.Time{})})
		}
	}
	return reads
}
