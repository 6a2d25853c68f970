package flows

import (
	"slices"
	"time"
)

// Turn is what Advance makes of an Input.
type Turn struct {
	Session Session
	Reply   Reply
	Repeat  bool // the input was seen before: Reply is the recorded one, nothing changed
}

// Config is what the engine knows besides its flows: data of the partnership
// and of the languages, handed in so that neither is wired into it.
type Config struct {
	Vocabularies map[string]Vocabulary // by language, BCP 47
	Language     string                // used when a resident's own is unknown
	Tongues      []Tongue              // what residents can choose, in the order of the list
	// Text renders a label, so that a choice can be made by its words. Nil
	// knows only labels that are Text themselves.
	Text func(label Line, language string) string
	// Helplines names who can help with a need, best first.
	Helplines func(Need) []Line
	Emergency Emergency
	Website   string // where to read more, without https://
	Service   string // who runs this, as the greeting says it
}

// Emergency holds the numbers that lead every answer to danger.
type Emergency struct {
	Danger    string // "999"
	Silent    string // pressed after it when speaking is unsafe: "55"
	NotUrgent string // "101"
}

// Engine advances conversations through its flows. It holds no state: one
// serves every resident at once.
type Engine struct {
	config   Config
	flows    []Flow
	lexicons map[string]*lexicon
	tongues  tongues
	globals  []Step
}

// New returns an engine for flows; of two that would hear the same words, the
// earlier one does. The last one, which hears every word, is what the service
// is there for: it stands first in the menu.
func New(config Config, flows ...Flow) *Engine {
	e := &Engine{config: config, flows: flows, lexicons: map[string]*lexicon{}, tongues: config.tongues()}
	for language, vocabulary := range config.Vocabularies {
		e.lexicons[language] = compile(vocabulary)
	}
	e.globals = e.globalSteps()
	for i := range flows {
		e.globals = append(e.globals, flows[i].Between...)
	}
	return e
}

// Advance makes one turn: the next session, one reply, and in
// Session.Pending what the record should do. It never fails and never writes
// to what it was given.
func (e *Engine) Advance(s Session, in Input, now time.Time) Turn {
	if reply, seen := repeated(s, in); seen {
		return Turn{Session: s, Reply: reply, Repeat: true}
	}
	t := e.begin(&s, in, now)
	t.learn()
	var reply Reply
	switch in.Kind {
	case Committed:
		return Turn{Reply: t.committed(), Session: *t.Session}
	case Delayed:
		return Turn{Reply: t.delayed(), Session: *t.Session}
	case Noticed:
		reply = t.noticed()
	case Elapsed:
		reply = t.elapsed()
	default:
		reply = t.resident()
	}
	return Turn{Reply: t.record(reply), Session: *t.Session}
}

// turn is one Advance under way.
type turn struct {
	Scene
	engine   *Engine
	lexicons []*lexicon
	folded   string    // In.Text as words are compared
	lead     []Line    // said before everything else
	first    bool      // a newcomer's first message, to which nobody has said who this is
	standing bool      // the question that is asked stands there already
	seen     bool      // the review that is asked next was seen and has not changed
	within   bool      // what leads is known to another turn, whose step this is
	alone    bool      // nothing is offered below what is said
	frozen   bool      // this turn put work into Pending: its reply is the outcome's
	free     *string   // the step that took free text in this turn; empty when a flow heard it
	joined   bool      // the words joined those of the turn before
	unmoved  bool      // what was said has nothing to do with what is asked, and leaves it as it stands
	wrote    time.Time // when the resident last wrote before this turn
}

// begin copies the session so far that nothing written reaches the caller's.
func (e *Engine) begin(s *Session, in Input, now time.Time) *turn {
	s.Answers = slices.Clone(s.Answers)
	s.Recent = slices.Clone(s.Recent)
	s.Queued = slices.Clone(s.Queued)
	s.Asked = slices.Clone(s.Asked)
	s.Resident.Reports = slices.Clone(s.Resident.Reports)
	s.Resident.Waiting = slices.Clone(s.Resident.Waiting)
	in.Text = clean(in.Text)
	t := &turn{Scene: Scene{Session: s, In: in, Now: now, flows: e.flows}, engine: e}
	if in.Kind == Said || in.Kind == SentPhoto {
		t.folded = Fold(in.Text)
	}
	return t
}

