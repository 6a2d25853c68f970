package flows

import (
	"strings"
	"unicode/utf8"
)

// MostText is how much of one message is kept, in characters: more than any
// network brings in one.
const MostText = 8000

// clean takes out what no database can keep: NUL and broken UTF-8. Everything
// else, right-to-left marks included, belongs to what was said.
func clean(text string) string {
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "")
	}
	if strings.IndexByte(text, 0) >= 0 {
		text = strings.ReplaceAll(text, "\x00", "")
	}
	return text
}

// mostBeginning is how much of a resident's words an answer to them repeats.
const mostBeginning = 40

// Beginning is how words begin, in one line: enough for who wrote them.
func Beginning(words string) string {
	short, cut := Shorten(strings.Join(strings.Fields(words), " "), mostBeginning)
	if cut {
		short = strings.TrimRight(short, " ") + "..."
	}
	return short
}

// Shorten cuts a text to at most that many characters and reports whether it
// had to.
func Shorten(text string, most int) (string, bool) {
	if utf8.RuneCountInString(text) <= most {
		return text, false
	}
	n := 0
	for i := range text {
		if n == most {
			return text[:i], true
		}
		n++
	}
	return text, false
}
