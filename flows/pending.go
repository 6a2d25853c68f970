package flows

import "time"

// freeze promises work to the record. From here on it is not changed: whoever
// finds it, does it. The reply of this turn is what becomes of it.
func (t *turn) freeze(effects []Effect, say []Line) {
	t.frozen = true
	effects = t.withBacklog(effects)
	t.Pending = &Pending{
		ID: t.In.Fresh.ID, Input: t.In.ID, Effects: effects, Since: t.Now, Lead: join(t.lead, say),
	}
}

// committed answers pending work that the record has confirmed.
func (t *turn) committed() Reply {
	work := t.Pending
	if work == nil {
		return Reply{}
	}
	t.tune()
	t.Pending = nil
	if !work.Told {
		t.say(work.Lead...)
	}
	t.In.ID = work.Input
	row := t.Row
	reply := t.outcome(work)
	if work.Told {
		reply = t.unasked(work, reply)
		t.unstand()
	} else {
		reply = t.passedOn(work, row, reply)
		t.recordFor(work.Input, reply)
	}
	t.unqueue()
	return reply
}

// outcome lets the flows answer each effect; the last one that says something
// is what is said. What was offered stands below it, unless it went wrong.
func (t *turn) outcome(work *Pending) Reply {
	var reply Reply
	refused := false
	for i, effect := range work.Effects {
		var out Outcome
		if i < len(t.In.Outcomes) {
			out = t.In.Outcomes[i]
		}
		if offer := t.engine.offer(effect.Kind); offer != nil {
			if !refused && !work.Told && !t.alone {
				reply = below(reply, offer.Said(t.Scene))
			}
			continue
		}
		refused = refused || out.Refused != ""
		if one := t.done(effect, out); !one.IsZero() {
			reply = one
		}
	}
	return reply
}

func (t *turn) done(effect Effect, out Outcome) Reply {
	if out.Refused == RefusedGone {
		return t.again(Say("report.gone"))
	}
	switch effect.Kind {
	case NoteAsked:
		t.Session.Resident.Asked = true
		return Reply{}
	case StopAll:
		t.Session.Resident.Stopped = true
		return t.tell(Say("stop.done"))
	case StartAgain:
		t.Session.Resident.Stopped = false
		return t.menuBelow(Say("start.done"))
	case ForgetMe:
		return t.forgotten()
	case SetLanguage:
		return t.spoken()
	case Thumb:
		return t.thanks(effect)
	case SetPIN:
		return t.pinSet(effect)
	case TryPIN:
		return t.pinTried(effect, out)
	}
	if done := t.engine.answerTo(effect.Kind, t.Flow); done != nil {
		t.standing = effect.Kind != OfferUpload // the upload was chosen at a question of its own
		return t.make(done(t.Scene, effect, out))
	}
	return t.again()
}

// answerTo finds what answers an effect: of several flows that do, the one that
// runs has asked for it.
func (e *Engine) answerTo(kind EffectKind, running string) func(Scene, Effect, Outcome) Move {
	if flow, ok := e.flow(running); ok && flow.Done[kind] != nil {
		return flow.Done[kind]
	}
	for i := range e.flows {
		if done := e.flows[i].Done[kind]; done != nil {
			return done
		}
	}
	return nil
}

// unasked is what is sent when work was done after the resident had been told
// that it will go by itself. It comes when they don't expect it, so it names a
// reference at the most, and nothing goes where nothing may.
func (t *turn) unasked(work *Pending, reply Reply) Reply {
	first := work.Effects[0]
	switch {
	case t.Session.Resident.Stopped || t.queued(StopAll) || t.queued(ForgetMe):
		return Reply{}
	case first.Kind == ForgetMe:
		return reply
	case first.Kind == FileReport && first.Report != nil && first.Report.Contact != ContactNone:
		return t.tell(Say("sent.later", "Reference", t.reference(first.Report.ID, first.Report.Reference)))
	}
	return Reply{}
}

// unstand takes back a question between flows that an outcome led to: it was
// not said, so nothing that comes can be its answer.
func (t *turn) unstand() {
	if step, ok := t.step(t.Step); ok && t.isGlobal(step) && t.Flow == "" {
		t.Step, t.Offered = "", nil
	}
}

// reference finds the reference that the record gave a report.
func (t *turn) reference(id, wished string) string {
	for _, known := range t.Session.Resident.Reports {
		if known.ID == id {
			return known.Reference
		}
	}
	return wished
}

