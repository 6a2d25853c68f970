package sandbox

import (
	"strings"
	"unicode/utf8"
)

// markdownMarks are MarkdownV2's paired marks, the longer first.
var markdownMarks = []struct{ mark, entity string }{
	{"__", "underline"}, {"||", "spoiler"}, {"*", "bold"}, {"_", "italic"}, {"~", "strikethrough"}, {"`", "code"},
}

// reserved must be escaped in MarkdownV2 where it isn't a mark.
const reserved = "_*[]()~`>#+-=|{}.!"

type markdown struct {
	raw  string
	at   int
	out  builder
	open []openTag
}

// parseMarkdown parses MarkdownV2, without custom emoji and block quotes.
func parseMarkdown(raw string) (string, []Entity, *apiError) {
	p := &markdown{raw: raw}
	for p.at < len(p.raw) {
		if err := p.step(); err != nil {
			return "", nil, err
		}
	}
	if len(p.open) > 0 {
		last := p.open[len(p.open)-1]
		return "", nil, badRequest("can't parse entities: Can't find end of %s entity at byte offset %d", titled(last.entity.Type), last.entity.Length)
	}
	return p.out.text.String(), p.out.entities, nil
}

func titled(kind string) string {
	if kind == "" {
		return "TextUrl"
	}
	return strings.ToUpper(kind[:1]) + kind[1:]
}

// step handles what stands at p.at.
func (p *markdown) step() *apiError {
	c := p.raw[p.at]
	if c == '\\' && p.at+1 < len(p.raw) && p.raw[p.at+1] > 0 && p.raw[p.at+1] < 127 {
		p.out.write(rune(p.raw[p.at+1]))
		p.at += 2
		return nil
	}
	if inCode := len(p.open) > 0 && p.open[len(p.open)-1].name == "`"; inCode && c != '`' {
		return p.plain()
	}
	for _, m := range markdownMarks {
		if strings.HasPrefix(p.raw[p.at:], m.mark) {
			p.toggle(m.mark, m.entity)
			return nil
		}
	}
	switch {
	case c == '[':
		p.open = append(p.open, openTag{"[", Entity{Type: "text_link", Offset: p.out.length, Length: p.at}})
		p.at++
		return nil
	case c == ']' && len(p.open) > 0 && p.open[len(p.open)-1].name == "[":
		return p.endLink()
	case strings.IndexByte(reserved, c) >= 0:
		return badRequest("can't parse entities: Character '%c' is reserved and must be escaped with the preceding '\\'", c)
	}
	return p.plain()
}

func (p *markdown) plain() *apiError {
	r, size := utf8.DecodeRuneInString(p.raw[p.at:])
	p.out.write(r)
	p.at += size
	return nil
}

// toggle opens an entity or closes the one that is open.
func (p *markdown) toggle(mark, kind string) {
	if n := len(p.open) - 1; n >= 0 && p.open[n].name == mark {
		p.out.end(p.open[n].entity)
		p.open = p.open[:n]
	} else {
		// Length holds the byte offset until the end is found, for the error.
		p.open = append(p.open, openTag{mark, Entity{Type: kind, Offset: p.out.length, Length: p.at}})
	}
	p.at += len(mark)
}

// endLink reads the address after a closing bracket.
func (p *markdown) endLink() *apiError {
	last := p.open[len(p.open)-1]
	p.open = p.open[:len(p.open)-1]
	p.at++
	if !strings.HasPrefix(p.raw[p.at:], "(") {
		return nil
	}
	began := p.at
	var address strings.Builder
	for p.at++; p.at < len(p.raw); p.at++ {
		if p.raw[p.at] == ')' {
			p.at++
			last.entity.URL = address.String()
			p.out.end(last.entity)
			return nil
		}
		if p.raw[p.at] == '\\' && p.at+1 < len(p.raw) {
			p.at++
		}
		address.WriteByte(p.raw[p.at])
	}
	return badRequest("can't parse entities: Can't find end of a URL at byte offset %d", began)
}
