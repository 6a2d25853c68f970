package gsm7

import (
	"strings"
	"unicode/utf16"
)

// Room in one message alone and in one part of a joined message.
const (
	aloneSeptets, joinedSeptets = 160, 153
	aloneUnits, joinedUnits     = 70, 67
)

// Encodable reports whether every character of text is in the GSM 7-bit
// alphabet or its extension table.
func Encodable(text string) bool {
	for _, r := range text {
		if septets[r] == 0 {
			return false
		}
	}
	return true
}

// Parts returns how many parts text is billed as; no text is no parts.
func Parts(text string) int {
	if text == "" {
		return 0
	}
	if Encodable(text) {
		return pack(text, aloneSeptets, joinedSeptets, func(r rune) int { return septets[r] })
	}
	return pack(text, aloneUnits, joinedUnits, utf16.RuneLen)
}

// Replace returns text with curly quotes, dashes, the ellipsis, unusual spaces
// and their like swapped for the alphabet's own. Letters are left alone: to
// change those would change what was said.
func Replace(text string) string {
	if Encodable(text) {
		return text
	}
	var out strings.Builder
	out.Grow(len(text))
	for _, r := range text {
		if twin, ok := twins[r]; ok {
			out.WriteString(twin)
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}

// pack counts the parts of a text whose characters weigh cost: all of it in
// alone, or else filled one after another, a character never split.
func pack(text string, alone, joined int, cost func(rune) int) int {
	total, parts, used := 0, 1, 0
	for _, r := range text {
		weight := cost(r)
		total += weight
		if used+weight > joined {
			parts++
			used = 0
		}
		used += weight
	}
	if total <= alone {
		return 1
	}
	return parts
}
