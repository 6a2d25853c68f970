package flows

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Vocabulary is how residents say things in one language. It comes from the
// language's file, so that no word is wired into the engine. Words are matched
// without regard to case, punctuation and apostrophes.
type Vocabulary struct {
	Commands   map[Command][]string // whole messages
	StopWith   []string             // words that may stand around STOP: "please", "messaging", "me"
	Yes, No    []string
	Filler     []string // words that change nothing beside a yes, a no or a number
	Unknown    []string // whole messages that say "I don't know"
	Greetings  []string // words of which a greeting or a thank-you is made
	Insults    []string // rude words; a message of nothing else is an insult
	InsultWith []string // words that may stand beside them: "you", "bot"
	Numbers    map[string]int
	Questions  Questions
	Drop       []string // phrases that take back what is being written: "dont send it"
	Names      []string // what residents call the language: "polski", "polish", "po polsku"
	Wide       bool     // its letters need the larger alphabet of text messages
	Plain      bool     // text messages go without its accents
}

// lexicon is a Vocabulary made ready for looking up.
type lexicon struct {
	commands            map[string]Command
	ordered             []string // the words of commands, so that slips are looked for in one order
	wide, plain         bool
	stopWith            map[string]bool
	yes, no             map[string]bool
	filler              map[string]bool
	unknown             map[string]bool
	greetings           map[string]bool
	insults, insultWith map[string]bool
	numbers             map[string]int
	asking              asking
	drop                []string          // with a space before and after
	raw                 map[string]string // signs that are no letters, such as a raised thumb
}

func compile(v Vocabulary) *lexicon {
	l := &lexicon{
		commands: map[string]Command{}, wide: v.Wide, plain: v.Plain, stopWith: set(v.StopWith), yes: set(v.Yes), no: set(v.No),
		filler: set(v.Filler), unknown: set(v.Unknown), greetings: set(v.Greetings), insults: set(v.Insults), insultWith: set(v.InsultWith),
		numbers: map[string]int{}, raw: map[string]string{}, asking: compileQuestions(v.Questions),
	}
	for _, phrase := range v.Drop {
		l.drop = append(l.drop, " "+Fold(phrase)+" ")
	}
	for command, words := range v.Commands {
		for _, w := range words {
			l.commands[Fold(w)] = command
		}
	}
	l.ordered = slices.Sorted(maps.Keys(l.commands))
	for w, n := range v.Numbers {
		l.numbers[Fold(w)] = n
	}
	signs(l.raw, v.Yes, "yes")
	signs(l.raw, v.No, "no")
	return l
}

func signs(into map[string]string, words []string, meaning string) {
	for _, w := range words {
		if Fold(w) == "" {
			into[w] = meaning
		}
	}
}

func set(words []string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		if w = Fold(w); w != "" {
			m[w] = true
		}
	}
	return m
}

// slip reports whether typed is want with one slip of the fingers: two letters
// swapped, the last one held too long, or, in words that are long enough not to
// be mistaken for others, one letter too many, too few or wrong. It never turns
// "shop" into "stop".
func slip(typed, want string) bool {
	if typed == want {
		return true
	}
	longer := len(typed) - len(want)
	if longer > 0 && strings.HasPrefix(typed, want) && utf8.RuneCountInString(want) >= 4 {
		last, _ := utf8.DecodeLastRuneInString(want)
		rest := typed[len(want):]
		return strings.Trim(rest, string(last)) == "" ||
			utf8.RuneCountInString(rest) == 1 && utf8.RuneCountInString(want) >= 6
	}
	if longer > utf8.UTFMax || longer < -utf8.UTFMax {
		return false
	}
	t, w := []rune(typed), []rune(want)
	if len(w) < 4 {
		return false
	}
	return swapped(t, w) || len(w) >= 6 && oneEdit(t, w)
}

func swapped(t, w []rune) bool {
	if len(t) != len(w) {
		return false
	}
	i := 0
	for t[i] == w[i] {
		i++
	}
	return i+1 < len(w) && t[i] == w[i+1] && t[i+1] == w[i] && string(t[i+2:]) == string(w[i+2:])
}

func oneEdit(t, w []rune) bool {
	if len(t) > len(w) {
		t, w = w, t
	}
	i := 0
	for i < len(t) && t[i] == w[i] {
		i++
	}
	if len(t) == len(w) {
		return string(t[i+1:]) == string(w[i+1:])
	}
	return len(w)-len(t) == 1 && string(t[i:]) == string(w[i+1:])
}

// every reports whether all tokens are in one of the sets.
func every(tokens []string, sets ...map[string]bool) bool {
	for _, token := range tokens {
		found := false
		for _, s := range sets {
			found = found || s[token]
		}
		if !found {
			return false
		}
	}
	return len(tokens) > 0
}
