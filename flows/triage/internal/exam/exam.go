// Package exam reads the messages that others wrote to examine triage with:
// files in flows/triage/testdata, of which nothing is ever learnt.
package exam

import (
	"bufio"
	"fmt"
	"io/fs"
	"strings"

	"yousaid/flows"
	"yousaid/flows/triage/internal/corpus"
	"yousaid/flows/triage/internal/measure"
)

// Messages reads an exam of themes and danger. Its lines are the corpus's, with
// two more labels in front: the language and a space, where that isn't English,
// and "n" or "s" for what only sounds like danger or is a report about a street.
func Messages(folder fs.FS, name string) ([]corpus.Message, error) {
	var list []corpus.Message
	err := lines(folder, name, func(line string) error {
		language, kind := "en", corpus.Ordinary
		if first, rest, ok := strings.Cut(line, " "); ok && rest != "" && rest[0] != '|' {
			language, line = first, rest
		}
		switch line[0] {
		case 'n':
			kind, line = corpus.NearDanger, line[1:]
		case 's':
			kind, line = corpus.Street, line[1:]
		}
		message, err := corpus.Parse(line)
		if err != nil {
			return err
		}
		if message.Danger {
			kind = corpus.Danger
		}
		message.Language, message.Kind, message.File = language, kind, name
		list = append(list, message)
		return nil
	})
	return list, err
}

// lines calls each with every line of a file that isn't empty or a comment.
func lines(folder fs.FS, name string, each func(line string) error) error {
	file, err := folder.Open(name)
	if err != nil {
		return fmt.Errorf("read an exam: %w", err)
	}
	defer file.Close() //nolint:errcheck // only read
	scanner := bufio.NewScanner(file)
	for number := 1; scanner.Scan(); number++ {
		line := strings.TrimSpace(scanner.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		if err := each(line); err != nil {
			return fmt.Errorf("%s:%d: %w", name, number, err)
		}
	}
	return scanner.Err()
}

// Unlearnt leaves out the messages that the corpus has, too: "hi" occurs to
// everybody.
func Unlearnt(messages, learnt []corpus.Message) []corpus.Message {
	known := make(map[string]bool, len(learnt))
	for _, message := range learnt {
		known[strings.ToLower(message.Text)] = true
	}
	var list []corpus.Message
	for _, message := range messages {
		if !known[strings.ToLower(message.Text)] {
			list = append(list, message)
		}
	}
	return list
}

// Second gives every second message of a list: of the first exam the others
// were looked at.
func Second(messages []corpus.Message) []corpus.Message {
	var list []corpus.Message
	for at := 1; at < len(messages); at += 2 {
		list = append(list, messages[at])
	}
	return list
}

// Sit reads the messages of an exam.
func Sit(messages []corpus.Message, read func(text string) flows.Reading) []measure.Read {
	reads := make([]measure.Read, len(messages))
	for i, message := range messages {
		reads[i] = measure.Read{Message: message, Reading: read(message.Text)}
	}
	return reads
}
