package danger

import (
	"math/bits"
	"strings"
	"sync"

	"yousaid/flows/triage/internal/words"
)

// Rule is one thing known about danger.
type Rule struct {
	Weight   float64 // what is added to the score, in units of the learnt logit
	Reason   string
	Patterns string // one on each line
}

// Weights of rules.
const (
	certain = 5.0
	strong  = 3.0
	hint    = 1.0
)

// Met is which rules a message meets: a bit for each, by its number.
type Met uint64

// mostRules is how many rules Met has room for.
const mostRules = 64

// Rules finds which rules a message meets. It doesn't change once built.
type Rules struct {
	rules   []Rule
	numbers map[string]number
	byWord  [][]candidate // by the number of the word that a pattern begins with
	persons *set          // words that speak of somebody
	nobody  int           // the rule that is met where none of them stands
}

type candidate struct {
	rule    int
	pattern pattern
}

// Default are the rules of this package, compiled once.
var Default = sync.OnceValue(func() *Rules {
	var all []Rule
	for _, group := range [][]Rule{bodies, attacks, despair, accidents, calls, calms, streets} {
		all = append(all, group...)
	}
	return compile(append(all, nobody), classes)
})

func compile(all []Rule, classes map[string]string) *Rules {
	c := newCompiler(classes)
	r := &Rules{rules: all, numbers: c.numbers, persons: c.classes["SOMEBODY"], nobody: len(all) - 1}
	for number, rule := range all {
		for line := range strings.Lines(rule.Patterns) {
			if line = strings.TrimSpace(line); line != "" {
				r.add(number, c.pattern(line))
			}
		}
	}
	return r
}

func (r *Rules) add(rule int, p pattern) {
	first, _ := p.begins() // a test refuses patterns that can begin with anything
	for _, n := range first {
		for len(r.byWord) <= int(n) {
			r.byWord = append(r.byWord, nil)
		}
		r.byWord[n] = append(r.byWord[n], candidate{rule: rule, pattern: p})
	}
}

// Met finds the rules that a message meets. That nobody is spoken of can be said
// of English only: the lexicon doesn't know every word for a person in the other
// languages.
func (r *Rules) Met(message words.Message) Met {
	var buffer [64]number
	text := r.intern(buffer[:0], message.English)
	var met Met
	if message.Language == "en" {
		met = 1 << r.nobody
	}
	for at, word := range text {
		if r.persons.has(word) {
			met &^= 1 << r.nobody
		}
		if int(word) >= len(r.byWord) {
			continue
		}
		for _, candidate := range r.byWord[word] {
			if met>>candidate.rule&1 == 0 && candidate.pattern.matches(text, at) {
				met |= 1 << candidate.rule
			}
		}
	}
	return met
}

// Reasons tells why a message was weighed as it was.
func (r *Rules) Reasons(message words.Message) []Rule {
	var list []Rule
	for met := r.Met(message); met != 0; met &= met - 1 {
		list = append(list, r.rules[bits.TrailingZeros64(uint64(met))])
	}
	return list
}

// intern turns tokens into the numbers of the rules' words: short forms are
// written out, swearing and stress are left out.
func (r *Rules) intern(text []number, tokens []words.Token) []number {
	for _, token := range tokens {
		switch token.Kind {
		case words.Sign:
			if t := token.Text; t == "." || t == "?" || t == "!" {
				text = append(text, end)
			}
		case words.Number:
			text = append(text, r.digits(token.Text))
		case words.Symbol:
		case words.Word:
			if full, ok := contractions[token.Text]; ok {
				text = append(text, r.numbers[full[0]], r.numbers[full[1]])
			} else if !fillers[token.Text] {
				text = append(text, r.numbers[token.Text])
			}
		}
	}
	return text
}

func (r *Rules) digits(text string) number {
	if n, ok := r.numbers[text]; ok {
		return n
	}
	if len(text) == 4 && (text[:2] == "19" || text[:2] == "20") {
		return r.numbers["YEAR"]
	}
	return digits
}

// Weigh says what the rules that a message meets add to the learnt score of
// danger.
func (r *Rules) Weigh(met Met) float64 {
	alarm, calm := r.split(met)
	return alarm + calm
}

// split adds up the weights of rules for danger and of those against it. The
// heaviest alarm counts in full, the others add a little; calms are bounded.
func (r *Rules) split(met Met) (alarm, calm float64) {
	var highest, others float64
	for ; met != 0; met &= met - 1 {
		switch weight := r.rules[bits.TrailingZeros64(uint64(met))].Weight; {
		case weight < 0:
			calm += weight
		case weight > highest:
			highest, others = weight, others+highest
		default:
			others += weight
		}
	}
	return highest + others/4, max(calm, mostCalm)
}

// mostCalm is what calms can take away together.
const mostCalm = -9
