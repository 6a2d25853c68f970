package words

import (
	"strings"
	"unicode/utf8"
)

// glossed are the languages that have a file of words with their English.
// Both spellings of a language (in its script and in Latin letters) share one.
var glossed = []string{"ur", "bn", "pl", "ro", "pa", "gu"}

// glossary gives the English of another language's words. A form that ends in
// * stands for every word that begins so.
type glossary struct {
	exact   map[uint64][]Token
	stems   map[uint64][]Token
	longest map[uint64]uint8
	sounds  bool // forms in Latin letters are compared as they sound

	english string  // of the line that was read last
	gloss   []Token // of that
}

func readGlossary(language string, file []byte) *glossary {
	g := &glossary{exact: map[uint64][]Token{}, stems: map[uint64][]Token{}, longest: map[uint64]uint8{}}
	g.sounds = language != "pl" && language != "ro"
	lines(file, g.add)
	return g
}

func (g *glossary) add(english, form string) {
	gloss := g.glossOf(english)
	if stem, ok := strings.CutSuffix(form, "*"); ok {
		g.stems[hash(g.spell(Fold(stem)))] = gloss
		return
	}
	tokens := Tokens(Fold(form))
	if len(tokens) == 0 || len(tokens) > maxPhrase {
		return
	}
	key := hash(g.spell(tokens[0].Text))
	first := key
	for _, token := range tokens[1:] {
		key = mix(key, hash(g.spell(token.Text)))
	}
	g.exact[key] = gloss
	g.longest[first] = max(g.longest[first], uint8(len(tokens))) //nolint:gosec // at most maxPhrase
}

// glossOf is kept for as long as the program runs, so that it has no room to
// grow, and the forms of one line share it.
func (g *glossary) glossOf(english string) []Token {
	if g.gloss == nil || g.english != english {
		g.english, g.gloss = english, append([]Token{}, Tokens(Fold(english))...)
	}
	return g.gloss
}

func (g *glossary) spell(word string) string {
	if g.sounds && word != "" && word[0] < utf8.RuneSelf {
		return sound(word)
	}
	return word
}

// English gives the tokens with every word that the language's file knows
// replaced by its English, so that what was learnt on English messages serves.
// Words that it doesn't know stay as they are: they may be English, or learnt
// from messages of that language.
func (l *Lexicon) English(tokens []Token, language string) []Token {
	base, _, _ := strings.Cut(language, "-")
	g := l.glosses[base]
	if g == nil || len(g.exact) == 0 {
		return tokens
	}
	out := make([]Token, 0, len(tokens)+len(tokens)/2)
	for at := 0; at < len(tokens); {
		gloss, n := g.lookUp(tokens[at:])
		if n == 0 {
			out = append(out, tokens[at])
			at++
			continue
		}
		for _, token := range gloss {
			token.Start, token.End = tokens[at].Start, tokens[at+n-1].End
			out = append(out, token)
		}
		at += n
	}
	return out
}

// knows reports a word that has an entry of its own, by its hash as written and
// as it sounds.
func (g *glossary) knows(plain, sounded uint64) bool {
	if g.sounds {
		plain = sounded
	}
	_, ok := g.exact[plain]
	return ok
}

// lookUp finds the longest known phrase at the start of tokens.
func (g *glossary) lookUp(tokens []Token) (gloss []Token, n int) {
	if tokens[0].Kind != Word {
		return nil, 0
	}
	word := g.spell(tokens[0].Text)
	key := hash(word)
	longest := int(g.longest[key])
	for i := 1; i <= longest && i <= len(tokens); i++ {
		if i > 1 {
			key = mix(key, hash(g.spell(tokens[i-1].Text)))
		}
		if known, ok := g.exact[key]; ok {
			gloss, n = known, i
		}
	}
	if n > 0 {
		return gloss, n
	}
	for end := len(word); end >= 3; {
		if known, ok := g.stems[hash(word[:end])]; ok {
			return known, 1
		}
		_, size := utf8.DecodeLastRuneInString(word[:end])
		end -= size
	}
	return nil, 0
}

// sound gives one spelling to the many ways in which people write Urdu and
// Bengali in Latin letters: "mujhe", "mujhay" and "muje" are one word.
func sound(word string) string {
	out := make([]byte, 0, len(word))
	for i := 0; i < len(word); i++ {
		c := word[i]
		switch {
		case c == 'h' && i > 0 && !vowel(word[i-1]), c == 'h' && i == len(word)-1 && i > 0:
			continue
		case c == 'w':
			c = 'v'
		case c == 'q', c == 'c' && (i+1 == len(word) || word[i+1] != 'h'):
			c = 'k'
		case c == 'z':
			c = 'j'
		case c == 'x':
			c = 'k'
		case c == 'p' && i+1 < len(word) && word[i+1] == 'h':
			c = 'f'
		case c == 'e' && i+1 < len(word) && word[i+1] == 'e', c == 'y' && i > 0:
			c = 'i'
		case c == 'o' && i+1 < len(word) && word[i+1] == 'o':
			c = 'u'
		}
		if n := len(out); n > 0 && (out[n-1] == c || out[n-1] == 'i' && c == 'e' || out[n-1] == 'u' && c == 'o' || out[n-1] == 'a' && c == 'i' && i == len(word)-1) {
			continue
		}
		out = append(out, c)
	}
	return string(out)
}

func vowel(c byte) bool { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' }
