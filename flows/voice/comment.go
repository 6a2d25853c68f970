package voice

import (
	"strconv"
	"strings"

	"yousaid/flows"
	"yousaid/flows/partnership"
)

// probable is how likely a guarded theme must be, as triage reads the words,
// for them to be handled as guarded.
const probable = 0.20

// Characters of the resident's words that are shown before they are sent:
// whole where there is room, and over SMS so that the question fits two parts
// even where a letter of theirs makes every letter dearer.
const (
	shownLong  = 600
	shownShort = 60
	shownWide  = 12
)

func (f flow) askTheme(flows.Scene) flows.Question {
	q := flows.Question{Lines: []flows.Line{flows.Say("voice.about")}, Unsure: "0"}
	for _, theme := range f.plan.Themes {
		q.Choices = append(q.Choices, flows.Choice{ID: strconv.Itoa(theme.Number), Label: flows.Named(theme.Key("short"), theme.Short), Wide: true})
	}
	q.Choices = append(q.Choices, flows.Choice{ID: "0", Label: flows.Say("voice.plan"), Wide: true})
	return q
}

// takeTheme takes a text for the words that are asked for next.
func (f flow) takeTheme(sc flows.Scene, chosen string) flows.Move {
	if chosen == "" {
		if !described(sc) || sc.Has(wordsStep) {
			return flows.Move{Missed: true}
		}
		return f.takeAhead(sc)
	}
	sc.Put(flows.Answer{Step: themeStep, Value: chosen})
	return flows.Move{}
}

// Answers begins a comment on a plan update, or one that goes on from what an
// agency answered, with words that were written after it; report.Comments and
// talk.Comments offer that.
func Answers(plan *partnership.Plan) func(flows.Scene, flows.News, []string) flows.Move {
	return func(sc flows.Scene, news flows.News, words []string) flows.Move {
		sc.Begin(Name)
		sc.Put(flows.Answer{Step: kindStep, Value: comment, Ahead: true})
		if _, ok := plan.Theme(news.Theme); ok || news.Thread != "" {
			sc.Put(flows.Answer{Step: themeStep, Value: strconv.Itoa(news.Theme), Ahead: true})
		}
		if news.ID != "" {
			sc.Put(flows.Answer{Step: updateNote, Value: news.ID, Ahead: true})
		}
		if news.Thread != "" {
			sc.Put(flows.Answer{Step: threadNote, Value: news.Thread, Ahead: true})
		}
		if news.Thread != "" && news.Degree == flows.Guarded {
			sc.Put(flows.Answer{Step: quietNote, Value: "yes", Ahead: true})
		}
		text, cut := flows.Shorten(strings.Join(words, "\n\n"), flows.MostText)
		sc.Put(flows.Answer{Step: wordsStep, Value: text})
		if cut {
			return flows.Move{Say: []flows.Line{flows.Say("what.cut")}}
		}
		return flows.Move{}
	}
}

func askWords(sc flows.Scene) flows.Question {
	if sc.Has(threadNote) { // a bare "yes" may be one
		return flows.Question{Lines: []flows.Line{flows.Say("answer.words")}}
	}
	return flows.Question{Lines: []flows.Line{flows.Say("voice.words")}, Words: true}
}

func (f flow) takeWords(sc flows.Scene, _ string) flows.Move {
	if sc.In.Kind != flows.Said {
		return flows.Move{Missed: true}
	}
	return flows.Move{Say: f.keep(sc, wordsStep)}
}

// takeAhead takes words that come before they are asked for, and says so.
func (f flow) takeAhead(sc flows.Scene) flows.Move {
	return flows.Move{Say: append(f.keep(sc, wordsStep), flows.Say("voice.kept"))}
}

// text is what the resident wrote, whatever it was asked as.
func text(sc flows.Scene) string {
	if sc.Value(kindStep) == pulse {
		return sc.Value(helpsStep)
	}
	return sc.Value(wordsStep)
}

// askSend shows what goes where, and that it may be answered. Of guarded words
// our own name nobody until asked.
func (f flow) askSend(sc flows.Scene) flows.Question {
	q := flows.Question{
		Lines: []flows.Line{flows.Say("voice.send", "Agencies", f.names(sc), "Words", shown(sc)), flows.Say("voice.hidden")},
		Choices: []flows.Choice{
			{ID: "send", Label: flows.Say("review.send")},
			{ID: "change", Label: flows.Say("voice.change")},
			{ID: "drop", Label: flows.Say("voice.no"), Wide: true},
		},
		Yes: "send", No: "drop", Still: flows.Say("voice.still"),
	}
	if f.guarded(sc) && !sc.Has(shownNote) {
		q.Lines = []flows.Line{flows.Say("review.guarded"), flows.Say("voice.hidden.guarded")}
		q.Choices[1] = flows.Choice{ID: "show", Label: flows.Say("review.show"), Wide: true}
	} else if f.guarded(sc) {
		q.Lines = []flows.Line{flows.Say("review.words", "Words", shown(sc)), flows.Say("voice.hidden.guarded")}
	}
	return q
}

