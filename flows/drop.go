package flows

import "strings"

// changedMind reports whether the resident takes back what they are writing:
// "actually don't send it". Nothing goes by that alone, they are asked.
func (t *turn) changedMind() bool {
	if step, ok := t.step(t.Step); ok && t.isGlobal(step) {
		return false
	}
	if _, running := t.next(); !running && t.Talking != "" {
		return false // it is said to the agency
	}
	return t.takesBack()
}

func (t *turn) takesBack() bool {
	between := " " + t.folded + " "
	return t.is(func(l *lexicon) bool { return l.takesBack(between) })
}

// takesBack finds one of the phrases with nothing around it but small words.
// There are spaces around them, and around the words that they are looked for in.
func (l *lexicon) takesBack(between string) bool {
	for _, phrase := range l.drop {
		before, after, found := strings.Cut(between, phrase)
		if found && l.weightless(before) && l.weightless(after) {
			return true
		}
	}
	return false
}

func (l *lexicon) weightless(text string) bool {
	for _, token := range strings.Fields(text) {
		if !l.filler[token] && !l.no[token] && !l.asking.before[token] {
			return false
		}
	}
	return true
}

// askDrop asks whether what was written shall go. Where nothing was, it goes
// unasked.
func (t *turn) askDrop() Reply {
	if _, running := t.next(); !running {
		return t.menu(Say("drop.nothing"))
	}
	for _, a := range t.Answers {
		if !a.Ahead {
			step, _ := t.step(dropStep)
			return t.ask(step)
		}
	}
	return t.dropped()
}

func dropQuestion(Scene) Question {
	return Question{
		Lines: []Line{Say("drop")},
		Choices: []Choice{
			{ID: "drop", Label: Say("drop.yes"), Wide: true},
			{ID: "keep", Label: Say("drop.no"), Wide: true},
		},
		Yes: "drop", No: "keep",
	}
}

func (e *Engine) takeDrop(sc Scene, chosen string) Move {
	t := e.within(sc)
	switch {
	case chosen == "drop", chosen == "" && sc.In.Kind == Said && t.takesBack():
		return replied(t.dropped())
	case chosen == "keep":
		sc.Session.Step = ""
		return Move{Say: []Line{Say("drop.kept")}}
	}
	return Move{Missed: true}
}

// dropped ends what was being written.
func (t *turn) dropped() Reply {
	t.Session.drop()
	return t.tell(Say("dropped"))
}
