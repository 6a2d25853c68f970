package locale_test

import (
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"yousaid/bot/channel/gsm7"
	"yousaid/flows"
	"yousaid/flows/flowtest"
	"yousaid/flows/locale"
)

// others are the languages beside English, by the names of their files.
func others(t *testing.T) map[string]string {
	t.Helper()
	files, err := fs.Glob(os.DirFS("."), "*.yaml")
	if err != nil || len(files) < 3 {
		t.Fatalf("language files: %v (%v)", files, err)
	}
	codes := map[string]string{}
	for _, file := range files {
		if code := strings.TrimSuffix(file, ".yaml"); code != locale.Default {
			codes[code] = file
		}
	}
	return codes
}

// English is said where a text is missing, so that this test alone keeps the
// languages complete. It names all that a language lacks in one line.
func TestEveryLanguageIsComplete(t *testing.T) {
	english := texts(t, "en.yaml")
	for _, file := range others(t) {
		own := texts(t, file)
		var missing, unknown []string
		for key := range english {
			if _, ok := own[key]; !ok && !strings.HasSuffix(key, ".sms") {
				missing = append(missing, key)
			}
		}
		for key := range own {
			if _, ok := english[strings.TrimSuffix(key, ".sms")]; !ok {
				unknown = append(unknown, key)
			}
		}
		slices.Sort(missing)
		slices.Sort(unknown)
		if len(missing)+len(unknown) > 0 {
			t.Errorf("%s lacks %d texts: %s; and has %d that English has not: %s", file,
				len(missing), strings.Join(missing, " "), len(unknown), strings.Join(unknown, " "))
		}
	}
}

