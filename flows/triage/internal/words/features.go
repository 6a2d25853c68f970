package words

import "slices"

// Group says what kind of feature it is; each is weighed as one whole, so
// that the many runs of letters don't drown the few ideas.
type Group uint8

// The groups of features.
const (
	Stems   Group = iota // words and pairs of words
	Letters              // runs of two to five letters
	Ideas                // ideas of the lexicon, and how often
	Pairs                // two ideas close to each other
	Told                 // ideas with the way in which they are told
	Manner               // tense, person, length, questions
	Groups               // how many there are
)

// Features are the keys of what a message has, by group, each key once.
type Features [Groups][]uint64

// Extract gives the features of a message: of its letters as written, of its
// words and ideas in English as far as the lexicon knows it.
func Extract(message Message) *Features {
	var f Features
	clauses := Clauses(message.English)
	found := message.Found
	f[Stems] = stems(message.English)
	f[Letters] = letters(message.Tokens)
	f[Ideas] = ideas(found)
	f[Pairs] = near(found)
	f[Told] = told(found, clauses, message.English)
	f[Manner] = manner(message.English, clauses)
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
	together
	mannerOf
	toldAs
	doing
)

// stems gives the words, the pairs of neighbours, and the pairs with one word
// between them; no pair reaches over the end of a sentence.
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

// longestWord is how long a word may be for its letters to count; longer ones
// are addresses and nonsense.
const longestWord = 40

// letters gives the runs of two to five letters within words, their edges
// marked. In the scripts of India and in Arabic script, whose letters carry
// more, the runs are of up to four.
func letters(tokens []Token) []uint64 {
	keys := make([]uint64, 0, 20*len(tokens))
	var buffer [longestWord*4 + 2]byte
	for _, token := range tokens {
		if token.Kind != Word || len(token.Text) > longestWord*3 {
			continue
		}
		word := append(append(append(buffer[:0], '^'), token.Text...), '$')
		if token.Text[0] < 0x80 {
			keys = latinRuns(keys, word)
			continue
		}
		keys = wideRuns(keys, word)
	}
	return keys
}

func latinRuns(keys []uint64, word []byte) []uint64 {
	for from := range word {
		sum := uint64(14695981039346656037)
		for n := 1; n <= 5 && from+n <= len(word); n++ {
			sum = (sum ^ uint64(word[from+n-1])) * 1099511628211
			if n >= 2 {
				keys = append(keys, mix(uint64(n), sum))
			}
		}
	}
	return keys
}

func wideRuns(keys []uint64, word []byte) []uint64 {
	for from := range word {
		if continues(word[from]) {
			continue
		}
		sum := uint64(14695981039346656037)
		for at, n := from, 0; at < len(word) && n <= 4; at++ {
			if !continues(word[at]) {
				if n >= 2 {
					keys = append(keys, mix(uint64(n), sum))
				}
				n++
			}
			sum = (sum ^ uint64(word[at])) * 1099511628211
		}
	}
	return keys
}

// continues reports a byte within a letter of more than one byte.
func continues(b byte) bool { return b&0xC0 == 0x80 }
