package locale

import (
	"slices"
	"strings"
)

// Profile is how a network introduces the service before anything is said.
type Profile struct {
	Short       string    `yaml:"short"`       // at most 120 characters
	Description string    `yaml:"description"` // at most 512 characters
	Commands    []Command `yaml:"commands"`    // as the network lists them
}

// Command is a word that a network lists, with what it does.
type Command struct {
	Name string `yaml:"name"` // without the slash
	Text string `yaml:"text"`
}

// Profile returns a language's own, or that of the default language.
func (b *Bundle) Profile(lang string) Profile {
	p := b.tongue(lang).profile
	if p.Short == "" {
		p = b.languages[Default].profile
	}
	p.Commands = slices.Clone(p.Commands)
	return p
}

// Name is what a language calls itself.
func (b *Bundle) Name(lang string) string { return b.tongue(lang).name }

// English is what English calls a language: "Polish", and "Urdu (Latin)" for the
// tag ur-Latn. A tag without a file of its own, or that isn't named in it, stays
// as it is.
func (b *Bundle) English(tag string) string {
	base, script, _ := strings.Cut(tag, "-")
	known := b.languages[base]
	switch {
	case known == nil || known.english == "":
		return tag
	case script == "Latn":
		return known.english + " (Latin)"
	}
	return known.english
}
