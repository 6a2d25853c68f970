// Package corpus reads the messages that triage learns from: lines written by
// hand, each with its labels, in the folder flows/triage/corpus.
//
// A fifth of them, told by a hash of the text, is held back: never trained on,
// looked at only by the final evaluation.
package corpus

import (
	"bufio"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"path"
	"slices"
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
	Why      string // what stands after ##: a translation, a reason
	Kind     Kind
}

// Kind says what a message is there to show.
type Kind uint8

// The kinds of messages.
const (
	Ordinary   Kind = iota
	Danger          // somebody is in danger now
	NearDanger      // sounds like danger and is not, or not now
	Street          // a report of the kind that councils get by the thousand
)

// Held reports whether the message is held back from training.
func (m Message) Held() bool { return m.hash()%5 == 0 }

// Fold gives the fold, 0 to n-1, that the message belongs to in
// cross-validation. It says nothing about Held.
func (m Message) Fold(n int) int { return int(m.hash() / 5 % uint64(n)) } //nolint:gosec // n is small

func (m Message) hash() uint64 {
	sum := fnv.New64a()
	sum.Write([]byte(m.Text)) //nolint:gosec // a hash never fails
	return sum.Sum64()
}

// Sum is a hash of messages with their labels, which a model keeps, so that a
// model that is older than its corpus is noticed.
func Sum(messages []Message) uint64 {
	sum := fnv.New64a()
	for _, message := range messages {
		fmt.Fprintln(sum, message.Themes, message.Danger, message.Text) //nolint:errcheck // a hash never fails
	}
	return sum.Sum64()
}

// Right reports whether theme is a right answer.
func (m Message) Right(theme int) bool {
	return slices.Contains(m.Themes, theme)
}

// Read reads every .txt file of the folder, in the order of their names. Lines
// that it can't read, and texts that stand there twice, are told with file and
// line in the error; the other messages are given all the same.
func Read(folder fs.FS) ([]Message, error) {
	names, err := fs.Glob(folder, "*.txt")
	if err != nil {
		return nil, fmt.Errorf("read the corpus: %w", err)
	}
	r := reader{seen: map[string]string{}}
	for _, name := range names {
		if err := r.file(folder, name); err != nil {
			return nil, fmt.Errorf("read the corpus: %w", err)
		}
	}
	return r.messages, errors.Join(r.problems...)
}

type reader struct {
	messages []Message
	seen     map[string]string // where each text stands
	problems []error
}

func (r *reader) file(folder fs.FS, name string) error {
	file, err := folder.Open(name)
	if err != nil {
		return err
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
		r.line(line, base, fmt.Sprintf("%s:%d", name, number))
	}
	return scanner.Err()
}

func (r *reader) line(line, base, at string) {
	message, err := Parse(line)
	if err != nil {
		r.problems = append(r.problems, fmt.Errorf("%s: %w", at, err))
		return
	}
	if before := r.seen[message.Text]; before != "" {
		r.problems = append(r.problems, fmt.Errorf("%s: the text of %s again", at, before))
		return
	}
	r.seen[message.Text] = at
	message.File, message.Language = base, language(base)
	message.Kind = kind(message)
	r.messages = append(r.messages, message)
}

// Parse reads the labels, the text and the reason of a line.
func Parse(line string) (Message, error) {
	labels, text, ok := strings.Cut(line, "|")
	if !ok {
		return Message{}, errors.New("no | between labels and text")
	}
	text, why, _ := strings.Cut(text, " ##")
	message := Message{Text: strings.ReplaceAll(strings.TrimSpace(text), `\n`, "\n"), Why: strings.TrimSpace(why)}
	if message.Text == "" {
		return Message{}, errors.New("no text")
	}
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

// kind tells what a message is there for by its file or, in the files of other
// languages, by how the reason begins.
func kind(message Message) Kind {
	why := strings.TrimPrefix(message.Why, roman)
	switch {
	case message.Danger:
		return Danger
	case strings.HasPrefix(message.File, "neardanger"):
		return NearDanger
	case strings.HasPrefix(message.File, "street"):
		return Street
	}
	for _, start := range notNow {
		if strings.HasPrefix(why, start) {
			return NearDanger
		}
	}
	return Ordinary
}

// How reasons begin that are more than a translation.
const roman = "(Roman) "

var notNow = []string{"past:", "figurative:", "general:", "hypothetical:"}

// English is what a message in another language says in English, as its line
// tells; empty for messages in English.
func (m Message) English() string {
	if m.Language == "en" {
		return ""
	}
	why := strings.TrimPrefix(m.Why, roman)
	for _, start := range notNow {
		why = strings.TrimPrefix(why, start)
	}
	return strings.TrimSpace(why)
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
