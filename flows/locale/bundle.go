package locale

import (
	_ "embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"yousaid/flows"
	"yousaid/flows/packed"
)

//go:generate go run yousaid/flows/packed/pack texts.gz *.yaml

// built is the language files beside this one.
//
//go:embed texts.gz
var built string

// Default is the language that every key has a text in.
const Default = "en"

// Bundle is every language with its texts and words.
type Bundle struct {
	languages map[string]*tongue
	order     []string
	matcher   language.Matcher
}

// tongue is one language.
type tongue struct {
	localizer    *i18n.Localizer
	varies       map[string]bool   // keys whose text has a place for something or plural forms; true: it has these
	fixed        map[string]string // the texts of the other keys
	plan         map[string]string // the plan's own words by key ([flows.Named])
	vocabulary   flows.Vocabulary
	profile      Profile
	name, reader string
	english      string // what English calls it
	toLeft       bool   // written from right to left
	plain        bool   // text messages are written without accents
}

// file is a language's file.
type file struct {
	Language   string         `yaml:"language"`
	Name       string         `yaml:"name"`
	English    string         `yaml:"english"` // what English calls it
	ReviewedBy string         `yaml:"reviewed-by"`
	Letters    string         `yaml:"sms-letters"` // "plain": text messages go without accents
	Profile    Profile        `yaml:"profile"`
	Words      vocabulary     `yaml:"words"`
	Texts      map[string]any `yaml:"texts"` // a string, or its plural forms
}

type vocabulary struct {
	Commands   map[string][]string `yaml:"commands"`
	StopWith   []string            `yaml:"stop-with"`
	Yes        []string            `yaml:"yes"`
	No         []string            `yaml:"no"`
	Filler     []string            `yaml:"filler"`
	Unknown    []string            `yaml:"unknown"`
	Greetings  []string            `yaml:"greetings"`
	Insults    []string            `yaml:"insults"`
	InsultWith []string            `yaml:"insult-with"`
	Numbers    map[string]int      `yaml:"numbers"`
	Questions  questions           `yaml:"questions"`
	Drop       []string            `yaml:"drop"`
	Names      []string            `yaml:"names"` // of the language itself
}

// questions are how residents ask back.
type questions struct {
	Before []string            `yaml:"before"`
	Begin  []string            `yaml:"begin"`
	Small  []string            `yaml:"small"`
	Wish   []string            `yaml:"wish"`
	About  map[string][]string `yaml:"about"`
}

// New reads the languages that are built in.
func New() (*Bundle, error) {
	files, err := packed.Unpack(built)
	if err != nil {
		return nil, fmt.Errorf("the languages that are built in: %w", err)
	}
	return load(files)
}

// Load reads the language files at the root of a file system: *.yaml. The
// default language must be among them.
func Load(from fs.FS) (*Bundle, error) {
	files, err := packed.From(from, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list languages: %w", err)
	}
	return load(files)
}

func load(files packed.Files) (*Bundle, error) {
	b := &Bundle{languages: map[string]*tongue{}}
	texts := i18n.NewBundle(language.MustParse(Default))
	names := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := b.read(files[name], texts, names); err != nil {
			return nil, fmt.Errorf("language file %s: %w", name, err)
		}
	}
	if b.languages[Default] == nil {
		return nil, fmt.Errorf("no file for the default language %q", Default)
	}
	return b, b.match()
}

// read adds one language's file. Texts that are the same each time stay as they
// are: as the library's templates they are six times as large. Keys are the same
// in all languages, and names has each once.
func (b *Bundle) read(raw []byte, texts *i18n.Bundle, names map[string]string) error {
	var f file
	if err := yaml.UnmarshalWithOptions(raw, &f, yaml.DisallowUnknownField()); err != nil {
		return err
	}
	tag, err := language.Parse(f.Language)
	if err != nil {
		return fmt.Errorf("language %q: %w", f.Language, err)
	}
	t := &tongue{
		varies: map[string]bool{}, fixed: map[string]string{},
		vocabulary: f.Words.forFlows(), profile: f.Profile, name: f.Name, english: f.English, reader: f.ReviewedBy,
		plain: f.Letters == "plain",
	}
	t.vocabulary.Plain = t.plain
	t.vocabulary.Wide, t.toLeft = script(tag)
	for key, text := range f.Texts {
		if name, known := names[key]; known {
			key = name
		}
		names[key] = key
		message, counted, err := message(key, text)
		if err != nil {
			return err
		}
		if !counted && !strings.Contains(message.Other, "{{") {
			t.fixed[key] = message.Other
			continue
		}
		if err := texts.AddMessages(tag, message); err != nil {
			return err
		}
		t.varies[key] = counted
	}
	t.localizer = i18n.NewLocalizer(texts, f.Language, Default)
	b.languages[f.Language] = t
	return nil
}

