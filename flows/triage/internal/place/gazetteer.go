package place

import (
	_ "embed"
	"strings"
	"sync"

	"yousaid/flows/packed"
	"yousaid/flows/triage/internal/words"
)

//go:generate go run yousaid/flows/packed/pack places.gz *.txt

//go:embed places.gz
var places string

// files are the text files beside this one.
var files = sync.OnceValue(func() packed.Files { return packed.MustUnpack(places) })

// Kind says what sort of place an Entry is.
type Kind uint8

// The kinds, the more exact the higher: "on Marsh Road in Leagrave" is on Marsh
// Road.
const (
	Outside  Kind = iota // a town beyond the borough
	Area                 // an estate, a part of town
	Shop                 // a name that stands on bags and trolleys as well
	School               //
	Landmark             //
	Park                 //
	Station              //
	Road                 //
)

var kinds = map[string]Kind{"outside": Outside, "area": Area, "shop": Shop, "school": School, "landmark": Landmark, "park": Park, "station": Station, "road": Road}

// Entry is a place. Lat and Lon are zero where the position isn't known: for
// roads that the gazetteer doesn't list, and outside.
type Entry struct {
	Name     string // as it is written, without house number
	Kind     Kind
	Ward     string // empty outside, and for a road that isn't listed
	Lat, Lon float64
}

// Outside reports whether the place lies beyond the borough.
func (e Entry) Outside() bool { return e.Kind == Outside }

// spelling is one way to write an entry, and of how many words it is.
type spelling struct{ entry, words int }

// Gazetteer is the places by their spellings. It doesn't change once read.
type Gazetteer struct {
	wards      []ward
	entries    []Entry
	exact      map[string]spelling // words joined: "burypark"
	vocabulary map[string]bool     // every word of every spelling
	byLetter   [256][]string       // those in which a slip is forgiven
	begins     [256]bool           // how any spelling begins
}

// Default is the gazetteer built into the program, read once.
var Default = sync.OnceValue(func() *Gazetteer {
	g := &Gazetteer{wards: readWards(string(files()["wards.txt"])), exact: make(map[string]spelling, 3000), vocabulary: make(map[string]bool, 2000)}
	gazetteer := string(files()["gazetteer.txt"])
	for _, read := range []func(Kind, string, []string){g.readName, g.readWords, g.readSpellings} {
		for line := range strings.Lines(gazetteer) {
			if fields := strings.SplitN(strings.TrimSpace(line), " | ", 3); len(fields) == 3 && line[0] != '#' {
				for item := range strings.SplitSeq(fields[2], ";") {
					read(kinds[fields[0]], fields[1], strings.Split(item, "="))
				}
			}
		}
	}
	return g
})

// readName makes the words of a name known.
func (g *Gazetteer) readName(kind Kind, _ string, spellings []string) {
	tokens := words.Tokens(words.Fold(spellings[0]))
	for at := range tokens {
		g.addWord(spelled(tokens, at), kind)
	}
	if len(tokens) == 2 && kind == Area {
		g.addWord(joined(tokens), kind) // "marshfarm" is written as one
	}
}

// readWords makes the words of the other spellings known, when all names are: a
// misspelt one among these doesn't count as a word.
func (g *Gazetteer) readWords(kind Kind, _ string, spellings []string) {
	for _, other := range spellings[1:] {
		tokens := words.Tokens(words.Fold(other))
		for at := range tokens {
			if word := spelled(tokens, at); len(word) < leastFuzzy || g.putRight(word) == word {
				g.addWord(word, kind)
			}
		}
	}
}

// readSpellings enters a place under its name and its other spellings; one with
// a possessive also without: "St Mary's Road" is "st mary rd" as well.
func (g *Gazetteer) readSpellings(kind Kind, wardName string, spellings []string) {
	entry := Entry{Name: strings.TrimSpace(spellings[0]), Kind: kind}
	for _, w := range g.wards {
		if w.name == wardName {
			entry.Ward, entry.Lat, entry.Lon = w.name, w.points[0].lat, w.points[0].lon
		}
	}
	g.entries = append(g.entries, entry)
	for _, spelling := range spellings {
		g.add(spelling)
		if bare := strings.ReplaceAll(spelling, "'s ", " "); bare != spelling {
			g.add(bare)
		}
		if ground, ok := strings.CutSuffix(strings.TrimSpace(spelling), "Recreation Ground"); ok {
			g.add(ground + "rec")
		}
	}
}

// add enters a spelling of the last entry; the first entry of a spelling keeps it.
func (g *Gazetteer) add(name string) {
	tokens := words.Tokens(words.Fold(name))
	written := ""
	for at := range tokens {
		written += g.writtenOut(tokens, at)
	}
	for _, key := range []string{joined(tokens), written} {
		if _, taken := g.exact[key]; !taken && len(key) > 2 {
			g.exact[key] = spelling{entry: len(g.entries) - 1, words: len(tokens)}
			g.begins[key[0]] = true
		}
	}
}

// addWord makes a word of a name known. Slips are forgiven in the names of
// places, not in those of shops, nor in words that everybody uses.
func (g *Gazetteer) addWord(word string, kind Kind) {
	if g.vocabulary[word] || word == "" {
		return
	}
	g.vocabulary[word] = true
	if len(word) >= leastFuzzy && word[0] < 0x80 && (kind != Shop && kind != Outside || len(word) > 7) {
		g.byLetter[word[0]] = append(g.byLetter[word[0]], word)
	}
}
