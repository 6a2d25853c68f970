package place

import (
	"strings"

	"yousaid/flows/triage/internal/words"
)

// Find gives the place that a message names: the most exact one, of equals the
// first, so that at a junction it is the first-named road. ok is false when it
// names none, or only a generic one ("our stairwell").
func (g *Gazetteer) Find(tokens []words.Token, original string) (Entry, bool) {
	var best Entry
	bestScore := -1
	for at := 0; at < len(tokens); {
		entry, n, ok := g.at(tokens, at)
		if !ok {
			entry, n, ok = g.unlistedRoad(tokens, at, original)
		}
		if !ok {
			at++
			continue
		}
		if fit := score(tokens, at, entry); fit > bestScore {
			best, bestScore = entry, fit
		}
		at += n
	}
	return best, bestScore >= 0
}

// at looks for the longest name that begins at a token.
func (g *Gazetteer) at(tokens []words.Token, at int) (entry Entry, n int, ok bool) {
	var key strings.Builder
	best, bestN, found := Entry{}, 0, false
	for n := 1; n <= 5 && at+n <= len(tokens); n++ {
		token := tokens[at+n-1]
		if token.Kind == words.Sign && token.Text != "&" || token.Kind == words.Symbol {
			break
		}
		if token.Kind == words.Number && n == 1 {
			break
		}
		if token.Text == "&" {
			key.WriteString("and")
			continue
		}
		key.WriteString(spelled(tokens[at:min(len(tokens), at+6)], n-1))
		entry, slip, ok := g.lookUp(key.String())
		if !ok || slip && !g.slipFits(tokens[at:at+n], entry) || !g.meant(tokens, at, n, entry) {
			continue
		}
		best, bestN, found = entry, n, true
	}
	return best, bestN, found
}

// slipFits refuses a near match that is made of ordinary words spelled right,
// or that swallows a word which doesn't belong to the name.
func (g *Gazetteer) slipFits(tokens []words.Token, entry Entry) bool {
	if n := strings.Count(entry.Name, " ") + 1; len(tokens) > n+1 {
		return false
	}
	strange := false
	for _, token := range tokens {
		if stops[token.Text] {
			return false
		}
		if _, street := roadWords[spelled([]words.Token{token}, 0)]; !street && token.Text != "park" && token.Text != "school" {
			strange = strange || !strings.Contains(strings.ToLower(entry.Name), token.Text)
		}
	}
	if !strange {
		return true
	}
	for _, token := range tokens {
		if g.known(token.Stem) && !strings.Contains(strings.ToLower(entry.Name), token.Text) {
			return false
		}
	}
	return true
}

// meant refuses a name where the words around show that a thing or a person is
// meant: a Tesco trolley, "boots", our friend Ashley.
func (g *Gazetteer) meant(tokens []words.Token, at, n int, entry Entry) bool {
	after := text(tokens, at+n)
	switch entry.Kind {
	case Shop:
		return shopBefore(tokens, at) && !things[after] && after != "s"
	case Outside:
		return where[text(tokens, at-1)] && after != "road" && after != "rd"
	case Area:
		if n == 1 && weakNames[tokens[at].Text] {
			return where[text(tokens, at-1)] && !things[after]
		}
	case Road, Park, Station, School, Landmark:
		if n == 1 && weakNames[tokens[at].Text] {
			return where[text(tokens, at-1)] || where[text(tokens, at-2)]
		}
	}
	return true
}

// shopBefore reports whether a word before says that something is there:
// "outside tesco", "by the lidl", "front of boots".
func shopBefore(tokens []words.Token, at int) bool {
	before := text(tokens, at-1)
	if before == "the" || before == "our" || before == "big" {
		before = text(tokens, at-2)
	}
	switch before {
	case "outside", "at", "near", "by", "behind", "opposite", "inside", "to", "of", "nr", "beside", "past", "around", "in", "o/s":
		return before != "to" && before != "of" || text(tokens, at-2) == "next" || text(tokens, at-2) == "front" || text(tokens, at-2) == "back" || text(tokens, at-3) == "front"
	}
	return false
}

// score prefers exact places to areas, Luton to elsewhere, and where it
// happened to where somebody lives or comes from.
func score(tokens []words.Token, at int, entry Entry) int {
	score := 4
	switch entry.Kind {
	case Outside:
		score = 0
	case Area:
		score = 2
	case Shop:
		score = 3
	}
	for back := at - 1; back >= 0 && back >= at-3; back-- {
		switch text(tokens, back) {
		case "live", "lives", "living", "from", "lived", "moved", "towards", "drove":
			score--
			if score == -1 {
				score = 0
			}
			return score
		}
	}
	return score
}

func text(tokens []words.Token, at int) string {
	if at < 0 || at >= len(tokens) {
		return ""
	}
	return tokens[at].Text
}

func set(list string) map[string]bool {
	m := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		m[word] = true
	}
	return m
}

var (
	where     = set("in at near by on around outside behind opposite off round over down up inside beside along from through nr")
	weakNames = set("dallow vauxhall farley poets saints challney inspire cheapside wardown polegate beaconsfield kinnersley eskdale copthorne fourwents ravenscroft kingsway busway chequers swasedale leygreen viaduct capability inkerman flames wheatcroft rowelfield stockwood barnfield runfold icknield biscot foxdell longmeadow airport skimpot northwell limbury")
	things    = set("bag bags trolley trolleys trollies trolly wrapper wrappers cup cups voucher vouchers delivery van lorry card receipt basket baskets carrier box boxes wrapping order gift uniform job driver app parcel corsa astra car insignia zafira vivaro man bloke guy lad plant workers cup coffee meal")
)
