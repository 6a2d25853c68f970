package locale

import "slices"

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
