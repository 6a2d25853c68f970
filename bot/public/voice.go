package public

import (
	"fmt"
	"strings"
	"time"

	"yousaid/bot"
	"yousaid/flows"
	"yousaid/flows/partnership"
)

// voice speaks the language of a page.
type voice struct {
	pages *pages
	Lang  string // BCP 47
}

// Dir is the way in which the language is written, as HTML says it.
func (v voice) Dir() string {
	if v.pages.Bundle.ToLeft(v.Lang) {
		return "rtl"
	}
	return "ltr"
}

// Say is a text, with what fills its gaps.
func (v voice) Say(key string, args ...any) string { return v.line(flows.Say(key, args...)) }

func (v voice) line(line flows.Line) string { return v.pages.Bundle.Text(line, v.Lang) }

// At is where a page of this language stands: "report".
func (v voice) At(path string) string { return v.pages.frame.At(below(v.Lang) + path) }

// Our is where something stands that the languages share: "qr/sms.svg".
func (v voice) Our(path string) string { return v.pages.frame.At("/" + path) }

// Style is where the style sheet stands.
func (v voice) Style() string { return v.pages.style }

// Plan is the partnership.
func (v voice) Plan() *partnership.Plan { return v.pages.Plan }

// Date is a day of the area's clock, as people write it.
func (v voice) Date(at time.Time) string {
	at = at.In(v.pages.Plan.Zone())
	month := flows.Line{Key: fmt.Sprintf("month.%d", at.Month())}
	return v.Say("day.date", "Day", at.Format("2"), "Month", month, "Year", at.Format("2006"))
}

// Month is a month, as it stands by itself.
func (v voice) Month(first time.Time) string {
	name := flows.Line{Key: fmt.Sprintf("web.month.%d", first.Month())}
	return v.Say("web.month.year", "Month", name, "Year", first.Format("2006"))
}

// theme is a field of a theme.
func (v voice) theme(theme partnership.Theme, field, text string) string {
	return v.line(flows.Named(theme.Key(field), text))
}

// leads names the agencies that lead on a theme.
func (v voice) leads(number int) []flows.Line {
	var names []flows.Line
	for _, agency := range v.pages.Plan.Leads(number) {
		names = append(names, flows.Words(agency.Name))
	}
	return names
}

// agency is the name of an agency; one that the plan has no more is the
// partnership.
func (v voice) agency(id string) string {
	if agency, ok := v.pages.Plan.Agency(id); ok {
		return agency.Name
	}
	return v.pages.Plan.Name
}

// news is an update as a page shows it.
type news struct {
	bot.Published
	Date    string
	By      string
	English string // that there is nothing in the page's language; empty: there is
	Text    string // all of it
	Site    string // of its link
	Heard   []news
}

// news makes an update ready for a page of the language.
func (v voice) news(update bot.Published) news {
	n := news{Published: update, Date: v.Date(update.At), By: v.agency(update.Agency), Text: update.Words, Site: site(update.Link)}
	if update.Story != "" {
		n.Text = update.Story
	}
	if update.Language != v.Lang {
		n.English = v.Say("web.english")
	}
	if n.Site == "" {
		n.Link = ""
	}
	n.Up, n.Down, n.Comments = enough(update.Up), enough(update.Down), enough(update.Comments)
	return n
}

// Dir is the way in which an update is written.
func (n news) Dir(v voice) string { return voice{v.pages, n.Language}.Dir() }

// site is the host of an address that can be followed safely.
func site(link string) string {
	rest, ok := strings.CutPrefix(link, "https://")
	if !ok {
		return ""
	}
	host, _, _ := strings.Cut(rest, "/")
	return strings.TrimPrefix(host, "www.")
}

// tongue is a language to choose.
type tongue struct {
	Code, Name, Dir, Way string
	Here                 bool
}

// tongues are the languages, as links to the same page.
func (v voice) tongues(path string) []tongue {
	var list []tongue
	for _, t := range v.pages.Bundle.Tongues() {
		other := voice{v.pages, t.Code}
		list = append(list, tongue{Code: t.Code, Name: t.Name, Dir: other.Dir(), Way: other.At(path), Here: t.Code == v.Lang})
	}
	return list
}

// offer is a line in the language that a browser asks for, where the page is in
// another one.
type offer struct {
	tongue
	Words string
}

// mostLanguages is how much of what a browser says about languages is read.
const mostLanguages = 200

// wanted is the language that a browser asks for; empty: this one, or it doesn't say.
func (v voice) wanted(accept string) string {
	if accept == "" || len(accept) > mostLanguages {
		return ""
	}
	if lang := v.pages.Bundle.Language(accept); lang != v.Lang {
		return lang
	}
	return ""
}

func (v voice) offer(wanted, path string) *offer {
	if wanted == "" {
		return nil
	}
	other := voice{v.pages, wanted}
	return &offer{tongue{Code: wanted, Dir: other.Dir(), Way: other.At(path)}, other.Say("web.hint")}
}

// With, Told and Cell hand a part of a page what it needs, with the voice.
func (v voice) With(w ways) any {
	return struct {
		Voice voice
		Ways  ways
	}{v, w}
}

// Told is an update by its short words.
func (v voice) Told(n news) any { return told{v, n, n.Words} }

// Whole is an update by its longer words.
func (v voice) Whole(n news) any { return told{v, n, n.Text} }

type told struct {
	Voice voice
	News  news
	Words string
}

// Cell is what stands in a cell.
func (v voice) Cell(c cell) any {
	text := v.Say("web.few")
	switch {
	case c.Shown() && c.Least:
		text = v.Say("web.least", "Count", c.Count)
	case c.Shown():
		text = c.String()
	case c.Least: // a sum of nothing that is shown
		text = "–"
	}
	return shown{text, c.Shown()}
}

type shown struct {
	Text  string
	Shown bool
}

func (s shown) String() string { return s.Text }
