package partnership

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Answer is what an officer often writes to a resident, ready to be edited.
type Answer struct {
	ID     string `yaml:"id"`     // a stable slug
	Title  string `yaml:"title"`  // what officers choose it by; residents don't see it
	Themes []int  `yaml:"themes"` // numbers of the themes that it is for; none: all
	Need   string `yaml:"need"`   // whose best helpline stands for {helpline}
	// Text is what the resident reads, within one text message. In the place of
	// {reference}, {agency}, {helpline}, {danger} and {not_urgent} comes what
	// they stand for; what stands in [brackets] the officer has to fill in.
	Text string `yaml:"text"`
}

// Ready is an answer with everything filled in that is known.
type Ready struct {
	ID, Title string
	Text      string // in the plan's own language
	Own       string // in the resident's; empty where it is not translated
}

var (
	held  = regexp.MustCompile(`\{[^}]*\}`)
	blank = regexp.MustCompile(`\[[^\]]*\]`)
)

// ReadyAnswers are the answers that fit a report on a theme, in the plan's
// order, for a resident who reads a language (BCP 47).
func (p *Plan) ReadyAnswers(theme int, language, reference, agency string) []Ready {
	var list []Ready
	own := p.translation(language)
	for _, a := range p.Answers {
		if len(a.Themes) > 0 && !slices.Contains(a.Themes, theme) {
			continue
		}
		ready := Ready{ID: a.ID, Title: a.Title, Text: p.filled(a, a.Text, Translation{}, reference, agency)}
		if text := own.Answers[a.ID]; text != "" {
			ready.Own = p.filled(a, text, own, reference, agency)
		}
		list = append(list, ready)
	}
	return list
}

// Gap finds the first place in what an officer wrote that a ready answer left
// to be filled in: "[day]". It is empty where there is none.
func (p *Plan) Gap(text string) string {
	for _, found := range blank.FindAllString(text, -1) {
		if slices.ContainsFunc(p.Answers, func(a Answer) bool { return p.leaves(a, found) }) {
			return found
		}
	}
	return ""
}

// leaves reports whether an answer leaves a place to be filled in, in any
// language.
func (p *Plan) leaves(a Answer, place string) bool {
	return strings.Contains(a.Text, place) || slices.ContainsFunc(p.translations, func(t Translation) bool {
		return strings.Contains(t.Answers[a.ID], place)
	})
}

func (p *Plan) translation(language string) Translation {
	for _, t := range p.translations {
		if t.Language == language {
			return t
		}
	}
	return Translation{}
}

func (p *Plan) filled(a Answer, text string, t Translation, reference, agency string) string {
	return strings.NewReplacer(
		"{reference}", reference, "{agency}", agency, "{helpline}", p.helplineOf(a, t),
		"{danger}", p.Emergency.Danger, "{not_urgent}", p.Emergency.NotUrgent,
	).Replace(text)
}

// helplineOf is the best helpline for an answer's need, in one line: its name,
// how to reach it and what that costs.
func (p *Plan) helplineOf(a Answer, t Translation) string {
	lines := p.Helplines(a.Need)
	if a.Need == "" || len(lines) == 0 {
		return ""
	}
	line := lines[0]
	own := t.Helplines[line.Name]
	words := []string{or(own.Name, line.Name), or(line.Number, or(line.Web, line.Text))}
	if cost := or(own.Cost, line.Cost); cost != "" {
		words = append(words, "("+cost+")")
	}
	return strings.Join(words, " ")
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func (p *Plan) checkAnswers(f *finder) {
	seen := map[string]bool{}
	for i, a := range p.Answers {
		at := fmt.Sprintf("$.answers[%d]", i)
		which := fmt.Sprintf("ready answer %q", a.ID)
		f.id(at+".id", "answer", a.ID, seen)
		f.filled(at+".title", "the title of "+which, a.Title)
		for j, number := range a.Themes {
			if _, ok := p.Theme(number); !ok {
				f.add(fmt.Sprintf("%s.themes[%d]", at, j), "%s is for theme %d: there is no such theme", which, number)
			}
		}
		f.filled(at+".text", "the text of "+which, a.Text)
		p.checkPlaces(f, at, which, a, a.Text, Translation{})
		if strings.Contains(a.Text, "{helpline}") && p.helplineOf(a, Translation{}) == "" {
			f.add(at+".need", "%s names a helpline, but there is no checked one for the need %q", which, a.Need)
		}
	}
}

// checkPlaces checks what a text leaves to be filled in, and its length once
// that is done.
func (p *Plan) checkPlaces(f *finder, at, which string, a Answer, text string, t Translation) {
	known := []string{"{reference}", "{agency}", "{helpline}", "{danger}", "{not_urgent}"}
	for _, place := range held.FindAllString(text, -1) {
		if !slices.Contains(known, place) {
			f.add(at+".text", "%s has %s: it can have %s", which, place, strings.Join(known, ", "))
		}
	}
	longest := slices.MaxFunc(slices.Concat(p.Agencies, []Agency{{}}), func(a, b Agency) int { return len(a.Name) - len(b.Name) }).Name
	text = p.filled(a, text, t, p.Prefix+"-0000-000", longest)
	if n := utf8.RuneCountInString(text); n > textLength {
		f.add(at+".text", "%s has %d characters once it is filled in: at most %d fit", which, n, textLength)
	}
}

// checkAnswerWords wants of each translated answer that it leaves the same to
// be filled in as the plan's own.
func (p *Plan) checkAnswerWords(f *finder, t Translation) {
	for id, text := range t.Answers {
		at := "$.answers." + id
		i := slices.IndexFunc(p.Answers, func(a Answer) bool { return a.ID == id })
		if i < 0 {
			f.add(at, "there is no ready answer %q in the plan", id)
			continue
		}
		which := fmt.Sprintf("ready answer %q", id)
		f.filled(at, which, text)
		own, translated := places(p.Answers[i].Text), places(text)
		if !slices.Equal(own, translated) {
			f.add(at, "%s has the places %q: in the plan they are %q", which, translated, own)
		}
		if n, m := len(blank.FindAllString(p.Answers[i].Text, -1)), len(blank.FindAllString(text, -1)); n != m {
			f.add(at, "%s leaves %d things in [brackets]: in the plan there are %d", which, m, n)
		}
		p.checkPlaces(f, at, which, p.Answers[i], text, t)
	}
}

// places are the places of a text that are filled in, in order of their names.
func places(text string) []string {
	list := held.FindAllString(text, -1)
	slices.Sort(list)
	return list
}
