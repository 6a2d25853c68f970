package flows

import "time"

// listen takes an input that is neither command nor danger.
func (t *turn) listen() Reply {
	if t.In.Kind == SentOther {
		return t.again(odd(t.In.What))
	}
	if flow, ok := t.engine.flow(t.Flow); ok && flow.Anytime != nil {
		if move, taken := flow.Anytime(t.Scene); taken {
			return t.make(move)
		}
	}
	if t.In.Kind == Said && t.folded == "" && t.yesOrNo() == "" {
		return t.again(Say("odd.signs"))
	}
	if reply, done := t.besides(); done {
		return reply
	}
	step, ok := t.current()
	if !ok {
		return t.between()
	}
	if t.In.Kind == Chose {
		return t.pressed()
	}
	if t.In.Kind == Said && t.insults() {
		return t.calm()
	}
	if reply, joined := t.join(step); joined {
		return reply
	}
	q := t.question(step)
	if q.Words && t.In.Kind == Said && t.greeting() && !(step.Optional && t.unknown()) {
		_, numbered := t.number()
		switch {
		case t.Missed == 0:
			return t.missed(nil)
		case step.Optional && !numbered: // "thanks" is no place, said twice or not
			return t.skip()
		}
	}
	return t.answer(step, t.chosen(q))
}

// answer gives the input to a step.
func (t *turn) answer(step *Step, chosen string) Reply {
	if chosen == "" && step.Optional && t.unknown() {
		return t.skip()
	}
	t.Step = step.ID
	tokens := split(t.folded)
	t.Idle = t.In.Kind == Said && (t.unknown() || t.greeting())
	t.Refused = t.In.Kind == Said && len(tokens) > 0 && t.is(func(l *lexicon) bool { return l.no[tokens[0]] })
	move := step.Take(t.Scene, chosen)
	if chosen == "" && t.In.Kind == Said && !move.Missed && !move.End && move.Reply == nil {
		t.free = &step.ID
	}
	return t.make(move)
}

// pressed takes a button. One of another draft, or of a question that was
// answered since, changes nothing.
func (t *turn) pressed() Reply {
	press := t.In.Choice
	step, ok := t.step(press.Step)
	if !ok || press.Draft != Short(t.Draft) {
		return t.stale()
	}
	natural, running := t.next()
	if step.ID != t.Step && (!running || step.ID != natural.ID) && (running || step.ID != menuStep) {
		return t.stale()
	}
	if !has(t.question(step).Choices, press.ID) {
		return t.stale()
	}
	return t.answer(step, press.ID)
}

func (t *turn) stale() Reply {
	if _, ok := t.current(); ok {
		return t.again(Say("stale"))
	}
	return t.menu(Say("stale"))
}

// between takes what comes while nothing was asked.
func (t *turn) between() Reply {
	if t.In.Kind == Chose {
		return t.stale()
	}
	if t.In.Kind == Said && t.Talking == "" && t.greeting() && !t.answering() {
		if line, ok := t.stillHere(); ok {
			return t.tell(line)
		}
		return t.menu(t.hello()...)
	}
	if t.In.Kind == Said && t.Talking == "" && t.insults() {
		return t.calm()
	}
	t.welcome()
	for i := range t.engine.flows {
		flow := &t.engine.flows[i]
		if flow.Hears == nil {
			continue
		}
		if move, ok := flow.Hears(t.Scene); ok {
			if t.In.Kind == Said {
				t.free = new(string)
			}
			return t.make(move)
		}
	}
	return t.menu(t.hello()...)
}

// stillHere answers "thanks", "ok" or a second "send" after a report, not as if
// nobody had spoken yet. A number was meant for some list, so the menu comes.
func (t *turn) stillHere() (Line, bool) {
	if _, numbered := t.number(); numbered || t.Filed == "" || t.wrote.IsZero() || t.Now.Sub(t.wrote) > 15*time.Minute {
		return Line{}, false
	}
	for _, report := range t.Session.Resident.Reports {
		switch {
		case report.ID != t.Filed:
		case report.Status == StatusNew, report.Status == StatusTaken:
			return Say("filed.still", "Reference", report.Reference), true
		default:
			return Say("mine.bye"), true
		}
	}
	return Line{}, false
}

// answering reports whether an agency's answer to a comment is the last thing
// that was said: then "yes" and "thank you" may be meant for it.
func (t *turn) answering() bool {
	news := t.Session.Resident.News
	return news.Awaits(t.Now) && !news.At.Before(t.wrote)
}

// greeting reports whether the message is a greeting, a thank-you, a yes or a
// number that answers nothing.
func (t *turn) greeting() bool {
	if _, ok := t.number(); ok || t.yesOrNo() != "" {
		return true
	}
	return t.is(func(l *lexicon) bool { return every(split(t.folded), l.greetings, l.filler) })
}

// make does what a move says.
func (t *turn) make(m Move) Reply {
	switch {
	case len(m.Effects) > 0:
		t.Missed = 0
		t.freeze(t.withOffer(m.Effects), m.Say)
		return Reply{}
	case m.Leave && !t.numeric():
		t.Session.drop()
		return t.between()
	case m.Missed, m.Leave:
		return t.missed(m.Say)
	}
	t.Missed, t.seen, t.alone = 0, m.Seen, m.Alone
	if m.End {
		t.Session.drop()
	}
	if m.Reply != nil {
		reply := *m.Reply
		reply.Lines = join(t.lead, m.Say, reply.Lines)
		return reply
	}
	if step, ok := t.step(m.Ask); ok {
		return t.ask(step, m.Say...)
	}
	return t.goOn(m.Say...)
}

// missed asks the question once more; from the second time on with the way out.
func (t *turn) missed(say []Line) Reply {
	t.Missed++
	step, ok := t.current()
	if !ok {
		return t.menu(Say("missed.words"))
	}
	switch {
	case t.Missed >= 2:
		say = []Line{Say("missed.again")}
	case len(say) > 0:
	case len(t.question(step).Choices) > 0:
		say = []Line{Say("missed")}
	default:
		say = []Line{Say("missed.words")}
	}
	t.standing = step.Kind == ReviewStep // a list is asked again with its choices
	return t.ask(step, say...)
}

// plainChoice reports whether the message is plainly one of the choices and no
// cry for help, whatever triage read in it.
func (t *turn) plainChoice() bool {
	step, ok := t.current()
	return ok && t.chosen(t.question(step)) != ""
}

func odd(what string) Line {
	switch what {
	case "voice", "video", "video_note", "audio":
		return Say("odd.voice")
	case "edit":
		return Say("odd.edit")
	case "document", "album":
		return Say("odd.file")
	}
	return Say("odd.other")
}
