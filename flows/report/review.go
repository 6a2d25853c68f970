package report

import (
	"strings"
	"unicode"

	"yousaid/flows"
)

// Lengths of the resident's words at review, in characters: whole where there
// is room, and over SMS so that the review fits two parts, or three where a
// letter of theirs makes every letter dearer.
const (
	shownLong  = 600
	shownShort = 50
	shownWide  = 20
	shownTight = 11
	asideShort = 30
	asideWide  = 10
	asideTight = 7
)

// room is how many characters of the resident's words are shown: of what
// happened, and of each answer beside it.
func room(sc flows.Scene) (words, aside int) {
	_, timed := sc.Answer(whenStep)
	switch {
	case sc.In.Form.Buttons:
		return shownLong, shownLong
	case !wide(sc):
		return shownShort, asideShort
	case timed && sc.In.Reading.Danger != flows.NoDanger: // the line about danger leads
		return shownTight, asideTight
	}
	return shownWide, asideWide
}

// wide reports whether letters of the resident's language or words make every
// letter of the review dearer.
func wide(sc flows.Scene) bool {
	if sc.In.Form.Wide {
		return true
	}
	for _, a := range sc.Answers {
		texts := []string{a.Value}
		if a.Place != nil {
			texts = append(texts, a.Place.Name)
		}
		if a.When != nil {
			texts = append(texts, a.When.Words)
		}
		for _, text := range texts {
			if isWide(text, sc.In.Form.Plain) {
				return true
			}
		}
	}
	return false
}

// narrow are letters beyond ASCII that a text message carries like any other.
const narrow = "£¥èéùìòÇØøÅåÆæßÉ¡ÄÖÑÜ§¿äöñüà"

// accented are letters that are shown without their accents in a text message
// where the language does without them.
const accented = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻăâîșşțţĂÂÎȘŞȚŢ"

// isWide reports whether a letter of a text makes every letter dearer.
// Typographic quotes and dashes don't: they are replaced on their way.
func isWide(text string, plain bool) bool {
	return strings.IndexFunc(text, func(r rune) bool {
		if plain && strings.ContainsRune(accented, r) {
			return false
		}
		return r < ' ' && !unicode.IsSpace(r) || r >= unicode.MaxASCII && !strings.ContainsRune(narrow, r) && (r < '‐' || r > '…')
	}) >= 0
}

// cut shortens what a resident wrote and marks that it did.
func cut(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	short, did := flows.Shorten(text, most)
	if did {
		short += "..."
	}
	return short
}

func (f flow) askReview(sc flows.Scene) flows.Question {
	q := flows.Question{
		Choices: []flows.Choice{
			{ID: "send", Label: flows.Say("review.send")},
			{ID: "change", Label: flows.Say("review.change"), Wide: true},
			{ID: "restart", Label: flows.Say("review.restart"), Wide: true},
		},
		Yes: "send", No: "change",
	}
	switch {
	case len(words(sc)) == 0 && len(photos(sc)) == 0:
		q.Lines = []flows.Line{flows.Say("review.empty")}
	case f.guarded(sc) && !sc.Has(shownNote):
		q.Lines = []flows.Line{flows.Say("review.guarded")}
		q.Choices[0].Label = flows.Say("yes")
		q.Choices[1] = flows.Choice{ID: "show", Label: flows.Say("review.show")}
		q.Choices[2] = flows.Choice{ID: "change", Label: flows.Say("review.something"), Wide: true}
	default:
		q.Lines = f.summary(sc)
	}
	return q
}

// summary is what will be sent, in short.
func (f flow) summary(sc flows.Scene) []flows.Line {
	lines := []flows.Line{flows.Say("review")}
	if !f.guarded(sc) {
		theme, _ := f.theme(sc)
		lines = append(lines, flows.Say("review.theme", "Theme", f.themeShort(theme)))
	}
	where, ok := sc.Answer(whereStep)
	lines = append(lines, flows.Say("review.where", "Where", placeLine(sc, where, ok)))
	if when, ok := f.whenLine(sc); ok {
		lines = append(lines, flows.Say("review.when", "When", when))
	}
	lines = append(lines, flows.Say("review.words", "Words", f.shortWords(sc)))
	if n := len(photos(sc)); n > 0 {
		lines = append(lines, flows.Say("review.photos", "Count", n))
	} else if sc.Has(linkNote) {
		lines = append(lines, flows.Say("review.uploads"))
	}
	return append(lines, f.contactSummary(sc))
}

