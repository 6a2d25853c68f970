package sandbox

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
)

// parseEntities turns a text with a parse_mode into plain text and entities,
// refusing what the Bot API refuses, in its words.
func parseEntities(raw, mode string) (string, []Entity, *apiError) {
	switch strings.ToLower(mode) {
	case "":
		return raw, nil, nil
	case "html":
		return parseHTML(raw)
	case "markdownv2":
		return parseMarkdown(raw)
	}
	return "", nil, badRequest("unsupported parse_mode")
}

// units is the length of a text in UTF-16 units, as entities count.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// trim cuts the white space around a text, as Telegram does, and moves the
// entities with it.
func trim(text string, entities []Entity) (string, []Entity) {
	left := strings.TrimLeftFunc(text, unicode.IsSpace)
	cut := units(text) - units(left)
	text = strings.TrimRightFunc(left, unicode.IsSpace)
	end := units(text)
	var kept []Entity
	for _, e := range entities {
		from, to := max(e.Offset-cut, 0), min(e.Offset+e.Length-cut, end)
		if e.Offset, e.Length = from, to-from; e.Length > 0 {
			kept = append(kept, e)
		}
	}
	slices.SortStableFunc(kept, func(a, b Entity) int {
		if a.Offset != b.Offset {
			return a.Offset - b.Offset
		}
		return b.Length - a.Length
	})
	return text, kept
}

// builder collects plain text and the entities that are open in it.
type builder struct {
	text     strings.Builder
	length   int // UTF-16 units
	entities []Entity
}

func (b *builder) write(r rune) {
	b.text.WriteRune(r)
	b.length += utf16.RuneLen(r)
}

// end closes an entity that began at its offset.
func (b *builder) end(e Entity) {
	if e.Length = b.length - e.Offset; e.Length > 0 && e.Type != "" {
		b.entities = append(b.entities, e)
	}
}
