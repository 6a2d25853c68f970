package gsm7_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yousaid/bot/channel/gsm7"
)

func TestParts(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       int
	}{
		{"nothing", "", 0},
		{"one letter", "a", 1},
		{"a full message", strings.Repeat("a", 160), 1},
		{"one more is two parts", strings.Repeat("a", 161), 2},
		{"two full parts", strings.Repeat("a", 306), 2},
		{"a third part", strings.Repeat("a", 307), 3},
		{"the extension table counts two", strings.Repeat("€", 80), 1},
		{"81 euros are two parts", strings.Repeat("€", 81), 2},
		{"an escape is not split across the joint", strings.Repeat("a", 152) + "€" + strings.Repeat("a", 151), 2},
		{"which can cost a part", strings.Repeat("a", 152) + "€" + strings.Repeat("a", 152), 3},
		{"greek capitals are in the alphabet", strings.Repeat("Ω", 160), 1},
		{"ucs-2 alone", strings.Repeat("ب", 70), 1},
		{"ucs-2 joined", strings.Repeat("ب", 71), 2},
		{"two full ucs-2 parts", strings.Repeat("ب", 134), 2},
		{"a third ucs-2 part", strings.Repeat("ب", 135), 3},
		{"an emoji is two units", strings.Repeat("😔", 35), 1},
		{"36 emoji", strings.Repeat("😔", 36), 2},
		{"a pair is not split: 33 a part", strings.Repeat("😔", 66), 2},
		{"so 67 emoji are three parts, though 134 units would fit two", strings.Repeat("😔", 67), 3},
		{"one curly quote makes 160 letters three parts", "’" + strings.Repeat("a", 159), 3},
		{"broken bytes do not panic", "\xff\xfe", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := gsm7.Parts(c.text); got != c.want {
				t.Errorf("Parts = %d, want %d", got, c.want)
			}
		})
	}
}

func TestEncodable(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, "It's £5 [ok] €": true, "àèìòùÉÇ": true, "\r\n": true,
		"ç": false, "it’s": false, "–": false, "\t": false, "😔": false, "zażółć": false, "\x00": false, "\x1b": false,
	} {
		if got := gsm7.Encodable(text); got != want {
			t.Errorf("Encodable(%q) = %v, want %v", text, got, want)
		}
	}
}

func TestReplace(t *testing.T) {
	for text, want := range map[string]string{
		"“It’s” here – now — or…":  `"It's" here - now - or...`,
		"a\u00a0b\u202fc\u200bd":   "a b cd",
		"plain":                    "plain",
		"zażółć – gęślą":           "zażółć - gęślą",
		"می\u200cخواهم":            "می\u200cخواهم",
		"tab\there, 2 × 3 • done ": "tab here, 2 x 3 * done ",
	} {
		if got := gsm7.Replace(text); got != want {
			t.Errorf("Replace(%q) = %q, want %q", text, got, want)
		}
	}
}

// Whatever the text, replacing never costs a part and a second time changes
// nothing. (The ellipsis alone grows, from one unit to three septets: it is
// left out.)
func TestReplaceNeverCostsAPart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.ReplaceAll(rapid.String().Draw(t, "text"), "…", "")
		text = strings.ReplaceAll(text, "\u2029", "")
		replaced := gsm7.Replace(text)
		if gsm7.Parts(replaced) > gsm7.Parts(text) {
			t.Fatalf("%d parts became %d", gsm7.Parts(text), gsm7.Parts(replaced))
		}
		if gsm7.Replace(replaced) != replaced {
			t.Fatalf("replacing twice differs: %q", replaced)
		}
	})
}