// What English fills in must be said in every language: a number to call, a
// reference. The form for one may do without its number.
func TestEveryTranslationFillsInWhatEnglishDoes(t *testing.T) {
	english := texts(t, "en.yaml")
	for _, file := range others(t) {
		for key, forms := range texts(t, file) {
			want := names(english[key])
			if _, short := english[key]; !short {
				want = names(english[strings.TrimSuffix(key, ".sms")])
			}
			if got := names(forms); !maps.Equal(got, want) {
				t.Errorf("%s: %q fills in %v, English %v", file, key, slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
			}
			for _, form := range forms {
				if rest := placeholder.ReplaceAllString(form, ""); strings.ContainsAny(rest, "{}") {
					t.Errorf("%s: %q has braces left over: %s", file, key, form)
				}
			}
		}
	}
}

func names(forms []string) map[string]bool {
	all := map[string]bool{}
	for _, form := range forms {
		for _, match := range placeholder.FindAllStringSubmatch(form, -1) {
			all[match[1]] = true
		}
	}
	return all
}

// sample renders a text as a text message, with something in every gap.
func sample(bundle *locale.Bundle, key, code string, args map[string]bool, count int) string {
	line := flows.Line{Key: key, Args: map[string]any{"Count": count}}
	for name := range args {
		if name != "Count" {
			line.Args[name] = "Bedfordshire Police"
		}
	}
	return bundle.Render(flows.Reply{Lines: []flows.Line{line}}, code, flows.Form{}).Text
}

// onPages begins the keys of what stands on web pages alone, where there is room.
const onPages = "web."

// Every text fits its parts by itself, as a text message; the transcripts and
// the property tests show the same of whole replies. Where a language can be
// written in the letters that cost least, it is.
func TestEveryTextFitsATextMessage(t *testing.T) {
	bundle, said := english(t), texts(t, "en.yaml")
	wide := map[string]bool{}
	for code, words := range bundle.Vocabularies() {
		wide[code] = words.Wide
	}
	for _, code := range bundle.Languages() {
		for key, forms := range said {
			if strings.HasSuffix(key, ".sms") || strings.HasPrefix(key, onPages) {
				continue
			}
			text := gsm7.Replace(sample(bundle, key, code, names(forms), 5))
			if err := flowtest.Fits(text); err != nil {
				t.Errorf("%s: %q: %v", code, key, err)
			}
			if !wide[code] && !gsm7.Encodable(text) {
				t.Errorf("%s: %q has a letter that makes the message dearer: %s", code, key, text)
			}
			if strings.Contains(text, "<no value>") {
				t.Errorf("%s: %q has a gap: %s", code, key, text)
			}
		}
	}
}

// Which forms of a plural there are is the language's: each number has a text,
// and names itself unless it is one.
func TestEveryNumberHasItsPlural(t *testing.T) {
	bundle := english(t)
	for _, code := range bundle.Languages() {
		for key, forms := range texts(t, "en.yaml") {
			if len(forms) < 2 {
				continue
			}
			for n := range 126 {
				text := sample(bundle, key, code, names(forms), n)
				if text == "" || n != 1 && !strings.Contains(text, strconv.Itoa(n)) {
					t.Errorf("%s: %q says %q of %d", code, key, text, n)
				}
			}
		}
	}
}

// Words that two commands share, or that mean yes and no at once, would do
// something else than was meant. QUIT is a word of the carriers, in English.
func TestWordsMeanOneThing(t *testing.T) {
	all := english(t).Vocabularies()
	for code, words := range all {
		meaning := map[string]flows.Command{}
		for command, list := range words.Commands {
			for _, word := range list {
				word = flows.Fold(word)
				if other, ok := meaning[word]; ok && other != command {
					t.Errorf("%s: %q is for %s and for %s", code, word, command, other)
				}
				meaning[word] = command
			}
		}
		for command := range all[locale.Default].Commands {
			if len(words.Commands[command]) == 0 && command != flows.CmdQuit {
				t.Errorf("%s has no word for %s", code, command)
			}
		}
		for _, word := range slices.Concat(words.Yes, words.No) {
			if command, ok := meaning[flows.Fold(word)]; ok && flows.Fold(word) != "" {
				t.Errorf("%s: the answer %q is the command %s", code, word, command)
			}
		}
		yes := map[string]bool{}
		for _, word := range words.Yes {
			yes[flows.Fold(word)] = true
		}
		for _, word := range words.No {
			if folded := flows.Fold(word); folded != "" && yes[folded] {
				t.Errorf("%s: %q is yes and no", code, word)
			}
		}
		if len(words.Numbers) < 10 || len(words.Names) == 0 || len(words.Unknown) == 0 || len(words.Greetings) == 0 || len(words.Filler) == 0 || len(words.StopWith) == 0 {
			t.Errorf("%s has no numbers, names, unknown, greetings, filler or stop-with", code)
		}
	}
}

// Words of one language that undo what they say in English would be understood
// both ways at once: a language's own meaning comes first, so a yes may not be
// English for no, nor STOP for something else.
func TestNoWordIsTheOppositeInEnglish(t *testing.T) {
	all := english(t).Vocabularies()
	fold := func(list []string) map[string]bool {
		words := map[string]bool{}
		for _, word := range list {
			if word = flows.Fold(word); word != "" {
				words[word] = true
			}
		}
		return words
	}
	yes, no := fold(all[locale.Default].Yes), fold(all[locale.Default].No)
	for code, words := range all {
		if code == locale.Default {
			continue
		}
		for word := range fold(words.Yes) {
			if no[word] {
				t.Errorf("%s: %q is yes, in English no", code, word)
			}
		}
		for word := range fold(words.No) {
			if yes[word] {
				t.Errorf("%s: %q is no, in English yes", code, word)
			}
		}
	}
}

// A language's own introduction lists the same commands as the English one.
func TestEveryLanguageIntroducesItself(t *testing.T) {
	bundle := english(t)
	list := func(code string) (names []string) {
		for _, command := range bundle.Profile(code).Commands {
			names = append(names, command.Name)
		}
		slices.Sort(names)
		return names
	}
	for code := range others(t) {
		if bundle.Profile(code).Short == bundle.Profile(locale.Default).Short {
			t.Errorf("%s has no introduction of its own", code)
		}
		if got, want := list(code), list(locale.Default); !slices.Equal(got, want) {
			t.Errorf("%s lists %v, English %v", code, got, want)
		}
	}
}
