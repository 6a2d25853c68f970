package flows

import "strings"

// Tongue is a language that residents can choose.
type Tongue struct {
	Code string // BCP 47
	Name string // as it calls itself
}

// The steps about language: the list that LANGUAGE shows, and the one question
// whether to write in the language that a message was written in.
const (
	languageStep = "language"
	offerStep    = "tongue"
)

// tongues is what the engine knows of all languages at once.
type tongues struct {
	known map[string]string // what people call a language, folded -> code
	asked map[string]bool   // words for LANGUAGE in every language, folded
}

func (c Config) tongues() tongues {
	t := tongues{known: map[string]string{}, asked: map[string]bool{}}
	for _, tongue := range c.Tongues {
		for _, name := range append(c.Vocabularies[tongue.Code].Names, tongue.Name) {
			t.known[Fold(name)] = tongue.Code
		}
		for _, word := range c.Vocabularies[tongue.Code].Commands[CmdTongue] {
			t.asked[Fold(word)] = true
		}
	}
	return t
}

// names finds the language that a whole message names: "polski", "LANGUAGE
// Urdu", "język polski".
func (t tongues) names(folded string) string {
	if code, ok := t.known[folded]; ok {
		return code
	}
	for word := range strings.FieldsSeq(folded) {
		rest, first := strings.CutPrefix(folded, word+" ")
		if !first {
			rest, _ = strings.CutSuffix(folded, " "+word)
		}
		if t.asked[word] {
			return t.known[rest]
		}
	}
	return ""
}

// tune takes the words of every language that the resident may be using: their
// own, the common one, the one that they wrote in and the one that was offered.
func (t *turn) tune() {
	t.lexicons = t.engine.lexiconsOf(t.Scene)
	if words, ok := t.engine.lexicons[t.Language]; ok {
		t.In.Form.Wide, t.In.Form.Plain = words.wide, words.plain
	}
}

// lexiconsOf returns the words of the languages that may be in use.
func (e *Engine) lexiconsOf(sc Scene) []*lexicon {
	list := make([]*lexicon, 0, 4)
	offered := ""
	if sc.Session.Step == offerStep {
		offered = sc.Offer
	}
	for _, language := range []string{sc.Language, e.config.Language, e.match(sc.In.Reading.Language), offered} {
		words, ok := e.lexicons[language]
		for _, other := range list {
			ok = ok && other != words
		}
		if ok {
			list = append(list, words)
		}
	}
	return list
}

// match returns the language, or the broader one it belongs to, if there are
// words for it; otherwise nothing.
func (e *Engine) match(language string) string {
	for language != "" {
		if _, ok := e.lexicons[language]; ok {
			return language
		}
		language = language[:max(0, strings.LastIndexByte(language, '-'))]
	}
	return ""
}

// supported is match, or else the common language.
func (e *Engine) supported(language string) string {
	if found := e.match(language); found != "" {
		return found
	}
	return e.config.Language
}

// tongue finds the language that the input asks for: by its name at any step,
// by its button, or by its number where the list stands.
func (t *turn) tongue() string {
	switch {
	case t.In.Kind == Chose:
		if step := t.In.Choice.Step; step == languageStep || step == offerStep {
			return t.engine.match(t.In.Choice.ID)
		}
	case t.In.Kind == Said && t.folded != "":
		return t.engine.tongues.names(t.folded)
	}
	return ""
}

// speak writes in a language from here on, whatever becomes of the record: the
// draft and the question that stands stay as they are.
func (t *turn) speak(code string) {
	t.Language, t.Chosen, t.Missed = code, true, 0
	if t.Step == languageStep || t.Step == offerStep {
		t.Step = ""
	}
	t.tune()
}

// choose speaks a language and has the record remember it.
func (t *turn) choose(code string) Reply {
	t.speak(code)
	t.freeze([]Effect{{Kind: SetLanguage, Text: code}}, nil)
	return Reply{}
}

// spoken asks the question that stands in the language that was chosen.
func (t *turn) spoken() Reply {
	step, ok := t.step(t.Step)
	if !ok || t.isGlobal(step) {
		step, ok = t.next()
	}
	switch {
	case !ok:
		return t.menu(t.hello()...)
	case t.roomy(step, t.question(step)):
		return t.ask(step)
	}
	return t.ask(step, Say("language.done"))
}

// languageQuestion lists every language by its own name.
func (e *Engine) languageQuestion(Scene) Question {
	q := Question{Lines: []Line{Say("language")}}
	for _, tongue := range e.config.Tongues {
		q.Choices = append(q.Choices, tongue.choice())
	}
	return q
}

func (t Tongue) choice() Choice { return Choice{ID: t.Code, Label: Words(t.Name)} }

// takeTongue takes a choice from the list or the offer. Who writes of something
// else lets it be, and is heard as if it had not been asked.
func (e *Engine) takeTongue(sc Scene, chosen string) Move {
	if chosen != "" {
		t := &turn{Scene: sc, engine: e}
		t.speak(chosen)
		return Move{Effects: []Effect{{Kind: SetLanguage, Text: chosen}}}
	}
	if sc.In.Kind == Said && sc.Session.Step == languageStep && len(split(Fold(sc.In.Text))) < descriptive {
		return Move{Missed: true}
	}
	return e.takeDanger(sc, "")
}

// leave passes the list or the offer over.
func leave(sc Scene) Move {
	sc.Session.Step = ""
	return Move{}
}

// descriptive is how many words make a message more than a slip at a choice.
const descriptive = 3
