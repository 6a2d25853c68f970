package flows

// hello says who runs this and what for, that danger means 999, and how what
// is said is used: short lines, never as if a person wrote them. Where
// something else is said too and characters are paid for, danger alone is left.
func (t *turn) hello() []Line {
	danger := Say("hello.danger", "Danger", t.engine.config.Emergency.Danger)
	if _, running := t.next(); (running || t.crowded()) && !t.In.Form.Buttons {
		return []Line{danger}
	}
	return []Line{Say("hello", "Service", t.engine.config.Service), danger, Say("hello.data")}
}

// welcome says in one line who this is where a newcomer's first words are
// already something to go on with. Where our own words name nothing it names
// nobody, and after the line on danger it leaves that out.
func (t *turn) welcome() {
	if !t.first {
		return
	}
	config := t.engine.config
	switch {
	case t.In.Reading.Danger != NoDanger:
		t.say(Say("welcome.computer"))
	case t.guarded():
		t.say(Say("welcome.guarded", "Danger", config.Emergency.Danger))
	default:
		t.say(Say("welcome", "Service", config.Service, "Danger", config.Emergency.Danger))
	}
}

// crowded reports whether something is said before what this turn says.
func (t *turn) crowded() bool { return t.within || len(t.lead) > 0 }
