package triage

import (
	"sort"
	"strings"
	"time"

	"yousaid/flows"
)

// Read says what one free-text message is about. now is the instant at which
// the resident wrote it; words such as "last night" are read in Europe/London.
// Read never fails: what it can't tell stays empty.
func Read(text string, _ time.Time) flows.Reading {
	lower := strings.ToLower(text)
	return flows.Reading{Themes: guess(lower), Danger: danger(lower), Language: "en"}
}

var cues = [9][]string{
	1: {"knife", "stab", "gang", "gun", "machete", "threat", "robbed", "attack", "mugged"},
	2: {"county lines", "groom", "missing", "child", "my son", "my daughter"},
	3: {"husband", "partner", "boyfriend", "my ex", "controls", "prostitut", "kerb", "forced marriage"},
	4: {"drug", "dealer", "dealing", "needle", "weed", "cannabis", "drunk", "heroin", "crack", "depress"},
	5: {"the mall", "town centre", "george street", "pickpocket", "shoplift", "begg"},
	6: {"rubbish", "dump", "noise", "music", "graffiti", "litter", "motorbike", "firework", "fly tip", "neighbour"},
	7: {"racist", "hijab", "mosque", "homophob", "hate", "extremis", "radicalis"},
	8: {"prison", "probation", "released", "licence", "on tag", "offend"},
}

func guess(lower string) []flows.Guess {
	themes := make([]flows.Guess, 9)
	total := 0.0
	for theme := range themes {
		score := 0.2
		for _, cue := range cues[theme] {
			if strings.Contains(lower, cue) {
				score++
			}
		}
		themes[theme] = flows.Guess{Theme: theme, Confidence: score}
		total += score
	}
	for i := range themes {
		themes[i].Confidence /= total
	}
	sort.SliceStable(themes, func(i, j int) bool { return themes[i].Confidence > themes[j].Confidence })
	return themes
}

func danger(lower string) flows.Danger {
	for _, cue := range []string{"help me", "going to kill me", "trying to get in", "right now", "not breathing", "cant breathe", "hes outside"} {
		if strings.Contains(lower, cue) {
			return flows.SureDanger
		}
	}
	return flows.NoDanger
}
