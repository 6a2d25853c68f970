package words

import (
	"slices"
)

// Group says what kind of feature it is; each is weighed as one whole, so
// that the many runs of letters don't drown the few ideas.
type Group uint8

// The groups of features.
const (
	Stems   Group = iota // words and pairs of words
	Letters              // runs of three to five letters
	Ideas                // ideas of the lexicon, and how often
	Pairs                // two ideas in one message
	Manner               // tense, person, length, questions
	Groups               // how many there are
)

// Features are the keys of what a message has, by group, each key once.
type Features [Groups][]uint64

// Extract gives the features of a message. tokens are as written (their letters
// count), english the same in English as far as the lexicon knows it.
func Extract(lexicon *Lexicon, tokens, english []Token) *Features {
	var f Features
	f[Stems] = stems(english)
	f[Letters] = letters(tokens)
	found := lexicon.Find(english)
	f[Ideas], f[Pairs] = ideas(lexicon, found)
	f[Manner] = manner(english)
	for group := range f {
		slices.Sort(f[group])
		f[group] = slices.Compact(f[group])
	}
	return &f
}

// Prefixes keep keys of different kinds apart.
const (
	oneWord uint64 = iota + 0xA1
	twoWords
	apart
	oneIdea
	twoIdeas
	together
	mannerOf
)

func stems(tokens []Token) []uint64 {
	keys := make([]uint64, 0, 3*len(tokens))
	var last, before uint64
	for _, token := range tokens {
		if token.Kind == Sign && (token.Text == "." || token.Text == ",") {
			last, before = 0, 0
			continue
		}
		text := token.Stem
		if token.Kind == Number {
			text = numberShape(token.Text)
		}
		this := hash(text)
		keys = append(keys, mix(oneWord, this))
		if last != 0 {
			keys = append(keys, mix(mix(twoWords, last), this))
		}
		if before != 0 {
			keys = append(keys, mix(mix(apart, before), this))
		}
		last, before = this, last
	}
	return keys
}

// numberShape keeps what a number may mean and drops its value: an age of a
// child, a small count, a long number.
func numberShape(text string) string {
	switch {
	case text == "999" || text == "55" || text == "101" || text == "111":
		return text
	case len(text) == 1:
		return "#1"
	case len(text) == 2 && text >= "10" && text <= "17":
		return "#teen"
	case len(text) == 2:
		return "#2"
	}
	return "#long"
}

// letters gives the runs of three to five bytes within words, their edges
// marked. Bytes serve all scripts: a letter of Urdu is two, of Bengali three.
func letters(tokens []Token) []uint64 {
	keys := make([]uint64, 0, 12*len(tokens))
	var buffer [64]byte
	for _, token := range tokens {
		if token.Kind != Word || len(token.Text) > 40 {
			continue
		}
		word := append(append(append(buffer[:0], '^'), token.Text...), '$')
		wide := 1
		if token.Text[0] >= 0x80 {
			wide = 2
			if token.Text[0] >= 0xE0 {
				wide = 3
			}
		}
		for size := 3; size <= 5; size++ {
			run := size
			if wide > 1 {
				run = (size - 1) * wide
			}
			for i := 0; i+run <= len(word); i++ {
				if wide > 1 && word[i]&0xC0 == 0x80 {
					continue
				}
				keys = append(keys, mix(uint64(size), hash(string(word[i:i+run]))))
			}
		}
	}
	return keys
}

// maxIdeas bounds the pairs that are formed; a message rarely has more.
const maxIdeas = 28

func ideas(lexicon *Lexicon, found []Found) (single, pairs []uint64) {
	counts := make([]uint8, len(lexicon.Ideas))
	present := make([]Idea, 0, maxIdeas)
	for _, f := range found {
		if counts[f.Idea]++; counts[f.Idea] == 1 && len(present) < maxIdeas {
			present = append(present, f.Idea)
		}
		if n := counts[f.Idea]; n <= 3 {
			single = append(single, mix(mix(oneIdea, uint64(f.Idea)), uint64(n)))
		} else {
			counts[f.Idea] = 3
		}
	}
	slices.Sort(present)
	for i, a := range present {
		for _, b := range present[i+1:] {
			pairs = append(pairs, mix(mix(twoIdeas, uint64(a)), uint64(b)))
		}
	}
	return single, append(pairs, near(found)...)
}

// near gives pairs of ideas that stand close to each other, in their order.
func near(found []Found) []uint64 {
	var keys []uint64
	for i, a := range found {
		for _, b := range found[i+1:] {
			if b.At > a.At+a.N+3 {
				break
			}
			if b.At >= a.At+a.N && b.Idea != a.Idea {
				keys = append(keys, mix(mix(together, uint64(a.Idea)), uint64(b.Idea)))
			}
		}
	}
	return keys
}
