package desk

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"yousaid/flows"
)

// What a text message of an officer asks for.
const (
	textTake     = "take"
	textReply    = "reply"
	textNote     = "note"
	textPass     = "pass"
	textClose    = "close"
	textShow     = "show"
	textList     = "list"
	textHelp     = "help"
	textResident = "resident" // write as a resident for a while
	textDesk     = "desk"     // and back
	textAway     = "away"     // an officer is away
	textBack     = "back"     // and in again
)

// textWords are the words of the commands. A slip of one letter is understood
// in those that stand for themselves.
var textWords = map[string]string{
	"take": textTake, "reply": textReply, "note": textNote, "pass": textPass, "close": textClose, "show": textShow,
	"list": textList, "help": textHelp, "resident": textResident, "desk": textDesk,
	"away": textAway,
}

// otherTextWords are understood only as they stand.
var otherTextWords = map[string]string{
	"answer": textReply, "ask": textReply, "open": textShow, "commands": textHelp, "info": textHelp,
	"back": textBack, "absent": textAway,
}

// reading is what a text message says.
type reading struct {
	do        string // empty for no command
	slipped   bool   // the command has a wrong letter
	reference string // as the service writes it; empty for none
	whole     bool   // the reference was written with its prefix
	doubtful  bool   // the reference may be a word: all letters, without prefix and dash
	wrong     string // what looks like a reference and is none
	words     string // what is left, as it was written
	withWord  string // doubtful: what is left when it is a word
}

// plainly reports whether a text can only be an officer's: a command, and a
// whole reference without a slip.
func (r reading) plainly() bool { return r.do != "" && !r.slipped && r.whole && r.reference != "" }

// token is a word of a text, and where it stands.
type token struct {
	text       string
	start, end int
}

// mostSpan is how many words a reference may be written in: LUT 7K 3M 2 QX.
const mostSpan = 5

// readText reads a text message: a command and a reference in either order,
// with or without a "please", then words.
func readText(prefix, text string) reading {
	text = strings.TrimSpace(text)
	t := textReader{prefix: prefix, text: text, tokens: tokens(text)}
	for t.step() {
	}
	t.words = t.rest(t.at)
	if !t.found() && (t.do == textTake || t.do == textShow) {
		t.anywhere()
	}
	return t.reading
}

type textReader struct {
	reading
	prefix string
	text   string
	tokens []token
	at     int
}

func (t *textReader) found() bool { return t.reference != "" || t.wrong != "" }

// step takes one part off the front; false when what is left are words.
func (t *textReader) step() bool {
	switch {
	case t.at >= len(t.tokens), t.do == textAway, t.do == textBack: // they are about no report
		return false
	case !t.found() && t.prefixed(t.at):
		return true
	case t.do == "" && t.command():
		return true
	case t.filler():
		return true
	case !t.found() && (t.do != "" || t.at == 0):
		return t.bare()
	}
	return false
}

// prefixed takes a reference with its prefix, or one that was meant as such.
func (t *textReader) prefixed(at int) bool {
	for n := min(mostSpan, len(t.tokens)-at); n > 0; n-- {
		reference, sound, whole := flows.ReadReference(t.prefix, t.span(at, n))
		if !whole {
			continue
		}
		if t.at = at + n; sound {
			t.reference, t.whole = reference, true
		} else {
			t.wrong = reference
		}
		return true
	}
	first := strings.ToUpper(t.tokens[at].text)
	rest, meant := strings.CutPrefix(first, t.prefix)
	if meant && (strings.HasPrefix(rest, "-") || strings.ContainsAny(rest, "0123456789")) {
		t.wrong, t.at = first, at+1
		return true
	}
	return false
}

var bareForm = regexp.MustCompile(`^[0-9A-Za-z]{4}-[0-9A-Za-z]{3}$`)