// delayed answers pending work while the record is away: it is kept and goes by
// itself. What the resident can simply ask for again is let go instead.
func (t *turn) delayed() Reply {
	work := t.Pending
	if work == nil || work.Told {
		return Reply{}
	}
	t.tune()
	t.say(work.Lead...)
	t.In.ID = work.Input
	reply := t.meanwhile(work)
	t.recordFor(work.Input, reply)
	return reply
}

func (t *turn) meanwhile(work *Pending) Reply {
	switch work.Effects[0].Kind {
	case SetLanguage: // it holds for this conversation
		t.Pending = nil
		return t.spoken()
	case OfferUpload, ReadNotices, ListReports, OpenReport, SetPIN, TryPIN, CopyData:
		t.Pending = nil
		return t.again(Say("away"))
	case ReadProgress:
		t.Pending = nil
		return t.done(work.Effects[0], Outcome{Kind: ReadProgress, Away: true})
	case Thumb:
		t.told(work)
		return t.thanks(work.Effects[0])
	case StopAll:
		t.Session.Resident.Stopped = true
		t.told(work)
		return t.tell(Say("stop.done"))
	case FileReport:
		t.told(work)
		return t.tell(Say("kept.report"))
	default:
		t.told(work)
		return t.tell(Say("kept.other"))
	}
}

// told marks the work without writing to what the caller holds.
func (t *turn) told(work *Pending) {
	marked := *work
	marked.Told = true
	t.Pending = &marked
}

// whilePending answers a resident whose work waits for the record. Nothing that
// they write now is kept, and they are told so.
func (t *turn) whilePending(command Command) Reply {
	switch command {
	case CmdStop:
		return t.stop()
	case CmdForget:
		step, _ := t.step(forgetStep)
		return t.ask(step)
	case CmdNumbers:
		return t.tell(t.numbers()...)
	case CmdTongue:
		step, _ := t.step(languageStep)
		return t.ask(step)
	case CmdClear:
		return t.clear()
	}
	if effect, ok := t.thumb(); ok {
		t.queue(effect)
		return t.thanks(effect)
	}
	if tongue := t.tongueWhilePending(); tongue != "" {
		t.speak(tongue)
		t.queue(Effect{Kind: SetLanguage, Text: tongue})
	}
	if t.Step == forgetStep && t.forgetChoice() == "forget" {
		t.Step = ""
		t.queue(Effect{Kind: ForgetMe})
		return t.tell(Say("pending.forget"))
	}
	if t.Pending.Effects[0].Kind == FileReport {
		return t.tell(Say("pending.report"))
	}
	return t.tell(Say("pending.other"))
}

// tongueWhilePending is the language that was named, or chosen from the list.
func (t *turn) tongueWhilePending() string {
	if tongue := t.tongue(); tongue != "" || t.Step != languageStep {
		return tongue
	}
	step, _ := t.step(languageStep)
	return t.chosen(t.question(step))
}

// queue keeps an effect for when the pending work is done; of two of a kind, on
// one thing, the later one holds.
func (t *turn) queue(effect Effect) {
	for i, q := range t.Queued {
		if q.Kind == effect.Kind && q.Target == effect.Target {
			t.Queued[i] = effect
			return
		}
	}
	t.Queued = append(t.Queued, effect)
}

func (t *turn) queued(kind EffectKind) bool {
	for _, q := range t.Queued {
		if q.Kind == kind {
			return true
		}
	}
	return false
}

// unqueue makes what was asked for meanwhile the next pending work. The
// resident has had an answer to it.
func (t *turn) unqueue() {
	if len(t.Queued) == 0 || t.Pending != nil {
		return
	}
	t.Pending = &Pending{ID: t.In.Fresh.ID, Effects: t.Queued, Since: t.Now, Told: true}
	t.Queued = nil
}

// Sorry is what is said where no turn can be made, since conversations can't be
// read or kept. Danger leads all the same.
func (e *Engine) Sorry(in Input) Reply {
	t := e.begin(&Session{Language: e.supported(in.Language)}, in, time.Time{})
	t.tune()
	if t.cries(t.command()) {
		t.leadWithDanger()
		return t.tell(Say("sorry"))
	}
	return t.tell(Say("sorry"), Say("hello.danger", "Danger", e.config.Emergency.Danger))
}
