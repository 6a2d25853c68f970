package words

import "strings"

// manner tells how a message speaks: tense, who speaks, whether it asks, how
// long it is. Danger now is told more by this than by its words.
func manner(tokens []Token, clauses []Clause) []uint64 {
	m := mannerOfSpeech{keys: make([]uint64, 0, 32)}
	m.ways(clauses)
	for at := range tokens {
		m.read(tokens, at)
	}
	m.close()
	m.note("length", bucket(m.words))
	m.note("present", min(m.present, 3))
	m.note("past", min(m.past, 3))
	m.note("balance", max(-2, min(m.present-m.past, 2)))
	m.note("me", min(m.me, 2))
	m.note("asks", min(m.asks, 2))
	m.note("sentences", min(m.sentences, 4))
	m.note("stress", min(m.stress, 2))
	m.note("they", min(m.they, 2))
	return m.keys
}

type mannerOfSpeech struct {
	keys                                                    []uint64
	words, present, past, me, they, asks, sentences, stress int
	sentenceWords, sentencePresent, sentencePast            int
}

// ways notes which ways of telling there are, which comes first and last, and
// which is the only one.
func (m *mannerOfSpeech) ways(clauses []Clause) {
	var counts [Ways]int
	for _, clause := range clauses {
		counts[clause.Way]++
	}
	for way, n := range counts {
		if n > 0 {
			m.note("way", way)
		}
		if n == len(clauses) {
			m.note("only way", way)
		}
	}
	if n := len(clauses); n > 0 {
		m.note("first way", int(clauses[0].Way))
		m.note("last way", int(clauses[n-1].Way))
	}
}

func (m *mannerOfSpeech) note(what string, value int) {
	m.keys = append(m.keys, mix(mix(mannerOf, hash(what)), uint64(value+8))) //nolint:gosec // small
}

func (m *mannerOfSpeech) read(tokens []Token, at int) {
	token := tokens[at]
	switch token.Kind {
	case Sign:
		m.sign(token.Text)
		return
	case Number:
		m.age(tokens, at)
		return
	case Symbol:
		return
	}
	m.words++
	m.sentenceWords++
	word := token.Text
	if m.sentenceWords == 1 && m.sentences == 0 {
		m.keys = append(m.keys, mix(mix(mannerOf, 1), hash(word)))
		if asking[word] {
			m.note("asking", 1)
		}
	}
	switch {
	case firstPerson[word]:
		m.me++
	case thirdPerson[word]:
		m.they++
	}
	switch {
	case presentBe[word]:
		m.present++
		m.sentencePresent++
		for next := at + 1; next < len(tokens) && next <= at+3; next++ {
			if text := tokens[next].Text; len(text) > 4 && strings.HasSuffix(text, "ing") {
				m.note("is doing", 1)
				m.keys = append(m.keys, mix(mix(mannerOf, 2), hash(tokens[next].Stem)))
				break
			}
		}
	case pastBe[word]:
		m.past++
		m.sentencePast++
	case len(word) > 4 && strings.HasSuffix(word, "ed") || pasts[word]:
		m.past++
		m.sentencePast++
	}
}

func (m *mannerOfSpeech) sign(text string) {
	switch text {
	case "?":
		m.asks++
		m.close()
	case "!":
		m.stress++
		m.close()
	case ".":
		m.close()
	}
}

// close ends a sentence; how the first and the last one speak is noted.
func (m *mannerOfSpeech) close() {
	if m.sentenceWords == 0 {
		return
	}
	if m.sentences == 0 {
		m.note("first sentence", max(-1, min(m.sentencePresent-m.sentencePast, 1)))
	}
	m.sentences++
	m.sentenceWords, m.sentencePresent, m.sentencePast = 0, 0, 0
}

// age notes the age that a number is: "im 13", "15 year old", "aged 9".
func (m *mannerOfSpeech) age(tokens []Token, at int) {
	text := tokens[at].Text
	if len(text) > 2 {
		return
	}
	after := at+1 < len(tokens) && (tokens[at+1].Stem == "year" || tokens[at+1].Text == "yo")
	before := at > 0 && saysAge[tokens[at-1].Text]
	if !after && !before {
		return
	}
	years := 0
	for _, digit := range text {
		years = years*10 + int(digit-'0')
	}
	switch {
	case years < 4:
	case years < 11:
		m.note("age", 1)
	case years < 18:
		m.note("age", 2)
	case years < 60:
		m.note("age", 3)
	default:
		m.note("age", 4)
	}
	if before && at > 0 && (tokens[at-1].Text == "im" || tokens[at-1].Text == "am") {
		m.note("my age", min(years/6, 4))
	}
}

// bucket gives lengths that double.
func bucket(words int) int {
	n := 0
	for words > 1 {
		words /= 2
		n++
	}
	return min(n, 7)
}

func set(list string) map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		words[word] = true
	}
	return words
}

var (
	asking      = set("how where who what when why which can could do does is are has have will would should may")
	firstPerson = set("i im ive id ill me my we us our were weve mine myself")
	thirdPerson = set("he she they hes shes theyre him her them his their theyve")
	presentBe   = set("is are am im hes shes theyre its isnt arent has hasnt theyve keeps cant wont says got wants")
	pastBe      = set("was were wasnt werent had hadnt did didnt used been")
	pasts       = set("went came took told said saw bought brought caught fought thought found kept left lost made paid sold sent slept spent stole threw woke wrote broke drank drove fell gave grew held knew rode rang ran shot stood stuck swore wore felt heard hit hurt")
	saysAge     = set("im am is aged age hes shes only about turned are just")
)

// ChildSpeaks reports whether the writer says that they are under 18.
func ChildSpeaks(tokens []Token) bool {
	for at := 1; at < len(tokens); at++ {
		years := tokens[at].Text
		if tokens[at].Kind != Number || len(years) > 2 || len(years) == 2 && years > "17" || len(years) == 1 && years < "6" {
			continue
		}
		if at+1 < len(tokens) && otherUnits[tokens[at+1].Text] {
			continue
		}
		if before := tokens[at-1].Text; before == "im" || before == "am" && at > 1 && tokens[at-2].Text == "i" {
			return true
		}
	}
	return false
}

// otherUnits are what a number counts where it is no age in years.
var otherUnits = set("minute minutes hour hours day days week weeks month months miles percent st stone pounds quid")