// bare takes a reference without its prefix. Letters alone may be a word.
func (t *textReader) bare() bool {
	for n := min(mostSpan, len(t.tokens)-t.at); n > 0; n-- {
		span := t.span(t.at, n)
		reference, sound, _ := flows.ReadReference(t.prefix, span)
		shaped := bareForm.MatchString(span)
		switch {
		case !sound && shaped:
			t.wrong = strings.ToUpper(span)
		case !sound:
			continue
		default:
			t.reference = reference
			t.doubtful = !shaped && !strings.ContainsAny(span, "0123456789")
			t.withWord = t.rest(t.at)
		}
		t.at += n
		return true
	}
	return false
}

// command takes the command's word.
func (t *textReader) command() bool {
	word := flows.Fold(t.tokens[t.at].text)
	do, known := textWords[word]
	if !known {
		do, known = otherTextWords[word]
	}
	if !known {
		if do = slippedCommand(word); do == "" {
			return false
		}
		t.slipped = true
	}
	t.do = do
	t.at++
	return true
}

func slippedCommand(word string) string {
	var meant []string
	for right, do := range textWords {
		if oneLetter(word, right) {
			meant = append(meant, do)
		}
	}
	if len(meant) != 1 {
		return ""
	}
	return meant[0]
}

// filler takes a word that says nothing: "please" before a command, "to" before
// a reference, "it" behind TAKE.
func (t *textReader) filler() bool {
	word := flows.Fold(t.tokens[t.at].text)
	last := t.at+1 == len(t.tokens)
	switch {
	case t.do == "" && slices.Contains([]string{"please", "pls", "hi", "hello"}, word):
	case word == "it" && last && (t.do == textTake || t.do == textShow):
	case !t.found() && !last && slices.Contains(joining, word):
		ahead := *t
		if !ahead.prefixed(t.at + 1) {
			return false
		}
	default:
		return false
	}
	t.at++
	return true
}

var joining = []string{"to", "on", "it", "for", "about", "re", "report", "ref", "reference", "please"}

// anywhere looks for a reference further on, where nothing but it matters.
func (t *textReader) anywhere() {
	for at := t.at; at < len(t.tokens); at++ {
		if t.prefixed(at) {
			t.words = ""
			return
		}
	}
}

// span are n words from at on, without what stands around a reference.
func (t *textReader) span(at, n int) string {
	return strings.Trim(flows.Digits(t.text[t.tokens[at].start:t.tokens[at+n-1].end]), `()[]"'“”‘’!?;`)
}

// rest is the text from a word on, as it was written.
func (t *textReader) rest(at int) string {
	if at >= len(t.tokens) {
		return ""
	}
	return strings.TrimLeft(t.text[t.tokens[at].start:], ":;,.-–— \n\t")
}

func tokens(text string) []token {
	var list []token
	start := -1
	for i, r := range text + " " {
		space := r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\u00a0'
		switch {
		case space && start >= 0:
			list = append(list, token{text[start:i], start, i})
			start = -1
		case !space && start < 0:
			start = i
		}
	}
	return list
}

// oneLetter reports whether a word is another one with one letter wrong, too
// many, missing, or two that changed places.
func oneLetter(typed, want string) bool {
	t, w := []rune(typed), []rune(want)
	if len(w) < 4 || len(t) < len(w)-1 || len(t) > len(w)+1 || !utf8.ValidString(typed) {
		return false
	}
	i := 0
	for i < len(t) && i < len(w) && t[i] == w[i] {
		i++
	}
	switch {
	case len(t) > len(w):
		return string(t[i+1:]) == string(w[i:])
	case len(t) < len(w):
		return string(t[i:]) == string(w[i+1:])
	case i == len(w):
		return false
	}
	swapped := i+1 < len(w) && t[i] == w[i+1] && t[i+1] == w[i] && string(t[i+2:]) == string(w[i+2:])
	return swapped || string(t[i+1:]) == string(w[i+1:])
}
