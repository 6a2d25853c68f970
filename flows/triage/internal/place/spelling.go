package place

import (
	"strings"

	"yousaid/flows/triage/internal/words"
)

// writtenOut gives a token as it stands in the gazetteer: abbreviations in
// full, a slip of the finger put right. A sign that isn't part of names is
// empty.
func (g *Gazetteer) writtenOut(tokens []words.Token, at int) string {
	token := tokens[at]
	switch token.Kind {
	case words.Sign:
		if token.Text == "&" {
			return "and"
		}
		return ""
	case words.Symbol:
		return ""
	case words.Number:
		return token.Text
	}
	text := spelled(tokens, at)
	if len(text) < leastShort || g.vocabulary[text] || ordinary()[text] {
		return text
	}
	if len(text) < leastFuzzy {
		if at > 0 && len(tokens[at-1].Text) >= leastFuzzy && g.vocabulary[g.writtenOut(tokens, at-1)] {
			return putShortRight(text)
		}
		return text
	}
	return g.putRight(text)
}

// leastFuzzy is the length, in letters, from which a slip is forgiven: shorter
// words are too close to each other.
const leastFuzzy = 5

// leastShort is the length from which a letter that is missing or two that are
// swapped are forgiven behind another word of a name: "farley hil", "warden hlil".
const leastShort = 3

// putShortRight gives the short word that a word is meant for, of those in which
// the names of places end.
func putShortRight(word string) string {
	for _, known := range endings {
		if known[0] == word[0] && (len(word) == len(known)-1 || len(word) == len(known)) && slipShort(word, known) {
			return known
		}
	}
	return word
}

// endings are the words of four letters or five that names end in.
var endings = []string{"hill", "hills", "farm", "park", "green", "wood", "woods", "downs", "mead", "lane", "ring", "road", "rise", "grove", "close", "drive"}

// slipShort reports whether a letter of a word is missing, or two are swapped.
func slipShort(word, known string) bool {
	at := 0
	for at < len(word) && word[at] == known[at] {
		at++
	}
	if len(word) < len(known) {
		return word[at:] == known[at+1:]
	}
	return at+1 < len(word) && word[at] == known[at+1] && word[at+1] == known[at] && word[at+2:] == known[at+2:]
}

// putRight gives the word of the gazetteer that is a slip away, if one is.
func (g *Gazetteer) putRight(word string) string {
	for _, known := range g.byLetter[word[0]] {
		if slip(word, known) {
			return known
		}
	}
	return word
}

// slip reports whether two words differ by one letter: wrong, missing, too many
// or two swapped; in long words by two letters side by side.
func slip(a, b string) bool {
	if len(a)-len(b) > 1 || len(b)-len(a) > 1 || len(b) < leastFuzzy {
		return false
	}
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	whole := max(len(a), len(b))
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) <= 1 && len(b) <= 1 {
		return true
	}
	return len(a) == 2 && len(b) == 2 && (a[0] == b[1] && a[1] == b[0] || whole >= 6)
}

// joined writes the words of a name as one, abbreviations written out.
func joined(tokens []words.Token) string {
	var out strings.Builder
	for at, token := range tokens {
		switch {
		case token.Kind == words.Word || token.Kind == words.Number:
			out.WriteString(spelled(tokens, at))
		case token.Text == "&":
			out.WriteString("and")
		}
	}
	return out.String()
}

// spelled writes one word of a name out. "St" is a saint in front and a street
// behind; "ave" was read as "have" by the tokens' shorthand.
func spelled(tokens []words.Token, at int) string {
	text := tokens[at].Text
	if len(text) > 7 {
		return text
	}
	switch {
	case text == "saint", text == "st" && at+1 < len(tokens) && (at == 0 || !nameWord(tokens[at-1])):
		return "st"
	case text == "have" && tokens[at].End-tokens[at].Start < 4 && at > 0 && nameWord(tokens[at-1]):
		return "avenue"
	}
	if full, ok := abbreviations[text]; ok {
		return full
	}
	return text
}

func nameWord(token words.Token) bool {
	return token.Kind == words.Word && !stops[token.Text] && !where[token.Text]
}

var abbreviations = pairs(`rd road raod road roda road rode road roads road rds road st street str street streat street stret street strt street sreet street
	ave avenue av avenue avn avenue avenu avenue aveneu avenue cl close cls close clse close
	cres crescent cresent crescent crecent crescent crsnt crescent cresc crescent cressent crescent ln lane dr drive drv drive gdns gardens
	gdn gardens gardns gardens sq square ct court crt court pl place pk park prk park parc park grn green gr grove hse house stn station
	statn station sch school hosp hospital ctr centre center centre cntr centre tce terrace terr terrace pde parade wy way primry primary
	hl hill pkway parkway pkwy parkway parkwy parkway mkt market libary library univercity university univ university fm farm fram farm`)

func pairs(list string) map[string]string {
	m := map[string]string{}
	fields := strings.Fields(list)
	for at := 0; at+1 < len(fields); at += 2 {
		m[fields[at]] = fields[at+1]
	}
	return m
}
