package flows

import "slices"

// dangerStep is what stands after 999 was told: the resident says when to go on.
const dangerStep = "danger"

// mostBrief is how many words an answer such as "at the back" has.
const mostBrief = 3

// doubt takes a few words that come where something was asked for less surely as
// danger, unless they are a cry by themselves: triage reads them without the
// question that they answer. 999 still leads, and the conversation goes on.
func (t *turn) doubt() {
	if t.In.Reading.Danger == SureDanger {
		if topic := t.asked(); topic != "" && topic != TopicHelp {
			t.In.Reading.Danger = UnsureDanger // it has its answer, below 999
			return
		}
	}
	switch {
	case t.In.Reading.Danger == SureDanger && t.curt():
		t.In.Reading.Danger = UnsureDanger
	case t.In.Reading.Danger == UnsureDanger && t.In.Reading.Plain && t.takesAnything():
		t.In.Reading.Danger = SureDanger // else "he will kill me" would become a name or a place
	}
}

// takesAnything reports whether whatever is said would be taken for the answer
// to a question that has nothing to do with danger.
func (t *turn) takesAnything() bool {
	step, ok := t.current()
	if !ok || t.In.Kind != Said {
		return false
	}
	switch step.Kind {
	case PlaceStep, WhenStep, ContactStep, RemarkStep:
		return true
	case TextStep:
		return step.Optional
	case ChoiceStep, PhotoStep, ReviewStep:
	}
	return false
}

// curt reports whether the message is a few words that may answer what was
// asked: a place, a time, a number, a remark, or, in English, which is read
// best, a choice of some list.
func (t *turn) curt() bool {
	step, ok := t.current()
	if !ok || t.In.Kind != Said || t.In.Reading.Plain || len(split(t.folded)) > mostBrief {
		return false
	}
	switch step.Kind {
	case PlaceStep, WhenStep, ContactStep, RemarkStep:
		return true
	case ChoiceStep, PhotoStep, ReviewStep:
		return t.In.Reading.Language == "en"
	case TextStep:
	}
	return false
}

// despair takes the words of somebody who doesn't want to live for danger now,
// at every step: nobody can know how near it is. What was asked can wait.
func (t *turn) despair() {
	if t.In.Kind == Said && t.In.Reading.Danger == UnsureDanger && slices.Contains(t.In.Reading.Needs, NeedDespair) && !t.curt() {
		t.In.Reading.Danger = SureDanger
	}
}

// leadWithDanger puts the numbers before everything else that the turn says
// (resident-safety rule 1). When it is sure, the numbers stand first; otherwise
// one line does.
func (t *turn) leadWithDanger() {
	switch t.In.Reading.Danger {
	case SureDanger:
		t.say(t.dangerLines()...)
	case UnsureDanger:
		t.say(Say("danger.unsure", "Danger", t.engine.config.Emergency.Danger))
	case NoDanger:
	}
}

func (t *turn) dangerLines() []Line {
	numbers := t.engine.config.Emergency
	lines, needs := []Line{Say("danger.sure", "Danger", numbers.Danger)}, pressing(t.In.Reading.Needs)
	if !slices.Contains(needs, NeedDespair) && slices.Contains(t.needs(), NeedDespair) {
		needs = append(needs, NeedDespair) // "i have tablets here"
	}
	if t.silent() {
		lines = append(lines, Say("danger.silent", "Danger", numbers.Danger, "Silent", numbers.Silent))
	}
	// Where characters are paid for, who helps goes before a kind word.
	alone := t.In.Form.Buttons || len(lines) == 1 && len(needs) == 1
	if alone && slices.Contains(needs, NeedDespair) {
		lines = append(lines, Say("danger.despair"))
	}
	if t.guarded() || slices.Contains(t.In.Reading.Needs, NeedSilent) { // whoever comes may read it
		return append(lines, Say("danger.numbers"))
	}
	return append(lines, t.helplines(needs, 1)...)
}

// pressing are the needs whose helplines may stand below 999: the others can
// wait until the danger is over.
func pressing(needs []Need) []Need {
	var list []Need
	for _, need := range needs {
		if need == NeedDespair || need == NeedChild || need == NeedDomestic {
			list = append(list, need)
		}
	}
	return list
}

// silent reports whether speaking may be unsafe where they are.
func (t *turn) silent() bool {
	for _, need := range t.In.Reading.Needs {
		if need == NeedSilent || need == NeedDomestic {
			return true
		}
	}
	return t.guarded()
}

// guarded asks the flows whether our own words must name nothing.
func (t *turn) guarded() bool {
	for i := range t.engine.flows {
		if guarded := t.engine.flows[i].Guarded; guarded != nil && guarded(t.Scene) {
			return true
		}
	}
	return false
}

// helplines names who can help, at most so many for each need. Silent danger
// is left out: its numbers lead anyhow.
func (t *turn) helplines(needs []Need, each int) []Line {
	if t.engine.config.Helplines == nil {
		return nil
	}
	var lines []Line
	for _, need := range needs {
		if need == NeedSilent {
			continue
		}
		list := t.engine.config.Helplines(need)
		lines = append(lines, list[:min(each, len(list))]...)
	}
	return lines[:min(2*each, len(lines))]
}

// inDanger answers words that sound like danger now: 999 first and alone. What
// they wrote is kept and can still be sent.
func (t *turn) inDanger() Reply {
	if reply, done := t.keepWords(); done {
		return reply
	}
	t.free = new(string) // what comes right after is kept in silence: 999 stays the last word
	step, _ := t.step(dangerStep)
	return t.ask(step)
}

// keepWords brings the words where they would have gone without danger: to the
// draft, or to the agency that the resident is talking with.
func (t *turn) keepWords() (Reply, bool) {
	if flow, ok := t.engine.flow(t.Flow); ok && flow.Keep != nil {
		flow.Keep(t.Scene)
		return Reply{}, false
	}
	for i := range t.engine.flows {
		flow := &t.engine.flows[i]
		if flow.Hears == nil {
			continue
		}
		if move, ok := flow.Hears(t.Scene); ok && len(move.Effects) > 0 {
			return t.make(move), true
		} else if ok {
			return Reply{}, false
		}
	}
	return Reply{}, false
}

// dangerQuestion follows the numbers, which lead the reply.
func dangerQuestion(sc Scene) Question {
	if len(sc.Answers) == 0 {
		return Question{}
	}
	on := Choice{ID: "on", Label: Say("danger.on"), Wide: true}
	return Question{Lines: []Line{Say("danger.kept")}, Choices: []Choice{on}, Yes: "on"}
}
