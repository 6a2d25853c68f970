package triage

import (
	"yousaid/flows"
	"yousaid/flows/triage/internal/words"
)

// needs tells which help fits a message, by its theme and by ideas in it. Each
// field says of every idea whether it speaks for the need.
type needs struct {
	silent, despair, child, domestic, paid, drugs, slavery, hate, terror, homeless []bool
}

func newNeeds(lexicon *words.Lexicon) needs {
	return needs{
		silent:   lexicon.Set("silent", "hiding"),
		despair:  lexicon.Set("despair", "goodbye", "harming", "jumping", "selfharmother"),
		child:    lexicon.Set("childlost", "groom", "countylines"),
		domestic: lexicon.Set("dvhurt", "control", "belittle", "checkphone", "stalking", "honour", "homeabuse"),
		paid:     lexicon.Set("sexwork", "kerb", "publicsex"),
		drugs:    lexicon.Set("drug", "cannabis", "addiction", "drinkproblem", "overdosing", "usestate", "nitrous"),
		slavery:  lexicon.Set("slavery"),
		hate:     lexicon.Set("hate", "slur", "race", "goback", "muslim", "faith", "lgbt", "disablist"),
		terror:   lexicon.Set("extremism", "bomb"),
		homeless: lexicon.Set("homeless"),
	}
}

// of gives the needs of a message, the most pressing first.
func (n needs) of(message words.Message, reading flows.Reading) []flows.Need {
	theme := reading.Themes[0].Theme
	danger := reading.Danger != flows.NoDanger
	child := words.ChildSpeaks(message.English)
	var list []flows.Need
	for _, rule := range []struct {
		need flows.Need
		fits bool
	}{
		{flows.NeedSilent, danger && has(message, n.silent)},
		{flows.NeedDespair, (theme == 4 || danger) && has(message, n.despair)},
		{flows.NeedChild, child && (theme != 0 || danger) || theme == 2 && (danger || has(message, n.child))},
		{flows.NeedDomestic, theme == 3 && (has(message, n.domestic) || danger) && !has(message, n.paid)},
		{flows.NeedSlavery, theme == 1 && has(message, n.slavery)},
		{flows.NeedTerrorism, theme == 7 && has(message, n.terror)},
		{flows.NeedHate, theme == 7 && has(message, n.hate)},
		{flows.NeedDrugs, theme == 4 && has(message, n.drugs)},
		{flows.NeedHomeless, has(message, n.homeless)},
	} {
		if rule.fits {
			list = append(list, rule.need)
		}
	}
	return list
}

func has(message words.Message, ideas []bool) bool {
	for _, found := range message.Found {
		if ideas[found.Idea] {
			return true
		}
	}
	return false
}
