package flows

import "strings"

// ReferenceLetters are the characters of a reference: digits and capitals
// without I, L, O, U and Z, which are heard or read as 1, 1, 0, V and 2. There
// are 31 of them, a prime number, which is what makes the check character work.
const ReferenceLetters = "0123456789ABCDEFGHJKMNPQRSTVWXY"

// ReferenceRandom is how many characters of a reference are random; one check
// character follows them.
const ReferenceRandom = 6

// mostReference is longer than any way to write a reference.
const mostReference = 64

// ReadReference reads a text that is a reference and nothing else, as people
// write it or read it out: in small letters, without the prefix or the dashes,
// with spaces, with O for 0, I or L for 1. It returns the reference as the
// service writes it, empty where the text has another shape. Sound says that
// its check character is right: every single wrong character and every two
// that changed places are noticed. Whole says that the prefix was written, too.
func ReadReference(prefix, text string) (reference string, sound, whole bool) {
	code, ok := referenceLetters(text)
	if !ok {
		return "", false, false
	}
	if front, _ := referenceLetters(prefix); len(code) == len(front)+ReferenceRandom+1 {
		code, whole = strings.CutPrefix(code, front)
	}
	if len(code) != ReferenceRandom+1 {
		return "", false, false
	}
	sound = CheckLetter(code[:ReferenceRandom]) == code[ReferenceRandom]
	return WriteReference(prefix, code), sound, whole
}

// WriteReference writes the seven characters of a reference as the service does.
func WriteReference(prefix, code string) string { return prefix + "-" + code[:4] + "-" + code[4:] }

// referenceLetters reads text into the characters of references; false when it
// has anything in it that no reference has.
func referenceLetters(text string) (string, bool) {
	if len(text) > mostReference {
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
		if !strings.ContainsRune(ReferenceLetters, r) {
			return "", false
		}
		code.WriteRune(r)
	}
	return code.String(), true
}

// CheckLetter returns the character with which the weighted sum of all seven is
// a multiple of 31. All weights differ and 31 is prime, so no single change and
// no exchange of two characters keeps it so.
func CheckLetter(code string) byte {
	sum := 0
	for i := range len(code) {
		sum += (i + 1) * strings.IndexByte(ReferenceLetters, code[i])
	}
	for value := range len(ReferenceLetters) {
		if (sum+(ReferenceRandom+1)*value)%len(ReferenceLetters) == 0 {
			return ReferenceLetters[value]
		}
	}
	panic("flows: 7 has an inverse modulo 31")
}