func (f flow) takeSend(sc flows.Scene, chosen string) flows.Move {
	switch chosen {
	case "send":
		return flows.Move{Effects: f.filing(sc)}
	case "show":
		sc.Put(flows.Answer{Step: shownNote, Value: "yes", Ahead: true})
		return flows.Move{}
	case "change":
		sc.Drop(helpsStep, wordsStep)
		return flows.Move{}
	case "drop":
		return flows.Move{End: true, Say: []flows.Line{flows.Say("dropped")}}
	}
	if !described(sc) || sc.Idle {
		return flows.Move{Missed: true}
	}
	return flows.Move{Say: f.addWords(sc)}
}

// addWords adds more of what the resident thinks to what is shown. What was
// guarded stays so.
func (f flow) addWords(sc flows.Scene) []flows.Line {
	step := wordsStep
	if sc.Value(kindStep) == pulse {
		step = helpsStep
	}
	before, guarded, ward := text(sc), sc.Has(guardedNote), sc.Value(wardNote)
	say := f.keep(sc, step)
	all, cut := flows.Shorten(before+"\n\n"+sc.Value(step), flows.MostText)
	sc.Put(flows.Answer{Step: step, Value: all})
	if guarded {
		sc.Put(flows.Answer{Step: guardedNote, Value: "yes", Ahead: true})
	}
	if ward != "" && !sc.Has(wardNote) {
		sc.Put(flows.Answer{Step: wardNote, Value: ward, Ahead: true})
	}
	if cut && len(say) == 0 {
		return []flows.Line{flows.Say("what.cut")}
	}
	return append(say, flows.Say("extra.added"))
}

// filing freezes what the resident said yes to.
func (f flow) filing(sc flows.Scene) []flows.Effect {
	theme, _ := f.themeOf(sc.Value(themeStep))
	c := &flows.Comment{
		ID: sc.Draft, Theme: theme, Update: sc.Value(updateNote), Thread: sc.Value(threadNote), Text: text(sc), Ward: sc.Value(wardNote),
		Guarded: sc.Has(guardedNote) || sc.Has(quietNote), Language: sc.Language,
	}
	kind := flows.FileComment
	if sc.Value(kindStep) == pulse {
		kind, c.Score = flows.FilePulse, score(sc)
	}
	return []flows.Effect{{Kind: kind, Comment: c}}
}

func (f flow) commented(sc flows.Scene, effect flows.Effect, _ flows.Outcome) flows.Move {
	line := flows.Say("voice.done", "Agencies", f.names(sc))
	if f.guarded(sc) || effect.Comment != nil && effect.Comment.Guarded {
		line = flows.Say("voice.done.guarded")
	}
	return flows.Move{End: true, Say: []flows.Line{line}}
}

// names are who gets it: the leads of its theme, and the partnership's own team.
func (f flow) names(sc flows.Scene) []flows.Line {
	var names []flows.Line
	if theme, _ := f.themeOf(sc.Value(themeStep)); theme > 0 {
		for _, agency := range f.plan.Leads(theme) {
			if agency.ID != f.plan.Team {
				names = append(names, flows.Words(agency.Short))
			}
		}
	}
	return append(names, flows.Say("voice.team"))
}

// themeOf reads a theme's number; 0 is the plan as a whole.
func (f flow) themeOf(value string) (int, bool) {
	n, err := strconv.Atoi(value)
	if err != nil {
		return 0, false
	}
	_, ok := f.plan.Theme(n)
	return n, ok || n == 0
}

// guarded reports whether our own words must name nothing: of the theme that
// was chosen, or of the words.
func (f flow) guarded(sc flows.Scene) bool {
	theme, _ := f.themeOf(sc.Value(themeStep))
	return sc.Has(guardedNote) || sc.Has(quietNote) || theme > 0 && f.plan.Degree(theme) == partnership.Guarded
}

func (f flow) guardedNow(sc flows.Scene) bool { return sc.Flow == Name && f.guarded(sc) }

func (f flow) soundsGuarded(read flows.Reading) bool {
	for i, g := range read.Themes {
		if f.plan.Degree(g.Theme) == partnership.Guarded && (i == 0 || g.Confidence >= probable) {
			return true
		}
	}
	return false
}

// shown is as much of the words as there is room for.
func shown(sc flows.Scene) string {
	most := shownLong
	if !sc.In.Form.Buttons {
		most = shownShort
		if sc.In.Form.Wide || strings.IndexFunc(text(sc), func(r rune) bool { return r > '~' }) >= 0 {
			most = shownWide
		}
	}
	short, cut := flows.Shorten(strings.Join(strings.Fields(text(sc)), " "), most)
	if cut {
		short += "..."
	}
	return short
}
