package danger

import (
	"slices"
	"strings"
	"testing"

	"yousaid/flows/triage/internal/words"
)

func read(text string) words.Message { return words.Parse(words.Default(), text) }

func TestRules(t *testing.T) {
	rules := Default().rules
	if len(rules) > mostRules {
		t.Errorf("%d rules: Met has room for %d", len(rules), mostRules)
	}
	for _, rule := range rules {
		if rule.Weight == 0 || rule.Reason == "" {
			t.Errorf("%+v says nothing", rule)
		}
	}
}

func TestPatternsCanBeFound(t *testing.T) {
	c := newCompiler(classes)
	for _, rule := range Default().rules {
		for line := range strings.Lines(rule.Patterns) {
			if strings.TrimSpace(line) == "" {
				continue
			}
			if _, anything := c.pattern(line).begins(); anything {
				t.Errorf("%s: %q may begin with any word", rule.Reason, line)
			}
		}
	}
}

func TestPattern(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"not breathing", "she's not breathing", true},
		{"not breathing", "shes really not fucking breathing", true},
		{"not breathing", "not. breathing", false},
		{"is (gone|all) blue", "he is blue", true},
		{"is (gone|all) blue", "hes gone blue", true},
		{"is (gone|all) blue", "he is not blue", false},
		{"smoke .. trapped", "smoke everywhere and trapped", true},
		{"smoke .. trapped", "smoke in the whole house trapped", false},
		{"smoke .. trapped", "smoke. trapped", false},
		{"^ help", "it is on fire! help", true},
		{"^ help", "please help", false},
		{"choking !on|me", "he is choking", true},
		{"choking !on|me", "choking on it", false},
		{"# tablets", "took 40 tablets", true},
		{"in YEAR", "in 2019", true},
		{"in YEAR", "in 12", false},
		{"CHILD in", "my daughter in there", true},
	} {
		r := compile([]Rule{{certain, "this", c.pattern}, nobody}, classes)
		if got := r.Met(read(c.text))&1 == 1; got != c.want {
			t.Errorf("%q in %q: %v", c.pattern, c.text, got)
		}
	}
}

func TestReasons(t *testing.T) {
	for text, want := range map[string]string{
		"my nan isnt breathing":                           "somebody isn't breathing",
		"cant stop the bleeding":                          "bleeding that doesn't stop",
		"hes kicking my front door in":                    "somebody is breaking in",
		"he has a machete":                                "a weapon in somebody's hand",
		"he wont let me out the flat":                     "somebody is held or taken away",
		"she is going to kill herself tonight":            "somebody is about to end their life",
		"we are trapped upstairs":                         "a fire with people near",
		"mi respira nu, on nie oddycha":                   "somebody isn't breathing",
		"i was robbed last year":                          "told as long past",
		"what do i do if somebody is choking":             "only thought: what if, imagine",
		"i nearly died laughing":                          "a way of speaking",
		"pothole outside number 5":                        "the state of a street",
		"large crack, sinking":                            "nobody is spoken of",
		"thanks to the crew that came":                    "training, talk, volunteering, thanks",
		"the inquest is in june":                          "law, memory, papers: what comes after",
		"Ktoś wyważa drzwi! pomocy":                       "somebody asks for help at once",
		"the film had a lovely fight scene with swords":   "film, game, news, football, make-believe",
		"my daughter tripped on a loose slab, please fix": "the state of a street",
	} {
		var reasons []string
		for _, rule := range Default().Reasons(read(text)) {
			reasons = append(reasons, rule.Reason)
		}
		if !slices.Contains(reasons, want) {
			t.Errorf("%q: %q, without %q", text, reasons, want)
		}
	}
}

func TestWeigh(t *testing.T) {
	for text, want := range map[string]float64{
		"my mum isnt breathing": certain,
		"hello mum":             0,
		"pothole, pothole":      streets[0].Weight + nobody.Weight,
		"last year i used to watch films about a pothole, why is there no bench, thank you": mostCalm,
	} {
		got := Default().Weigh(Default().Met(read(text)))
		if want == mostCalm && got != want || want != mostCalm && max(got, mostCalm) != max(want, mostCalm) {
			t.Errorf("%q weighs %g, want %g", text, got, want)
		}
	}
}
