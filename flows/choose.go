package flows

import (
	"strings"
	"unicode/utf8"
)

// chosen finds which of a question's choices the input means; empty when none
// is meant plainly.
func (t *turn) chosen(q Question) string {
	if len(q.Choices) == 0 || t.In.Kind != Said {
		return ""
	}
	if id := t.byNumber(q.Choices); id != "" {
		return id
	}
	if id := t.byYesNo(q); id != "" {
		return id
	}
	if q.Unsure != "" && t.unknown() {
		return q.Unsure
	}
	return t.byLabel(q.Choices)
}

// byNumber understands "2", "no 2", "number two i think" and digits of any script.
func (t *turn) byNumber(choices []Choice) string {
	n, ok := t.number()
	if !ok || n < 1 || n > len(choices) {
		return ""
	}
	// What was offered last is what the resident sees; it may be older than
	// this question when the service was updated in between.
	if n <= len(t.Offered) && has(choices, t.Offered[n-1]) {
		return t.Offered[n-1]
	}
	return choices[n-1].ID
}

// number reads a message that is a number and nothing else of weight.
func (t *turn) number() (int, bool) {
	tokens := strings.Fields(t.folded)
	if len(tokens) == 0 || len(tokens) > 6 {
		return 0, false
	}
	for _, words := range t.lexicons {
		if n, ok := words.number(tokens); ok {
			return n, true
		}
	}
	return 0, false
}

// numeric reports whether the message is made of numbers: "6 and 4" was meant for
// some list, and tells nothing.
func (t *turn) numeric() bool {
	if t.In.Kind != Said {
		return false
	}
	digits := false
	for _, token := range strings.Fields(t.folded) {
		if _, ok := small(token); ok {
			digits = true
		} else if !t.is(func(l *lexicon) bool { return l.numbers[token] > 0 || l.filler[token] }) {
			return false
		}
	}
	return digits
}

func (l *lexicon) number(tokens []string) (int, bool) {
	n, found := 0, 0
	for _, token := range tokens {
		if digits, ok := small(token); ok {
			n, found = digits, found+1
		}
	}
	if found == 0 { // words count only where there are no digits: "2, the first one was wrong" is none
		for _, token := range tokens {
			if value, ok := l.numbers[token]; ok && !(found > 0 && l.filler[token]) {
				n, found = value, found+1
			}
		}
	}
	if found != 1 {
		return 0, false
	}
	for _, token := range tokens {
		if _, digits := small(token); !digits && l.numbers[token] == 0 && !l.filler[token] && token != tokens[0] {
			return 0, false
		}
	}
	first := tokens[0] // "no 2" is a number
	_, digits := small(first)
	return n, digits || l.numbers[first] > 0 || l.filler[first] || l.no[first] || l.yes[first]
}

func small(token string) (int, bool) {
	if len(token) > 2 {
		return 0, false
	}
	n := 0
	for _, r := range token {
		if r < '0' || r > '9' {
			return 0, false
		}
		n = n*10 + int(r-'0')
	}
	return n, true
}

// byYesNo understands "yep go on then" and "nah".
func (t *turn) byYesNo(q Question) string {
	switch t.yesOrNo() {
	case "yes":
		return q.Yes
	case "no":
		return q.No
	}
	return ""
}

func (t *turn) yesOrNo() string {
	sign := strings.TrimSpace(strings.Map(func(r rune) rune {
		if skin(r) {
			return -1
		}
		return r
	}, t.In.Text))
	tokens := strings.Fields(t.folded)
	for _, words := range t.lexicons {
		if meaning, ok := words.raw[sign]; ok {
			return meaning
		}
		if len(tokens) == 0 || len(tokens) > 6 {
			continue
		}
		switch first := tokens[0]; {
		case words.yes[t.folded]:
			return "yes"
		case words.no[t.folded]:
			return "no"
		case words.yes[first] && every(tokens, words.yes, words.filler):
			return "yes"
		case words.no[first] && every(tokens, words.no, words.filler):
			return "no"
		}
	}
	return ""
}

// byLabel understands a choice's own words, or some of them where no other
// choice has them.
func (t *turn) byLabel(choices []Choice) string {
	tokens := strings.Fields(t.folded)
	if len(tokens) == 0 || len(tokens) > 8 {
		return ""
	}
	found := ""
	for _, c := range choices {
		own := Fold(t.engine.text(c.Label, t.Language))
		common := own
		if t.Language != t.engine.config.Language {
			common = Fold(t.engine.text(c.Label, t.engine.config.Language))
		}
		if own == t.folded || common == t.folded || Fold(c.ID) == t.folded {
			return c.ID
		}
		if !t.partOf(tokens, own) && !t.partOf(tokens, common) {
			continue
		}
		if found != "" {
			return "" // two choices have these words
		}
		found = c.ID
	}
	return found
}

// partOf reports whether the label has all the words that carry weight.
func (t *turn) partOf(tokens []string, label string) bool {
	words := set(strings.Fields(label))
	weight := 0
	for _, token := range tokens {
		if t.is(func(l *lexicon) bool { return l.filler[token] }) {
			continue
		}
		if !words[token] {
			return false
		}
		weight += utf8.RuneCountInString(token)
	}
	return weight >= 4
}

// unknown reports whether the message says "I don't know".
func (t *turn) unknown() bool {
	return t.In.Kind == Said && t.is(func(l *lexicon) bool { return l.unknown[t.folded] })
}

// is asks each language that the resident may be using.
func (t *turn) is(meant func(*lexicon) bool) bool {
	for _, words := range t.lexicons {
		if meant(words) {
			return true
		}
	}
	return false
}

func has(choices []Choice, id string) bool {
	for _, c := range choices {
		if c.ID == id {
			return true
		}
	}
	return false
}

func ids(choices []Choice) []string {
	list := make([]string, len(choices))
	for i, c := range choices {
		list[i] = c.ID
	}
	return list
}
