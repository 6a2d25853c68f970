package flows

// step finds a step by its id: one of the engine's own or of the running flow.
func (t *turn) step(id string) (*Step, bool) {
	for i := range t.engine.globals {
		if t.engine.globals[i].ID == id {
			return &t.engine.globals[i], true
		}
	}
	flow, ok := t.engine.flow(t.Flow)
	if !ok || id == "" {
		return nil, false
	}
	for i := range flow.Steps {
		if flow.Steps[i].ID == id {
			return &flow.Steps[i], true
		}
	}
	return nil, false
}

// next finds the first step that applies and has no answer.
func (t *turn) next() (*Step, bool) {
	flow, ok := t.engine.flow(t.Flow)
	if !ok {
		return nil, false
	}
	for i := range flow.Steps {
		step := &flow.Steps[i]
		if step.OnDemand || t.Has(step.ID) || step.Applies != nil && !step.Applies(t.Scene) {
			continue
		}
		return step, true
	}
	return nil, false
}

// current is the step that an answer is for.
func (t *turn) current() (*Step, bool) {
	if step, ok := t.step(t.Step); ok {
		return step, true
	}
	return t.next()
}

// question asks a step and stamps its choices, so that an old button is known.
func (t *turn) question(step *Step) Question {
	q := step.Ask(t.Scene)
	if !t.In.Form.Buttons {
		q.Choices = numbered(q.Choices)
	}
	for i := range q.Choices {
		if q.Choices[i].Step == "" {
			q.Choices[i].Step, q.Choices[i].Draft = step.ID, Short(t.Draft)
		}
	}
	return q
}

// ask makes a step the one that is asked, and returns its question as a reply.
func (t *turn) ask(step *Step, before ...Line) Reply {
	q := t.question(step)
	first := join(t.lead, before)
	again := t.standing || t.seen && step.Kind == ReviewStep || t.In.Form.Wide && len(t.lead) > 0 && step.Kind != ReviewStep
	t.Step, t.Offered = step.ID, ids(q.Choices)
	if flow, ok := t.engine.flow(t.Flow); ok {
		t.Revision = flow.Revision
	}
	if len(first) > 0 && t.roomy(step, q) {
		return t.brief(step, q, first, again)
	}
	return Reply{Lines: join(first, q.Lines), Choices: q.Choices, Want: q.Want}
}

// roomy reports whether a question nearly fills what may be said at once,
// where characters are paid for.
func (t *turn) roomy(step *Step, q Question) bool {
	long := step.Kind == ReviewStep || len(q.Choices) > 5 && step.ID != menuStep
	return !t.In.Form.Buttons && long
}

// brief is such a question with something said before it: only the first line
// of that is left, or, where the question stands there already, it isn't said
// again.
func (t *turn) brief(step *Step, q Question, first []Line, again bool) Reply {
	switch {
	case again && q.Still.Key != "":
		return Reply{Lines: append(first, q.Still), Choices: q.Choices}
	case again && step.Kind == ReviewStep:
		return Reply{Lines: append(first, Say("still.review")), Choices: q.Choices}
	case again:
		return Reply{Lines: append(first, t.still()...)}
	}
	return Reply{Lines: join(first[:1], q.Lines), Choices: q.Choices, Want: q.Want}
}

// goOn asks the next question, or says lines alone when there is none, or shows
// the menu rather than say nothing.
func (t *turn) goOn(before ...Line) Reply {
	if step, ok := t.next(); ok {
		return t.ask(step, before...)
	}
	t.Session.drop()
	if len(before)+len(t.lead) == 0 {
		return t.menu()
	}
	return t.tell(before...)
}

// again asks the question that stands once more: an answer to something else
// came in between.
func (t *turn) again(before ...Line) Reply {
	t.standing = true
	if step, ok := t.step(t.Step); ok && !t.isGlobal(step) {
		return t.ask(step, before...)
	}
	return t.goOn(before...)
}

// beside is again after something long: where characters are paid for, the
// question is not said again, but it still stands.
func (t *turn) beside(lines ...Line) Reply {
	step, ok := t.current()
	if ok && t.isGlobal(step) {
		step, ok = t.next()
	}
	if t.In.Form.Buttons || !ok || t.roomy(step, t.question(step)) {
		return t.again(lines...)
	}
	t.Step, t.Offered = step.ID, ids(t.question(step).Choices)
	return t.tell(append(lines, t.still()...)...)
}

// still reminds of the question that stands, which MENU shows again: not where
// MENU leads to the menu.
func (t *turn) still() []Line {
	if flow, ok := t.engine.flow(t.Flow); !ok || flow.Holds == nil {
		return nil
	}
	return []Line{Say("still.question")}
}

func (t *turn) isGlobal(step *Step) bool {
	for i := range t.engine.globals {
		if &t.engine.globals[i] == step {
			return true
		}
	}
	return false
}

// tell is a reply that asks nothing.
func (t *turn) tell(lines ...Line) Reply { return Reply{Lines: join(t.lead, lines)} }

func join(parts ...[]Line) []Line {
	var all []Line
	for _, part := range parts {
		all = append(all, part...)
	}
	return all
}

// numbered leaves out the buttons of commands: where there are no buttons,
// their words are told in the text.
func numbered(choices []Choice) []Choice {
	kept := choices[:0:0]
	for _, c := range choices {
		if c.Step != DoStep {
			kept = append(kept, c)
		}
	}
	return kept
}
