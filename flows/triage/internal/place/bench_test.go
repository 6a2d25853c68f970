package place

import (
	"strings"
	"testing"

	"yousaid/flows/triage/internal/words"
)

// typical is a message of some 25 words, as most are.
const typical = "about half 7 last night two lads on an e bike tried to grab my sisters bag outside the shop on high town rd and one had a knife"

func BenchmarkFind(b *testing.B) {
	tokens := words.Tokens(words.Fold(typical))
	gazetteer := Default()
	b.ReportAllocs()
	for b.Loop() {
		gazetteer.Find(tokens, typical)
	}
}

func BenchmarkPostcode(b *testing.B) {
	folded := words.Fold(typical + " LU1 2AB")
	b.ReportAllocs()
	for b.Loop() {
		Postcode(folded)
	}
}

// FuzzFind wants no panic, and no name without letters or too long to print.
func FuzzFind(f *testing.F) {
	for _, seed := range []string{typical, "ÀÀÀ Old Mill Ct", "st st st st rd", "İstanbul Ave", "L & D & L & D", "бury prk", "\x00 road \xff street", "dunstabel roda", "বারি পার্ক", strings.Repeat("high town ", 50)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		entry, ok := Default().Find(words.Tokens(words.Fold(text)), text)
		if ok != (entry.Name != "") || len(entry.Name) > 4*len(text)+100 {
			t.Errorf("%q: %q, %v", text, entry.Name, ok)
		}
	})
}

// FuzzPostcode wants postcodes in their one shape, and their place in the text.
func FuzzPostcode(f *testing.F) {
	for _, seed := range []string{"lu12ab", "LU1-2 A B", "luo ooo", "l.u.1.2.a.b", "nobody", "w1a 0ax", "e1o 5ab"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		folded := words.Fold(text)
		code, from, to := Postcode(folded)
		if code == "" {
			return
		}
		half := strings.IndexByte(code, ' ')
		if half < 2 || half > 4 || len(code) != half+4 || code != strings.ToUpper(code) || from < 0 || to > len(folded) || to-from < 5 || to-from > 20 {
			t.Errorf("%q: %q at %d to %d", text, code, from, to)
		}
	})
}

// BenchmarkHostile reads 5,000 characters of words that are nearly places.
func BenchmarkHostile(b *testing.B) {
	text := strings.Repeat("Stopsy Rd Dunstabl Bramghm Wardwn ", 147)
	tokens := words.Tokens(words.Fold(text))
	gazetteer := Default()
	for b.Loop() {
		gazetteer.Find(tokens, text)
	}
}
