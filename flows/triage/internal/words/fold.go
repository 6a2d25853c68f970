package words

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxRunes is how far a text is read. Residents can write 5,000 characters;
// what a report is about stands long before that.
const MaxRunes = 5000

// Fold writes a text in lower case, without accents, without marks that stack
// on letters or can't be seen, and with one spelling for letters that have
// several in Unicode. Folding a folded text changes nothing.
func Fold(text string) string {
	var out strings.Builder
	out.Grow(len(text))
	read := 0
	for _, r := range text {
		if read++; read > MaxRunes {
			break
		}
		foldRune(&out, r)
	}
	return out.String()
}

func foldRune(out *strings.Builder, r rune) {
	switch {
	case r < utf8.RuneSelf:
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		out.WriteByte(byte(r)) //nolint:gosec // below RuneSelf
	case unseen(r):
	default:
		r = unicode.ToLower(r)
		if spelling, ok := spellings[r]; ok {
			out.WriteString(spelling)
			return
		}
		out.WriteRune(r)
	}
}

// unseen reports marks that carry no meaning here: accents as separate runes
// (also the stacks of them called zalgo), Arabic vowel signs, joiners,
// direction marks, variation selectors.
func unseen(r rune) bool {
	switch {
	case r >= 0x0300 && r <= 0x036F,
		r >= 0x064B && r <= 0x065F, r == 0x0670, r == 0x0640,
		r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2069,
		r >= 0xFE00 && r <= 0xFE0F, r == 0xFEFF, r == 0x00AD, r == utf8.RuneError:
		return true
	}
	return false
}

// spellings gives each rune that has another usual spelling that spelling.
var spellings = func() map[rune]string {
	table := map[rune]string{
		'ß': "ss", 'æ': "ae", 'œ': "oe", '’': "'", '‘': "'", 'ʼ': "'", '`': "'", '´': "'",
		'“': `"`, '”': `"`, '–': "-", '—': "-", '…': ".", '\u00a0': " ",
		// Arabic script: Urdu's letters for the Arabic ones that phones offer.
		'ي': "ی", 'ى': "ی", 'ئ': "ی", 'ك': "ک", 'ه': "ہ", 'ة': "ہ", 'ۂ': "ہ", 'ۃ': "ہ", 'أ': "ا", 'إ': "ا", 'آ': "ا", 'ؤ': "و",
		'۔': ".", '،': ",", '؟': "?",
		// Indic letters with a dot below: one rune or two.
		0x09DC: "\u09a1\u09bc", 0x09DD: "\u09a2\u09bc", 0x09DF: "\u09af\u09bc", 0x0A33: "\u0a32\u0a3c", 0x0A36: "\u0a38\u0a3c",
		0x0A59: "\u0a16\u0a3c", 0x0A5A: "\u0a17\u0a3c", 0x0A5B: "\u0a1c\u0a3c", 0x0A5E: "\u0a2b\u0a3c",
		'।': ".",
	}
	plain := map[string]string{
		"a": "àáâãäåāăą", "c": "çćĉċč", "d": "ďđð", "e": "èéêëēĕėęě", "g": "ĝğġģ", "h": "ĥħ",
		"i": "ìíîïĩīĭįı", "j": "ĵ", "k": "ķ", "l": "ĺļľŀł", "n": "ñńņňŋ", "o": "òóôõöøōŏő",
		"r": "ŕŗř", "s": "śŝşšș", "t": "ţťŧț", "u": "ùúûüũūŭůűų", "w": "ŵ", "y": "ýÿŷ", "z": "źżž",
	}
	for letter, accented := range plain {
		for _, r := range accented {
			table[r] = letter
		}
	}
	for _, digits := range []rune{'٠', '۰', '০', '੦', '૦'} {
		for n := range rune(10) {
			table[digits+n] = string('0' + n)
		}
	}
	return table
}()
