package bot

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"yousaid/flows"
)

// How long an excerpt is, in characters: what stands before the first hit, and
// all of it.
const (
	excerptBefore = 60
	excerptLength = 220
)

// mostSearchWords is how many words a search takes; the rest is left out.
const mostSearchWords = 10

// SearchWords are the words of what an officer typed to search for, in the form
// in which words are compared. None are left of a text without letters.
func SearchWords(typed string) []string {
	words := strings.Fields(flows.Fold(strings.ToValidUTF8(typed, " ")))
	return words[:min(len(words), mostSearchWords)]
}

// Matches reports whether each word begins a word of one of the texts.
func Matches(texts, words []string) bool {
	missing := len(words)
	found := make([]bool, len(words))
	for _, text := range texts {
		folded := " " + flows.Fold(text)
		for i, word := range words {
			if !found[i] && strings.Contains(folded, " "+word) {
				found[i] = true
				missing--
			}
		}
	}
	return len(words) > 0 && missing == 0
}

// ExcerptOf is a piece of that text in which the most of the words begin one,
// from somewhat before the first of them.
func ExcerptOf(texts, words []string) []Excerpt {
	var best []span
	var from string
	most := -1
	for _, text := range texts {
		spans, different := hits(text, words)
		if different > most {
			best, from, most = spans, text, different
		}
	}
	return cut(from, best)
}

// span is a word of a text, in bytes.
type span struct{ start, end int }

// hits are the words of a text that begin with one of those, and how many
// different ones of these do.
func hits(text string, words []string) (list []span, different int) {
	seen := map[string]bool{}
	for _, at := range spans(text) {
		folded := flows.Fold(text[at.start:at.end])
		for _, word := range words {
			if strings.HasPrefix(folded, word) {
				list = append(list, at)
				seen[word] = true
				break
			}
		}
	}
	return list, len(seen)
}

// spans are the words of a text, parted where flows.Fold parts them.
func spans(text string) (list []span) {
	start := -1
	for i, r := range text {
		if unicode.In(r, unicode.L, unicode.M, unicode.Nd, unicode.Cf) || strings.ContainsRune("'’‘`", r) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 {
			list = append(list, span{start, i})
			start = -1
		}
	}
	if start >= 0 {
		list = append(list, span{start, len(text)})
	}
	return list
}

// cut cuts a text to an excerpt with its hits marked.
func cut(text string, marked []span) (pieces []Excerpt) {
	begin, end := 0, len(text)
	if len(marked) > 0 {
		begin = back(text, marked[0].start)
	}
	if far := forward(text, begin); far < end {
		end = far
	}
	if begin > 0 {
		pieces = append(pieces, Excerpt{Text: "… "})
	}
	at := begin
	for _, hit := range marked {
		if hit.end > end {
			break
		}
		if hit.start > at {
			pieces = append(pieces, Excerpt{Text: text[at:hit.start]})
		}
		pieces = append(pieces, Excerpt{Text: text[hit.start:hit.end], Hit: true})
		at = hit.end
	}
	if at < end {
		pieces = append(pieces, Excerpt{Text: text[at:end]})
	}
	if end < len(text) {
		pieces = append(pieces, Excerpt{Text: " …"})
	}
	return pieces
}

// back is where a word begins, excerptBefore characters before a place or less.
func back(text string, from int) int {
	begin := from
	for range excerptBefore {
		if begin == 0 {
			return 0
		}
		_, size := utf8.DecodeLastRuneInString(text[:begin])
		begin -= size
	}
	if space := strings.IndexFunc(text[begin:from], unicode.IsSpace); space >= 0 {
		begin += space
		_, size := utf8.DecodeRuneInString(text[begin:])
		return begin + size
	}
	return begin
}

// forward is where a word ends, excerptLength characters behind a place or less.
func forward(text string, from int) int {
	end := from
	for range excerptLength {
		if end >= len(text) {
			return len(text)
		}
		_, size := utf8.DecodeRuneInString(text[end:])
		end += size
	}
	if space := strings.LastIndexFunc(text[from:end], unicode.IsSpace); space > 0 {
		return from + space
	}
	return end
}
