package flows

import "strings"

// forgetQuestion shows what will go, and asks once (resident-safety rule 9).
func forgetQuestion(sc Scene) Question {
	q := Question{
		Lines: []Line{Say("forget", "Count", len(sc.Session.Resident.Reports))},
		Choices: []Choice{
			{ID: "forget", Label: Say("forget.yes"), Wide: true},
			{ID: "keep", Label: Say("forget.no"), Wide: true},
		},
		Yes: "forget", No: "keep",
	}
	return q
}

// Forgetting reports whether the resident has been asked whether all of theirs
// is to go, and hasn't answered: nothing may come in between.
func (s *Session) Forgetting() bool { return s.Step == forgetStep }

func takeForget(sc Scene, chosen string) Move {
	switch chosen {
	case "forget":
		return Move{Effects: []Effect{{Kind: ForgetMe}}}
	case "keep":
		sc.Session.Step = ""
		return Move{Say: []Line{Say("forget.kept")}}
	}
	return Move{Missed: true}
}

// forgotten empties the session; that STOP holds outlives it, and the ids of
// what was seen, which name nobody.
func (t *turn) forgotten() Reply {
	old := *t.Session
	*t.Session = Session{
		Language: old.Language, Turn: old.Turn, Heard: old.Heard, Queued: old.Queued,
		Resident: Resident{Known: old.Resident.Known, Stopped: old.Resident.Stopped},
	}
	for _, seen := range old.Recent {
		t.Recent = append(t.Recent, Recent{ID: seen.ID})
	}
	return t.tell(Say("forget.done"))
}

// whileStopped answers a resident for whom STOP holds: one line, and nothing
// else but danger. Their rights stay: START, FORGET ME and CLEAR.
func (t *turn) whileStopped(command Command) Reply {
	switch {
	case command == CmdStart || t.In.Kind == Said && t.yesOrNo() == "yes" && t.Step != forgetStep:
		t.freeze([]Effect{{Kind: StartAgain}}, nil)
		return Reply{}
	case command == CmdForget:
		step, _ := t.step(forgetStep)
		return t.ask(step)
	case command == CmdClear:
		return t.clear()
	case command == CmdNumbers: // told of in danger, and asked for
		return t.tell(t.numbers()...)
	case t.Step == forgetStep && command == "" && t.In.Reading.Danger == NoDanger:
		if chosen := t.forgetChoice(); chosen == "forget" {
			step, _ := t.step(forgetStep)
			return t.answer(step, chosen)
		}
	}
	if t.Step == forgetStep {
		t.Step = ""
	}
	return t.tell(Say("stopped"))
}

// forgetChoice is what was chosen after FORGET ME, by button or in words.
func (t *turn) forgetChoice() string {
	if t.In.Kind == Chose && t.In.Choice.Step == forgetStep {
		return t.In.Choice.ID
	}
	step, _ := t.step(forgetStep)
	return t.chosen(t.question(step))
}

// takeDanger goes on when the resident says so. More words are more of what
// happened.
func (e *Engine) takeDanger(sc Scene, chosen string) Move {
	sc.Session.Step = ""
	if chosen == "on" || sc.In.Kind != Said {
		return Move{}
	}
	if flow, ok := e.flow(sc.Flow); ok && flow.Keep != nil {
		flow.Keep(sc)
		return Move{}
	}
	return e.heard(sc)
}

func split(folded string) []string { return strings.Fields(folded) }
