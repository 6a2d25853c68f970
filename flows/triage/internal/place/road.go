package place

import (
	"strings"
	"unicode"

	"yousaid/flows/triage/internal/words"
)

// roadWords end the name of a road; true marks those that mean much else as
// well ("a close friend", "by the way"), which need more to be believed.
var roadWords = map[string]bool{
	"road": false, "street": false, "avenue": false, "crescent": false, "gardens": true, "close": true, "lane": false, "drive": true, "way": true, "court": true,
	"place": true, "grove": false, "rise": true, "hill": true, "walk": true, "terrace": true, "square": true, "mews": false, "parade": true, "green": true, "ring": true, "dell": false, "vale": false, "view": true,
}

// unlistedRoad reads "Acacia Road" where the gazetteer doesn't know it: one to
// three words that are no ordinary words, then a word for a road. In lower case
// a word such as "on" must stand before.
func (g *Gazetteer) unlistedRoad(tokens []words.Token, at int, original string) (Entry, int, bool) {
	if tokens[at].Kind != words.Word || stops[tokens[at].Text] || at > 0 && tokens[at-1].Kind == words.Word && !stops[tokens[at-1].Text] && !where[tokens[at-1].Text] {
		return Entry{}, 0, false
	}
	for n := 2; n <= 4 && at+n <= len(tokens); n++ {
		last := tokens[at+n-1]
		if last.Kind != words.Word {
			return Entry{}, 0, false
		}
		spelled := spelled(tokens[at:min(len(tokens), at+n)], n-1)
		doubtful, isRoad := roadWords[spelled]
		if !isRoad {
			if stops[last.Text] {
				return Entry{}, 0, false
			}
			continue
		}
		if g.safe(tokens, at, n-1, doubtful, original) {
			return Entry{Name: title(tokens[at:at+n-1], spelled), Kind: Road}, n, true
		}
	}
	return Entry{}, 0, false
}

// safe reports whether the words before a road word are its name.
func (g *Gazetteer) safe(tokens []words.Token, at, n int, doubtful bool, original string) bool {
	name := tokens[at : at+n]
	capitals := capital(original, name[0]) && capital(original, tokens[at+n]) && strings.ToUpper(original) != original
	before := where[text(tokens, at-1)] || at > 0 && tokens[at-1].Kind == words.Number && len(tokens[at-1].Text) <= 3
	ordinary := false
	for _, token := range name {
		if generic[token.Text] {
			return false
		}
		ordinary = ordinary || g.known(token.Stem)
	}
	if capitals && !ordinary {
		return true
	}
	if capitals && before {
		return true
	}
	return before && !ordinary && (!doubtful || !g.known(name[n-1].Stem) && n == 1) && n <= 2
}

// capital reports whether a token begins with a capital in the original text,
// found by its folded letters: folding keeps the order of words but may change
// lengths, so the search begins near.
func capital(original string, token words.Token) bool {
	from := min(token.Start, len(original))
	from = max(0, from-4)
	rest := original[from:]
	for i, r := range rest {
		if i > len(token.Text)+8 {
			return false
		}
		if unicode.IsUpper(r) && strings.HasPrefix(strings.ToLower(rest[i:min(len(rest), i+len(token.Text)+2)]), token.Text[:min(3, len(token.Text))]) {
			return true
		}
	}
	return false
}

// title writes a name with capitals: "st" and "o" stay what they are.
func title(name []words.Token, road string) string {
	var out strings.Builder
	for _, token := range name {
		word := token.Text
		out.WriteString(strings.ToUpper(word[:1]) + word[1:] + " ")
	}
	return out.String() + strings.ToUpper(road[:1]) + road[1:]
}

var (
	// stops can't be part of a road's name.
	stops = set(`the a an my our your his her their its this that these those same next other another every each one two three four five whole entire half of in on at to by near
		off from with and or but is are was were be been it he she they we i you me us him them there here up down across along over under outside inside behind opposite past round around
		through between into onto for as so if when while then than what where who how why which some any no not all just only about after before until till since again still very too much
		back front side middle end top bottom corner main busy quiet long short narrow dark dead residential public private local nearby street road in-between did do does has have had
		someone somebody people kids cars bikes lads men dont cant im hes shes theyre ive because also`)
	// generic are words before "road" that describe it.
	generic = set(`side main back dead busy high ring slip front whole dirt country b a access service cross through rat cul farm toll off rail way one two-way single parallel adjoining connecting
		neighbouring approach minor major nice lovely quiet narrow steep our your my their same bad good wet icy closed open private unadopted gravel residential mean little tiny big wide
		easy right wrong long own best only half middle any no every first right-of public safe each cycle bus bike fast slow left which walk drive foot path`)
)