func (f flow) contactSummary(sc flows.Scene) flows.Line {
	switch contact(sc) {
	case flows.ContactShare:
		_, most := room(sc)
		name := cut(sc.Value(nameStep), most)
		if sc.Value(phoneStep) == "" {
			return flows.Say("review.share.name", "Name", name)
		}
		return flows.Say("review.share", "Name", name, "Phone", sc.Value(phoneStep))
	case flows.ContactNone:
		return flows.Say("review.none")
	case flows.ContactHere:
	}
	return flows.Say("review.hidden")
}

func (f flow) shortWords(sc flows.Scene) string {
	most, _ := room(sc)
	return cut(strings.Join(words(sc), " / "), most)
}

func (f flow) themeShort(n int) flows.Line {
	if theme, ok := f.plan.Theme(n); ok {
		return flows.Named(theme.Key("short"), theme.Short)
	}
	return flows.Say("theme.none")
}

func (f flow) takeReview(sc flows.Scene, chosen string) flows.Move {
	switch chosen {
	case "send":
		if len(words(sc)) == 0 && len(photos(sc)) == 0 {
			return flows.Move{Ask: moreStep}
		}
		effects := []flows.Effect{{Kind: flows.FileReport, Report: f.submission(sc)}}
		if f.asksNews(sc) {
			effects = append(effects, flows.Effect{Kind: flows.NoteAsked})
		}
		return flows.Move{Effects: effects}
	case "show":
		sc.Put(flows.Answer{Step: shownNote, Value: "yes", Ahead: true})
		return flows.Move{}
	case "change":
		return flows.Move{Ask: changeStep}
	case "restart":
		sc.Begin(Name)
		return flows.Move{Say: []flows.Line{flows.Say("restarted")}}
	}
	if lateWhere(sc) {
		return flows.Move{}
	}
	return f.heldWords(sc)
}

// lateWhere takes "last night" or "by the station" at review for the time or the
// place that is missing there; the review that follows shows what it made of them.
func lateWhere(sc flows.Scene) bool {
	read := sc.In.Reading
	if sc.In.Kind != flows.Said || read.Danger != flows.NoDanger || len(strings.Fields(sc.In.Text)) > descriptive+1 {
		return false
	}
	if where, ok := sc.Answer(whereStep); ok && where.Skip && placeOf(read) != nil {
		sc.Drop(whereStep)
	}
	before := len(sc.Answers)
	absorbWhere(sc, read)
	return len(sc.Answers) > before
}

// heldWords keeps a longer text at review until the resident says what it is.
func (f flow) heldWords(sc flows.Scene) flows.Move {
	if sc.In.Kind != flows.Said || sc.Idle || len(strings.Fields(sc.In.Text)) < descriptive {
		return flows.Move{Missed: true}
	}
	text, _ := flows.Shorten(strings.TrimSpace(sc.In.Text), flows.MostText)
	sc.Put(flows.Answer{Step: heldNote, Value: text, Ahead: true})
	return flows.Move{Ask: extraStep}
}

// submission freezes the draft as the resident says yes to it.
func (f flow) submission(sc flows.Scene) *flows.Submission {
	theme, _ := f.theme(sc)
	s := &flows.Submission{
		ID: sc.Draft, Reference: sc.In.Fresh.Reference, Theme: theme, What: words(sc),
		Photos: photos(sc), Contact: contact(sc),
		Urgent: sc.Has(urgentNote), Uploads: sc.Has(linkNote), Language: sc.Language,
		Began: sc.Session.Began, Sent: sc.Now,
	}
	if a, ok := sc.Answer(whereStep); ok && !a.Skip {
		s.Place = a.Place
	}
	if a, ok := sc.Answer(whenStep); ok && !a.Skip {
		s.When = a.When
	}
	if s.Contact == flows.ContactShare {
		s.Name, s.Phone = sc.Value(nameStep), sc.Value(phoneStep)
	}
	if s.Contact != flows.ContactNone {
		s.Safe = sc.Value(safeTimeStep)
	}
	return s
}
