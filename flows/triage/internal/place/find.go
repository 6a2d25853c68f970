package place

import (
	"strings"

	"yousaid/flows/triage/internal/words"
)

// Find gives the place that a message names: the most exact one, of equals the
// first, so that at a junction it is the first-named road. original is the text
// that the tokens are of; its capitals help to tell names. ok is false when the
// message names no place, or only a generic one ("our stairwell").
func (g *Gazetteer) Find(tokens []words.Token, original string) (entry Entry, ok bool) {
	r := g.newReader(tokens, original)
	best := -1
	for at := 0; at < len(tokens); {
		found, n := r.nameAt(at)
		if n == 0 {
			at++
			continue
		}
		if fit := r.score(at, n, found); fit > best {
			entry, best = found, fit
		}
		at += n
	}
	return entry, best >= 0
}

// reader is one message, its words written out.
type reader struct {
	g        *Gazetteer
	tokens   []words.Token
	written  []string // abbreviations and slips put right; empty for signs
	original string
}

func (g *Gazetteer) newReader(tokens []words.Token, original string) *reader {
	r := &reader{g: g, tokens: tokens, original: original, written: make([]string, len(tokens))}
	for at := range tokens {
		r.written[at] = g.writtenOut(tokens, at)
	}
	return r
}

// longestName is the most words that a name in the gazetteer has.
const longestName = 6

// nameAt reads a place that begins at a token, listed or not, and says how many
// tokens it takes; none if n is 0.
func (r *reader) nameAt(at int) (found Entry, n int) {
	found, n = r.listed(at)
	if n > 0 && found.Kind == Road && sides[r.word(at+n)] && r.capital(at+n) {
		found.Name += " " + capitalised(r.word(at+n)) // "Solway Road North"
		return found, n + 1
	}
	if n > 0 && found.Kind != Area && found.Kind != Outside && found.Kind != Park {
		return found, n
	}
	if road, length := r.unlistedRoad(at); length > n {
		return road, length
	}
	return found, n
}

// sides end the names of roads that were cut in two.
var sides = set("north south east west")

// listed looks for the longest name of the gazetteer that begins at a token.
func (r *reader) listed(at int) (found Entry, n int) {
	word := r.written[at]
	if len(word) < 1 || !r.g.begins[word[0]] && word[0] < 0x80 || r.tokens[at].Kind != words.Word {
		return Entry{}, 0
	}
	var buffer [96]byte
	key := buffer[:0]
	for length := 1; length <= longestName && at+length <= len(r.tokens); length++ {
		next := r.written[at+length-1]
		if next == "" || len(key)+len(next) > len(buffer) {
			break
		}
		key = append(key, next...)
		written, ok := r.g.lookUp(key)
		if !ok || length > written.words && r.splits(at, length) {
			continue
		}
		if entry := r.g.entries[written.entry]; r.meant(at, length, entry) {
			found, n = entry, length
		}
	}
	return found, n
}

// lookUp finds the entry of joined words, also with a plural's ending: "bluebell
// woods" is Bluebell Wood.
func (g *Gazetteer) lookUp(key []byte) (spelling, bool) {
	written, ok := g.exact[string(key)]
	if last := len(key) - 1; !ok && last > 8 && key[last] == 's' {
		written, ok = g.exact[string(key[:last])]
	}
	return written, ok
}

// splits reports whether words that only joined make a name are words of their
// own: "a bolt on the door" isn't Bolton, but "wig more lane" is Wigmore Lane.
func (r *reader) splits(at, length int) bool {
	for i := at; i < at+length; i++ {
		if where[r.written[i]] || stops[r.written[i]] && len(r.written[i]) > 1 {
			return true
		}
	}
	return false
}

// score prefers exact places to areas, Luton to elsewhere, and where it
// happened to where somebody lives, comes from or went.
func (r *reader) score(at, n int, entry Entry) int {
	if r.group(at, n) || r.left(at) {
		return -1
	}
	score := 5
	switch entry.Kind {
	case Outside:
		score = 1
	case Area:
		score = 3
	case Shop:
		score = 4
		if r.areaFollows(at + n) {
			score = 2 // "the lidl in high town"
		}
	}
	for back := at - 1; back >= 0 && back >= at-4 && r.tokens[back].Kind == words.Word; back-- {
		if word := r.tokens[back].Text; elsewhere[word] {
			if entry.Kind == Outside && word != "live" && word != "living" {
				return -1 // "he lives in hitchin"
			}
			return max(0, score-3)
		}
	}
	return score
}

// areaFollows reports whether the part of town is said after a shop's name.
func (r *reader) areaFollows(at int) bool {
	for r.word(at) == "in" || r.word(at) == "on" || r.word(at) == "at" || r.word(at) == "the" {
		at++
	}
	if at >= len(r.tokens) {
		return false
	}
	found, n := r.listed(at)
	return n > 0 && found.Kind == Area
}

// word is the text of a token, empty beyond the ends.
func (r *reader) word(at int) string {
	if at < 0 || at >= len(r.tokens) {
		return ""
	}
	return r.tokens[at].Text
}

func set(list string) map[string]bool {
	m := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		m[word] = true
	}
	return m
}
