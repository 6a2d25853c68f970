package words

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Token is one word, number, sign or emoji of a folded text.
type Token struct {
	Text  string // as folded, apostrophes dropped: "hes", "dont"
	Stem  string // Text without its ending; what the lexicon is asked for
	Kind  Kind
	Start int // where it stands in the folded text, in bytes
	End   int
}

// Kind says what a Token is.
type Kind uint8

// The kinds of Token.
const (
	Word Kind = iota
	Number
	Sign   // . ? ! , and the like
	Symbol // emoji and other signs
)

// maxTokens bounds the work on hostile input; 5,000 characters of ordinary
// text are some 900 words.
const maxTokens = 2000

// Tokens cuts a folded text into tokens, text-speak written out.
func Tokens(folded string) []Token {
	tokens := make([]Token, 0, 8+len(folded)/4)
	for at := 0; at < len(folded) && len(tokens) < maxTokens; {
		r, size := utf8.DecodeRuneInString(folded[at:])
		switch {
		case letter(r):
			end := wordEnd(folded, at)
			tokens = appendWord(tokens, folded, at, end)
			at = end
		case '0' <= r && r <= '9':
			end := numberEnd(folded, at)
			tokens = append(tokens, Token{Text: folded[at:end], Stem: folded[at:end], Kind: Number, Start: at, End: end})
			at = end
		case unicode.IsSpace(r) || r == '\'' || r == '-' || r == '"' || r == '_':
			if r == '\n' {
				tokens = append(tokens, Token{Text: ".", Stem: ".", Kind: Sign, Start: at, End: at + 1})
			}
			at += size
		default:
			kind := Sign
			if r >= utf8.RuneSelf {
				kind = Symbol
			}
			tokens = append(tokens, Token{Text: folded[at : at+size], Stem: folded[at : at+size], Kind: kind, Start: at, End: at + size})
			at += size
		}
	}
	return tokens
}

func letter(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z'
	}
	return unicode.IsLetter(r) || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Mc, r)
}

// wordEnd is where the word that begins at start ends. An apostrophe between
// letters belongs to the word, and so does a digit after a letter ("m8").
func wordEnd(text string, start int) int {
	at := start
	for at < len(text) {
		r, size := utf8.DecodeRuneInString(text[at:])
		if !letter(r) && (r < '0' || r > '9') {
			if r != '\'' {
				break
			}
			next, _ := utf8.DecodeRuneInString(text[at+1:])
			if !letter(next) {
				break
			}
		}
		at += size
	}
	return at
}

func numberEnd(text string, start int) int {
	at := start
	for at < len(text) && '0' <= text[at] && text[at] <= '9' {
		at++
	}
	return at
}

func appendWord(tokens []Token, folded string, start, end int) []Token {
	text := folded[start:end]
	if strings.IndexByte(text, '\'') >= 0 {
		text = strings.ReplaceAll(text, "'", "")
	}
	text = unstretch(text)
	if long, ok := shorthand[text]; ok {
		for word := range strings.FieldsSeq(long) {
			tokens = append(tokens, Token{Text: word, Stem: Stem(word), Start: start, End: end})
		}
		return tokens
	}
	return append(tokens, Token{Text: text, Stem: Stem(text), Start: start, End: end})
}

// unstretch shortens a letter that is repeated for stress: "heeeelp" is "help",
// "sooo" is "so". Two of a kind are left alone.
func unstretch(word string) string {
	stretched := false
	for i := 2; i < len(word); i++ {
		if word[i] < utf8.RuneSelf && word[i] == word[i-1] && word[i] == word[i-2] {
			stretched = true
			break
		}
	}
	if !stretched {
		return word
	}
	out := make([]byte, 0, len(word))
	for i := 0; i < len(word); {
		run := i
		for run < len(word) && word[run] == word[i] {
			run++
		}
		keep := run - i
		if keep > 2 && word[i] < utf8.RuneSelf {
			keep = 1
		}
		for range keep {
			out = append(out, word[i])
		}
		i = run
	}
	return string(out)
}
