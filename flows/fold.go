package flows

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fold brings a message to the form in which words are compared: small letters
// without accents, Western digits, one space between words, nothing else. What
// one person types and the next leaves out is left out: Polish and Romanian
// tails and hats, Urdu vowel signs, dots below, joiners.
func Fold(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	space := false
	for _, r := range text {
		switch {
		case unseen(r) || unsaid(r):
			continue
		case unicode.IsDigit(r):
			r = '0' + digit(r)
		case unicode.IsLetter(r) || unicode.IsMark(r):
			r = bare(unicode.ToLower(r))
		default:
			space = true
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return b.String()
}

// Digits writes the numerals of any script as 0 to 9 and leaves out the unseen
// marks that come along when a number is copied. Everything else stays: it is
// for references, PINs and phone numbers.
func Digits(text string) string {
	if strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return text
	}
	return strings.Map(func(r rune) rune {
		switch {
		case unseen(r):
			return -1
		case r >= utf8.RuneSelf && unicode.IsDigit(r):
			return '0' + digit(r)
		}
		return r
	}, text)
}

// unseen are marks that show nothing by themselves: joiners, directions, the
// form of an emoji.
func unseen(r rune) bool {
	return r >= 0x80 && (unicode.Is(unicode.Cf, r) || r == '\ufe0f' || r == '\u20e3')
}

// unsaid are apostrophes, and the signs above and below letters that many
// people leave out.
func unsaid(r rune) bool {
	switch {
	case r == '\'' || r == '’' || r == '‘' || r == '`':
		return true
	case r < 0x300:
		return false
	}
	return r <= 0x36f || // accents by themselves
		r >= 0x610 && r <= 0x61a || r >= 0x64b && r <= 0x65f || r == 0x670 || r >= 0x6d6 && r <= 0x6dc || // Arabic vowel signs
		r == 0x981 || r == 0xa71 || // the nasal sign of Bengali, the doubling sign of Gurmukhi
		r == 0x9bc || r == 0xa3c || r == 0xabc // the dot below
}

// bare is the letter that others stand for: without its accent, or the one of
// several look-alikes that keyboards have.
func bare(r rune) rune {
	if r < 0x80 {
		return r
	}
	if plain, ok := plainLetter[r]; ok {
		return plain
	}
	return r
}

var plainLetter = pairs(
	"ąaćcęełlńnóośsźzżz", // Polish
	"ăaâaîișsşsțtţt",     // Romanian, with comma and with cedilla
	"áaàaäaåaãaéeèeêeëeíiìiïiòoôoöoõoúuùuûuüuýyçcñn",
	"\u0622ا\u0623ا\u0625ا\u0671ا\u0624و\u0626ی\u064aی\u0649ی\u0643ک\u0647ہ\u0629ہ\u06c2ہ\u06c0ہ\u06beہ\u06d3ے", // Urdu, and the Arabic keyboard's letters
	"\u09dcড\u09ddঢ\u09dfয",                      // Bengali: letters with the dot below, in one piece
	"\u0a33ਲ\u0a36ਸ\u0a59ਖ\u0a5aਗ\u0a5bਜ\u0a5eਫ", // Gurmukhi: the same
)

func pairs(lists ...string) map[rune]rune {
	m := map[rune]rune{}
	for _, list := range lists {
		runes := []rune(list)
		for i := 0; i+1 < len(runes); i += 2 {
			m[runes[i]] = runes[i+1]
		}
	}
	return m
}

// digit is the value of a decimal digit in any script: each range of them in
// Unicode begins with a zero.
func digit(r rune) rune {
	if r <= '9' {
		return r - '0'
	}
	for _, rng := range unicode.Nd.R16 {
		if rune(rng.Lo) <= r && r <= rune(rng.Hi) {
			return (r - rune(rng.Lo)) % 10
		}
	}
	for _, rng := range unicode.Nd.R32 {
		if rune(rng.Lo) <= r && r <= rune(rng.Hi) { //nolint:gosec // code points fit a rune
			return (r - rune(rng.Lo)) % 10 //nolint:gosec // as above
		}
	}
	return 0
}
