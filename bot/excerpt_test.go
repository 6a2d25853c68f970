package bot_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"yousaid/bot"
)

func TestSearchLooksForBeginningsOfWords(t *testing.T) {
	texts := []string{"Łukasz’s WHITE van, by the café", "LU1 1RF LU11RF", "وہاں کچرا ہے"}
	for typed, wanted := range map[string]bool{
		"van": true, "VAN white": true, "lukasz": true, "łuk": true, "cafe": true, "café": true, "caf": true, "lu1 1rf": true, "lu11rf": true,
		"an": false, "van blue": false, "hite": false, "كچرا": true, "'": false, "": false, "lukaszs van": true,
	} {
		if got := bot.Matches(texts, bot.SearchWords(typed)); got != wanted {
			t.Errorf("%q: %t", typed, got)
		}
	}
	if words := bot.SearchWords(strings.Repeat("a b ", 50)); len(words) > 10 {
		t.Errorf("%d words are looked for", len(words))
	}
}

// marked writes an excerpt with its hits in brackets.
func marked(pieces []bot.Excerpt) string {
	var b strings.Builder
	for _, piece := range pieces {
		if piece.Hit {
			b.WriteString("[" + piece.Text + "]")
			continue
		}
		b.WriteString(piece.Text)
	}
	return b.String()
}

func TestExcerptShowsTheHits(t *testing.T) {
	long := strings.Repeat("before ", 40) + "a white van " + strings.Repeat("behind ", 60)
	for _, c := range []struct {
		texts []string
		typed string
		want  string
	}{
		{[]string{"A white van came"}, "van", "A white [van] came"},
		{[]string{"A van", "A white van"}, "white van", "A [white] [van]"},
		{[]string{"Żółta café"}, "zolt cafe", "[Żółta] [café]"},
		{[]string{"<b>van</b>"}, "van", "<b>[van]</b>"},
		{[]string{"", "no"}, "van", ""},
	} {
		if got := marked(bot.ExcerptOf(c.texts, bot.SearchWords(c.typed))); got != c.want {
			t.Errorf("%q in %q: %q", c.typed, c.texts, got)
		}
	}
	got := marked(bot.ExcerptOf([]string{long}, []string{"white"}))
	if !strings.HasPrefix(got, "… before") || !strings.HasSuffix(got, "behind …") || !strings.Contains(got, "[white] van") || utf8.RuneCountInString(got) > 230 {
		t.Errorf("cut to %q", got)
	}
	if got := marked(bot.ExcerptOf([]string{strings.Repeat("x", 500) + " van"}, []string{"van"})); !utf8.ValidString(got) || !strings.HasSuffix(got, "[van]") {
		t.Errorf("a word without end: %q", got)
	}
}
