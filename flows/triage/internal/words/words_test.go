package words

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func texts(tokens []Token) []string {
	list := make([]string, len(tokens))
	for i, token := range tokens {
		list[i] = token.Text
	}
	return list
}

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"HELLO":              "hello",
		"Zażółć gęślą":       "zazolc gesla",
		"mașină":             "masina",
		"h̷̢e̵l̶p̸":          "help",
		"don’t":              "don't",
		"\u202emum\u202c":    "mum",
		"كيا":                "کیا",
		"১২ মার্চ":           "12 মার্চ",
		"\u09af\u09bc\u09df": "\u09af\u09bc\u09af\u09bc",
	} {
		got := Fold(text)
		if got != want {
			t.Errorf("Fold(%q) = %q, want %q", text, got, want)
		}
		if again := Fold(got); again != got {
			t.Errorf("folding %q again gives %q", got, again)
		}
	}
	if got := len(Fold(strings.Repeat("x", 9000))); got != MaxRunes {
		t.Errorf("a long text is read up to %d", got)
	}
}

func TestTokens(t *testing.T) {
	for text, want := range map[string][]string{
		"hes got a knife!":  {"hes", "got", "a", "knife", "!"},
		"don't":             {"dont"},
		"heeeelp":           {"help"},
		"plz help":          {"please", "help"},
		"LU1 2AB":           {"lu1", "2", "ab"},
		"one\ntwo":          {"one", ".", "two"},
		"gonna":             {"going", "to"},
		"at 9pm on high st": {"at", "9", "pm", "on", "high", "st"},
	} {
		if got := texts(Tokens(Fold(text))); !slices.Equal(got, want) {
			t.Errorf("Tokens(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestStem(t *testing.T) {
	for word, want := range map[string]string{
		"dealing": "deal", "bullies": "bully", "knives": "knif", "heroin": "heroin", "stabbed": "stab", "went": "go", "bus": "bus",
	} {
		if got := Stem(word); got != want {
			t.Errorf("Stem(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestClauses(t *testing.T) {
	for text, want := range map[string][]Way{
		"hes kicking the door":                  {Going},
		"he kicked the door last year":          {Past},
		"they kick the door every night":        {Habit},
		"if he kicked the door i would ring":    {Unreal},
		"he is outside":                         {Present},
		"a sofa":                                {Plain},
		"he hit me. that was years ago":         {Past, Past},
		"hes bleeding now and it was a bad man": {Going, Past},
	} {
		var got []Way
		for _, clause := range Clauses(Tokens(Fold(text))) {
			got = append(got, clause.Way)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q is told %v, want %v", text, got, want)
		}
	}
}

func TestClausesCoverAllWords(t *testing.T) {
	tokens := Tokens(Fold("he came in, and he shouted because i was there! now what? (nothing)"))
	covered := make([]bool, len(tokens))
	for _, clause := range Clauses(tokens) {
		for at := clause.From; at < clause.To; at++ {
			if covered[at] {
				t.Errorf("token %d is in two clauses", at)
			}
			covered[at] = true
		}
	}
	for at, token := range tokens {
		if token.Kind == Word && !covered[at] {
			t.Errorf("%q is in no clause", token.Text)
		}
	}
}

func TestFindKnowsPhrasesAndTheirWords(t *testing.T) {
	lexicon := Default()
	found := Parse(lexicon, "my ex husband wont leave me alone").Found
	var names []string
	for _, f := range found {
		names = append(names, lexicon.Ideas[f.Idea])
	}
	for _, want := range []string{"ex", "husband", "stalking"} {
		if !slices.Contains(names, want) {
			t.Errorf("%q isn't among %q", want, names)
		}
	}
}

func TestIdeasFitTheirNumber(t *testing.T) {
	if n := len(Default().Ideas); n > 255 {
		t.Errorf("%d ideas: Idea is one byte", n)
	}
	if n := len(Default().ideas); n > math.MaxUint16 {
		t.Errorf("%d ideas behind words: a meaning's place has two bytes", n)
	}
	if n := len(Default().english); n > math.MaxUint16 {
		t.Errorf("%d English texts: a gloss has two bytes", n)
	}
}

func TestOtherLanguagesMeetInEnglish(t *testing.T) {
	lexicon := Default()
	for text, want := range map[string]string{
		"on ma noz":    "knife",
		"are un cutit": "knife",
	} {
		if got := texts(Parse(lexicon, text).English); !slices.Contains(got, want) {
			t.Errorf("%q in English is %q, without %q", text, got, want)
		}
	}
}

func TestFeaturesAreSortedAndUnique(t *testing.T) {
	lexicon := Default()
	for group, keys := range Extract(Parse(lexicon, "help help help, hes hitting my mum and my mum is bleeding")) {
		if len(keys) == 0 {
			t.Errorf("group %d is empty", group)
		}
		if !slices.IsSorted(keys) || len(slices.Compact(slices.Clone(keys))) != len(keys) {
			t.Errorf("group %d isn't a sorted set", group)
		}
	}
}

func TestChildSpeaks(t *testing.T) {
	for text, want := range map[string]bool{
		"im 13 and scared": true, "I am 9": true, "im 15 years old": true, "im 40": false, "im 10 minutes away": false, "he is 12": false, "": false,
	} {
		if got := ChildSpeaks(Tokens(Fold(text))); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
