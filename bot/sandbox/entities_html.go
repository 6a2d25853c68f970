package sandbox

import (
	"html"
	"strings"
	"unicode/utf8"
)

// htmlTags are the tags that Telegram knows, with the entity they make.
var htmlTags = map[string]string{
	"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
	"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
	"tg-spoiler": "spoiler", "span": "spoiler", "a": "text_link", "code": "code", "pre": "pre",
	"blockquote": "blockquote", "tg-emoji": "custom_emoji",
}

type openTag struct {
	name   string
	entity Entity
}

// parseHTML parses Telegram's HTML. Byte offsets in errors are those of the
// text as given.
func parseHTML(raw string) (string, []Entity, *apiError) {
	var out builder
	var open []openTag
	for i := 0; i < len(raw); {
		switch raw[i] {
		case '&':
			r, size := htmlEntity(raw[i:])
			out.write(r)
			i += size
		case '<':
			size, err := htmlTag(raw, i, &open, &out)
			if err != nil {
				return "", nil, err
			}
			i += size
		default:
			r, size := utf8.DecodeRuneInString(raw[i:])
			out.write(r)
			i += size
		}
	}
	if len(open) > 0 {
		return "", nil, badRequest("can't parse entities: Can't find end tag corresponding to start tag %q", open[len(open)-1].name)
	}
	return out.text.String(), out.entities, nil
}

// htmlEntity decodes the entities that Telegram knows; another & stands for
// itself.
func htmlEntity(rest string) (rune, int) {
	end := strings.IndexByte(rest, ';')
	if end < 0 || end > 10 {
		return '&', 1
	}
	entity := rest[:end+1]
	switch {
	case entity == "&lt;", entity == "&gt;", entity == "&amp;", entity == "&quot;", strings.HasPrefix(entity, "&#"):
		decoded, _ := utf8.DecodeRuneInString(html.UnescapeString(entity))
		return decoded, len(entity)
	}
	return '&', 1
}

// htmlTag handles the tag that begins at raw[at] and returns its length.
func htmlTag(raw string, at int, open *[]openTag, out *builder) (int, *apiError) {
	end := strings.IndexByte(raw[at:], '>')
	if end < 0 {
		return 0, badRequest("can't parse entities: Unclosed start tag at byte offset %d", at)
	}
	inner, size := raw[at+1:at+end], end+1
	if name, ok := strings.CutPrefix(inner, "/"); ok {
		return size, closeTag(strings.ToLower(strings.TrimSpace(name)), at, open, out)
	}
	name, attributes, _ := strings.Cut(strings.TrimSpace(inner), " ")
	name = strings.ToLower(name)
	kind, known := htmlTags[name]
	if !known {
		return 0, badRequest("can't parse entities: Unsupported start tag %q at byte offset %d", name, at)
	}
	entity := Entity{Type: kind, Offset: out.length}
	if err := attribute(&entity, name, attributes, at); err != nil {
		return 0, err
	}
	*open = append(*open, openTag{name, entity})
	return size, nil
}

// attribute reads the one attribute that matters to a tag.
func attribute(e *Entity, name, attributes string, at int) *apiError {
	value := ""
	if _, quoted, ok := strings.Cut(attributes, "="); ok {
		value = html.UnescapeString(strings.Trim(strings.TrimSpace(quoted), `"'`))
	}
	switch {
	case name == "a":
		e.URL = value
		if !strings.Contains(value, "://") && !strings.HasPrefix(value, "tel:") && !strings.HasPrefix(value, "mailto:") {
			e.Type = "" // Telegram shows the words without a link
		}
	case name == "code" && strings.HasPrefix(value, "language-"):
		e.Language = value
	case name == "span" && value != "tg-spoiler":
		return badRequest("can't parse entities: Tag \"span\" must have class \"tg-spoiler\" at byte offset %d", at)
	}
	return nil
}

func closeTag(name string, at int, open *[]openTag, out *builder) *apiError {
	if len(*open) == 0 {
		return badRequest("can't parse entities: Unexpected end tag at byte offset %d", at)
	}
	last := (*open)[len(*open)-1]
	if name != "" && name != last.name {
		return badRequest("can't parse entities: Unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", at, last.name, name)
	}
	*open = (*open)[:len(*open)-1]
	out.end(last.entity)
	return nil
}
