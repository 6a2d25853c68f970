// Package corpus reads the messages that triage learns from: lines written by
// hand, each with its labels, in the folder flows/triage/corpus.
//
// A fifth of them, told by a hash of the text, is held back: never trained on,
// looked at only by the final evaluation.
package corpus

import (
	"bufio"
	"fmt"
	"hash/fnv"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// Message is one line of the corpus.
type Message struct {
	Text     string
	Themes   []int  // right answers, best first; 0 is "not for this service"
	Danger   bool   // somebody is in danger now
	Language string // BCP 47
	File     string // without folder and ending
}

// Held reports whether the message is held back from training.
func (m Message) Held() bool { return m.hash()%5 == 0 }

// Fold gives the fold, 0 to n-1, that the message belongs to in
// cross-validation. It says nothing about Held.
func (m Message) Fold(n int) int { return int(m.hash() / 5 % uint64(n)) } //nolint:gosec // n is small

func (m Message) hash() uint64 {
	sum := fnv.New64a()
	sum.Write([]byte(m.Text)) //nolint:errcheck,gosec // a hash never fails
	return sum.Sum64()
}

// Right reports whether theme is a right answer.
func (m Message) Right(theme int) bool {
	for _, right := range m.Themes {
		if right == theme {
			return true
		}
	}
	return false
}

// Read reads every .txt file of the folder, in the order of their names. The
// same text twice is an error, as it could be trained on and held back at once.
func Read(folder fs.FS) ([]Message, error) {
	names, err := fs.Glob(folder, "*.txt")
	if err != nil {
		return nil, fmt.Errorf("read the corpus: %w", err)
	}
	var messages []Message
	for _, name := range names {
		if messages, err = readFile(folder, name, messages); err != nil {
			return nil, err
		}
	}
	return unique(messages), nil
}

// unique drops repeats; the first one counts.
func unique(messages []Message) []Message {
	seen := make(map[string]bool, len(messages))
	kept := messages[:0]
	for _, message := range messages {
		if !seen[message.Text] {
			seen[message.Text] = true
			kept = append(kept, message)
		}
	}
	return kept
}

func readFile(folder fs.FS, name string, messages []Message) ([]Message, error) {
	file, err := folder.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read the corpus: %w", err)
	}
	defer file.Close() //nolint:errcheck // only read
	base := strings.TrimSuffix(path.Base(name), ".txt")
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 1<<20)
	for number := 1; scanner.Scan(); number++ {
		line := strings.TrimSpace(scanner.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		message, err := parse(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, number, err)
		}
		message.File, message.Language = base, language(base)
		messages = append(messages, message)
	}
	return messages, scanner.Err()
}

func parse(line string) (Message, error) {
	labels, text, ok := strings.Cut(line, "|")
	if !ok {
		return Message{}, fmt.Errorf("no | between labels and text")
	}
	text, _, _ = strings.Cut(text, " ##")
	message := Message{Text: strings.ReplaceAll(strings.TrimSpace(text), `\n`, "\n")}
	labels = strings.TrimSpace(labels)
	labels, message.Danger = strings.CutSuffix(labels, "!")
	for label := range strings.SplitSeq(labels, ",") {
		theme, err := strconv.Atoi(strings.TrimSpace(label))
		if err != nil || theme < 0 || theme > 8 {
			return Message{}, fmt.Errorf("%q is no theme", label)
		}
		message.Themes = append(message.Themes, theme)
	}
	return message, nil
}

// languages are the files that are not English.
var languages = []string{"ur-Latn", "bn-Latn", "ur", "bn", "pl", "ro", "pa", "gu"}

// language tells the language by the file's name: "en-3", "danger" and
// "neardanger" are English, "ur-Latn" and "ur-Latn-2" are Roman Urdu.
func language(base string) string {
	for _, code := range languages {
		if base == code || strings.HasPrefix(base, code+"-") {
			return code
		}
	}
	return "en"
}
