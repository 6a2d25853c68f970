package bot

import (
	"fmt"
	"io"
	"strings"
)

// letters are the characters of a reference: digits and capitals without I, L,
// O, U and Z, which are heard or read as 1, 1, 0, V and 2. There are 31 of them,
// a prime number, which is what makes the check character work.
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXY"

// random characters of a reference; one check character follows them.
const random = 6

// NewReference draws a reference such as "LUT-7K3M-2QX": the partnership's
// prefix, six random characters (887 million different ones) and a check
// character. It may be taken already; the record gives another one then. The
// source is crypto/rand.Reader unless in a test.
func NewReference(prefix string, source io.Reader) (string, error) {
	var code [random + 1]byte
	one := make([]byte, 1)
	for i := 0; i < random; {
		if _, err := io.ReadFull(source, one); err != nil {
			return "", fmt.Errorf("draw a reference: %w", err)
		}
		if int(one[0]) < 256/len(letters)*len(letters) { // else some would be likelier than others
			code[i] = letters[int(one[0])%len(letters)]
			i++
		}
	}
	code[random] = check(code[:random])
	return written(prefix, string(code[:])), nil
}

// ParseReference reads a reference as people write it or read it out: in small
// letters, without the prefix or the dashes, with spaces, with O for 0, I or L
// for 1. It returns the reference as the service writes it, and false for what
// is none: every single wrong character and every two that changed places are
// noticed.
func ParseReference(prefix, text string) (string, bool) {
	code, ok := characters(text)
	if !ok {
		return "", false
	}
	if front, _ := characters(prefix); len(code) == len(front)+random+1 {
		code, ok = strings.CutPrefix(code, front)
	}
	if !ok || len(code) != random+1 || check([]byte(code[:random])) != code[random] {
		return "", false
	}
	return written(prefix, code), true
}

func written(prefix, code string) string { return prefix + "-" + code[:4] + "-" + code[4:] }

// mostText is longer than any way to write a reference.
const mostText = 64

// characters reads text into the characters of references; false when it has
// anything in it that no reference has.
func characters(text string) (string, bool) {
	if len(text) > mostText {
		return "", false
	}
	var code strings.Builder
	for _, r := range strings.ToUpper(text) {
		switch r {
		case ' ', '\t', '\n', '\r', '\u00a0', '-', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '.', ',', '#', ':', '_', '/':
			continue
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		case 'U':
			r = 'V'
		case 'Z':
			r = '2'
		}
		if !strings.ContainsRune(letters, r) {
			return "", false
		}
		code.WriteRune(r)
	}
	return code.String(), true
}

// check returns the character with which the weighted sum of all seven is a
// multiple of 31. All weights differ and 31 is prime, so no single change and
// no exchange of two characters keeps it so.
func check(code []byte) byte {
	sum := 0
	for i, c := range code {
		sum += (i + 1) * strings.IndexByte(letters, c)
	}
	for value := range len(letters) {
		if (sum+(random+1)*value)%len(letters) == 0 {
			return letters[value]
		}
	}
	panic("bot: 7 has an inverse modulo 31")
}
