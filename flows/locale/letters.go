package locale

import "strings"

// accents gives the plain letters of Polish and Romanian: text messages usually
// go without accents there, since one makes every letter of a message dearer.
var accents = strings.NewReplacer(
	"ą", "a", "ć", "c", "ę", "e", "ł", "l", "ń", "n", "ó", "o", "ś", "s", "ź", "z", "ż", "z",
	"Ą", "A", "Ć", "C", "Ę", "E", "Ł", "L", "Ń", "N", "Ó", "O", "Ś", "S", "Ź", "Z", "Ż", "Z",
	"ă", "a", "â", "a", "î", "i", "ș", "s", "ş", "s", "ț", "t", "ţ", "t",
	"Ă", "A", "Â", "A", "Î", "I", "Ș", "S", "Ş", "S", "Ț", "T", "Ţ", "T",
	"„", `"`, "”", `"`, "–", "-", "…", "...",
)

// Marks that keep a value apart from the direction of the text around it
// (Unicode Standard Annex 9: first strong isolate, pop directional isolate).
const (
	isolate = "\u2068"
	pop     = "\u2069"
)

// apart keeps Latin letters and numbers readable inside a text that runs from
// right to left. In a text message the marks would cost as much as letters, so
// there only the groups of a phone number are held together: by dashes, since
// the spaces between them would turn their order round.
func (v voice) apart(value string) string {
	if !strings.ContainsFunc(value, westward) {
		return value
	}
	if v.short {
		return together(value)
	}
	return isolate + value + pop
}

// westward are letters and digits that run from left to right.
func westward(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
}

// together puts dashes for spaces between digits.
func together(text string) string {
	out := []byte(text)
	for i := 1; i+1 < len(out); i++ {
		if out[i] == ' ' && isDigit(out[i-1]) && isDigit(out[i+1]) {
			out[i] = '-'
		}
	}
	return string(out)
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// eastward are letters that run from right to left.
func eastward(r rune) bool { return r >= 0x590 && r <= 0x8ff || r >= 0xfb1d && r <= 0xfefc }
