package place

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"yousaid/flows/triage/internal/words"
)

// roadWords end the name of a road; true marks those that mean much else as
// well ("a close friend", "by the way"), which need more to be believed.
var roadWords = map[string]bool{
	"road": false, "street": false, "avenue": false, "crescent": false, "lane": false, "grove": false, "mews": false, "dell": false,
	"gardens": true, "close": true, "drive": true, "way": true, "court": true, "place": true, "rise": true, "hill": true, "walk": true,
	"terrace": true, "square": true, "parade": true, "green": true, "vale": true, "view": true,
}

// unlistedRoad reads "Acacia Road" where the gazetteer doesn't know it: one to
// three words that can be a name, then a word for a road.
func (r *reader) unlistedRoad(at int) (Entry, int) {
	if !r.canBegin(at) {
		return Entry{}, 0
	}
	for n := 1; n <= 3 && at+n < len(r.tokens); n++ {
		last := r.written[at+n]
		doubtful, isRoad := roadWords[last]
		if isRoad && r.isName(at, n, doubtful) && !r.listedWithin(at, n) {
			return Entry{Name: title(r.tokens[at:at+n], r.written[at:at+n]) + capitalised(last), Kind: Road}, n + 1
		}
		if r.tokens[at+n].Kind != words.Word || stops[last] || isRoad && !r.capital(at+n) {
			return Entry{}, 0
		}
	}
	return Entry{}, 0
}

// canBegin refuses words that no road's name begins with, and the middle of a
// run of words: in "the drunk lads road" no name begins at "lads".
func (r *reader) canBegin(at int) bool {
	text := r.word(at)
	if r.tokens[at].Kind != words.Word || text[0] >= utf8.RuneSelf || stops[text] || generic[text] || where[text] {
		return false
	}
	return at == 0 || r.tokens[at-1].Kind != words.Word || stops[r.word(at-1)] || where[r.word(at-1)] || r.capital(at)
}

// isName reports whether the n words at a token are the name of a road. Two
// capitals say so; else a preposition or a house number before, or the start of
// a sentence where the words mean nothing else.
func (r *reader) isName(at, n int, doubtful bool) bool {
	common := false
	for i := at; i < at+n; i++ {
		if generic[r.word(i)] || stops[r.word(i)] {
			return false
		}
		common = common || ordinary()[r.word(i)]
	}
	if article[r.word(at-1)] && !r.capital(at) || r.person(at) {
		return false
	}
	if r.capital(at) && r.capital(at+n) {
		return true
	}
	numbered := at > 0 && r.tokens[at-1].Kind == words.Number && len(r.word(at-1)) <= 3
	placed := where[r.word(at-1)] || numbered || r.word(at-1) == "and" && at > 1 && isRoadWord(r.written[at-2])
	short := r.tokens[at+n].End-r.tokens[at+n].Start < len(r.written[at+n]) // "rd", "gdns"
	switch {
	case n > 2, n == 2 && (common || !placed) && !short && !numbered:
		return false
	case doubtful:
		return (placed || short || r.alone(at, n+1)) && !common || numbered && short
	case placed:
		return true
	}
	return !common && (at == 0 || r.tokens[at-1].Kind == words.Sign || short)
}

// listedWithin reports whether a listed name begins after the first word:
// "Abandoned van Toddington Road".
func (r *reader) listedWithin(at, n int) bool {
	for i := at + 1; i < at+n; i++ {
		if found, length := r.listed(i); length > 0 && found.Kind == Road {
			return true
		}
	}
	return false
}

// alone reports whether n words are a sentence of their own.
func (r *reader) alone(at, n int) bool {
	return (at == 0 || r.tokens[at-1].Kind == words.Sign) && (at+n == len(r.tokens) || r.tokens[at+n].Kind == words.Sign)
}

func isRoadWord(word string) bool {
	_, ok := roadWords[word]
	return ok
}

// capital reports whether a token is written with a capital in a text that
// isn't all capitals. Folding keeps the order of letters but may change
// lengths, so the search begins near.
func (r *reader) capital(at int) bool {
	token := r.tokens[at]
	if token.Start >= len(r.original) || token.Text == "" {
		return false
	}
	from := max(0, token.Start-4)
	for from < token.Start && !utf8.RuneStart(r.original[from]) {
		from++
	}
	for i, letter := range r.original[from:] {
		if i > 8 {
			return false
		}
		if unicode.IsUpper(letter) && unicode.ToLower(letter) == rune(token.Text[0]) && !shouted(r.original[from+i:], token.Text) {
			return i >= token.Start-from || from+i == 0 || r.original[from+i-1] == ' '
		}
	}
	return false
}

// shouted reports whether a word of three letters or more is all capitals.
func shouted(original, word string) bool {
	if len(word) < 3 || len(original) < 3 {
		return false
	}
	return unicode.IsUpper(rune(original[1])) && unicode.IsUpper(rune(original[2]))
}

// title writes the words of a name with capitals.
func title(tokens []words.Token, written []string) string {
	var out strings.Builder
	for at := range tokens {
		word := written[at]
		if isRoadWord(word) || word == "st" {
			out.WriteString(capitalised(word))
		} else {
			out.WriteString(capitalised(tokens[at].Text))
		}
		out.WriteByte(' ')
	}
	return out.String()
}

func capitalised(word string) string {
	return strings.ToUpper(word[:1]) + word[1:]
}

var (
	article = set("a an the my our your his her their this that")
	// stops can't be part of a road's name.
	stops = set(`the a an my our your his her their its this that these those same next other another every each one two three four five whole entire half of in on at to by
		from with and or but is are was were be been it he she they we i you me us him them there here up down across along over under outside inside behind opposite past round around
		through between into onto for as so if when while then than what where who how why which some any no not all just only about after before until till since again still very too much
		back front side middle end top bottom corner busy quiet dark dead residential local nearby do does did has had like got get getting going went go coming came
		someone somebody people kids cars bikes lads men man woman boys girls dont cant im hes shes theyre ive because also please blocked cross crossing crosses block blocking
		have near off out live lives living driving walking racing dealing playing fighting watching down street`)
	// generic are words before "road" that describe it.
	generic = set(`main back dead busy ring slip front whole dirt country b a access service cross through rat cul farm toll off rail way one single parallel adjoining connecting
		neighbouring approach minor major nice lovely quiet narrow steep same bad good wet icy closed open private unadopted gravel residential mean little tiny big wide
		easy right wrong long own best only half middle public safe cycle bus bike fast slow left which walk drive foot path side high rough
		crown magistrates county supreme family youth tennis basketball food bowling beer market work take meeting hiding town city village
		empty broken shared communal quick short tight car parking pedestrian passing overtaking outside opposite local
		actual exact wrong-side very mph oncoming another other busy-as hamari hamare meri mere bloody swear flooded cobbled leafy posh boring decent clear muddy icey snowy lit unlit dim`)
)