// has reports whether a language has a text of its own for a key.
func (t *tongue) has(key string) bool {
	if _, fixed := t.fixed[key]; fixed {
		return true
	}
	_, varies := t.varies[key]
	return varies
}

// message makes a text of the file one of the library's.
func message(key string, text any) (*i18n.Message, bool, error) {
	m := &i18n.Message{ID: key}
	switch text := text.(type) {
	case string:
		m.Other = text
		return m, false, nil
	case map[string]any:
		forms := map[string]*string{
			"zero": &m.Zero, "one": &m.One, "two": &m.Two, "few": &m.Few, "many": &m.Many, "other": &m.Other,
		}
		for form, words := range text {
			into, known := forms[form]
			words, isText := words.(string)
			if !known || !isText {
				return nil, false, fmt.Errorf("text %q: %q is not a plural form with a text", key, form)
			}
			*into = words
		}
		return m, true, nil
	}
	return nil, false, fmt.Errorf("text %q is neither a text nor its plural forms", key)
}

// match prepares the choice of a language, the default one first.
func (b *Bundle) match() error {
	b.order = append([]string{Default}, slices.DeleteFunc(
		slices.Sorted(maps.Keys(b.languages)), func(l string) bool { return l == Default })...)
	tags := make([]language.Tag, len(b.order))
	for i, name := range b.order {
		tag, err := language.Parse(name)
		if err != nil {
			return fmt.Errorf("language %q: %w", name, err)
		}
		tags[i] = tag
	}
	b.matcher = language.NewMatcher(tags)
	return nil
}

func (v vocabulary) forFlows() flows.Vocabulary {
	commands := make(map[flows.Command][]string, len(v.Commands))
	for name, words := range v.Commands {
		commands[flows.Command(name)] = words
	}
	about := make(map[flows.Topic][]string, len(v.Questions.About))
	for topic, cues := range v.Questions.About {
		about[flows.Topic(topic)] = cues
	}
	return flows.Vocabulary{
		Commands: commands, StopWith: v.StopWith, Yes: v.Yes, No: v.No, Filler: v.Filler,
		Unknown: v.Unknown, Greetings: v.Greetings, Insults: v.Insults, InsultWith: v.InsultWith, Numbers: v.Numbers, Drop: v.Drop,
		Questions: flows.Questions{Before: v.Questions.Before, Begin: v.Questions.Begin, Small: v.Questions.Small, Wish: v.Questions.Wish, About: about}, Names: v.Names,
	}
}

// script tells how a language is written: in letters that make a text message
// dearer, and from right to left.
func script(tag language.Tag) (wide, toLeft bool) {
	s, _ := tag.Script()
	switch s.String() {
	case "Latn":
		return false, false
	case "Arab", "Hebr", "Syrc", "Thaa":
		return true, true
	}
	return true, false
}

// Vocabularies are the words that residents use, by language.
func (b *Bundle) Vocabularies() map[string]flows.Vocabulary {
	all := make(map[string]flows.Vocabulary, len(b.languages))
	for name, t := range b.languages {
		all[name] = t.vocabulary
	}
	return all
}

// Tongues are what residents can choose, the default one first.
func (b *Bundle) Tongues() []flows.Tongue {
	list := make([]flows.Tongue, len(b.order))
	for i, code := range b.order {
		list[i] = flows.Tongue{Code: code, Name: b.languages[code].name}
	}
	return list
}

// With returns a bundle that also has a plan's own words in the languages that
// it is translated to: by language and key, as [flows.Named] asks for them.
func (b *Bundle) With(plan map[string]map[string]string) *Bundle {
	more := *b
	more.languages = make(map[string]*tongue, len(b.languages))
	for code, t := range b.languages {
		own := *t
		own.plan = plan[code]
		more.languages[code] = &own
	}
	return &more
}

// ToLeft reports whether a language is written from right to left.
func (b *Bundle) ToLeft(lang string) bool { return b.tongue(lang).toLeft }

// Languages are the languages that there are, the default one first.
func (b *Bundle) Languages() []string { return slices.Clone(b.order) }

// Unreviewed are the languages that no native speaker has read yet.
func (b *Bundle) Unreviewed() []string {
	return slices.DeleteFunc(b.Languages(), func(l string) bool { return b.languages[l].reader != "" })
}

// Language is the language that serves somebody best who asks for lang: a tag,
// or what a browser sends as Accept-Language.
func (b *Bundle) Language(lang string) string {
	if _, ok := b.languages[lang]; ok {
		return lang
	}
	if lang == "" {
		return Default
	}
	_, i := language.MatchStrings(b.matcher, lang)
	return b.order[i]
}

// tongue finds the language that serves a resident best.
func (b *Bundle) tongue(lang string) *tongue { return b.languages[b.Language(lang)] }
