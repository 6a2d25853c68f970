package flows

import (
	"time"
	"unicode/utf8"
)

// The steps of the engine itself. They interrupt a flow and lead back to it.
const (
	menuStep   = "menu"
	forgetStep = "forget"
	dropStep   = "drop"
)

func (e *Engine) globalSteps() []Step {
	return []Step{
		{ID: menuStep, Ask: e.menuQuestion, Take: e.takeMenu},
		{ID: forgetStep, Ask: forgetQuestion, Take: takeForget},
		{ID: dangerStep, Ask: dangerQuestion, Take: e.takeDanger},
		{ID: UnlockStep, Kind: TextStep, Ask: askUnlock, Take: takeUnlock},
		{ID: pinStep, Kind: TextStep, Ask: askPIN, Take: takePIN},
		{ID: pinMenuStep, Ask: askPINMenu, Take: takePINMenu},
		{ID: dropStep, Ask: dropQuestion, Take: e.takeDrop},
		{ID: languageStep, Optional: true, Ask: e.languageQuestion, Take: e.takeTongue, Pass: leave},
		{ID: offerStep, Optional: true, Ask: e.offerQuestion, Take: e.takeTongue, Pass: leave},
	}
}

// obey does what a command says.
func (t *turn) obey(command Command) Reply {
	if underLock[command] && t.Locked() {
		return t.unlockFor(command)
	}
	for i := range t.engine.flows {
		if do, ok := t.engine.flows[i].Commands[command]; ok {
			draft := t.Draft
			move := do(t.Scene)
			t.standing = t.Draft == draft // a draft that has just begun has asked nothing yet
			return t.make(move)
		}
	}
	switch command {
	case CmdHelp:
		return t.help()
	case CmdMenu:
		t.leaveIdle()
		if t.first {
			return t.menu(t.hello()...)
		}
		return t.menu()
	case CmdStart:
		return t.start()
	case CmdRestart:
		return t.restart()
	case CmdBack:
		return t.back()
	case CmdSkip:
		return t.skip()
	case CmdStop:
		return t.stop()
	case CmdForget:
		step, _ := t.step(forgetStep)
		return t.ask(step)
	case CmdNumbers:
		return t.beside(t.numbers()...)
	case CmdPrivacy:
		return t.beside(Say("privacy", "Website", t.engine.config.Website))
	case CmdClear:
		return t.clear()
	case CmdTongue:
		step, _ := t.step(languageStep)
		return t.ask(step)
	case CmdPIN:
		return t.pin()
	}
	return t.again(Say("command.unknown"))
}

// stop ends everything outbound, here at once and then in the record. A YES
// after it means START, and no longer answers FORGET ME.
func (t *turn) stop() Reply {
	if t.Step == forgetStep {
		t.Step = ""
	}
	t.Session.Resident.Stopped = true
	if t.Pending != nil {
		t.queue(Effect{Kind: StopAll})
		return t.tell(Say("pending.stop"))
	}
	t.freeze([]Effect{{Kind: StopAll}}, nil)
	return Reply{}
}

// menu shows what can be done; a draft, if there is one, stays.
func (t *turn) menu(before ...Line) Reply {
	if _, ok := t.next(); ok {
		return t.again(before...)
	}
	step, _ := t.step(menuStep)
	return t.ask(step, before...)
}

// leaveIdle ends a flow that is only looked around in, and no question asked
// beside it: leaving it for the menu loses nothing.
func (t *turn) leaveIdle() {
	if flow, ok := t.engine.flow(t.Flow); ok && flow.Holds == nil {
		t.Session.drop()
	}
}

// start greets again; where characters are paid for and a question stands, that
// comes first.
func (t *turn) start() Reply {
	hello := t.hello()
	if _, running := t.next(); running && !t.In.Form.Buttons {
		hello = hello[1:]
	}
	return t.menu(hello...)
}

// menuBelow says something with the menu below it. Over SMS, where something
// else leads already, there is no room for that.
func (t *turn) menuBelow(line Line) Reply {
	if _, running := t.next(); !running && len(t.lead) > 0 && !t.In.Form.Buttons {
		return t.tell(line)
	}
	return t.menu(line)
}

func (t *turn) help() Reply {
	_, running := t.next()
	switch {
	case running && (len(t.lead) > 0 || t.In.Form.Wide):
		return t.beside(Say("help.short"))
	case running:
		return t.again(Say("help.short"))
	case len(t.lead) > 0 && !t.In.Form.Buttons && (t.crowded() || t.In.Reading.Danger == NoDanger):
		return t.tell(Say("help.short"))
	}
	return t.tell(Say("help", "Danger", t.engine.config.Emergency.Danger, "Service", t.engine.config.Service))
}

