package email

import (
	"html"
	"strings"
)

// page is a text as a page that any mail program shows: its paragraphs, with
// addresses to press. Everything in it is escaped; it loads nothing.
func page(title, text string) string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>` + html.EscapeString(title) + `</title></head><body>` + "\n")
	for _, paragraph := range strings.Split(text, "\n\n") {
		lines := strings.Split(strings.TrimSpace(paragraph), "\n")
		for i, line := range lines {
			lines[i] = linked(line)
		}
		b.WriteString("<p>" + strings.Join(lines, "<br>\n") + "</p>\n")
	}
	b.WriteString("</body></html>\n")
	return b.String()
}

// linked escapes a line and makes the addresses in it links.
func linked(line string) string {
	words := strings.Split(line, " ")
	for i, word := range words {
		safe := html.EscapeString(word)
		if strings.HasPrefix(word, "https://") || strings.HasPrefix(word, "http://") {
			safe = `<a href="` + safe + `">` + safe + `</a>`
		}
		words[i] = safe
	}
	return strings.Join(words, " ")
}
