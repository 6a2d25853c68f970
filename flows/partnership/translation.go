package partnership

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Translation is what residents read of a plan in another language. It stands
// in a file of its own beside the plan's ("luton.pl.yaml"). Whatever it leaves
// out is said in the plan's own words. Names of agencies stay as they are.
type Translation struct {
	Language   string                   `yaml:"language"`    // BCP 47: "pl"
	ReviewedBy string                   `yaml:"reviewed-by"` // the native speaker who read it, and when; empty until then
	Themes     map[string]ThemeWords    `yaml:"themes"`      // by id
	Priorities []Priority               `yaml:"priorities"`  // in the plan's order
	YouSaid    []YouSaid                `yaml:"you_said"`    // in the plan's order
	About      []string                 `yaml:"about"`       // in the plan's order
	Helplines  map[string]HelplineWords `yaml:"helplines"`   // by the name in the plan
	Answers    map[string]string        `yaml:"answers"`     // texts of ready answers, by id
}

// ThemeWords are a theme's words in another language, as in [Theme].
type ThemeWords struct {
	Name   string `yaml:"name"`
	Short  string `yaml:"short"`
	Covers string `yaml:"covers"`
	Doing  string `yaml:"doing"`
}

// HelplineWords are a helpline's words in another language, as in [Helpline]. A
// name that people know it by stays as it is.
type HelplineWords struct {
	Name   string `yaml:"name"`
	Hours  string `yaml:"hours"`
	Cost   string `yaml:"cost"`
	OnBill string `yaml:"on_bill"`
	Note   string `yaml:"note"`
}

// Key names a field of a theme, such as "short", for its translations.
func (t Theme) Key(field string) string { return "plan.theme." + t.ID + "." + field }

// Key names a field of a helpline, such as "cost", for its translations.
func (h Helpline) Key(field string) string { return "plan.helpline." + h.Name + "." + field }

// PriorityKey names a field, such as "short", of the priority at a place, from
// 0, for its translations.
func PriorityKey(i int, field string) string { return fmt.Sprintf("plan.priority.%d.%s", i, field) }

// SaidKey names a field, "said" or "short", of what residents said at a place,
// from 0, for its translations.
func SaidKey(i int, field string) string { return fmt.Sprintf("plan.said.%d.%s", i, field) }

// AboutKey names a line about the partnership, from 0, for its translations.
func AboutKey(i int) string { return fmt.Sprintf("plan.about.%d", i) }

// DoingKey names one of the things that are done about it, from 0.
func DoingKey(i, j int) string { return fmt.Sprintf("plan.said.%d.%d", i, j) }

// Translations are the plan's words in other languages, by language and by key.
func (p *Plan) Translations() map[string]map[string]string {
	all := make(map[string]map[string]string, len(p.translations))
	for _, t := range p.translations {
		all[t.Language] = p.words(t)
	}
	return all
}

// Unreviewed are the languages of the plan that no native speaker has read.
func (p *Plan) Unreviewed() []string {
	var list []string
	for _, t := range p.translations {
		if t.ReviewedBy == "" {
			list = append(list, t.Language)
		}
	}
	slices.Sort(list)
	return list
}

func (p *Plan) words(t Translation) map[string]string {
	words := map[string]string{}
	put := func(key, text string) {
		if text != "" {
			words[key] = text
		}
	}
	for _, theme := range p.Themes {
		own := t.Themes[theme.ID]
		put(theme.Key("name"), own.Name)
		put(theme.Key("short"), own.Short)
		put(theme.Key("covers"), own.Covers)
		put(theme.Key("doing"), own.Doing)
	}
	for i, priority := range t.Priorities {
		put(PriorityKey(i, "name"), priority.Name)
		put(PriorityKey(i, "short"), priority.Short)
		put(PriorityKey(i, "plain"), priority.Plain)
	}
	for i, wish := range t.YouSaid {
		put(SaidKey(i, "said"), wish.Said)
		put(SaidKey(i, "short"), wish.Short)
		for j, doing := range wish.Doing {
			put(DoingKey(i, j), doing)
		}
	}
	for i, line := range t.About {
		put(AboutKey(i), line)
	}
	for _, line := range p.Numbers {
		own := t.Helplines[line.Name]
		put(line.Key("name"), own.Name)
		put(line.Key("hours"), own.Hours)
		put(line.Key("cost"), own.Cost)
		put(line.Key("on_bill"), own.OnBill)
		put(line.Key("note"), own.Note)
	}
	return words
}

