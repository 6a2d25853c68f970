package sandbox

import (
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

func TestEntities(t *testing.T) {
	for _, c := range []struct {
		name, mode, raw, text string
		want                  []Entity
	}{
		{"no mode", "", "<b>&lt;", "<b>&lt;", nil},
		{"html", "HTML", "a <b>b <i>c</i></b> d", "a b c d", []Entity{{Type: "bold", Offset: 2, Length: 3}, {Type: "italic", Offset: 4, Length: 1}}},
		{"offsets count UTF-16", "HTML", "😔 <b>é</b>", "😔 é", []Entity{{Type: "bold", Offset: 3, Length: 1}}},
		{"named and numbered", "HTML", "&lt;&amp;&#39;&quot;&nbsp; &", "<&'\"&nbsp; &", nil},
		{"a link", "HTML", `<a href="https://x.example/?a=1&amp;b=2">go</a>`, "go", []Entity{{Type: "text_link", Length: 2, URL: "https://x.example/?a=1&b=2"}}},
		{"no link", "HTML", `<a href="nowhere">go</a>`, "go", nil},
		{"spoiler", "HTML", `<span class="tg-spoiler">x</span><tg-spoiler>y</tg-spoiler>`, "xy", []Entity{{Type: "spoiler", Length: 1}, {Type: "spoiler", Offset: 1, Length: 1}}},
		{"spaces around are cut", "HTML", "  <b> x </b>\n", "x", []Entity{{Type: "bold", Length: 1}}},
		{"an empty tag is nothing", "HTML", "x<b></b>", "x", nil},
		{"markdown", "MarkdownV2", `*b _i_* \. [go](https://x.example/\)) `, "b i . go", []Entity{{Type: "bold", Length: 3}, {Type: "italic", Offset: 2, Length: 1}, {Type: "text_link", Offset: 6, Length: 2, URL: "https://x.example/)"}}},
		{"markdown code", "MarkdownV2", "`a.b!`", "a.b!", []Entity{{Type: "code", Length: 4}}},
		{"markdown underline", "MarkdownV2", "__u__ ||s||", "u s", []Entity{{Type: "underline", Length: 1}, {Type: "spoiler", Offset: 2, Length: 1}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, entities, err := parseEntities(c.raw, c.mode)
			if err != nil {
				t.Fatal(err.Description)
			}
			text, entities = trim(text, entities)
			if text != c.text || !cmp.Equal(entities, c.want) {
				t.Errorf("%q %s", text, cmp.Diff(c.want, entities))
			}
		})
	}
}

// Whatever comes, there is an answer, and entities lie within the text.
func FuzzEntities(f *testing.F) {
	f.Add("<b>x</b>", "HTML")
	f.Add(`*a* \. [b](c)`, "MarkdownV2")
	f.Add("<a href='tg://user?id=1'>😔</a>&#x;&", "html")
	f.Fuzz(func(t *testing.T, raw, mode string) {
		text, entities, err := parseEntities(raw, mode)
		if err != nil {
			return
		}
		text, entities = trim(text, entities)
		length := len(utf16.Encode([]rune(text)))
		for _, e := range entities {
			if e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > length {
				t.Fatalf("%+v of %d units", e, length)
			}
		}
	})
}
