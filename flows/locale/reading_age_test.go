package locale_test

import (
	"math"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// mostGrade is the highest school grade that English texts may need: 6 is read
// at 11 years (resident-safety rule 11: reading age 9 to 11).
const mostGrade = 6.0

// enough words for the formula to mean something of one text.
const enough = 12

// grade is the Flesch-Kincaid grade level: 0.39 words a sentence + 11.8
// syllables a word - 15.59. From J. P. Kincaid, R. P. Fishburne, R. L. Rogers
// and B. S. Chissom, Derivation of New Readability Formulas for Navy Enlisted
// Personnel, Research Branch Report 8-75, Naval Air Station Memphis, 1975.
func grade(text string) (level float64, words int) {
	sentences, syllables := 0, 0
	for _, sentence := range regexp.MustCompile(`[.!?:]+(\s|$)|\n`).Split(text, -1) {
		list := strings.FieldsFunc(sentence, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '-' && r != '/'
		})
		if len(list) == 0 {
			continue
		}
		sentences++
		for _, word := range list {
			words++
			syllables += syllablesIn(word)
		}
	}
	if words == 0 {
		return 0, 0
	}
	return 0.39*float64(words)/float64(sentences) + 11.8*float64(syllables)/float64(words) - 15.59, words
}

// odd are words of ours whose vowels mislead the count.
var odd = map[string]int{
	"something": 2, "someone": 2, "somebody": 3, "safety": 2, "didn't": 2, "being": 2, "area": 3, "idea": 3, "people": 2,
	"anyone": 3, "everyone": 3, "sometimes": 2, "themselves": 2, "reopen": 3, "website": 2, "something's": 2,
}

// syllablesIn counts the groups of vowels in an English word, without the ones
// that are not spoken.
func syllablesIn(word string) int {
	word = strings.ToLower(strings.Trim(word, "'-/"))
	if n, ok := odd[word]; ok {
		return n
	}
	n, vowel := 0, false
	for i, r := range word {
		is := strings.ContainsRune("aeiou", r) || r == 'y' && i > 0
		if is && !vowel {
			n++
		}
		vowel = is
	}
	switch {
	case strings.HasSuffix(word, "le") && len(word) > 2 && !strings.ContainsRune("aeiouy", rune(word[len(word)-3])):
	case strings.HasSuffix(word, "e") && n > 1:
		n--
	case strings.HasSuffix(word, "es") && n > 1 && !strings.ContainsAny(word[len(word)-3:len(word)-2], "scxzhg"):
		n--
	case strings.HasSuffix(word, "ed") && n > 1 && !strings.ContainsAny(word[len(word)-3:len(word)-2], "td"):
		n--
	}
	return max(n, 1)
}

func TestSyllables(t *testing.T) {
	for word, want := range map[string]int{
		"call": 1, "danger": 2, "please": 1, "service": 2, "people": 2, "table": 2, "little": 2, "messages": 3, "closed": 1,
		"needed": 2, "number": 2, "officer": 3, "reference": 3, "partnership": 3, "computer": 3, "you": 1, "999": 1, "RESTART": 2,
		"privacy": 3, "questions": 2, "deleted": 3, "written": 2, "photos": 2, "area": 3, "nobody": 3, "places": 2, "times": 1,
	} {
		if got := syllablesIn(word); got != want {
			t.Errorf("%q has %d syllables, want %d", word, got, want)
		}
	}
}

// Counted by hand: 2 sentences, 11 words and 11 syllables; 1, 5 and 8.
func TestGrade(t *testing.T) {
	for text, want := range map[string]float64{
		"The cat sat on the mat. We went home to eat.": 0.39*5.5 + 11.8 - 15.59,
		"The officer reads the message.":               0.39*5 + 11.8*8/5 - 15.59,
	} {
		if got, _ := grade(text); math.Abs(got-want) > 0.001 {
			t.Errorf("%q has grade %.2f, want %.2f", text, got, want)
		}
	}
	if got, _ := grade("Notwithstanding institutional considerations, statutory organisations necessitate documentation."); got < 20 {
		t.Errorf("an unreadable sentence has grade %.1f", got)
	}
}

// spoken fills the gaps of a text with short words, as residents see it.
func spoken(text string) string {
	text = strings.NewReplacer("{{.Service}}", "Luton", "{{.Website}}", "page", "{{.Link}}", "page").Replace(text)
	return placeholder.ReplaceAllString(text, "that")
}

func TestEnglishIsReadByElevenYearOlds(t *testing.T) {
	english := texts(t, "en.yaml")
	for section, keys := range sections(t) {
		var all []string
		for _, key := range keys {
			for _, text := range english[key] {
				text = spoken(text)
				all = append(all, text)
				if level, words := grade(text); words >= enough && level > mostGrade {
					t.Errorf("%q needs grade %.1f, at most %.0f: %s", key, level, mostGrade, text)
				}
			}
		}
		if level, words := grade(strings.Join(all, "\n")); words >= enough && level > mostGrade {
			t.Errorf("%s needs grade %.1f, at most %.0f", section, level, mostGrade)
		}
	}
}

// sections are the keys of the English texts under the headings of the file:
// the flows.
func sections(t *testing.T) map[string][]string {
	t.Helper()
	raw, err := os.ReadFile("en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(raw), "\ntexts:\n")
	key := regexp.MustCompile(`^  "([^"]+)":`)
	all, heading := map[string][]string{}, ""
	for line := range strings.Lines(body) {
		if title, ok := strings.CutPrefix(line, "  # "); ok {
			heading = strings.TrimSpace(title)
		}
		if match := key.FindStringSubmatch(line); match != nil {
			all[heading] = append(all[heading], match[1])
		}
	}
	if len(all) < 8 {
		t.Fatalf("only %d sections", len(all))
	}
	return all
}
