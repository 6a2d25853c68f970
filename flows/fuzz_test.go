package flows_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"yousaid/flows"
)

// Words that were brought to the form in which they are compared stay so: in
// small letters, Western digits and single spaces. Digits of any script become
// Western ones and nothing else is changed.
func FuzzFold(f *testing.F) {
	for _, seed := range []string{
		"Needles by the SWINGS!", "Śmieci przy naszej ulicy", "İstanbul ẞ ǅ", "٣ और ৪", "it's  Rothesay’s", "e\u0301\u202e\ufe0f", "\x00\xff", "ﬁ Ⅻ ²", "ਪੰਜਾਬੀ ਲ਼",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		folded := flows.Fold(text)
		if again := flows.Fold(folded); again != folded {
			t.Fatalf("%q folds to %q, and that to %q", text, folded, again)
		}
		if strings.TrimSpace(folded) != folded || strings.Contains(folded, "  ") || !utf8.ValidString(folded) {
			t.Fatalf("%q folds to %q", text, folded)
		}
		for _, r := range folded {
			if r != ' ' && !unicode.IsLetter(r) && !unicode.IsMark(r) && (r < '0' || r > '9') {
				t.Fatalf("%q is left in %q", r, folded)
			}
		}
		digits := flows.Digits(text)
		if again := flows.Digits(digits); again != digits {
			t.Fatalf("%q has the digits of %q, and that of %q", text, digits, again)
		}
		if strings.ContainsFunc(digits, func(r rune) bool { return unicode.IsDigit(r) && r > '9' }) || len(digits) > 3*len(text) {
			t.Fatalf("%q has the digits of %q", text, digits)
		}
	})
}

// What is cut is a beginning of what was there, and no longer than asked for.
func FuzzShorten(f *testing.F) {
	f.Add("Śmieci przy naszej ulicy", 7)
	f.Add("\xff\xfe👩‍👧", 1)
	f.Add("", -1)
	f.Fuzz(func(t *testing.T, text string, most int) {
		most = max(0, most)
		short, cut := flows.Shorten(text, most)
		if !strings.HasPrefix(text, short) || cut != (short != text) || utf8.RuneCountInString(short) > most {
			t.Fatalf("%q is cut to %q, %v", text, short, cut)
		}
		if begins := flows.Beginning(text); strings.ContainsAny(begins, "\n\r\t") || utf8.RuneCountInString(begins) > 43 {
			t.Fatalf("%q begins with %q", text, begins)
		}
	})
}
