package main

import (
	"io/fs"
	"time"

	"yousaid/flows"
	"yousaid/flows/triage"
	"yousaid/flows/triage/internal/corpus"
	"yousaid/flows/triage/internal/exam"
	"yousaid/flows/triage/internal/measure"
)

// exams prints how the exams by other hands are read. The mistakes in them are
// not printed: what is learnt must not know them.
func (p *printer) exams(folder fs.FS, learnt []corpus.Message) error {
	p.line("\nExams by other hands, without what the corpus has, too\n")
	p.line("%-28s %5s %7s %7s %7s %7s %7s %7s %9s", "", "", "first", "three", "found", "near", "street", "others", "language")
	var others []measure.Read
	for _, e := range []struct{ name, file string }{
		{"first, half of it", "exam.txt"},
		{"second, indirect", "exam-2.txt"},
		{"third, representative", "exam-3.txt"},
		{"other languages", "exam-languages.txt"},
	} {
		messages, err := exam.Messages(folder, e.file)
		if err != nil {
			return err
		}
		if e.file == "exam.txt" {
			messages = exam.Second(messages)
		}
		others = exam.Sit(exam.Unlearnt(messages, learnt), func(text string) flows.Reading { return triage.Read(text, time.Time{}) })
		f := measure.Of(others)
		p.line("%-28s %5d %6.1f%% %6.1f%% %6.1f%% %6.1f%% %6.1f%% %6.1f%% %8.1f%%", e.name, len(others), 100*f.First.Of(), 100*f.Three.Of(),
			100*f.Found.Of(), 100*f.Near.Of(), 100*f.Street.Of(), 100*f.Ordinary.Of(), 100*f.Language.Of())
	}
	p.eachLanguage(others)
	return p.places(folder)
}

func (p *printer) places(folder fs.FS) error {
	list, err := exam.Places(folder, "exam-places.txt")
	if err != nil {
		return err
	}
	f := exam.SitPlaces(list, triage.Read, func(exam.Situated, string) {})
	p.line("\nPlaces and times, %d messages: place %.1f%%, postcode %.1f%%, when %.1f%%", len(list), 100*f.Place.Of(), 100*f.Postcode.Of(), 100*f.When.Of())
	return nil
}
