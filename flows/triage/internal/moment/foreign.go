package moment

import (
	"slices"
	"strings"
	"sync"

	"yousaid/flows/triage/internal/words"
)

// phrase is a way of speaking of time in another language and what it is in
// English.
type phrase struct {
	language string
	foreign  []string
	english  []string
	loose    bool // short words that mean something else in other languages
}

// foreign is the phrases by their first word, the longest first.
var foreign = sync.OnceValue(func() map[string][]phrase {
	table := map[string][]phrase{}
	for _, language := range foreignTimes {
		for line := range strings.SplitSeq(language.phrases, ";") {
			left, right, ok := strings.Cut(line, "=")
			if !ok {
				continue
			}
			p := phrase{language: language.code, english: strings.Fields(right)}
			left, p.loose = strings.CutPrefix(strings.TrimSpace(left), "~")
			for _, token := range words.Tokens(words.Fold(left)) {
				p.foreign = append(p.foreign, token.Text)
			}
			table[p.foreign[0]] = append(table[p.foreign[0]], p)
		}
	}
	for _, list := range table {
		slices.SortStableFunc(list, func(a, b phrase) int { return len(b.foreign) - len(a.foreign) })
	}
	return table
})

// inEnglish gives the tokens with the time words of other languages replaced by
// English ones, so that one grammar reads them all; they keep their places in
// the text. Tokens without such words are given back as they are.
func inEnglish(tokens []words.Token) (english []words.Token, translated bool) {
	table := foreign()
	language := ""
	for at := 0; at < len(tokens); {
		found := choose(table[tokens[at].Text], tokens[at:])
		if found != nil && found.loose {
			if language == "" {
				language = words.Language(tokens) // asked only here: it reads the whole message
			}
			found = chooseIn(table[tokens[at].Text], tokens[at:], language)
		}
		if found == nil {
			if translated {
				english = append(english, tokens[at])
			}
			at++
			continue
		}
		if !translated {
			english = append(make([]words.Token, 0, len(tokens)+8), tokens[:at]...)
			translated = true
		}
		end := at + len(found.foreign)
		for _, word := range found.english {
			kind := words.Word
			if word[0] <= '9' {
				kind = words.Number
			}
			english = append(english, words.Token{Text: word, Stem: word, Kind: kind, Start: tokens[at].Start, End: tokens[end-1].End})
		}
		at = end
	}
	if !translated {
		return tokens, false
	}
	return english, true
}

// choose gives the longest phrase that stands at the tokens.
func choose(list []phrase, tokens []words.Token) *phrase {
	for i := range list {
		if list[i].standsAt(tokens) {
			return &list[i]
		}
	}
	return nil
}

// chooseIn does the same in a message of a language: loose phrases of others
// don't count.
func chooseIn(list []phrase, tokens []words.Token, language string) *phrase {
	for i := range list {
		if p := &list[i]; (!p.loose || p.language == language) && p.standsAt(tokens) {
			return p
		}
	}
	return nil
}

func (p *phrase) standsAt(tokens []words.Token) bool {
	if len(p.foreign) > len(tokens) {
		return false
	}
	for at, word := range p.foreign {
		if tokens[at].Text != word {
			return false
		}
	}
	return true
}
