package words

import "strings"

// Way is how a clause is told.
type Way uint8

// The ways in which a clause is told, from "it is going on" to "it isn't real".
const (
	Plain   Way = iota // nothing says
	Going              // "hes kicking", "is bleeding", right now
	Present            // "he has", "i can", "there is"
	Past               // "he kicked", "was", ago
	Habit              // "every night", "always", "keeps"
	Unreal             // "if", "would", a film, a question of how things are
	Ways
)

// Clause is a stretch of tokens that is told in one way.
type Clause struct {
	From, To int // tokens, To excluded
	Way      Way
}

// Clauses cuts tokens at signs and joining words and says how each part is
// told.
func Clauses(tokens []Token) []Clause {
	clauses := make([]Clause, 0, 6)
	from := 0
	for at := range tokens {
		if !ends(tokens, at, from) {
			continue
		}
		if at > from {
			clauses = append(clauses, Clause{From: from, To: at, Way: way(tokens[from:at], tokens[at].Text == "?")})
		}
		from = at
		if tokens[at].Kind == Sign {
			from++
		}
	}
	if from < len(tokens) {
		clauses = append(clauses, Clause{From: from, To: len(tokens), Way: way(tokens[from:], false)})
	}
	return clauses
}

// ends reports whether a clause ends before a token.
func ends(tokens []Token, at, from int) bool {
	if tokens[at].Kind == Sign {
		switch tokens[at].Text {
		case ".", ",", "?", "!", ";", ":", "(", ")":
			return true
		}
		return false
	}
	return at-from >= 3 && joins[tokens[at].Text]
}

// way weighs what the words of a clause say of its time; the strongest sign
// wins.
func way(tokens []Token, asked bool) Way {
	var going, present, past, habit, unreal int
	for at := range tokens {
		word := tokens[at].Text
		switch {
		case nowWords[word]:
			going += 2
		case presentBe[word]:
			present++
			if at+1 < len(tokens) && doingSoon(tokens[at+1:]) {
				going += 2
			}
		case pastBe[word], pasts[word]:
			past += 2
		case len(word) > 4 && strings.HasSuffix(word, "ed"):
			past++
		}
		switch {
		case pastWords[word]:
			past += 2
		case habitWords[word]:
			habit += 3
		case unrealWords[word]:
			unreal += 3
		case at == 0 && asking[word]:
			unreal++
		}
	}
	if asked {
		unreal += 2
	}
	return strongest(going, present, past, habit, unreal)
}

func strongest(going, present, past, habit, unreal int) Way {
	best, most := Plain, 0
	for at, score := range [...]int{Going - 1: going, Present - 1: present, Past - 1: past, Habit - 1: habit, Unreal - 1: unreal} {
		if score > most || score == most && score > 0 && Way(at+1) != Present && best == Present {
			best, most = Way(at+1), score
		}
	}
	return best
}

// doingSoon reports a word in -ing among the next three.
func doingSoon(tokens []Token) bool {
	for _, token := range tokens[:min(3, len(tokens))] {
		if inProgress(token.Text) {
			return true
		}
	}
	return false
}

func inProgress(word string) bool {
	return len(word) > 4 && strings.HasSuffix(word, "ing") && !notProgress[word]
}

// told gives each idea with the way in which its clause is told, and with
// whether the next clauses tell it as past: "he hit me. that was last year".
func told(found []Found, clauses []Clause, tokens []Token) []uint64 {
	keys := make([]uint64, 0, len(found)+len(clauses))
	at := 0
	for _, f := range found {
		for at < len(clauses)-1 && f.At >= clauses[at].To {
			at++
		}
		if len(clauses) > 0 {
			keys = append(keys, mix(mix(toldAs, uint64(f.Idea)), uint64(clauses[at].Way)))
		}
	}
	for _, clause := range clauses {
		keys = append(keys, mix(mix(doing, hash(tokens[clause.From].Text)), uint64(clause.Way)))
	}
	return keys
}

var (
	joins       = set("and but so because when while then cos since although who which")
	nowWords    = set("now rn currently happening atm still")
	pastWords   = set("ago yesterday last previously once earlier before since former then when years months")
	habitWords  = set("every always usually often most sometimes keep keeps weekly nightly daily constantly constant regularly again each evenings weekends nights days mornings never")
	unrealWords = set("if would could should might imagine film movie book game episode series documentary news podcast joke joking lol haha hahaha dream dreamt nightmare play story quiz fortnite halloween costume training course poster leaflet campaign wonder wondering what how why")
	notProgress = set("something anything nothing everything morning evening during building clothing thing feeling ceiling wedding meeting housing swing spring string bring king ring sing being")
)
