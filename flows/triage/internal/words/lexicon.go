package words

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"yousaid/flows/packed"
)

//go:generate go run yousaid/flows/packed/pack lexicon.gz lexicon/*.txt

// files are those of the folder lexicon.
//
//go:embed lexicon.gz
var files string

// Idea is a meaning that many words share; Ideas gives its name.
type Idea uint8

// Lexicon knows the ideas behind English words and phrases, and what words of
// the other languages are in English. It doesn't change once it is read.
type Lexicon struct {
	Ideas    []string // names, in the order of the file
	meanings table[meaning]
	ideas    []Idea // of all meanings
	english  [][]Token
	glosses  map[string]*glossary
}

// meaning is what a word or a phrase stands for.
type meaning struct {
	from    uint16 // of Lexicon.ideas
	ideas   uint8  // how many
	longest uint8  // the longest phrase that begins so, in words
}

// maxPhrase is the longest phrase in the lexicon, in words.
const maxPhrase = 5

// Default is the lexicon built into the program, read once.
var Default = sync.OnceValue(read)

func read() *Lexicon {
	l := &Lexicon{glosses: map[string]*glossary{}}
	unpacked := packed.MustUnpack(files)
	found := ideasFound{meaning: map[uint64][]Idea{}, longest: map[uint64]uint8{}}
	lines(unpacked["lexicon/ideas.txt"], func(name, form string) { l.add(&found, name, form) })
	l.keep(found)
	all := glosses{english: [][]Token{nil}, places: map[string]gloss{}}
	for _, language := range glossed {
		l.glosses[language] = readGlossary(language, unpacked["lexicon/"+language+".txt"], &all)
	}
	l.english = slices.Clip(all.english)
	return l
}

// lines calls what for each form of each line "head: form, form" of a file.
func lines(file []byte, what func(head, form string)) {
	for line := range strings.Lines(string(file)) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		head, forms, _ := strings.Cut(line, ":")
		for form := range strings.SplitSeq(forms, ",") {
			if form = strings.TrimSpace(form); form != "" {
				what(strings.TrimSpace(head), form)
			}
		}
	}
}

// ideasFound are the ideas while their file is read.
type ideasFound struct {
	meaning map[uint64][]Idea
	longest map[uint64]uint8 // by the first word
}

func (l *Lexicon) add(found *ideasFound, name, form string) {
	if len(l.Ideas) == 0 || l.Ideas[len(l.Ideas)-1] != name {
		l.Ideas = append(l.Ideas, strings.Clone(name)) // the file itself is not kept
	}
	idea := Idea(len(l.Ideas) - 1) //nolint:gosec // a test counts them
	tokens := Tokens(Fold(form))
	if len(tokens) == 0 || len(tokens) > maxPhrase {
		return
	}
	key := phrase(tokens)
	if slices.Contains(found.meaning[key], idea) {
		return
	}
	found.meaning[key] = append(found.meaning[key], idea)
	first := hash(tokens[0].Stem)
	found.longest[first] = max(found.longest[first], uint8(len(tokens))) //nolint:gosec // at most maxPhrase
}

// keep makes of what was found what is looked up.
func (l *Lexicon) keep(found ideasFound) {
	meanings := make(map[uint64]meaning, len(found.meaning))
	for key, ideas := range found.meaning {
		meanings[key] = meaning{from: uint16(len(l.ideas)), ideas: uint8(len(ideas))} //nolint:gosec // a test counts them
		l.ideas = append(l.ideas, ideas...)
	}
	for first, longest := range found.longest {
		known := meanings[first]
		known.longest = longest
		meanings[first] = known
	}
	l.ideas, l.meanings = slices.Clip(l.ideas), newTable(meanings)
}

// of gives the ideas of a meaning, in the order of the file.
func (l *Lexicon) of(known meaning) []Idea { return l.ideas[known.from:][:known.ideas] }

// Found is an idea and where it stands in the tokens.
type Found struct {
	Idea  Idea
	At, N int // the first token and how many
}

// Find gives the ideas behind tokens, in their order. Where a phrase is known
// the words in it still count.
func (l *Lexicon) Find(tokens []Token) []Found {
	found := make([]Found, 0, len(tokens))
	for at := range tokens {
		key := hash(tokens[at].Stem)
		known := l.meanings.find(key)
		for n, longest := 1, int(known.longest); n <= longest && at+n <= len(tokens); n++ {
			if n > 1 {
				key = mix(key, hash(tokens[at+n-1].Stem))
				known = l.meanings.find(key)
			}
			for _, idea := range l.of(known) {
				found = append(found, Found{Idea: idea, At: at, N: n})
			}
		}
	}
	return found
}

func phrase(tokens []Token) uint64 {
	key := hash(tokens[0].Stem)
	for _, token := range tokens[1:] {
		key = mix(key, hash(token.Stem))
	}
	return key
}

// hash is FNV-1a, written out because it is the inner loop.
func hash(text string) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	sum := uint64(offset)
	for i := range len(text) {
		sum = (sum ^ uint64(text[i])) * prime
	}
	return sum
}

// mix joins two hashes; the order matters.
func mix(a, b uint64) uint64 {
	sum := a*0x9E3779B97F4A7C15 + b
	sum ^= sum >> 29
	return sum * 0xBF58476D1CE4E5B9
}

// Set gives the ideas of these names, by number.
func (l *Lexicon) Set(names ...string) []bool {
	set := make([]bool, len(l.Ideas))
	for number, idea := range l.Ideas {
		set[number] = slices.Contains(names, idea)
	}
	return set
}

// Knows reports whether a stem is an ordinary word: one of the lexicon's, alone
// or at the start of a phrase. It is not a dictionary.
func (l *Lexicon) Knows(stem string) bool {
	known := l.meanings.find(hash(stem))
	return known.longest > 0 || known.ideas > 0
}
