package locale

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/nicksnyder/go-i18n/v2/i18n"

	"yousaid/flows"
)

// Rendered is a reply as a network shows it.
type Rendered struct {
	Text    string
	Buttons [][]Button // rows
	Place   string     // label of a key that sends the position; empty for none
	Phone   string     // label of a key that shares the number; empty for none
	Quiet   bool
	Protect bool
}

// Button is one button: what it shows, and what comes back when it is pressed.
type Button struct {
	Label string
	Data  string
}

// oneLine is how long numbered choices may be together to share one line, in
// characters.
const oneLine = 70

// Render turns a reply into a language for a network.
func (b *Bundle) Render(reply flows.Reply, lang string, form flows.Form) Rendered {
	v := b.voice(lang, !form.Buttons)
	out := Rendered{Quiet: reply.Quiet, Protect: reply.Protect}
	lines := v.render(reply.Lines)
	if form.Buttons {
		out.Buttons = v.buttons(reply.Choices)
		texts := make([]string, len(lines))
		for i, line := range lines {
			texts[i] = line.text
		}
		out.Text = strings.Join(texts, "\n\n")
	} else {
		out.Text = fit(lines, v.numbered(reply.Choices))
	}
	if reply.Want == flows.WantPlace && form.Location {
		out.Place = v.line(flows.Say("place.button"))
	}
	if reply.Want == flows.WantPhone && form.Buttons {
		out.Phone = v.line(flows.Say("phone.button"))
	}
	return out
}

// Text renders one line, such as a label, as a network with buttons shows it.
func (b *Bundle) Text(line flows.Line, lang string) string {
	return b.voice(lang, false).line(line)
}

// voice renders in one language for one kind of network.
type voice struct {
	bundle           *Bundle
	tongue, fallback *tongue
	short            bool // choices are numbered, characters are paid for
}

func (b *Bundle) voice(lang string, short bool) voice {
	return voice{b, b.tongue(lang), b.languages[Default], short}
}

func (v voice) line(line flows.Line) string {
	if line.Tongue != "" {
		v.tongue = v.bundle.tongue(line.Tongue)
	}
	if line.Key == "" {
		return v.words(line.Text)
	}
	key, in := v.find(line.Key)
	if in == nil {
		return v.named(line)
	}
	if text, ok := in.fixed[key]; ok {
		return v.spelt(text, in)
	}
	config := i18n.LocalizeConfig{MessageID: key}
	if len(line.Args) > 0 {
		config.TemplateData = v.args(line.Args, in.toLeft)
	}
	if in.varies[key] {
		config.PluralCount = count(line.Args["Count"])
	}
	text, err := in.localizer.Localize(&config) //nolint:misspell // the library's name
	if err != nil {
		return line.Text // a test renders every key of every language
	}
	return v.spelt(text, in)
}

// spelt leaves the accents out of a text message in a language that is texted
// without; of what a resident wrote too, where it is shown to them.
func (v voice) spelt(text string, in *tongue) string {
	if v.short && in.plain {
		return accents.Replace(text)
	}
	return text
}

// find looks for the short variant of a key where that is wanted, in the
// resident's language first.
func (v voice) find(key string) (string, *tongue) {
	for _, t := range []*tongue{v.tongue, v.fallback} {
		if v.short && t.has(key+".sms") {
			return key + ".sms", t
		}
		if t.has(key) {
			return key, t
		}
	}
	return "", nil
}

// named is a line of the plan in the resident's language, or as it stands.
func (v voice) named(line flows.Line) string {
	if text, ok := v.tongue.plan[line.Key]; ok {
		return v.words(text)
	}
	return v.words(line.Text)
}

// words are a line by themselves, which needs nothing to keep it apart.
func (v voice) words(text string) string {
	if v.tongue.toLeft && v.short {
		return together(text)
	}
	return v.spelt(text, v.tongue)
}

func (v voice) args(args map[string]any, toLeft bool) map[string]any {
	filled := make(map[string]any, len(args))
	for name, value := range args {
		_, number := value.(float64) // of a reply that was stored; by itself it needs no marks, as before
		value = v.value(value)
		if text, ok := value.(string); ok && toLeft && !number {
			value = v.apart(text)
		}
		filled[name] = value
	}
	return filled
}

// value renders an argument. A reply that was stored comes back from JSON with
// its lines as maps and its numbers as float64.
func (v voice) value(value any) any {
	switch value := value.(type) {
	case flows.Line:
		return v.line(value)
	case []flows.Line:
		texts := make([]string, len(value))
		for i, line := range value {
			texts[i] = v.line(line)
		}
		return v.list(texts)
	case map[string]any:
		return v.line(stored(value))
	case []any:
		texts := make([]string, len(value))
		for i, one := range value {
			texts[i], _ = v.value(one).(string)
		}
		return v.list(texts)
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	return value
}

func stored(m map[string]any) flows.Line {
	var line flows.Line
	line.Key, _ = m["k"].(string)
	line.Text, _ = m["x"].(string)
	line.Args, _ = m["a"].(map[string]any)
	line.Tongue, _ = m["t"].(string)
	return line
}

// list joins names as people do: "a, b and c".
func (v voice) list(texts []string) string {
	switch last := len(texts) - 1; last {
	case -1:
		return ""
	case 0:
		return texts[0]
	default:
		return v.line(flows.Say("list.and", "First", strings.Join(texts[:last], ", "), "Last", texts[last]))
	}
}

func count(n any) any {
	if f, ok := n.(float64); ok {
		return int(f)
	}
	return n
}

// buttons lays choices out two to a row, wide ones alone.
func (v voice) buttons(choices []flows.Choice) [][]Button {
	var rows [][]Button
	half := false
	for _, c := range choices {
		button := Button{Label: v.line(c.Label), Data: Encode(c)}
		if half && !c.Wide {
			rows[len(rows)-1] = append(rows[len(rows)-1], button)
			half = false
			continue
		}
		rows = append(rows, []Button{button})
		half = !c.Wide
	}
	return rows
}

// numbered lists choices by number: on one line where they are short. Buttons
// that give a command have no number: the text tells the word.
func (v voice) numbered(choices []flows.Choice) string {
	var lines []string
	length, left, right := 0, false, false
	for _, c := range choices {
		if c.Step == flows.DoStep {
			continue
		}
		line := strconv.Itoa(len(lines)+1) + " " + v.line(c.Label)
		lines = append(lines, line)
		length += utf8.RuneCountInString(line) + 1
		left = left || strings.ContainsFunc(line[2:], westward)
		right = right || strings.ContainsFunc(line, eastward)
	}
	if length <= oneLine && !(left && right) { // on one line both directions would mix up the numbers
		return strings.Join(lines, " ")
	}
	return strings.Join(lines, "\n")
}
