package moment

import (
	"strings"
	"testing"
	"time"

	"yousaid/flows/triage/internal/words"
)

// typical is a message of some 25 words, as most are.
const typical = "about half 7 last night two lads on an e bike tried to grab my sisters bag outside the shop on high town rd and one had a knife"

func BenchmarkFind(b *testing.B) {
	tokens := words.Tokens(words.Fold(typical))
	now, london := time.Date(2026, 7, 15, 13, 30, 0, 0, time.UTC), London()
	b.ReportAllocs()
	for b.Loop() {
		Find(tokens, now, london)
	}
}

// FuzzFind wants no panic and spans that are in order, whatever is written.
func FuzzFind(f *testing.F) {
	for _, seed := range []string{
		typical, "from 9 til 11pm on the 31st feb", "at 2430hrs 99/99/99", "quarter to midnight to midnight", "1.5.99999 24:00 0:60",
		"sat just gone a week last an hour and a half ago", "kal raat 10 baje", "কাল রাতে ১০টায়", "co noc o 21", "in may may 31 june 31",
		"from 10pm on thurs to 2am, 8.40pm mon", "from midnight to midnight sun", "late easter bank holiday weekend new years eve 2020", "early august bank hol mon", "late january bank holiday mon", "1/2 about 3/4 at 30/2",
	} {
		f.Add(seed, int64(1784122200))
	}
	f.Add("at 1am", int64(1792888200))
	london := London()
	f.Fuzz(func(t *testing.T, text string, unix int64) {
		now := time.Unix(unix%4_000_000_000, 0)
		tokens := words.Tokens(words.Fold(text))
		found, ok := Find(tokens, now, london)
		if !ok || found.Vague {
			return
		}
		if !found.Span.Start.Before(found.Span.End) || found.From < 0 || found.From >= found.To {
			t.Errorf("%q at %v: %v", text, now, found)
		}
		if length := found.Span.End.Sub(found.Span.Start); length > 40*24*time.Hour {
			t.Errorf("%q at %v lasts %v", text, now, length)
		}
	})
}

// BenchmarkHostile reads 5,000 characters of what are nearly times.
func BenchmarkHostile(b *testing.B) {
	tokens := words.Tokens(words.Fold(strings.Repeat("at 9 to 9 on the 9 for the last kal raat mon bank holiday ", 111)))
	now, london := time.Date(2026, 7, 15, 13, 30, 0, 0, time.UTC), London()
	for b.Loop() {
		Find(tokens, now, london)
	}
}