// translate reads a translation and adds it. The error names everything that
// doesn't fit the plan, with the language and the line.
func (p *Plan) translate(file []byte) error {
	root, err := parse(file)
	if err != nil {
		return gapFrom(err)
	}
	var t Translation
	if err := read(root, &t); err != nil {
		return err
	}
	f := &finder{lines: linesOf(root)}
	p.checkTranslation(f, t)
	if err := f.found(); err != nil {
		return err
	}
	p.translations = append(p.translations, t)
	return nil
}

var languageTag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]+)*$`)

func (p *Plan) checkTranslation(f *finder, t Translation) {
	if !languageTag.MatchString(t.Language) {
		f.add("$.language", "the language %q is not a tag such as pl", t.Language)
	}
	if slices.ContainsFunc(p.translations, func(other Translation) bool { return other.Language == t.Language }) {
		f.add("$.language", "the language %q is there twice", t.Language)
	}
	p.checkThemeWords(f, t)
	p.checkPriorityWords(f, t)
	p.checkWishWords(f, t)
	p.checkAnswerWords(f, t)
	if n := len(t.About); n != 0 && n != len(p.About) {
		f.add("$.about", "there are %d lines about the partnership: the plan has %d", n, len(p.About))
	}
	for i, line := range t.About {
		f.fits(fmt.Sprintf("$.about[%d]", i), fmt.Sprintf("line %d about the partnership", i+1), line, textLength)
	}
	for name := range t.Helplines {
		if !slices.ContainsFunc(p.Numbers, func(h Helpline) bool { return h.Name == name }) {
			f.add("$.helplines."+name, "there is no helpline %q in the plan", name)
		}
	}
}

func (p *Plan) checkThemeWords(f *finder, t Translation) {
	for id := range t.Themes {
		if !slices.ContainsFunc(p.Themes, func(theme Theme) bool { return theme.ID == id }) {
			f.add("$.themes."+id, "there is no theme %q in the plan", id)
		}
	}
	shorts := map[string]bool{}
	for _, theme := range p.Themes {
		own, ok := t.Themes[theme.ID]
		if !ok {
			continue
		}
		at := "$.themes." + theme.ID
		f.filled(at+".name", "the name of theme "+theme.ID, own.Name)
		f.fits(at+".short", "the short name of theme "+theme.ID, own.Short, buttonLength)
		if short := strings.ToLower(own.Short); shorts[short] {
			f.add(at+".short", "two themes have the short name %q", own.Short)
		} else {
			shorts[short] = true
		}
		f.fits(at+".covers", "what theme "+theme.ID+" covers", own.Covers, textLength)
		f.fits(at+".doing", "what is done about theme "+theme.ID, own.Doing, textLength)
	}
}

func (p *Plan) checkPriorityWords(f *finder, t Translation) {
	if n := len(t.Priorities); n != 0 && n != len(p.Priorities) {
		f.add("$.priorities", "there are %d priorities: the plan has %d", n, len(p.Priorities))
		return
	}
	for i, priority := range t.Priorities {
		at := fmt.Sprintf("$.priorities[%d]", i)
		f.filled(at+".name", fmt.Sprintf("the name of priority %d", i+1), priority.Name)
		f.fits(at+".short", fmt.Sprintf("the short name of priority %d", i+1), priority.Short, buttonLength)
		f.fits(at+".plain", fmt.Sprintf("what priority %d means", i+1), priority.Plain, textLength)
	}
}

func (p *Plan) checkWishWords(f *finder, t Translation) {
	if n := len(t.YouSaid); n != 0 && n != len(p.YouSaid) {
		f.add("$.you_said", "there are %d things that residents said: the plan has %d", n, len(p.YouSaid))
		return
	}
	for i, wish := range t.YouSaid {
		at := fmt.Sprintf("$.you_said[%d]", i)
		f.fits(at+".said", fmt.Sprintf("what residents said (%d)", i+1), wish.Said, textLength)
		f.fits(at+".short", fmt.Sprintf("the short form of what residents said (%d)", i+1), wish.Short, buttonLength)
		if len(wish.Doing) != len(p.YouSaid[i].Doing) {
			f.add(at+".doing", "%d things are done about %q: in the plan %d", len(wish.Doing), wish.Said, len(p.YouSaid[i].Doing))
		}
		for j, doing := range wish.Doing {
			f.fits(fmt.Sprintf("%s.doing[%d]", at, j), fmt.Sprintf("what is done about %q", wish.Said), doing, textLength)
		}
	}
}