// learn takes over what the record knows of the resident. A STOP that the
// record has not heard of yet still holds.
func (t *turn) learn() {
	if t.In.Resident == nil {
		return
	}
	stopped := t.Session.Resident.Stopped && !t.Session.Resident.Known
	t.Session.Resident = *t.In.Resident
	t.Session.Resident.Reports = slices.Clone(t.In.Resident.Reports)
	t.Session.Resident.Waiting = slices.Clone(t.In.Resident.Waiting)
	t.Session.Resident.Stopped = t.Session.Resident.Stopped || stopped
}

// resident answers what a resident sent.
func (t *turn) resident() Reply {
	t.greetIn()
	command, tongue := t.command(), t.tongue()
	t.readRow(command)
	t.doubt()
	t.despair()
	danger := tongue == "" && t.cries(command)
	if danger {
		t.follow()
		t.leadWithDanger()
	}
	t.heard()
	reply := t.react(command, tongue, danger)
	t.Uneasy = t.Uneasy || danger && t.Flow != ""
	t.keepRow()
	reply.Quiet = reply.Quiet || !reply.IsZero() && t.guarded()
	return reply
}

// react finds out who answers.
func (t *turn) react(command Command, tongue string, danger bool) Reply {
	if t.pours() {
		return t.slowly(command, danger)
	}
	switch {
	case t.Pending != nil:
		return t.whilePending(command)
	case t.Session.Resident.Stopped:
		return t.whileStopped(command)
	case danger && t.In.Kind == Said && t.In.Reading.Danger == SureDanger:
		return t.inDanger()
	case tongue != "":
		return t.choose(tongue)
	case command != "":
		return t.obey(command)
	}
	if effect, ok := t.thumb(); ok {
		return t.takeThumb(effect)
	}
	reply := t.listen()
	if t.joined && reply.IsZero() {
		return reply
	}
	return t.offer(reply)
}

// greetIn guesses the language of somebody who has not been talked with.
func (t *turn) greetIn() {
	if t.Language == "" {
		t.Language = t.engine.supported(t.In.Language)
	}
	t.tune()
}

// cries reports whether the message may tell of danger. A command or a plain
// answer doesn't; "help" may, if triage thinks so.
func (t *turn) cries(command Command) bool {
	if t.In.Reading.Danger == NoDanger || t.In.Kind == Chose || command != "" && command != CmdHelp {
		return false
	}
	for _, words := range t.lexicons {
		if words.unknown[t.folded] || words.yes[t.folded] || words.no[t.folded] {
			return false // "i dont know", "send" and the like
		}
	}
	return t.Pending != nil || t.Session.Resident.Stopped || !t.plainChoice()
}

// heard notes that the resident wrote, and when.
func (t *turn) heard() {
	t.first = t.Turn == 0 && len(t.Session.Resident.Reports) == 0
	if t.Turn == 0 && t.In.Lost {
		t.say(Say("lost"))
	}
	if t.Dropped {
		t.say(Say("expired"))
	}
	t.Dropped = false
	t.expire()
	if t.Began.IsZero() {
		t.Began = t.Now
	}
	t.Turn++
	t.wrote, t.Heard = t.Heard, t.Now
}

// expire drops a draft that nobody has touched for as long as its flow lives.
func (t *turn) expire() {
	flow, ok := t.engine.flow(t.Flow)
	if !ok || flow.Expiry == 0 || t.Pending != nil || t.Heard.IsZero() || t.Now.Sub(t.Heard) < flow.Expiry {
		return
	}
	if len(t.Answers) > 0 && flow.Keep != nil { // else nothing of the resident's words is lost
		t.say(Say("expired"))
	}
	t.Session.drop()
}

// say puts lines before everything else that this turn says.
func (t *turn) say(lines ...Line) { t.lead = append(t.lead, lines...) }

func (e *Engine) flow(name string) (*Flow, bool) {
	for i := range e.flows {
		if e.flows[i].Name == name {
			return &e.flows[i], true
		}
	}
	return nil, false
}

// text renders a label in a language.
func (e *Engine) text(label Line, language string) string {
	if label.Key == "" || e.config.Text == nil {
		return label.Text
	}
	return e.config.Text(label, language)
}