func (e *Engine) menuQuestion(Scene) Question {
	q := Question{Lines: []Line{Say("menu")}}
	last := len(e.flows) - 1
	for i := range e.flows {
		flow := &e.flows[(i+last)%len(e.flows)] // what the service is there for comes first
		if flow.Menu.Key != "" {
			q.Choices = append(q.Choices, Choice{ID: flow.Name, Label: flow.Menu, Wide: true})
		}
	}
	q.Choices = append(q.Choices,
		Choice{ID: string(CmdNumbers), Label: Say("menu.numbers"), Wide: true},
		Choice{ID: string(CmdHelp), Label: Say("menu.help"), Wide: true})
	q.Yes = q.Choices[0].ID
	return q
}

func (e *Engine) takeMenu(sc Scene, chosen string) Move {
	t := e.within(sc)
	sc.Session.Step = ""
	switch chosen {
	case string(CmdNumbers):
		return replied(t.again(t.numbers()...))
	case string(CmdHelp):
		return replied(t.help())
	case "":
		if sc.In.Kind == Said && len(split(t.folded)) < 2 && utf8.RuneCountInString(t.folded) < 4 {
			sc.Session.Step = menuStep
			return Move{Missed: true}
		}
		return e.heard(sc)
	}
	sc.Session.Talking = ""
	sc.Begin(chosen)
	if flow, ok := e.flow(chosen); ok && flow.Opened != nil {
		return flow.Opened(sc)
	}
	return Move{}
}

// within is the turn as a step of the engine's own sees it: what was said
// before is joined to its reply later.
func (e *Engine) within(sc Scene) *turn {
	return &turn{
		Scene: sc, engine: e, lexicons: e.lexiconsOf(sc), folded: Fold(sc.In.Text), within: true,
	}
}

// heard gives words that answer no choice to the first flow that wants them.
func (e *Engine) heard(sc Scene) Move {
	t := e.within(sc)
	if t.greeting() {
		return replied(t.menu(t.hello()...))
	}
	for i := range e.flows {
		if e.flows[i].Hears == nil {
			continue
		}
		if move, ok := e.flows[i].Hears(sc); ok {
			return move
		}
	}
	return Move{Missed: true}
}

func replied(r Reply) Move { return Move{Reply: &r} }

// restart drops the draft and begins again.
func (t *turn) restart() Reply {
	t.Session.drop()
	t.Talking = ""
	return t.menu(Say("restarted"))
}

// clear ends the conversation and says how to delete what was said.
func (t *turn) clear() Reply {
	t.Session.drop()
	t.Talking, t.Filed, t.Wanted, t.Unlocked = "", "", "", time.Time{}
	reply := t.tell(Say("cleared"))
	reply.Wipe = t.In.Form.Delete
	return reply
}

// back takes the last answer back and asks its question again.
func (t *turn) back() Reply {
	if step, ok := t.step(t.Step); ok && t.aside(step) {
		return t.goOn()
	}
	for i := len(t.Answers) - 1; i >= 0; i-- {
		if t.Answers[i].Ahead {
			continue
		}
		id := t.Answers[i].Step
		t.Answers = append(t.Answers[:i:i], t.Answers[i+1:]...)
		if step, ok := t.step(id); ok && !step.OnDemand {
			return t.ask(step)
		}
		return t.goOn()
	}
	if _, ok := t.next(); ok {
		return t.again(Say("back.first"))
	}
	return t.menu(Say("back.first"))
}

// aside reports whether the step that stands was asked out of turn, so that
// going back leaves it without taking anything back.
func (t *turn) aside(step *Step) bool {
	return t.isGlobal(step) || step.OnDemand || t.Has(step.ID)
}

// skip passes an optional question over.
func (t *turn) skip() Reply {
	step, ok := t.current()
	if !ok {
		return t.menu(Say("skip.nothing"))
	}
	if !step.Optional {
		return t.again(Say("skip.needed"))
	}
	t.Missed = 0
	if step.Pass != nil {
		return t.make(step.Pass(t.Scene))
	}
	if step.OnDemand && step.Kind != WhenStep {
		return t.goOn()
	}
	t.Put(Answer{Step: step.ID, Skip: true})
	return t.goOn()
}

// numbers names people who can help: those who fit what was said, or else the
// ones that fit most. It is asked for, so nothing is guarded here.
func (t *turn) numbers() []Line {
	emergency := t.engine.config.Emergency
	lines := []Line{Say("numbers", "Danger", emergency.Danger, "Silent", emergency.Silent, "NotUrgent", emergency.NotUrgent)}
	needs := append(t.needs(), "anonymous")
	if len(needs) == 1 {
		needs = []Need{NeedDomestic, NeedChild, NeedDespair, "anonymous"}
	}
	if t.engine.config.Helplines == nil {
		return lines
	}
	for _, need := range needs {
		if list := t.engine.config.Helplines(need); len(list) > 0 && need != NeedSilent && len(lines) < 6 {
			lines = append(lines, list[0])
		}
	}
	return lines
}
