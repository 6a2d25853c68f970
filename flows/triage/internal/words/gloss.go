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
	forms  table[form]
	sounds bool // forms in Latin letters are compared as they sound
}

// form is what a glossary knows of a word or a phrase.
type form struct {
	exact   gloss // what it is in English
	stem    gloss // what every word is that begins so
	longest uint8 // the longest phrase that begins so, in words
}

// gloss is a place among the Lexicon's English; 0 is none.
type gloss uint16

// glosses are the English of all glossaries, each once, while they are read.
type glosses struct {
	english [][]Token
	places  map[string]gloss
}

func readGlossary(language string, file []byte, all *glosses) *glossary {
	g := &glossary{sounds: language != "pl" && language != "ro"}
	forms := map[uint64]form{}
	lines(file, func(english, form string) { g.add(forms, all.place(english), form) })
	g.forms = newTable(forms)
	return g
}

func (g *glossary) add(forms map[uint64]form, english gloss, text string) {
	if stem, ok := strings.CutSuffix(text, "*"); ok {
		key := hash(g.spell(Fold(stem)))
		known := forms[key]
		known.stem = english
		forms[key] = known
		return
	}
	tokens := Tokens(Fold(text))
	if len(tokens) == 0 || len(tokens) > maxPhrase {
		return
	}
	key := hash(g.spell(tokens[0].Text))
	first := key
	for _, token := range tokens[1:] {
		key = mix(key, hash(g.spell(token.Text)))
	}
	known := forms[key]
	known.exact = english
	forms[key] = known
	known = forms[first]
	known.longest = max(known.longest, uint8(len(tokens))) //nolint:gosec // at most maxPhrase
	forms[first] = known
}

// place is kept for as long as the program runs, so that the tokens have no room
// to grow and share nothing with the file.
func (all *glosses) place(english string) gloss {
	if at, ok := all.places[english]; ok {
		return at
	}
	english = strings.Clone(english)
	all.english = append(all.english, append([]Token{}, Tokens(Fold(english))...))
	at := gloss(len(all.english) - 1) //nolint:gosec // a test counts them
	all.places[english] = at
	return at
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
	if g == nil {
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
		for _, token := range l.english[gloss] {
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
	return g.forms.find(plain).exact != 0
}

// lookUp finds the longest known phrase at the start of tokens.
func (g *glossary) lookUp(tokens []Token) (english gloss, n int) {
	if tokens[0].Kind != Word {
		return 0, 0
	}
	word := g.spell(tokens[0].Text)
	key := hash(word)
	known := g.forms.find(key)
	for i, longest := 1, int(known.longest); i <= longest && i <= len(tokens); i++ {
		if i > 1 {
			key = mix(key, hash(g.spell(tokens[i-1].Text)))
			known = g.forms.find(key)
		}
		if known.exact != 0 {
			english, n = known.exact, i
		}
	}
	if n > 0 {
		return english, n
	}
	for end := len(word); end >= 3; {
		if known := g.forms.find(hash(word[:end])); known.stem != 0 {
			return known.stem, 1
		}
		_, size := utf8.DecodeLastRuneInString(word[:end])
		end -= size
	}
	return 0, 0
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
